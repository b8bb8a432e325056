import { type Consent, peekBehindWall, type Released, readHeld, releaseHeld } from '../../../consent/index.ts'
import type { Context } from '../../../platform/context.ts'
import { type Db, isDatabaseAway, sqlStateOf } from '../../../platform/db/client.ts'
import { type Ending, followedBy, transactionEndingIn } from '../../../platform/db/final-statement.ts'
import { Fault, notFound } from '../../../platform/kernel/fault.ts'
import { type CivilDate, civilDateOf } from '../../../platform/kernel/time.ts'
import { macOf } from '../../../vault/index.ts'
import { attributeOf } from '../../attributes.ts'
import { disclosedFacts } from '../../disclosed.ts'
import { MARKS } from '../../fact.ts'
import { isNaturalPerson, type Pass } from '../../gateway.ts'
import type { Reach } from '../../lookback.ts'
import { profileBytes } from '../../merge.ts'
import type { Profile } from '../../profile.ts'
import { profileHash } from '../../profile-hash.ts'
import { ingredientsOf, profileWithin } from '../../projection.ts'
import { readBehindWall, type Statements } from '../../store.ts'
import { type Outcome, type Seat, takingTurns } from '../turns.ts'

export interface DisclosureRequest {
  subjectId: string
  consentId: string
  lenderId: string
  /** Null for a look before any application. */
  applicationId: string | null
  actorId: string
}

/** A licensed bureau's leave for exactly these bytes. */
export type LetThrough = Extract<Pass, { ticket: string }> & { sha256: string }

/** One who asks, as whom and with what in hand. */
export interface Caller {
  ctx: Context
  request: DisclosureRequest
  pass: LetThrough | null
  /** Has been told that it took too long. */
  isGone(): boolean
}

type Refused = Extract<Released, { coverage: { covered: false } }>['coverage']
export type Given = { profile: Profile; consent: Consent; logIndex: number } | { refused: Refused; consent: Consent }

/** About a natural person, and no ticket; or a record came in between the ticket and our lock, and it stands for other bytes. */
export class OtherTicketNeeded extends Error {}

/** Nobody is told this: nobody waits any more. */
class AllGone extends Error {}

/** In one transaction, which so many may hold up. */
const MOST_TOGETHER = 64

/** By database: on a runtime that connects anew for each request nobody meets anybody. */
const doors = new WeakMap<Db, ReturnType<typeof takingTurns<Caller, Given>>>()

/**
 * Who asks to read under one consent, for one lender and application, while such a read is under way, waits for it and is
 * then served by one transaction with all who do (decision 0024).
 */
export function askToRead(caller: Caller): Seat<Given> {
  const { db } = caller.ctx
  const ask = doors.get(db) ?? takingTurns(serve, MOST_TOGETHER)
  doors.set(db, ask)
  const { subjectId, consentId, lenderId, applicationId } = caller.request
  return ask(JSON.stringify([subjectId, consentId, lenderId, applicationId]), caller)
}

async function serve(callers: readonly Caller[]): Promise<Outcome<Given>[]> {
  try {
    return await release(callers)
  } catch (error) {
    if (callers.length === 1 || !isPerhapsOfOne(error)) return callers.map(() => ({ error }))
    // Nothing was committed. Whoever it was that could not be written down fails alone, and nobody else with them.
    const outcomes: Outcome<Given>[] = []
    for (const caller of callers)
      outcomes.push(
        await release([caller]).then(
          ([one]) => one!,
          (alone: unknown) => ({ error: alone }),
        ),
      )
    return outcomes
  }
}

/**
 * A fault speaks of the consent or the subject, and so to everybody. Where the database went away it is not known what was
 * committed (rule R3), and where it waited too long there is no time left for another try.
 */
function isPerhapsOfOne(error: unknown): boolean {
  return !(
    error instanceof Fault ||
    error instanceof OtherTicketNeeded ||
    error instanceof AllGone ||
    isDatabaseAway(error) ||
    ['55P03', '57014'].includes(sqlStateOf(error) ?? '')
  )
}

/** One read for all of them: one lock, one instant, one profile; to each its own entry. Nothing is handed out before the commit. */
async function release(callers: readonly Caller[]): Promise<Outcome<Given>[]> {
  const [{ ctx, request }] = callers as readonly [Caller]
  return transactionEndingIn(ctx.db, async (tx): Promise<Ending<Outcome<Given>[]>> => {
    const inner = { ...ctx, db: tx }
    const read = await readHeld(inner, request, ({ consent, coverage }) => {
      // Nothing is read of a natural person before a bureau has leave for it.
      if (isNaturalPerson(consent.artefact.subject.kind as Person['kind']) && callers.every(({ pass }) => pass === null)) throw new OtherTicketNeeded()
      return statementsFor(inner, request.subjectId, coverage.fields)
    })
    const { consent } = read.held
    if (!('seen' in read)) return { done: callers.map(() => ({ value: { refused: read.held.coverage, consent } })) }
    const { held, seen } = read
    const { subject, ...statements } = seen
    if (!subject) throw notFound()
    const { within, shown: profile } = profileOf(subject, civilDateOf(held.at), statements, held.coverage)
    const sha256 = isNaturalPerson(subject.kind) ? profileHash(profile) : null
    const waiting = callers.filter(({ isGone }) => !isGone())
    if (waiting.length === 0) throw new AllGone()
    const admitted = waiting.filter(({ pass }) => sha256 === null || pass?.sha256 === sha256)
    if (admitted.length === 0) throw new OtherTicketNeeded()
    const bodyMac = await macOf(inner, subject.id, profileBytes(profile))
    const looks = admitted.map((caller) => ({
      ...{ actorId: caller.request.actorId, requestId: caller.ctx.requestId, bodyMac },
      ...(caller.pass && { via: caller.pass.ticket }),
    }))
    // Facts are kept beside the entries, so that whoever was shown one is told once it no longer stands.
    const ending = await releaseHeld(inner, held, looks, disclosedFacts(statements.records, within, profile))
    return followedBy(ending, (released): Outcome<Given>[] => {
      const answers = new Map(admitted.map((caller, i) => [caller, answerOf(released[i]!, consent, profile)]))
      return callers.map((caller) => {
        const value = answers.get(caller)
        return value ? { value } : { error: new OtherTicketNeeded() }
      })
    })
  })
}

function answerOf(released: Released, consent: Consent, profile: Profile): Given {
  if (!('logIndex' in released)) return { refused: released.coverage, consent }
  const { coverage, logIndex } = released
  return { profile, consent: { ...consent, readsUsed: coverage.readNo }, logIndex }
}

/** What would go out, looked at and given to nobody. */
export async function peekAtProfile(ctx: Context, request: DisclosureRequest, reach: Reach): Promise<Profile> {
  const { subject, ...statements } = await peekBehindWall(ctx, request, (inner) => statementsFor(inner, request.subjectId, reach.fields))
  if (!subject) throw notFound()
  return profileOf(subject, civilDateOf(ctx.clock.now()), statements, reach).shown
}

type Person = NonNullable<Statements['subject']>

function profileOf({ id: subjectId, kind, code }: Person, asOf: CivilDate, statements: Omit<Statements, 'subject'>, reach: Reach) {
  return profileWithin({ subjectId, kind, code, asOf, ...statements }, reach)
}

/** From behind the wall: what these fields are shown by, and whether their feeds were heard. */
function statementsFor(ctx: Context, subjectId: string, fields: ReadonlySet<string>): Promise<Statements> {
  const needed = ingredientsOf(fields)
  const feeds = needed.flatMap((id) => (id === MARKS ? [] : (attributeOf(id).feeds ?? [])))
  return readBehindWall(ctx, subjectId, needed, [...new Set(feeds)])
}
