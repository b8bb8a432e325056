import type { Context } from '../../platform/context.ts'
import { Fault, notFound } from '../../platform/kernel/fault.ts'
import { type Coverage, coverageOf, type Refusal, windowStart } from '../coverage.ts'
import { countReleases, enterWall, leaveWall, lockBehindWall, lockForRead, writeRead } from '../held/store.ts'
import { stepConsent } from '../lifecycle.ts'
import type { Consent, ShownItem } from '../model.ts'
import { updateConsent } from '../store.ts'
import { keepShownItems } from './shown.ts'
import { readToWrite, writeOfConsent } from './write-down.ts'

export interface Reader {
  subjectId: string
  consentId: string
  lenderId: string
  /** Null for a look before any application. */
  applicationId: string | null
}

export interface Release extends Reader {
  actorId: string
  /** The licensed bureau's ticket, where personal data may only go through one. */
  via?: string
  /** HMAC of what goes out. */
  bodyMac?: string
}

/** A consent under its row lock, and what it says to this reader at an instant taken under that lock. */
export interface Held<C extends Coverage = Coverage> {
  consent: Consent
  coverage: C
  at: Date
}

type Covered = Extract<Coverage, { covered: true }>
type Refused = Extract<Coverage, { covered: false }>

export type Released = { coverage: Covered; consent: Consent; logIndex: number } | { coverage: Refused; consent: Consent }

/**
 * First half of a disclosure, inside the caller's transaction: takes the consent's row lock, then the time (rule R5: a
 * reader who waited behind a revoke sees the revoke), then asks. Where it covers the read, `look` runs as the role of a
 * lender, which sees this subject's records and nothing else; what it saw goes nowhere before `releaseHeld`.
 * @param look ends with a statement that is `leavingWall`: whoever does not leave can write nothing down
 * @throws Fault not_found
 */
export async function readHeld<T>(
  ctx: Context,
  read: Reader,
  look: (held: Held<Covered>) => Promise<T>,
): Promise<{ held: Held<Covered>; seen: T } | { held: Held<Refused> }> {
  const consent = await lockBehindWall(ctx.db, { ...read, at: ctx.clock.now() })
  if (!consent) throw notFound()
  const at = ctx.clock.now()
  const since = windowStart(consent, at)
  let readsInWindow = 0
  if (since !== null) {
    // The log is not a lender's to read: it is counted on this side of the wall.
    await leaveWall(ctx.db)
    readsInWindow = await countReleases(ctx.db, consent.subjectId, consent.id, since)
    await enterWall(ctx.db, { ...read, at })
  }
  const coverage = coverageOf(consent, { ...read, at, readsInWindow })
  if (!coverage.covered) {
    await leaveWall(ctx.db)
    return { held: { consent, coverage, at } }
  }
  const held = { consent, coverage, at }
  return { held, seen: await look(held) }
}

/**
 * Second half: counts the read, writes `read.released` and keeps which facts it showed. The caller hands out what it read
 * only after the transaction has committed.
 * @returns the entry's place in the log
 */
export async function releaseHeld(
  ctx: Context,
  { consent, coverage, at }: Held<Covered>,
  { actorId, via, bodyMac }: Omit<Release, keyof Reader>,
  shown: readonly ShownItem[],
): Promise<number> {
  const { fields, readNo, lastRead } = coverage
  const more = { readNo, why: consent.artefact.purpose.code, via, bodyMac }
  // The entry tells the instant that was judged, not a later one: a read is lawful by its own leaf.
  const judged = { ...ctx, clock: { now: () => at } }
  const entry = await readToWrite(judged, consent, actorId, { fields: [...fields], ...more })
  const { logIndex, unwritten } = await writeRead(ctx.db, consent, entry, readNo, shown)
  await keepShownItems(ctx, consent, logIndex, unwritten)
  if (lastRead) {
    await updateConsent(ctx.db, consent, { status: stepConsent('granted', 'lastRead'), endedAt: at, endReason: 'last_read' })
    await writeOfConsent(judged, consent, 'consent.consumed', actorId, { why: 'last_read' })
  }
  return logIndex
}

/** Reads before the read, as the wall would let it: for what is registered with a bureau first. It opens nothing and counts nothing. */
export async function peekBehindWall<T>(ctx: Context, reader: Reader, look: (inner: Context) => Promise<T>): Promise<T> {
  return ctx.db.transaction(async (tx) => {
    await enterWall(tx, { ...reader, at: ctx.clock.now() })
    return look({ ...ctx, db: tx })
  })
}

/**
 * A read that shows no field by itself, such as a place on a list: lock, check, count and entry, inside the caller's
 * transaction.
 * @throws Fault not_found
 */
export async function releaseRead(ctx: Context, read: Release): Promise<Released> {
  const consent = await lockForRead(ctx.db, read)
  if (!consent) throw notFound()
  const at = ctx.clock.now()
  const since = windowStart(consent, at)
  const readsInWindow = since === null ? 0 : await countReleases(ctx.db, consent.subjectId, consent.id, since)
  const coverage = coverageOf(consent, { ...read, at, readsInWindow })
  if (!coverage.covered) return { coverage, consent }
  const logIndex = await releaseHeld(ctx, { consent, coverage, at }, read, [])
  return { coverage, consent: { ...consent, readsUsed: Math.max(consent.readsUsed, coverage.readNo) }, logIndex }
}

/** Writes down a refused look, in a transaction of its own: the refused one is rolled back. */
export async function recordDenial(ctx: Context, consent: Consent, actorId: string, why: string): Promise<void> {
  await writeOfConsent(ctx, consent, 'read.denied', actorId, { why })
}

/** What a lender is told, by why it may not look; the code is the reason itself. */
const SENTENCES: Readonly<Record<Exclude<Refusal, 'not_this_reader'>, string>> & Readonly<Record<string, string>> = {
  consent_requested: '企业还没有答复授权请求，暂不能查看。请等企业同意。 The applicant has not answered the request yet; wait for the consent.',
  consent_provisional:
    '授权由他人代办，尚待本人确认，确认前不能查看。 The consent was given by proxy and awaits the subject’s own confirmation; no reads until then.',
  consent_paused: '企业已暂停授权，暂不能查看。请联系企业恢复授权。 The consent is paused; ask the applicant to resume it.',
  consent_denied: '企业没有同意授权，不能查看。 The applicant refused this consent.',
  consent_lapsed: '授权请求无人答复，已经失效。请重新请求授权。 The request lapsed unanswered; ask for a new consent.',
  consent_superseded: '授权已由新版本取代，请按新的授权查看。 This consent was replaced by a newer version; read under that one.',
  consent_revoked: '企业已撤回授权，不能再查看。请联系企业重新授权。 The consent was revoked; ask the applicant for a new one.',
  consent_expired: '授权已到期，不能再查看。请联系企业重新授权。 The consent has expired; ask the applicant for a new one.',
  consent_consumed: '授权的查看次数已用完。请联系企业重新授权。 All reads of this consent are used; ask the applicant for a new one.',
  consent_quota: '这段时间内的查看次数已用完，请过些时候再查看。 The reads of this period are used; look again later.',
  consent_not_begun: '授权尚未生效，请在生效后查看。 The consent is not in force yet; look again once it is.',
}

export function refusalOf({ why }: Refused): Fault {
  return why === 'not_this_reader' ? notFound() : new Fault('forbidden', why, SENTENCES[why])
}
