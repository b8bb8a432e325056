import type { Context } from '../../platform/context.ts'
import { type Ending, finished } from '../../platform/db/final-statement.ts'
import { Fault, notFound } from '../../platform/kernel/fault.ts'
import { macOf } from '../../vault/index.ts'
import { type Coverage, coverageOf, coveragesFrom, type Refusal, windowStart } from '../coverage.ts'
import { enterWall, type LockedConsent, leaveWall, lockBehindWall, lockForRead, writingReads } from '../held/store.ts'
import { stepConsent } from '../lifecycle.ts'
import type { Consent, ShownItem } from '../model.ts'
import { updateConsent } from '../store.ts'
import { readsOfWindow } from './family.ts'
import { readsToWrite, writeOfConsent } from './write-down.ts'

export interface Reader {
  subjectId: string
  consentId: string
  lenderId: string
  /** Null for a look before any application. */
  applicationId: string | null
}

/** One look and whose it is. */
export interface Look {
  actorId: string
  requestId: string
  /** The licensed bureau's ticket, where personal data may only go through one. */
  via?: string
  /** HMAC of what goes out. */
  bodyMac?: string
}

/** A consent under its row lock, and what it says to this reader at an instant taken under that lock. */
export interface Held<C extends Coverage = Coverage> {
  consent: LockedConsent
  coverage: C
  at: Date
  /** Reads released within the consent's window. */
  readsInWindow: number
}

type Covered = Extract<Coverage, { covered: true }>
type Refused = Extract<Coverage, { covered: false }>

export type Released = { coverage: Covered; logIndex: number } | { coverage: Refused }

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
  let readsInWindow = 0
  if (windowStart(consent, at) !== null) {
    // The log is not a lender's to read: it is counted on this side of the wall.
    await leaveWall(ctx.db)
    readsInWindow = await readsOfWindow(ctx.db, consent, at)
    await enterWall(ctx.db, { ...read, at })
  }
  const coverage = coverageOf(consent, { ...read, at, readsInWindow })
  if (!coverage.covered) {
    await leaveWall(ctx.db)
    return { held: { consent, coverage, at, readsInWindow } }
  }
  const held = { consent, coverage, at, readsInWindow }
  return { held, seen: await look(held) }
}

/**
 * Second half, for all who looked together: gives out the reads that are left, in their order, writes `read.released` for each
 * that got one and keeps which facts it showed. The caller hands out what it read only after the transaction has committed.
 * @param looks one or more, of this reader
 * @returns what became of each, in their order, once its last statement is sent
 */
export async function releaseHeld(
  ctx: Context,
  { consent, coverage: first, at, readsInWindow }: Held<Covered>,
  looks: readonly Look[],
  shown: readonly ShownItem[],
): Promise<Ending<Released[]>> {
  const { lenderId, applicationId, artefact } = consent
  const coverages = coveragesFrom(first, consent, { lenderId, applicationId, at, readsInWindow }, looks.length)
  const reads = coverages.flatMap((coverage, i) =>
    coverage.covered ? [{ ...coverage, ...looks[i]!, fields: [...coverage.fields], why: artefact.purpose.code }] : [],
  )
  // The entries tell the instant that was judged, not a later one: a read is lawful by its own leaf.
  const judged = { ...ctx, clock: { now: () => at } }
  const { lastRead, readNo, requestId, actorId } = reads.at(-1)!
  const writing: Ending<Released[]> = {
    last: writingReads(consent, await readsToWrite(judged, consent, reads), readNo, shown),
    // Whoever is refused comes after all who got one: what is used up stays so.
    read: (rows) => coverages.map((coverage, i) => (coverage.covered ? { coverage, logIndex: Number(rows[i]!.log_index) } : { coverage })),
  }
  if (!lastRead) return writing
  const done = await finished(ctx.db, writing)
  await updateConsent(ctx.db, consent, { status: stepConsent('granted', 'lastRead'), endedAt: at, endReason: 'last_read' })
  await writeOfConsent({ ...judged, requestId }, consent, 'consent.consumed', actorId, { why: 'last_read' })
  return { done }
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
 * transaction. Whoever shows something asks `requireSealed` before it.
 * @param body what goes out for it, whose HMAC the entry carries; absent where nothing does
 * @throws Fault not_found
 */
export async function releaseRead(ctx: Context, { body, ...read }: Reader & Pick<Look, 'actorId' | 'via'> & { body?: string }): Promise<Released> {
  const consent = await lockForRead(ctx.db, read)
  if (!consent) throw notFound()
  const at = ctx.clock.now()
  const readsInWindow = await readsOfWindow(ctx.db, consent, at)
  const coverage = coverageOf(consent, { ...read, at, readsInWindow })
  if (!coverage.covered) return { coverage }
  const { requestId } = ctx
  const bodyMac = body === undefined ? {} : { bodyMac: await macOf(ctx, consent.subjectId, body) }
  const [released] = await finished(ctx.db, await releaseHeld(ctx, { consent, coverage, at, readsInWindow }, [{ ...read, ...bodyMac, requestId }], []))
  return released!
}

/** Writes down a refused look, in a transaction of its own: the refused one is rolled back. */
export async function recordDenial(ctx: Context, consent: Consent, actorId: string, why: string): Promise<void> {
  await writeOfConsent(ctx, consent, 'read.denied', actorId, { why })
}

/** What a lender is told, by why it may not look; the code is the reason itself. */
const SENTENCES: Readonly<Record<Exclude<Refusal, 'not_this_reader'>, string>> & Readonly<Record<string, string>> = {
  consent_requested: '客户还没有答复授权请求，暂不能查看。请等客户同意。 The applicant has not answered the request yet; wait for the consent.',
  consent_provisional:
    '授权由他人代办，尚待本人确认，确认前不能查看。 The consent was given by proxy and awaits the subject’s own confirmation; no reads until then.',
  consent_paused: '客户已暂停授权，暂不能查看。请联系客户恢复授权。 The consent is paused; ask the applicant to resume it.',
  consent_denied: '客户没有同意授权，不能查看。 The applicant refused this consent.',
  consent_lapsed: '授权请求无人答复，已经失效。请重新请求授权。 The request lapsed unanswered; ask for a new consent.',
  consent_superseded: '授权已由新版本取代，请按新的授权查看。 This consent was replaced by a newer version; read under that one.',
  consent_revoked: '客户已撤回授权，不能再查看。请联系客户重新授权。 The consent was revoked; ask the applicant for a new one.',
  consent_expired: '授权已到期，不能再查看。请联系客户重新授权。 The consent has expired; ask the applicant for a new one.',
  consent_consumed: '授权的查看次数已用完。请联系客户重新授权。 All reads of this consent are used; ask the applicant for a new one.',
  consent_quota: '这段时间内的查看次数已用完，请过些时候再查看。 The reads of this period are used; look again later.',
  consent_not_begun: '授权尚未生效，请在生效后查看。 The consent is not in force yet; look again once it is.',
}

export function refusalOf({ why }: Refused): Fault {
  return why === 'not_this_reader' ? notFound() : new Fault('forbidden', why, SENTENCES[why])
}
