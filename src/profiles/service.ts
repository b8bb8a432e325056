import { createHash } from 'node:crypto'
import { type Consent, type Coverage, keepShownItems, recordDenial, refusalOf, releaseRead, type ShownItem } from '../consent/index.ts'
import type { Context } from '../platform/context.ts'
import { notFound } from '../platform/kernel/fault.ts'
import { type CivilDate, civilDateOf } from '../platform/kernel/time.ts'
import { coverageOfFeeds, recordsOf } from '../sources/index.ts'
import { findSubject, type Subject } from '../subjects/index.ts'
import { type AdverseItem, adverseItems, type DisclosedItem, disclosedItems } from './adverse.ts'
import { type Fact, MARKS } from './fact.ts'
import { ADVERSE_LISTS } from './list-items.ts'
import { type MergeInput, mergeProfile, profileBytes } from './merge.ts'
import type { Profile } from './profile.ts'
import { ingredientsOf, projectProfile } from './projection.ts'

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
  return { profile, hash: createHash('sha256').update(profileBytes(profile)).digest('hex') }
}

type Outcome = { profile: Profile; consent: Consent } | { refused: Extract<Coverage, { covered: false }>; consent: Consent }

export interface DisclosureRequest {
  subjectId: string
  consentId: string
  lenderId: string
  applicationId: string
  actorId: string
}

/**
 * The only door out. In one transaction: locks the consent, checks it at an instant taken under the lock, writes
 * the log entry, reads only what was granted and keeps which adverse items that showed. Nothing is returned before the
 * entry has committed.
 *
 * @throws Fault forbidden `consent_revoked` | `consent_expired` | `consent_consumed` (and writes `read.denied`), not_found
 */
export async function discloseTo(ctx: Context, request: DisclosureRequest): Promise<{ profile: Profile; consent: Consent }> {
  const outcome = await ctx.db.transaction(async (tx): Promise<Outcome> => {
    const inner = { ...ctx, db: tx }
    const released = await releaseRead(inner, request)
    const { consent } = released
    if (!('logIndex' in released)) return { refused: released.coverage, consent }
    const { fields } = released.coverage
    const subject = await findSubject(tx, request.subjectId)
    if (!subject) throw notFound()
    const input = await ingredients(inner, subject, civilDateOf(ctx.clock.now()), { only: ingredientsOf(fields) })
    const whole = mergeProfile(input)
    const profile = projectProfile(whole, fields)
    // Kept beside the entry, so that whoever was shown an adverse item is told once it no longer stands.
    await keepShownItems(inner, consent, released.logIndex, disclosedItems(input.records, whole, profile).map(shownItemOf))
    return { profile, consent }
  })
  if ('refused' in outcome) {
    if (outcome.refused.why !== 'not_this_reader') await recordDenial(ctx, outcome.consent, request.actorId, outcome.refused.why)
    throw refusalOf(outcome.refused)
  }
  return outcome
}

/** Every adverse item of which a record of the subject speaks today; whoever was shown one that is not here, or gone, is to be told. */
export async function adverseItemsOf(ctx: Context, subjectId: string): Promise<AdverseItem[]> {
  return adverseItems(await recordsOf<Fact>(ctx, subjectId, { attributes: [...ADVERSE_LISTS, MARKS] }), civilDateOf(ctx.clock.now()))
}

function shownItemOf({ list, item, documentNo, fields, hash, lastShownOn }: DisclosedItem): ShownItem {
  return { list, item, documentNo, fields, hash, lastShownOn }
}

async function ingredients(
  ctx: Context,
  subject: Subject,
  asOf: CivilDate,
  { knownAt, only }: { knownAt?: Date | undefined; only?: readonly string[] },
): Promise<MergeInput> {
  return {
    subjectId: subject.id,
    kind: subject.kind,
    code: subject.code,
    asOf,
    records: await recordsOf<Fact>(ctx, subject.id, { knownAt, attributes: only }),
    coverage: await coverageOfFeeds(ctx, subject, knownAt),
  }
}
