import { createHash } from 'node:crypto'
import {
  type Consent,
  type Coverage,
  coverageOf,
  type Held,
  peekBehindWall,
  readConsent,
  readHeld,
  recordDenial,
  refusalOf,
  releaseHeld,
} from '../consent/index.ts'
import type { SignedCheckpoint } from '../log/index.ts'
import type { Context } from '../platform/context.ts'
import { Fault, notFound } from '../platform/kernel/fault.ts'
import { type CivilDate, civilDateOf } from '../platform/kernel/time.ts'
import { coverageOfFeeds, recordsOf } from '../sources/index.ts'
import { findSubject, type Subject } from '../subjects/index.ts'
import { macOf } from '../vault/index.ts'
import { attributeOf } from './attributes.ts'
import { disclosedFacts, type Fate, fatesOf, type ShownFact } from './disclosed.ts'
import { type Fact, MARKS } from './fact.ts'
import { type Gateway, isNaturalPerson, type Pass } from './gateway.ts'
import { type MergeInput, mergeProfile, profileBytes } from './merge.ts'
import type { Profile } from './profile.ts'
import { ingredientsOf, projectProfile } from './projection.ts'
import { sealedHead } from './sealed-head/service.ts'
import { readBehindWall, type Statements } from './store.ts'

/** Two times: what is true of a day, and what was known at a moment. */
export interface Moments {
  /** The day the profile speaks of; today unless told. */
  asOf?: CivilDate | undefined
  /** Only records we had by then; all of them unless told. */
  knownAt?: Date | undefined
}

/**
 * The whole merged profile, for the subject's own eyes and for the matcher that works for it.
 * Lenders get theirs from `discloseTo` and nowhere else.
 * @throws Fault not_found
 */
export async function ownProfile(ctx: Context, subjectId: string, { asOf, knownAt }: Moments = {}): Promise<{ profile: Profile; hash: string }> {
  const subject = await findSubject(ctx.db, subjectId)
  if (!subject) throw notFound()
  const profile = mergeProfile(await ingredients(ctx, subject, asOf ?? civilDateOf(knownAt ?? ctx.clock.now()), { knownAt }))
  return { profile, hash: hashOf(profile) }
}

/**
 * As `ownProfile`, read once and merged for as many days as are asked for: of a day to come it says what will be so if
 * nothing new is heard until then – what has grown stale by then, run out, or aged.
 * @throws Fault not_found
 */
export async function ownProfileByDay(ctx: Context, subjectId: string): Promise<(day: CivilDate) => Profile> {
  const subject = await findSubject(ctx.db, subjectId)
  if (!subject) throw notFound()
  const input = await ingredients(ctx, subject, civilDateOf(ctx.clock.now()), {})
  return (asOf) => mergeProfile({ ...input, asOf })
}

function hashOf(profile: Profile): string {
  return createHash('sha256').update(profileBytes(profile)).digest('hex')
}

type Covered = Extract<Coverage, { covered: true }>
type Refused = Extract<Coverage, { covered: false }>
type Outcome = { profile: Profile; consent: Consent; pass: LetThrough | null; logIndex: number } | { refused: Refused; consent: Consent }

export interface DisclosureRequest {
  subjectId: string
  consentId: string
  lenderId: string
  /** Null for a look before any application. */
  applicationId: string | null
  actorId: string
}

/** A licensed bureau's leave for exactly these bytes. */
type LetThrough = Extract<Pass, { ticket: string }> & { sha256: string }

/**
 * The only door out. What is about a natural person is first registered with a licensed bureau, whose ticket goes into
 * the log entry; without one nothing is read and nothing counted. Then, in one transaction: locks the consent, checks it at an
 * instant taken under the lock, reads behind the second wall only what was granted, writes the log entry with the HMAC of
 * just that and keeps which facts it showed. Nothing is returned before the entry has committed: where the commit's outcome
 * is not known, neither is the profile (rule R3).
 *
 * @throws Fault forbidden `consent_…`, named for why (and writes `read.denied`), not_found, conflict `subject_erased`,
 *   unavailable `gateway_unavailable` | `log_not_sealed`
 */
export async function discloseTo(ctx: Context, request: DisclosureRequest, gateway: Gateway): Promise<Disclosure> {
  const checkpoint = await sealedHead(ctx)
  let pass: LetThrough | null = null
  for (let attempt = 0; ; attempt++) {
    try {
      return { ...(await inTime(releaseTo(ctx, request, pass))), checkpoint }
    } catch (error) {
      // About a natural person, and no ticket yet; or a record came in between the ticket and our lock, and it stands for other bytes.
      if (!(error instanceof OtherTicketNeeded)) throw error
      if (attempt === MOST_ATTEMPTS) throw gatewayUnavailable(1)
      pass = await askLeave(ctx, request, gateway)
    }
  }
}

export interface Disclosure {
  profile: Profile
  consent: Consent
  /** Place of the read's entry in the log. */
  logIndex: number
  /** The log's head as it was signed last; null before it was for the first time. */
  checkpoint: SignedCheckpoint | null
  /** The bureau through which personal data went, and its ticket; null for what is not about a natural person. */
  pass: { bureau: string; ticket: string } | null
}

const MOST_ATTEMPTS = 3
const ANSWER_MS = 2_000

/** What comes later than this after its lock was asked for stays here, whatever its entry says (rule R4). */
async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(
          new Fault('unavailable', 'deadline', '查看超时，没有交出任何数据，请稍后再试。 The read took too long; nothing was handed out, retry shortly.', {
            retryAfterSeconds: 2,
          }),
        ),
      ANSWER_MS,
    )
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

class OtherTicketNeeded extends Error {}

/** null where the read will be refused anyway. */
async function askLeave(ctx: Context, request: DisclosureRequest, gateway: Gateway): Promise<LetThrough | null> {
  const subject = await findSubject(ctx.db, request.subjectId)
  if (!subject || !isNaturalPerson(subject.kind)) return null
  const consent = await readConsent(ctx, request.subjectId, request.consentId)
  const now = ctx.clock.now()
  const coverage = coverageOf(consent, { lenderId: request.lenderId, applicationId: request.applicationId, at: now })
  if (!coverage.covered) return null
  const { subject: _, ...statements } = await peekBehindWall(ctx, request, (inner) => statementsFor(inner, subject.id, coverage.fields))
  const whole = mergeProfile({ ...personOf(subject), asOf: civilDateOf(now), ...statements })
  const sha256 = hashOf(projectProfile(whole, coverage.fields))
  const pass = await gateway({
    ...{ consentRef: consent.id, recipient: request.lenderId, purpose: consent.artefact.purpose.code, subjectKind: subject.kind },
    ...{ fields: [...coverage.fields].sort(), sha256 },
  })
  if ('unavailable' in pass) throw gatewayUnavailable(pass.retryAfterSeconds)
  return { ...pass, sha256 }
}

function gatewayUnavailable(retryAfterSeconds: number): Fault {
  return new Fault(
    'unavailable',
    'gateway_unavailable',
    '个人信息须经持牌征信机构传送，通道暂时不可用；没有读取任何数据，也没有计次，请稍后再试。 Personal data passes a licensed bureau, which is not reachable; nothing was read or counted, retry later.',
    { retryAfterSeconds },
  )
}

async function releaseTo(ctx: Context, request: DisclosureRequest, pass: LetThrough | null): Promise<Omit<Disclosure, 'checkpoint'>> {
  const outcome = await ctx.db.transaction(async (tx): Promise<Outcome> => {
    const inner = { ...ctx, db: tx }
    const { held, ...read } = await readHeld(inner, request, ({ consent, coverage }) => {
      // Nothing is read of a natural person before a bureau has leave for it.
      if (isNaturalPerson(consent.artefact.subject.kind as Subject['kind']) && pass === null) throw new OtherTicketNeeded()
      return statementsFor(inner, request.subjectId, coverage.fields)
    })
    const { consent } = held
    if (!('seen' in read)) return { refused: held.coverage as Refused, consent }
    const { subject, ...statements } = read.seen
    if (!subject) throw notFound()
    const { fields, readNo } = held.coverage as Covered
    const whole = mergeProfile({ ...personOf(subject), asOf: civilDateOf(held.at), ...statements })
    const profile = projectProfile(whole, fields)
    if (isNaturalPerson(subject.kind) && pass?.sha256 !== hashOf(profile)) throw new OtherTicketNeeded()
    const release = { actorId: request.actorId, bodyMac: await macOf(inner, subject.id, profileBytes(profile)), ...(pass && { via: pass.ticket }) }
    // Facts are kept beside the entry, so that whoever was shown one is told once it no longer stands.
    const logIndex = await releaseHeld(inner, held as Held<Covered>, release, disclosedFacts(statements.records, whole, profile))
    return { profile, consent: { ...consent, readsUsed: readNo }, pass, logIndex }
  })
  if ('refused' in outcome) {
    if (outcome.refused.why !== 'not_this_reader') await recordDenial(ctx, outcome.consent, request.actorId, outcome.refused.why)
    throw refusalOf(outcome.refused)
  }
  return { ...outcome, pass: outcome.pass && { bureau: outcome.pass.bureau, ticket: outcome.pass.ticket } }
}

/**
 * What became of what readers were shown of a subject, by everything its records say today: a record that moved on may
 * no longer speak of an attribute at all, so all of them are read. Nothing of it is handed out but the fate.
 */
export async function fatesOfShown(ctx: Context, subjectId: string): Promise<(shown: ShownFact) => Fate> {
  return fatesOf(await recordsOf<Fact>(ctx, subjectId), civilDateOf(ctx.clock.now()))
}

async function ingredients(ctx: Context, subject: Subject, asOf: CivilDate, { knownAt }: { knownAt?: Date | undefined }): Promise<MergeInput> {
  const records = await recordsOf<Fact>(ctx, subject.id, { knownAt })
  return { ...personOf(subject), asOf, records, coverage: await coverageOfFeeds(ctx, subject, knownAt) }
}

function personOf({ id, kind, code }: Pick<Subject, 'id' | 'kind' | 'code'>): Pick<MergeInput, 'subjectId' | 'kind' | 'code'> {
  return { subjectId: id, kind, code }
}

/** From behind the wall: what these fields are shown by, and whether their feeds were heard. */
function statementsFor(ctx: Context, subjectId: string, fields: ReadonlySet<string>): Promise<Statements> {
  const needed = ingredientsOf(fields)
  const feeds = needed.flatMap((id) => (id === MARKS ? [] : (attributeOf(id).feeds ?? [])))
  return readBehindWall(ctx, subjectId, needed, [...new Set(feeds)])
}
