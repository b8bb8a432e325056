import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { plantCity } from '../../../src/demo/index.ts'
import { feeds } from '../../../src/feeds/index.ts'
import { allOf, evaluate } from '../../../src/matching/evaluate.ts'
import { evaluateFacts } from '../../../src/matching/index.ts'
import { screeningJobs } from '../../../src/matching/screening/index.ts'
import { columnOf, VALUE_COLUMNS } from '../../../src/matching/screening/layout.ts'
import { isPublic, publicCategories, publicRecords } from '../../../src/matching/screening/public-basis.ts'
import { screenRow } from '../../../src/matching/screening/row.ts'
import { cancelBatch, orderBatch, readBatch, walkPage } from '../../../src/matching/screening/service/batch.ts'
import { countSubjects } from '../../../src/matching/screening/service/count.ts'
import { markBatch, profilesOf, refreshDue, sweepPage } from '../../../src/matching/screening/service/refresh.ts'
import { listEntries, upsertRows } from '../../../src/matching/screening/store.ts'
import type { Verdicts } from '../../../src/matching/screening/view.ts'
import { heldClock, seededIds } from '../../../src/platform/chance.ts'
import type { Context } from '../../../src/platform/context.ts'
import { type Database, rowsOf } from '../../../src/platform/db/client.ts'
import { migrate } from '../../../src/platform/db/migrate.ts'
import { openPglite } from '../../../src/platform/db/pglite.ts'
import { drain } from '../../../src/platform/jobs/service.ts'
import { civilDateOf } from '../../../src/platform/kernel/time.ts'
import { createProduct, publishedProducts, publishProduct, submitProduct } from '../../../src/products/index.ts'
import type { Criterion } from '../../../src/products/model.ts'
import { attributeOf, type Profile } from '../../../src/profiles/model.ts'
import { importFile } from '../../../src/sources/index.ts'
import { findSubjectByCode, listSubjects, type Subject } from '../../../src/subjects/index.ts'
import { entryOf } from '../../support/match-builders.ts'
import { testMaster } from '../../support/test-master.ts'

const START = new Date('2026-11-23T02:00:00.000Z')
const clock = heldClock(START)
const { catalogue } = feeds
let database: Database
let ctx: Context
let operatorId: string
let everybody: { subject: Subject; profile: Profile }[]

beforeAll(async () => {
  database = await openPglite()
  await migrate(database)
  ctx = { db: database.db, clock, ids: seededIds(clock), master: testMaster, requestId: 'test' }
  await plantCity(ctx, feeds, 'street')
  operatorId = (await rowsOf<{ id: string }>(ctx.db, sql`select id from users where username = 'operator'`))[0]!.id
  everybody = await profilesOf(ctx, await listSubjects(ctx, 1_000, null))
}, 60_000)
afterAll(() => database.close())

const rowsNow = () => rowsOf<Record<string, unknown>>(ctx.db, sql`select * from screen_rows order by subject_id`)
const later = (seconds: number) => clock.set(new Date(clock.now().getTime() + seconds * 1_000))

async function sweepAll(): Promise<void> {
  for (let after: string | null = await sweepPage(ctx, catalogue, null); after !== null; ) after = await sweepPage(ctx, catalogue, after)
}

/** A tax grade for the hardware firm, by an import of one row. */
async function gradeHardware(grade: string, year: number): Promise<string> {
  const file = `纳税人识别号,纳税人名称,评价年度,纳税信用级别,评价日期\n91440199MADEM0A155,广州示例精密五金有限公司,${year},${grade},${year + 1}-10-27\n`
  const batch = await ctx.db.transaction((tx) =>
    importFile({ ...ctx, db: tx }, feeds, {
      ...{ source: 'gz-tax', record: 'tax_grade', bytes: new TextEncoder().encode(file), contentType: 'text/csv' },
      fileName: 'one.csv',
      actorId: operatorId,
    }),
  )
  expect(batch.accepted).toBe(1)
  return batch.id
}

describe('the screening table', () => {
  beforeEach(() => ctx.db.execute(sql`truncate screen_rows, screen_dues`))

  test('holds a row of everybody after a sweep, and the same rows after another', async () => {
    await sweepAll()
    const first = await rowsNow()
    expect(first.map(({ subject_id }) => subject_id)).toEqual(everybody.map(({ subject }) => subject.id))
    const open = publicRecords(catalogue, civilDateOf(START))
    for (const [i, { subject, profile }] of everybody.entries()) {
      const { values, closed } = screenRow(subject, profile, open)
      expect(VALUE_COLUMNS.map(({ column }) => first[i]![column]).map((value) => (value === null ? null : String(value)))).toEqual(values)
      expect(first[i]!.closed).toEqual(closed)
    }
    await sweepAll()
    expect(await rowsNow()).toEqual(first)
  })

  test('goes on where a sweep was stopped: the next page begins behind the last', async () => {
    const jobs = screeningJobs(feeds)
    await ctx.db.execute(sql`update jobs set done_at = now() where done_at is null`)
    await jobs['screening.daily']!(ctx, {})
    await drain(ctx, jobs)
    expect(await rowsNow()).toHaveLength(everybody.length)
    const { id } = everybody[9]!.subject
    await ctx.db.execute(sql`truncate screen_rows`)
    await jobs['screening.sweep']!(ctx, { after: id })
    expect(await rowsNow()).toHaveLength(everybody.length - 10)
  })

  test('is written anew for whom records speak of, each once however often it was marked, and for nobody else', async () => {
    await sweepAll()
    const before = await rowsNow()
    later(60)
    const [one, two] = [await gradeHardware('C', 2025), await gradeHardware('D', 2024)]
    for (const batch of [one, two]) expect(await markBatch(ctx, batch, 0)).toBeNull()
    expect(await rowsOf(ctx.db, sql`select marked, taken from screen_dues`)).toEqual([{ marked: 2, taken: 0 }])
    expect(await refreshDue(ctx, catalogue)).toBe(false)
    expect(await rowsOf(ctx.db, sql`select marked, taken from screen_dues`)).toEqual([{ marked: 2, taken: 2 }])
    const after = await rowsNow()
    const changed = after.filter((row, i) => JSON.stringify(row) !== JSON.stringify(before[i]))
    expect(changed.map(({ subject_id }) => subject_id)).toEqual([(await findSubjectByCode(ctx, '91440199MADEM0A155'))!.id])
    // The grade of the latest year: C is the fourth of A B M C D.
    expect(changed[0]![columnOf('taxGrade').column]).toBe(-3)
    const written = JSON.stringify(after)
    await refreshDue(ctx, catalogue)
    expect(JSON.stringify(await rowsNow())).toBe(written)
    everybody = await profilesOf(ctx, await listSubjects(ctx, 1_000, null))
  })

  test('keeps what was read later, whoever writes last', async () => {
    const { subject, profile } = everybody[0]!
    const row = screenRow(subject, profile, new Set())
    await upsertRows(ctx.db, [{ ...row, district: '440106' }], new Date('2026-11-23T03:00:00Z'))
    await upsertRows(ctx.db, [{ ...row, district: '440103' }], new Date('2026-11-23T02:59:59Z'))
    expect((await rowsNow())[0]!.district).toBe('440106')
    await upsertRows(ctx.db, [{ ...row, district: '440104' }], new Date('2026-11-23T03:00:00Z'))
    expect((await rowsNow())[0]!.district).toBe('440104')
  })
})

/** Numbers without the prints of who is counted. */
function numbersOf(counted: Awaited<ReturnType<typeof countSubjects>>) {
  const numbers = ({ met, short, unknown }: Verdicts) => ({ met: met.count, short: short.count, unknown: unknown.count })
  return {
    ...{ ...counted, total: counted.total.count, ...numbers(counted), byCriterion: counted.byCriterion.map(numbers) },
    byLeaf: counted.byLeaf.map((leaf) => ({ ...leaf, excluded: leaf.excluded.count })),
  }
}

const numbersIn = async (...asked: Parameters<typeof countSubjects>) => numbersOf(await countSubjects(...asked))

/** What a lender may know of a profile without consent, by the catalogue. */
function lendersView(profile: Profile): Profile {
  const [open, categories] = [publicRecords(catalogue, profile.asOf), publicCategories(catalogue, profile.asOf)]
  return {
    ...profile,
    entries: profile.entries.map((entry) => {
      const isOpen = entry.attribute === 'kind' || (categories.has(attributeOf(entry.attribute).category) && isPublic(entry.attribute, profile, open))
      return isOpen ? entry : entryOf(entry.attribute, { freshness: 'not_consented' })
    }),
  }
}

const CRITERIA: Criterion[] = [
  { attr: 'ageMonths', op: '>=', value: 60 },
  {
    any: [
      { attr: 'taxGrade', op: 'in', value: ['A', 'B'] },
      { attr: 'cityEvaluation', op: '>=', value: '优' },
    ],
  },
  { not: { attr: 'industry', op: 'prefix', value: ['C'] } },
]

describe('the reverse direction', () => {
  beforeAll(async () => {
    await ctx.db.execute(sql`truncate screen_rows`)
    await sweepAll()
  })

  test('counts as the reference evaluator does on what needs no consent', async () => {
    const counted = await numbersIn(ctx, catalogue, { criteria: CRITERIA, audience: ['enterprise', 'sole_trader'] })
    const views = everybody.filter(({ subject }) => ['enterprise', 'sole_trader'].includes(subject.kind)).map(({ profile }) => lendersView(profile))
    const verdicts = views.map((profile) => CRITERIA.map((criterion) => evaluate(criterion, profile)))
    const all = verdicts.map((reasons) => allOf(reasons.map(({ verdict }) => verdict)))
    const count = (verdict: string) => all.filter((v) => v === verdict).length
    expect(counted).toMatchObject({ total: views.length, met: count('met'), short: count('short'), unknown: count('unknown'), asOf: '2026-11-23' })
    expect(counted.short).toBeGreaterThan(3)
    expect(counted.byCriterion).toEqual(
      CRITERIA.map((_, i) => {
        const each = verdicts.map((reasons) => reasons[i]!.verdict)
        return {
          met: each.filter((v) => v === 'met').length,
          short: each.filter((v) => v === 'short').length,
          unknown: each.filter((v) => v === 'unknown').length,
        }
      }),
    )
    const excluded = counted.byLeaf.map(({ path, excluded }) => [path.join('/'), excluded])
    const shortBy = (i: number, leaf: number) => verdicts.filter((r) => r[i]!.verdict === 'short' && r[i]!.leaves[leaf]!.verdict === 'short').length
    expect(excluded).toEqual([
      ['0', shortBy(0, 0)],
      ['1/any/0', shortBy(1, 0)],
      ['1/any/1', shortBy(1, 1)],
      ['2/not', shortBy(2, 0)],
    ])
  })

  test('knows nothing of what needs consent, whoever has it: a household’s village data, a firm’s annual report, cash flow or carbon', async () => {
    const known = everybody.filter(({ profile }) => profile.entries.some((e) => e.attribute === 'greenCode' && e.freshness === 'fresh')).length
    expect(known).toBeGreaterThan(0)
    for (const criterion of [
      { attr: 'greenCode', op: 'in', value: ['绿', '蓝', '灰'] },
      { attr: 'village', op: 'prefix', value: ['4401'] },
      { attr: 'inflowFen12m', op: '>=', value: '0' },
      { attr: 'revenueFen', op: '>=', value: '0' },
      { attr: 'assetsFen', op: '>=', value: '0' },
      { attr: 'staff', op: '>=', value: 0 },
      { attr: 'sizeClass', op: '>=', value: 'large' },
      { attr: 'carbonGrade', op: '>=', value: 'E' },
      { attr: 'carbonRatioBp', op: '>=', value: 0 },
    ] satisfies Criterion[]) {
      const { total, met, short, unknown } = await numbersIn(ctx, catalogue, { criteria: [criterion] })
      expect([met, short, unknown]).toEqual([0, 0, total])
    }
  })

  test('uses of a household no more than that it is one, though a record of consent says its district', async () => {
    const ask = (criteria: Criterion[]) => numbersIn(ctx, catalogue, { criteria, audience: ['household'] })
    const { total, unknown } = await ask([{ attr: 'district', op: 'prefix', value: ['4401'] }])
    expect(total).toBeGreaterThan(0)
    expect(unknown).toBe(total)
    expect((await ask([{ attr: 'kind', op: '=', value: 'household' }])).met).toBe(total)
  })

  test('is open only for records that the catalogue shares openly on the day', async () => {
    const shut = catalogue.map((item) => ({ ...item, mode: 'consent' as const }))
    const { met, short, unknown, total } = await numbersIn(ctx, shut, { criteria: CRITERIA })
    expect([met, short, unknown]).toEqual([0, 0, total])
  })

  test('counts a district, and nobody where nobody is', async () => {
    const of = (district: string) => everybody.filter(({ profile }) => profile.entries.some((e) => e.attribute === 'district' && e.value === district)).length
    expect((await numbersIn(ctx, catalogue, { criteria: [], area: '440114' })).total).toBe(of('440114'))
    expect(await numbersIn(ctx, catalogue, { criteria: CRITERIA, area: '440114103999' })).toMatchObject({ total: 0, met: 0, asOf: null })
  })
})

describe('a batch', () => {
  let lenderId: string
  let userId: string
  let product: { id: string; version: number }
  beforeAll(async () => {
    await sweepAll()
    ;[{ id: userId, lender: lenderId }] = (await rowsOf<{ id: string; lender: string }>(
      ctx.db,
      sql`select id, institution_id as lender from users where username = 'bank-a-viewer'`,
    )) as [{ id: string; lender: string }]
    const { terms } = (await publishedProducts(ctx)).find(({ lender, terms }) => lender.id === lenderId && terms.audience.includes('enterprise'))!
    const [{ id: approverId }] = (await rowsOf<{ id: string }>(ctx.db, sql`select id from users where username = 'bank-a-approver'`)) as [{ id: string }]
    const viewer = { lenderId, userId }
    // One that open records decide for some firms and not for others.
    const made = await createProduct(ctx, viewer, { terms: { ...terms, name: '示例公开贷', criteria: CRITERIA }, testCases: [] })
    await submitProduct(ctx, viewer, made.id, { evaluate: evaluateFacts })
    await publishProduct(ctx, { lenderId, userId: approverId }, made.id, { evaluate: evaluateFacts })
    product = { id: made.id, version: 1 }
    const { met, unknown } = await numbersIn(ctx, catalogue, { criteria: CRITERIA, audience: [...terms.audience] })
    expect([met > 0, unknown > 0]).toEqual([true, true])
  })

  const order = (more: object = {}) => orderBatch(ctx, { lenderId, userId, productId: product.id, version: product.version, area: '4401', ...more })
  const entriesOf = async (id: string) =>
    (await listEntries(ctx.db, { lenderId, id }, { basis: undefined, skip: 0, limit: 1_000 })).map(({ batchId, ...e }) => e)

  async function walk(id: string, pageSize: number, pages = Number.POSITIVE_INFINITY): Promise<void> {
    for (let page = 0; page < pages; page++) {
      const more = await ctx.db.transaction((tx) => walkPage({ ...ctx, db: tx }, catalogue, { lenderId, batchId: id }, pageSize))
      if (!more) return
    }
  }

  test('looks at everybody once, in whatever pages it goes, and names only firms that meet everything by open records', async () => {
    const [whole, paged] = [await order(), await order()]
    await walk(whole.id, 1_000)
    await walk(paged.id, 7)
    const { id: _, ...one } = await readBatch(ctx, lenderId, whole.id)
    const { id: __, ...other } = await readBatch(ctx, lenderId, paged.id)
    expect(other).toEqual(one)
    const counted = await numbersIn(ctx, catalogue, { criteria: one.criteria, audience: one.audience })
    expect(one).toMatchObject({ status: 'done', walked: counted.total, met: counted.met, short: counted.short, unknown: counted.unknown, asOf: counted.asOf })
    // The same sets as a live count: so the same figures, however the batch was cut into pages.
    const live = await countSubjects(ctx, catalogue, { criteria: one.criteria, audience: one.audience })
    expect(one.prints).toEqual({ met: String(live.met.print), short: String(live.short.print), unknown: String(live.unknown.print) })
    const entries = await entriesOf(paged.id)
    expect(entries).toEqual(await entriesOf(whole.id))
    expect(entries.length).toBeGreaterThan(0)
    for (const { subjectId, ...entry } of entries) {
      expect(entry).toEqual({ lenderId, kind: 'enterprise', verdict: 'met', basis: 'public', consentId: null, applicationId: null, endedAt: null })
      const { profile } = everybody.find(({ subject }) => subject.id === subjectId)!
      expect(one.criteria.map((criterion) => evaluate(criterion, lendersView(profile)).verdict)).toEqual(one.criteria.map(() => 'met'))
    }
  })

  test('that is killed in the middle of a page goes on behind the last one that was finished', async () => {
    const [straight, killed] = [await order(), await order()]
    await walk(straight.id, 5)
    await walk(killed.id, 5, 3)
    const before = await readBatch(ctx, lenderId, killed.id)
    expect(before).toMatchObject({ status: 'running', walked: 15 })
    // The page is walked, its results written, and then the process dies: nothing of it has committed.
    await expect(
      ctx.db.transaction(async (tx) => {
        await walkPage({ ...ctx, db: tx }, catalogue, { lenderId, batchId: killed.id }, 5)
        throw new Error('killed')
      }),
    ).rejects.toThrow('killed')
    expect(await readBatch(ctx, lenderId, killed.id)).toEqual(before)
    await walk(killed.id, 5)
    const { id: _, ...one } = await readBatch(ctx, lenderId, straight.id)
    expect(await readBatch(ctx, lenderId, killed.id)).toMatchObject(one)
    expect(await entriesOf(killed.id)).toEqual(await entriesOf(straight.id))
  })

  test('stops where it is cancelled, and cannot be cancelled twice', async () => {
    const { id } = await order()
    await walk(id, 5, 2)
    expect(await cancelBatch(ctx, lenderId, id)).toMatchObject({ status: 'cancelled', walked: 10 })
    await walk(id, 5)
    expect(await readBatch(ctx, lenderId, id)).toMatchObject({ status: 'cancelled', walked: 10 })
    await expect(cancelBatch(ctx, lenderId, id)).rejects.toMatchObject({ code: 'illegal_transition' })
  })

  test('is of the lender’s own published versions alone', async () => {
    const foreign = (await publishedProducts(ctx)).find(({ lender }) => lender.id !== lenderId)!
    await expect(order({ productId: foreign.id, version: 1 })).rejects.toMatchObject({ code: 'unknown_product' })
    await expect(order({ version: product.version + 1 })).rejects.toMatchObject({ code: 'unknown_version' })
    const { id } = await order()
    await expect(readBatch(ctx, foreign.lender.id, id)).rejects.toMatchObject({ code: 'not_found' })
  })
})
