import type { Context } from '../../../platform/context.ts'
import { type ProductTerms, termsOfVersions } from '../../../products/index.ts'
import { type Fact, ownProfile } from '../../../profiles/index.ts'
import { recordsOf } from '../../../sources/index.ts'
import type { Bits } from '../../bits.ts'
import { eachBit } from '../../bits.ts'
import type { CatalogueProduct, OpeningCatalogue } from '../catalogue.ts'
import { goneFrom, openingReason } from '../cause.ts'
import { asHeld, isReadable } from '../held-facts.ts'
import { newsOf } from '../news.ts'
import { bitsFromBytes, bitsToBytes, type CatalogueChange, changeBetween, openSets } from '../open-set.ts'
import { repairedNumbers } from '../repaired-items.ts'
import { findMembers, isTelling, lockOpenings, type Notice, type Opening, type ScreenedSubject, upsertNotices, upsertOpenings, withPersons } from '../store.ts'
import type { OfferedNow } from './offered.ts'

/** A transaction that keeps an embedded database any longer keeps every page waiting. */
const AT_MOST_MS = 150

/**
 * Decides anew what can have changed for these subjects, and tells those with news. All of it in the caller's
 * transaction: what is told and what is remembered as told commit together, so nothing is told twice.
 * @param screened by subject; rows read before the call may be outrun by a later reading, which then stays
 * @returns how many of them, from the first, were done before the time was over: at least one
 */
export async function refreshOpenings(ctx: Context, offeredNow: OfferedNow, screened: readonly ScreenedSubject[], atMostMs = AT_MOST_MS): Promise<number> {
  const started = performance.now()
  const formers = await lockOpenings(
    ctx.db,
    screened.map(({ subjectId }) => subjectId),
  )
  // Asked under the locks: nobody can have decided these subjects on a later catalogue.
  const catalogue = await offeredNow(ctx)
  const current = screened.filter(({ subjectId, readAt }) => (formers.get(subjectId)?.readAt.getTime() ?? 0) <= readAt.getTime())
  const changes = await changesTo(ctx, catalogue, [...formers.values()])
  const sets = openSets(
    catalogue,
    current.map(({ subjectId, facts, day }) => {
      const former = formers.get(subjectId)
      if (!former) return { facts, day, former: null }
      return { facts, day, former: { facts: former.facts, day: former.day, open: bitsFromBytes(former.open), change: changes.get(former.catalogueHash)! } }
    }),
  )
  const known = current.flatMap(({ subjectId }) => (formers.has(subjectId) ? [subjectId] : []))
  const persons = (await isTelling(ctx.db)) ? await withPersons(ctx.db, known) : NOBODY
  const decided: Opening[] = []
  const notices: Notice[] = []
  for (const [i, subject] of current.entries()) {
    const former = formers.get(subject.subjectId) ?? null
    const change = former && changes.get(former.catalogueHash)!
    const before = former && change && idsOf(change.members, bitsFromBytes(former.open))
    const { opened, closures } = newsOf(before, idsOf(catalogue.members, sets[i]!), former?.closures ?? [], subject.day)
    if (former && opened.length > 0 && persons.has(subject.subjectId)) {
      notices.push(...(await noticesFor(ctx, catalogue, former, change!.members, subject, opened)))
    }
    decided.push(openingOf(ctx, catalogue, subject, sets[i]!, closures))
    if (performance.now() - started > atMostMs) break
  }
  await upsertNotices(ctx.db, notices)
  await upsertOpenings(ctx.db, decided)
  const last = decided.at(-1)?.subjectId
  return last === undefined || decided.length === current.length ? screened.length : screened.findIndex(({ subjectId }) => subjectId === last) + 1
}

function openingOf(
  ctx: Context,
  { hash }: OpeningCatalogue,
  { subjectId, facts, day, readAt }: ScreenedSubject,
  open: Bits,
  closures: Opening['closures'],
): Opening {
  if (!isReadable(facts)) throw new Error(`the screening row of ${subjectId} is of another registry`)
  return { subjectId, catalogueHash: hash, open: bitsToBytes(open), facts, day, readAt, decidedAt: ctx.clock.now(), closures }
}

async function changesTo(ctx: Context, catalogue: OpeningCatalogue, formers: readonly Opening[]): Promise<Map<string, CatalogueChange>> {
  const changes = new Map<string, CatalogueChange>()
  for (const hash of new Set(formers.map(({ catalogueHash }) => catalogueHash))) {
    const members = hash === catalogue.hash ? catalogue.members : await findMembers(ctx.db, hash)
    changes.set(hash, changeBetween(members, catalogue))
  }
  return changes
}

function idsOf(members: readonly CatalogueProduct[], bits: Bits): Set<string> {
  const ids = new Set<string>()
  eachBit(bits, (place) => ids.add(members[place]!.productId))
  return ids
}

/** Then is the profile as it was known when the subject was last looked at, on the terms of that day. */
async function noticesFor(
  ctx: Context,
  catalogue: OpeningCatalogue,
  former: Opening,
  members: readonly CatalogueProduct[],
  { subjectId, day, readAt }: ScreenedSubject,
  opened: readonly string[],
): Promise<Notice[]> {
  const [then, now] = [
    asHeld((await ownProfile(ctx, subjectId, { asOf: former.day, knownAt: former.readAt })).profile, former.facts),
    (await ownProfile(ctx, subjectId, { asOf: day, knownAt: readAt })).profile,
  ]
  const repaired = goneFrom('penalties', then, now).length === 0 ? NONE : repairedNumbers(await recordsOf<Fact>(ctx, subjectId, { knownAt: readAt }))
  const terms = await termsThen(ctx, members, opened)
  return opened.map((productId) => {
    const { version, lenderId, lenderName, publishedAt, terms: offered } = catalogue.products[catalogue.placeOf.get(productId)!]!
    const isNew = version === 1 && publishedAt >= former.decidedAt
    const reason = openingReason({ profile: then, terms: terms.get(productId) ?? null }, { profile: now, terms: offered, isNew }, repaired)
    return { subjectId, productId, version, productName: offered.name, lenderId, lenderName, ...reason, createdAt: ctx.clock.now(), readAt: null }
  })
}

const NOBODY: ReadonlySet<string> = new Set()
const NONE: ReadonlySet<string> = new Set()

async function termsThen(ctx: Context, members: readonly CatalogueProduct[], productIds: readonly string[]): Promise<Map<string, ProductTerms>> {
  const wanted = members.filter(({ productId }) => productIds.includes(productId))
  const terms = await termsOfVersions(ctx, wanted)
  return new Map(wanted.map(({ productId }, i) => [productId, terms[i]!]))
}
