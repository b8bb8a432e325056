import { coverageOf, readConsent } from '../../../consent/index.ts'
import type { Context } from '../../../platform/context.ts'
import { emit } from '../../../platform/jobs/service.ts'
import { invalidField, notFound } from '../../../platform/kernel/fault.ts'
import { civilDateOf } from '../../../platform/kernel/time.ts'
import { publishedProduct, termsOfVersion } from '../../../products/index.ts'
import { profileWithin } from '../../../profiles/model.ts'
import type { CatalogueItem } from '../../../sources/model.ts'
import { findSubjects } from '../../../subjects/index.ts'
import { allOf, evaluate } from '../../evaluate.ts'
import { groupClause } from '../area.ts'
import { verdictClause } from '../clause.ts'
import { stepBatch } from '../lifecycle.ts'
import { isPublic, publicRecords } from '../public-basis.ts'
import {
  findBatch,
  insertBatch,
  insertEntries,
  listBatches,
  listConsented,
  type ScreenBatch,
  type ScreenEntry,
  type Screened,
  screenPage,
  tally,
  updateBatch,
} from '../store.ts'
import { lenderOpenness } from './count.ts'
import { profilesOf } from './refresh.ts'

export const WALK = 'screening.walk'
const SUBJECTS_A_PAGE = 1_000
const NOBODY = { met: '0', short: '0', unknown: '0' }

export interface BatchOrder {
  lenderId: string
  userId: string
  productId: string
  version: number
  area: string
}

/**
 * Orders a look at everybody of an area with one version of a product that was published; a job does it.
 * @throws Fault invalid `unknown_product` | `unknown_version`
 */
export async function orderBatch(ctx: Context, { lenderId, userId, productId, version, area }: BatchOrder): Promise<ScreenBatch> {
  const product = await publishedProduct(ctx, productId)
  if (product?.lender.id !== lenderId) {
    throw invalidField('/productId', 'unknown_product', '贵行没有这个已发布的产品。 Your house has no such product on offer.')
  }
  // Versions count up and one is drafted only after the last was published: all up to the present one were on offer.
  if (version > product.version) throw invalidField('/version', 'unknown_version', '这个版本还没有发布。 This version has not been published.')
  const terms = version === product.version ? product.terms : await termsOfVersion(ctx, productId, version)
  const audience = [...terms.audience]
  const { total } = await tally(ctx.db, groupClause(area, audience), [])
  const batch: ScreenBatch = {
    ...{ lenderId, id: ctx.ids.next('screening'), productId, version, productName: terms.name, audience, criteria: [...terms.criteria], area },
    ...{ status: 'running', cursor: '', expected: total.count, walked: 0, met: 0, short: 0, unknown: 0, asOf: null, prints: NOBODY },
    ...{ createdBy: userId, createdAt: ctx.clock.now(), endedAt: null },
  }
  await insertBatch(ctx.db, batch)
  await emit(ctx, WALK, { lenderId, batchId: batch.id })
  return batch
}

/** @throws Fault not_found for another lender's as for none */
export async function readBatch(ctx: Context, lenderId: string, id: string): Promise<ScreenBatch> {
  const batch = await findBatch(ctx.db, lenderId, id)
  if (!batch) throw notFound()
  return batch
}

export async function batchesOf(ctx: Context, lenderId: string, limit: number, before: string | null): Promise<ScreenBatch[]> {
  return listBatches(ctx.db, lenderId, limit, before)
}

/** @throws Fault not_found, conflict `illegal_transition` once it has ended */
export async function cancelBatch(ctx: Context, lenderId: string, id: string): Promise<ScreenBatch> {
  const batch = await findBatch(ctx.db, lenderId, id, { lock: true })
  if (!batch) throw notFound()
  const change = { status: stepBatch(batch.status, 'cancel'), endedAt: ctx.clock.now() }
  await updateBatch(ctx.db, batch, change)
  return { ...batch, ...change }
}

/**
 * Looks at the next page of subjects: the results and the cursor are of one transaction, the caller's, so that a walk
 * that is stopped goes on where its last page ended and counts nobody twice.
 * @returns whether there is more to do
 */
export async function walkPage(
  ctx: Context,
  catalogue: readonly CatalogueItem[],
  { lenderId, batchId }: { lenderId: string; batchId: string },
  pageSize = SUBJECTS_A_PAGE,
): Promise<boolean> {
  const batch = await findBatch(ctx.db, lenderId, batchId, { lock: true })
  if (batch?.status !== 'running') return false
  const openness = lenderOpenness(catalogue, civilDateOf(ctx.clock.now()))
  const page = await screenPage(ctx.db, groupClause(batch.area, batch.audience), verdictClause(batch.criteria, openness), batch.cursor, pageSize)
  const named = page.filter(({ kind, verdict }) => kind === 'enterprise' && verdict === 'met')
  const consented = await consentedEntries(ctx, catalogue, batch, page, new Set(named.map(({ subjectId }) => subjectId)))
  await insertEntries(ctx.db, [...named.map((row) => publicEntry(batch, row)), ...consented])
  const count = (verdict: Screened['verdict']) => page.filter((row) => row.verdict === verdict).length
  const print = (verdict: Screened['verdict'], before: string) =>
    String(page.filter((row) => row.verdict === verdict).reduce((sum, row) => sum + row.print, BigInt(before)))
  const { prints } = batch
  const isLast = page.length < pageSize
  await updateBatch(ctx.db, batch, {
    cursor: page.at(-1)?.subjectId ?? batch.cursor,
    walked: batch.walked + page.length,
    met: batch.met + count('met'),
    short: batch.short + count('short'),
    unknown: batch.unknown + count('unknown'),
    asOf: [...page.map(({ asOf }) => asOf), ...(batch.asOf === null ? [] : [batch.asOf])].sort()[0] ?? null,
    prints: prints && { met: print('met', prints.met), short: print('short', prints.short), unknown: print('unknown', prints.unknown) },
    ...(isLast ? { status: stepBatch(batch.status, 'finish'), endedAt: ctx.clock.now() } : {}),
  })
  return !isLast
}

function publicEntry({ lenderId, id }: ScreenBatch, { subjectId, kind, verdict }: Pick<Screened, 'subjectId' | 'kind' | 'verdict'>): ScreenEntry {
  return { lenderId, batchId: id, subjectId, kind, verdict, basis: 'public', consentId: null, applicationId: null, endedAt: null }
}

/**
 * Applicants of this very product with a live consent: decided by open records and what that consent opens, no more.
 * Whoever open records alone decide needs no read. The verdict lies here; showing it is a read (`entriesOf`).
 */
async function consentedEntries(
  ctx: Context,
  catalogue: readonly CatalogueItem[],
  batch: ScreenBatch,
  page: readonly Screened[],
  named: ReadonlySet<string>,
): Promise<ScreenEntry[]> {
  const now = ctx.clock.now()
  const open = publicRecords(catalogue, civilDateOf(now))
  const subjectIds = page.map(({ subjectId }) => subjectId).filter((id) => !named.has(id))
  const consents = await listConsented(ctx.db, batch, subjectIds, now)
  const entries = new Map<string, ScreenEntry>()
  const profiles = new Map((await profilesOf(ctx, await findSubjects(ctx, [...new Set(consents.map((c) => c.subjectId))]))).map((p) => [p.subject.id, p]))
  for (const { subjectId, consentId, applicationId } of consents) {
    const consent = await readConsent(ctx, subjectId, consentId)
    const coverage = coverageOf(consent, { lenderId: batch.lenderId, applicationId, at: now })
    const { subject, input, profile } = profiles.get(subjectId)!
    if (!coverage.covered) continue
    // What is open needs no consent, and so knows no lookback of one.
    const { shown } = profileWithin(input, coverage)
    const seen = { ...shown, entries: profile.entries.map((entry, i) => (isPublic(entry.attribute, profile, open) ? entry : shown.entries[i]!)) }
    const verdict = allOf(batch.criteria.map((criterion) => evaluate(criterion, seen).verdict))
    // Of several consents the newest comes last and counts.
    entries.set(subjectId, {
      ...publicEntry(batch, { subjectId, kind: subject.kind, verdict }),
      basis: 'consent',
      consentId,
      applicationId,
    })
  }
  return [...entries.values()]
}
