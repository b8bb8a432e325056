import { describe, expect, test } from 'vitest'
import { batchView, type CountedSubjects, countsView, populationCount, type WalkedBatch } from '../../../src/matching/screening/view.ts'
import { type Criterion, isOutOfReach, placedLeaves } from '../../../src/products/model.ts'

const CRITERIA: readonly Criterion[] = [
  { attr: 'ageMonths', op: '>=', value: 24 },
  { any: [{ attr: 'taxGrade', op: 'in', value: ['A'] }, { not: { attr: 'staff', op: '<=', value: 3 } }] },
]
/** So many subjects, another set for every number. */
const set = (count: number) => ({ count, print: BigInt(count) * 7_919n })

function counted(over: Partial<CountedSubjects> = {}, excluded: readonly number[] = [300, 900, 45]): CountedSubjects {
  const byCriterion = [
    { met: set(700), short: set(300), unknown: set(0) },
    { met: set(60), short: set(940), unknown: set(0) },
  ]
  const byLeaf = placedLeaves(CRITERIA).map((leaf, i) => ({ ...leaf, excluded: set(excluded[i]!) }))
  return { total: set(1_000), met: set(40), short: set(955), unknown: set(5), asOf: '2026-11-23', byCriterion, byLeaf, ...over }
}

describe('the counts of a question', () => {
  test('name the leaf that rules most out, where it stands and as it counts', () => {
    expect(countsView(counted(), CRITERIA, 's').biggestExcluder).toMatchObject({ leafPath: '/criteria/1/any/0', sentence: '纳税信用 A 级' })
    const byStaff = countsView(counted({}, [1, 2, 80]), CRITERIA, 's').biggestExcluder!
    expect(byStaff).toMatchObject({ leafPath: '/criteria/1/any/1/not', sentence: '从业人数超过 3 人', excluded: { hidden: false } })
    expect([70, 80]).toContain(byStaff.excluded.count)
  })

  test('name none where it rules out too few to be told', () => {
    expect(countsView(counted({}, [9, 8, 7]), CRITERIA, 's').biggestExcluder).toBeNull()
    expect(countsView(counted({ byLeaf: [], byCriterion: [] }), [], 's').biggestExcluder).toBeNull()
  })

  test('hide what is small beside what is large', () => {
    const { meet, couldMeet, short } = countsView(counted(), CRITERIA, 's')
    expect([30, 40]).toContain(meet.count)
    expect(couldMeet).toEqual({ count: null, hidden: true })
    expect([940, 950]).toContain(short.count)
  })
})

describe('the city that publishing asks', () => {
  test('tells that nobody could pass or a handful at most, and never how few', () => {
    const nobody = populationCount(counted({ met: set(0), short: set(1_000), unknown: set(0) }), 's')
    expect([nobody.met, nobody.unknown, isOutOfReach(nobody)]).toEqual([0, 0, true])
    for (const few of [1, 9]) {
      const count = populationCount(counted({ met: set(few), short: set(1_000 - few), unknown: set(0) }), 's')
      expect([count.met, isOutOfReach(count)]).toEqual([null, true])
    }
    expect(nobody.byLeaf.map(({ path }) => path.join('/'))).toEqual(['0', '1/any/0', '1/any/1/not'])
  })
})

describe('a batch', () => {
  const batch: WalkedBatch = {
    prints: { met: String(set(40).print), short: String(set(955).print), unknown: String(set(5).print) },
    ...{ id: 'scr_1', productId: 'prd_1', version: 1, productName: '贷', area: '4401', status: 'running', expected: 300, walked: 299 },
    ...{ met: 40, short: 255, unknown: 4, asOf: '2026-11-23', createdAt: new Date(0), endedAt: null },
  }

  test.each<[Partial<WalkedBatch>, number]>([
    [{}, 99],
    [{ walked: 0 }, 0],
    [{ walked: 3 }, 1],
    [{ walked: 300 }, 99],
    // More came in since it was ordered.
    [{ walked: 400 }, 99],
    [{ expected: 0, walked: 0 }, 0],
    [{ status: 'done', expected: 0, walked: 0 }, 100],
    [{ status: 'cancelled', walked: 150 }, 50],
  ])('%j is at %i per cent', (over, percent) => {
    expect(batchView({ ...batch, ...over }, null, 's').progressPercent).toBe(percent)
  })

  test('tells its totals at the end alone, and the same as a live count of the same question', () => {
    expect(batchView(batch, null, 's').totals).toBeNull()
    expect(batchView({ ...batch, status: 'cancelled' }, null, 's').totals).toBeNull()
    const { totals } = batchView({ ...batch, status: 'done', walked: 1_000, met: 40, short: 955, unknown: 5 }, null, 's')
    const { total, meet, couldMeet, short } = countsView(counted(), CRITERIA, 's')
    expect(totals).toEqual({ total, meet, couldMeet, short })
  })
})
