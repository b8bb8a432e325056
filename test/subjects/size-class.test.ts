import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SIZE_RULES_2011 } from '../../src/subjects/data/size-rules.ts'
import { SIZE_CLASSES, type SizeFacts, sizeClass } from '../../src/subjects/size-class.ts'

/** 10,000 yuan → fen. */
const wan = (amount: number) => BigInt(amount) * 1_000_000n
const facts = (industry: string, staff: number | null, revenue: number | null, assets: number | null = null): SizeFacts => ({
  industry,
  staff,
  revenueFen: revenue === null ? null : wan(revenue),
  assetsFen: assets === null ? null : wan(assets),
})
const classOf = (given: SizeFacts) => {
  const result = sizeClass(given)
  return result.outcome === 'classed' ? result.class : result.outcome
}

/** The rule's table typed a second time, from its text: [row, a code in it, staff, revenue, assets], floors large/medium/small. */
const TABLE: [string, string, number[] | null, number[] | null, number[] | null][] = [
  ['农、林、牧、渔业', 'A0111', null, [20000, 500, 50], null],
  ['工业', 'C1711', [1000, 300, 20], [40000, 2000, 300], null],
  ['建筑业', 'E4710', null, [80000, 6000, 300], [80000, 5000, 300]],
  ['批发业', 'F5111', [200, 20, 5], [40000, 5000, 1000], null],
  ['零售业', 'F5211', [300, 50, 10], [20000, 500, 100], null],
  ['交通运输业', 'G5431', [1000, 300, 20], [30000, 3000, 200], null],
  ['仓储业', 'G5930', [200, 100, 20], [30000, 1000, 100], null],
  ['邮政业', 'G6010', [1000, 300, 20], [30000, 2000, 100], null],
  ['住宿业', 'H6110', [300, 100, 10], [10000, 2000, 100], null],
  ['餐饮业', 'H6210', [300, 100, 10], [10000, 2000, 100], null],
  ['信息传输业', 'I6311', [2000, 100, 10], [100000, 1000, 100], null],
  ['软件和信息技术服务业', 'I6513', [300, 100, 10], [10000, 1000, 50], null],
  ['房地产开发经营', 'K7010', null, [200000, 1000, 100], [10000, 5000, 2000]],
  ['物业管理', 'K7020', [1000, 300, 100], [5000, 1000, 500], null],
  ['租赁和商务服务业', 'L7111', [300, 100, 10], null, [120000, 8000, 100]],
  ['其他未列明行业', 'O8111', [300, 100, 10], null, null],
]

/** One case a floor: every other indicator generous, this one at the floor and one unit (a person, a fen) below. */
const boundaries = TABLE.flatMap(([row, industry, ...indicators]) =>
  (['staff', 'revenueFen', 'assetsFen'] as const).flatMap((fact, column) =>
    (indicators[column] ?? []).map((floor, tier) => ({ row, industry, fact, floor, at: SIZE_CLASSES[tier]!, below: SIZE_CLASSES[tier + 1]! })),
  ),
)

describe('the size class', () => {
  test.each(boundaries)('of $row at $fact $floor is $at, just below it $below', ({ row, industry, fact, floor, at, below }) => {
    const generous: SizeFacts = { industry, staff: 10 ** 7, revenueFen: wan(10 ** 8), assetsFen: wan(10 ** 8) }
    const [reached, missed] = fact === 'staff' ? [floor, floor - 1] : [wan(floor), wan(floor) - 1n]
    expect(sizeClass({ ...generous, [fact]: reached })).toEqual({ outcome: 'classed', class: at, row, basis: '工信部联企业〔2011〕300号' })
    expect(sizeClass({ ...generous, [fact]: missed })).toMatchObject({ outcome: 'classed', class: below, row })
  })

  test('covers 16 rows and 90 floors, and no code stands in two rows', () => {
    expect(SIZE_RULES_2011.rows.map(({ row }) => row)).toEqual(TABLE.map(([row]) => row))
    expect(boundaries).toHaveLength(90)
    const scopes = [...SIZE_RULES_2011.rows.flatMap(({ scope }) => scope), ...SIZE_RULES_2011.notCovered]
    expect(new Set(scopes).size).toBe(scopes.length)
  })

  test.each([
    [facts('C', 300, 2000), 'medium'],
    [facts('C', 299, 2000), 'small'],
    [facts('C', 1000, 39_999), 'medium'],
    [facts('C', 1000, 40_000), 'large'],
    [facts('C', 19, 99_999), 'micro'],
    [facts('I65', 10, 50), 'small'],
    [facts('I65', 10, 49), 'micro'],
    [facts('L', 300, null, 119_999), 'medium'],
    [facts('K701', null, 999, 5000), 'small'],
  ])('agrees with the worked examples: %o', (given, expected) => {
    expect(classOf(given)).toBe(expected)
  })

  test.each([
    ['A', '农、林、牧、渔业'],
    ['B0610', '工业'],
    ['D4411', '工业'],
    ['G5810', '交通运输业'],
    ['G5910', '交通运输业'],
    ['G5920', '仓储业'],
    ['G5990', '仓储业'],
    ['I6421', '信息传输业'],
    ['K7030', '其他未列明行业'],
    ['K7090', '其他未列明行业'],
    ['M7320', '其他未列明行业'],
    ['N7711', '其他未列明行业'],
    ['Q8512', '其他未列明行业'],
    ['R8710', '其他未列明行业'],
    ['7010', '房地产开发经营'],
  ])('of industry %s is read in row %s', (industry, row) => {
    expect(sizeClass(facts(industry, 50, 50_000, 50_000))).toMatchObject({ row })
  })

  test.each(['J6621', 'P8310', 'S9100', 'T9700', 'G5311'])('does not apply to %s', (industry) => {
    expect(sizeClass(facts(industry, 1, 1, 1))).toMatchObject({ outcome: 'not_applicable', industry })
  })

  test.each([null, undefined, '', 'F', 'G', 'G59', 'H', 'I', 'K', 'K70', 'Z9999'])('is unknown for want of an industry at %j', (industry) => {
    expect(sizeClass({ industry, staff: 1, revenueFen: 1n, assetsFen: 1n })).toMatchObject({ outcome: 'unknown', missing: ['industry'], row: null })
  })

  test.each([
    ['revenue below the small floor decides micro without staff', facts('C', null, 299), 'micro'],
    ['staff below the small floor decides micro without revenue', facts('C', 19, null), 'micro'],
    ['revenue at the small floor leaves staff to decide', facts('C', null, 300), ['staff']],
    ['generous staff leaves revenue to decide', facts('C', 5000, null), ['revenueFen']],
    ['nothing known asks for both', facts('C', null, null), ['staff', 'revenueFen']],
    ['assets are asked for where the row counts them', facts('L', 300, 1), ['assetsFen']],
    ['what the row does not count is not asked for', facts('M', 300, null), 'large'],
    ['zero staff is known', facts('C', 0, null), 'micro'],
  ])('is three-valued: %s', (_, given, expected) => {
    const result = sizeClass(given)
    if (typeof expected === 'string') expect(result).toMatchObject({ outcome: 'classed', class: expected })
    else expect(result).toMatchObject({ outcome: 'unknown', missing: expected })
  })

  test('once decided is not changed by learning more, and once complete is never unknown', () => {
    const amount = fc.bigInt(0n, 3_000_000_000_00n)
    fc.assert(
      fc.property(
        fc.constantFrom(...TABLE.map(([, code]) => code)),
        fc.integer({ min: 0, max: 3000 }),
        amount,
        amount,
        fc.subarray(['staff', 'revenueFen', 'assetsFen'] as const),
        (industry, staff, revenueFen, assetsFen, hidden) => {
          const whole: SizeFacts = { industry, staff, revenueFen, assetsFen }
          const partial = { ...whole, ...Object.fromEntries(hidden.map((fact) => [fact, null])) }
          expect(classOf(whole)).not.toBe('unknown')
          if (classOf(partial) !== 'unknown') expect(classOf(partial)).toBe(classOf(whole))
        },
      ),
    )
  })
})
