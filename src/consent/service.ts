import type { Context } from '../platform/context.ts'
import { emit } from '../platform/jobs/service.ts'
import { Fault, notFound } from '../platform/kernel/fault.ts'
import type { CivilDate } from '../platform/kernel/time.ts'
import { type Artefact, artefactHash, type ConsentRequest, checkRequest, type DataCatalogue, LEGAL_SHA256, LEGAL_TEXT, TEMPLATES } from './artefact.ts'
import { type Coverage, coverageOf } from './coverage.ts'
import { effectiveStatus, stepConsent } from './lifecycle.ts'
import { PLATFORM_ACTOR } from './log-entry.ts'
import type { Consent, ShownItem } from './model.ts'
import {
  appendLog,
  findConsent,
  insertConsent,
  insertShownItems,
  type LogRow,
  listConsents,
  listLog,
  listShownItems,
  listSubjectsOfEnded,
  listWholeLog,
  lockConsent,
  lockConsentsOf,
  type ShownRow,
  updateConsent,
  updateShownItem,
} from './store.ts'

export type { ShownRow } from './store.ts'

const DAY_MS = 86_400_000

export interface Grant extends ConsentRequest {
  subject: { id: string; kind: string }
  lender: { id: string; name: string }
  product: { id: string; version: number }
  grantorId: string
}

/**
 * The subject gives one lender a consent for one application, whose id is fixed here so that the artefact can name it.
 * @throws Fault invalid, see `checkRequest`
 */
export async function grantConsent(ctx: Context, catalogue: DataCatalogue, grant: Grant): Promise<Consent> {
  checkRequest(grant, catalogue)
  const now = ctx.clock.now()
  const template = TEMPLATES[grant.purpose]
  const id = ctx.ids.next('consent')
  const validTo = new Date(now.getTime() + grant.validDays * DAY_MS)
  const artefact: Artefact = {
    v: 'xyd-consent/1',
    id,
    rev: 1,
    supersedes: null,
    subject: { kind: grant.subject.kind, ref: grant.subject.id },
    grantor: { ref: grant.grantorId, role: 'self', assurance: 'password' },
    proxy: null,
    grantee: { lender: grant.lender.id, name: grant.lender.name, onward: [] },
    purpose: { code: grant.purpose, templateId: template.id, text: template.text },
    binding: { product: grant.product.id, productVersion: grant.product.version, application: ctx.ids.next('application') },
    data: grant.data.map(({ category }) => ({
      category,
      fields: [...catalogue[category]!.fields].sort(),
      sensitive: catalogue[category]!.sensitive,
      separateConsentAt: catalogue[category]!.sensitive ? now.toISOString() : null,
    })),
    access: { total: grant.reads },
    validity: { from: now.toISOString(), to: validTo.toISOString() },
    retention: { deleteAfter: template.deleteAfter, trigger: 'decision' },
    legal: { textId: LEGAL_TEXT.textId, version: LEGAL_TEXT.version, lang: LEGAL_TEXT.lang, sha256: LEGAL_SHA256 },
    issued: { at: now.toISOString() },
  }
  const consent: Consent = {
    subjectId: grant.subject.id,
    id,
    lenderId: grant.lender.id,
    applicationId: artefact.binding.application,
    status: 'granted',
    artefact,
    hash: artefactHash(artefact),
    readsUsed: 0,
    validTo,
    grantedAt: now,
    endedAt: null,
    endReason: null,
  }
  await insertConsent(ctx.db, consent)
  await writeLog(ctx, consent, 'consent.granted', grant.grantorId, { fields: artefact.data.flatMap((d) => d.fields), why: grant.purpose })
  return consent
}

/** @throws Fault not_found */
export async function readConsent(ctx: Context, subjectId: string, id: string): Promise<Consent> {
  const consent = await findConsent(ctx.db, subjectId, id)
  if (!consent) throw notFound()
  return { ...consent, status: effectiveStatus(consent.status, consent.validTo, ctx.clock.now()) }
}

/** The consent under its row lock, for work that must not cross a revoke; null when there is none. */
export async function holdConsent(ctx: Context, subjectId: string, id: string): Promise<Consent | null> {
  return lockConsent(ctx.db, subjectId, id)
}

export async function consentsOf(ctx: Context, subjectId: string): Promise<Consent[]> {
  const now = ctx.clock.now()
  return (await listConsents(ctx.db, subjectId)).map((c) => ({ ...c, status: effectiveStatus(c.status, c.validTo, now) }))
}

/** Why a consent was taken back. The log is for ever and holds no personal data, so it gets the code and never the words. */
export interface Ending {
  actorId: string
  why: 'subject_request' | 'application_withdrawn'
  /** The subject's own words, or the code again. */
  reason: string
}

/**
 * Takes a consent back. Once this has committed, every read that starts later is refused.
 * @throws Fault not_found, conflict `illegal_transition` when it has ended already
 */
export async function revokeConsent(ctx: Context, subjectId: string, id: string, by: Ending): Promise<Consent> {
  const consent = await lockConsent(ctx.db, subjectId, id)
  if (!consent) throw notFound()
  const now = ctx.clock.now()
  const status = stepConsent(effectiveStatus(consent.status, consent.validTo, now), 'revoke')
  const change = { status, endedAt: now, endReason: by.reason }
  await updateConsent(ctx.db, consent, change)
  await writeLog(ctx, consent, 'consent.revoked', by.actorId, { why: by.why })
  await emit(ctx, 'consent.revoked', { subjectId, consentId: id, lenderId: consent.lenderId, applicationId: consent.applicationId })
  return { ...consent, ...change }
}

export interface Release {
  subjectId: string
  consentId: string
  lenderId: string
  applicationId: string
  actorId: string
  /** The licensed bureau's ticket, where personal data may only go through one. */
  via?: string
}

export type Released =
  | { coverage: Extract<Coverage, { covered: true }>; consent: Consent; logIndex: number }
  | { coverage: Extract<Coverage, { covered: false }>; consent: Consent }

/**
 * The consent's half of a disclosure, inside the caller's transaction: takes the row lock, checks, counts the read
 * and writes `read.released`. The caller reads only `fields` and answers only after the transaction has committed.
 * Time is taken after the lock is held (rule R5): a reader who waited behind a revoke sees the revoke.
 */
export async function releaseRead(ctx: Context, read: Release): Promise<Released> {
  const consent = await lockConsent(ctx.db, read.subjectId, read.consentId)
  if (!consent) throw notFound()
  const at = ctx.clock.now()
  const coverage = coverageOf(consent, { lenderId: read.lenderId, applicationId: read.applicationId, at })
  if (!coverage.covered) return { coverage, consent }
  const readNo = consent.readsUsed + 1
  const logIndex = await writeLog(ctx, consent, 'read.released', read.actorId, {
    fields: [...coverage.fields],
    readNo,
    why: consent.artefact.purpose.code,
    via: read.via,
  })
  if (coverage.lastRead) {
    await updateConsent(ctx.db, consent, { readsUsed: readNo, status: stepConsent('granted', 'lastRead'), endedAt: at, endReason: 'last_read' })
    await writeLog(ctx, consent, 'consent.consumed', read.actorId, { why: 'last_read' })
  } else {
    await updateConsent(ctx.db, consent, { readsUsed: readNo })
  }
  return { coverage, consent: { ...consent, readsUsed: readNo }, logIndex }
}

/** Keeps which facts a read shows, in the read's own transaction. */
export async function keepShownItems(ctx: Context, consent: Consent, logIndex: number, items: readonly ShownItem[]): Promise<void> {
  if (items.length > 0) await insertShownItems(ctx.db, consent, logIndex, items)
}

/**
 * Every consent of a subject under its row lock: reads under way have committed, later ones wait, so what was shown so
 * far stands in `shownItemsOf` and nothing is missing from it.
 */
export async function holdConsentsOf(ctx: Context, subjectId: string): Promise<Consent[]> {
  return lockConsentsOf(ctx.db, subjectId)
}

/** What readers were shown, and what they have been told of it since. */
export async function shownItemsOf(ctx: Context, subjectId: string): Promise<ShownRow[]> {
  return listShownItems(ctx.db, subjectId)
}

/** Keeps what the reader of a shown fact was told, and its last day as its record has it now. */
export async function settleShownItem(
  ctx: Context,
  row: ShownRow,
  change: Partial<Pick<ShownRow, 'lastShownOn' | 'recalledAt' | 'correctedAt'>>,
): Promise<void> {
  await updateShownItem(ctx.db, row, change)
}

/** Subjects of whom readers were shown something that has run out since, by id from `after` on. */
export async function subjectsOfEnded(ctx: Context, today: CivilDate, after: string, limit: number): Promise<string[]> {
  return listSubjectsOfEnded(ctx.db, today, after, limit)
}

/** Writes down that a reader was told, under the consent's row lock. */
export async function recordRecall(ctx: Context, consent: Consent, fields: readonly string[], reason: string): Promise<void> {
  await writeLog(ctx, consent, 'recall.issued', PLATFORM_ACTOR, { fields, why: reason })
}

/** Writes down that what a reader was told to stop using stands again, under the consent's row lock. */
export async function recordLift(ctx: Context, consent: Consent, fields: readonly string[]): Promise<void> {
  await writeLog(ctx, consent, 'recall.lifted', PLATFORM_ACTOR, { fields, why: 'restated' })
}

/**
 * Writes down what a reader did about a recall.
 * @throws Fault not_found
 */
export async function recordRecallAnswer(ctx: Context, subjectId: string, consentId: string, actorId: string, answer: string): Promise<void> {
  const consent = await lockConsent(ctx.db, subjectId, consentId)
  if (!consent) throw notFound()
  await writeLog(ctx, consent, 'recall.answered', actorId, { why: answer })
}

interface LoggedProof {
  subjectId: string
  id: string
  lenderId: string
  /** SHA-256, hex, of the proof as it was handed over. */
  hash: string
}

/** Writes down that a subject had something proven for one lender, or took that back, in the transaction it happens in. */
export async function recordProof(ctx: Context, kind: 'proof.issued' | 'proof.withdrawn', proof: LoggedProof, actorId: string): Promise<void> {
  const { subjectId, id: consentId, lenderId, hash: artefactHash } = proof
  const why = kind === 'proof.issued' ? 'all_criteria' : 'subject_request'
  const { requestId } = ctx
  await appendLog(ctx.db, { kind, subjectId, consentId, artefactHash, lenderId, actorId, fields: [], requestId, readNo: 0, why, at: ctx.clock.now() })
}

interface Listing {
  batchId: string
  lenderId: string
  product: { id: string; version: number }
  /** SHA-256, hex, of what the batch asked. */
  hash: string
  /** What the conditions ask of. */
  fields: readonly string[]
}

/** Writes down that a lender was shown these firms by open records alone, in the transaction in which it is shown them. */
export async function recordListing(ctx: Context, { batchId, hash, ...listing }: Listing, subjectIds: readonly string[], actorId: string): Promise<void> {
  const [at, { requestId }] = [ctx.clock.now(), ctx]
  for (const subjectId of subjectIds) {
    const about = { subjectId, consentId: batchId, artefactHash: hash, actorId, requestId, at }
    await appendLog(ctx.db, { kind: 'screening.listed', ...about, ...listing, readNo: 0, why: 'public_records' })
  }
}

/** Writes down a refused look, in a transaction of its own: the refused one is rolled back. */
export async function recordDenial(ctx: Context, consent: Consent, actorId: string, why: string): Promise<void> {
  await writeLog(ctx, consent, 'read.denied', actorId, { why })
}

export function refusalOf(coverage: Extract<Coverage, { covered: false }>): Fault {
  switch (coverage.why) {
    case 'not_this_reader':
      return notFound()
    case 'consent_revoked':
      return new Fault(
        'forbidden',
        'consent_revoked',
        '企业已撤回授权，不能再查看。请联系企业重新授权。 The consent was revoked; ask the applicant for a new one.',
      )
    case 'consent_expired':
      return new Fault('forbidden', 'consent_expired', '授权已到期，不能再查看。请联系企业重新授权。 The consent has expired; ask the applicant for a new one.')
    case 'consent_consumed':
      return new Fault(
        'forbidden',
        'consent_consumed',
        '授权的查看次数已用完。请联系企业重新授权。 All reads of this consent are used; ask the applicant for a new one.',
      )
  }
}

export async function accessLogOf(ctx: Context, subjectId: string, limit: number, before: number | null): Promise<LogRow[]> {
  return listLog(ctx.db, subjectId, limit, before)
}

export async function auditEvents(ctx: Context, limit: number, before: number | null): Promise<LogRow[]> {
  return listWholeLog(ctx.db, limit, before)
}

async function writeLog(
  ctx: Context,
  consent: Consent,
  kind: Parameters<typeof appendLog>[1]['kind'],
  actorId: string,
  { fields = [], readNo = 0, why, via }: { fields?: readonly string[]; readNo?: number; why: string; via?: string | undefined },
): Promise<number> {
  return appendLog(ctx.db, {
    kind,
    subjectId: consent.subjectId,
    consentId: consent.id,
    artefactHash: consent.hash,
    lenderId: consent.lenderId,
    actorId,
    fields,
    requestId: ctx.requestId,
    readNo,
    why,
    via,
    at: ctx.clock.now(),
  })
}
