import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { evaluate } from '../../src/matching/evaluate.ts'
import { factsRow } from '../../src/matching/facts-row.ts'
import { MET, NodeTableBuilder, SHORT } from '../../src/matching/node-table.ts'
import { isGroup, keyOf, type Literal, nodeForm, normalForm, passes } from '../../src/matching/normal-form.ts'
import { ASKABLE, measure } from '../../src/matching/scale.ts'
import type { Canonical } from '../../src/platform/kernel/canonical.ts'
import type { Criterion } from '../../src/products/model.ts'
import type { AttributeId } from '../../src/profiles/model.ts'
import { holedProfile, tree } from '../support/criteria-arbitrary.ts'
import { AS_OF, entryOf, profileOf } from '../support/match-builders.ts'

const VERDICT = ['short', 'unknown', 'met']

function literal(criterion: Criterion): Literal {
  const node = nodeForm(criterion)
  if (isGroup(node)) throw new Error('one slot is one literal')
  return node
}

function verdictIn(criterion: Criterion, profile: Parameters<typeof factsRow>[0]): string {
  const builder = new NodeTableBuilder()
  const id = builder.add(nodeForm(criterion))
  const table = builder.build()
  table.turnTo(factsRow(profile))
  return VERDICT[table.verdict(id)]!
}

describe('a leaf becomes a literal that flips', () => {
  test.each<[string, Criterion, boolean, unknown[]]>([
    ['at least 24 months', { attr: 'ageMonths', op: '>=', value: 24 }, false, [24]],
    ['at most 24 months', { attr: 'ageMonths', op: '<=', value: 24 }, true, [25]],
    ['12 to 36 months', { attr: 'ageMonths', op: 'between', value: [12, 36] }, false, [12, 37]],
    ['exactly 24 months', { attr: 'ageMonths', op: '=', value: 24 }, false, [24, 25]],
    ['not 24 months', { not: { attr: 'ageMonths', op: '=', value: 24 } }, true, [24, 25]],
    ['tax grade M or better, the best being 0', { attr: 'taxGrade', op: '>=', value: 'M' }, false, [-2]],
    ['neighbouring grades are one stretch', { attr: 'taxGrade', op: 'in', value: ['A', 'M', 'B'] }, false, [-2, 1]],
    ['a capital in fen', { attr: 'registeredCapitalFen', op: '>=', value: '1000000000000000' }, false, [1e15]],
    ['two districts', { attr: 'district', op: 'in', value: ['440106', '440104'] }, false, ['=440104', '=440106']],
    ['a prefix covers the longer one', { attr: 'district', op: 'prefix', value: ['4401', '44', '4401'] }, false, ['^44']],
    [
      'both at once',
      {
        all: [
          { attr: 'staff', op: '>=', value: 3 },
          { attr: 'staff', op: '<=', value: 8 },
        ],
      },
      false,
      [3, 9],
    ],
    [
      'either end',
      {
        any: [
          { attr: 'staff', op: '<=', value: 3 },
          { attr: 'staff', op: '>=', value: 8 },
        ],
      },
      true,
      [4, 8],
    ],
    [
      'never',
      {
        all: [
          { attr: 'staff', op: '<=', value: 3 },
          { attr: 'staff', op: '>=', value: 8 },
        ],
      },
      false,
      [],
    ],
    ['always, once known', { any: [{ attr: 'staff', op: '>=', value: 3 }, { not: { attr: 'staff', op: '>=', value: 3 } }] }, true, []],
    [
      'a region without one of its districts',
      { all: [{ attr: 'district', op: 'prefix', value: ['4401'] }, { not: { attr: 'district', op: '=', value: '440106' } }] },
      false,
      ['=440106', '^4401'],
    ],
    [
      'a prefix swallows what lies in it',
      {
        any: [
          { attr: 'district', op: 'in', value: ['440106', '450000'] },
          { attr: 'district', op: 'prefix', value: ['44'] },
        ],
      },
      false,
      ['=450000', '^44'],
    ],
  ])('%s', (_, criterion, starts, flips) => {
    expect(literal(criterion)).toMatchObject({ starts, flips })
  })

  test('the largest number a criterion can name keeps both its sides', () => {
    const most = Number.MAX_SAFE_INTEGER
    const { starts, flips } = literal({ attr: 'powerKwh12m', op: '<=', value: most })
    expect([starts, flips]).toEqual([true, [2 ** 53]])
    expect(passes({ slot: 0, starts, flips }, most)).toBe(true)
    const beyond = factsRow(profileOf({ registeredCapitalFen: '9999999999999999999', liabilitiesFen: '-9999999999999999999' }))
    expect([...beyond.values].filter((value) => !Number.isNaN(value))).toEqual([2 ** 53, -(2 ** 53)])
  })

  test('what the rim would not have let in is refused here too', () => {
    expect(() => normalForm([{ attr: 'ageMonths', op: '>=', value: 1.5 }])).toThrow('not validated')
    expect(() => normalForm([{ attr: 'taxGrade', op: '=', value: 'Z' }])).toThrow('not validated')
    expect(() => normalForm([{ attr: 'name', op: '=', value: 'x' }])).toThrow('not validated')
  })
})

describe('a tree', () => {
  const old: Criterion = { attr: 'ageMonths', op: '>=', value: 24 }
  const graded: Criterion = { attr: 'taxGrade', op: '>=', value: 'B' }
  const staffed: Criterion = { attr: 'staff', op: '>=', value: 10 }

  test('has its alls opened and its nots at the leaves', () => {
    const { literals, groups } = normalForm([{ all: [old, { not: { any: [graded, { not: staffed }] } }] }])
    expect(groups).toEqual([])
    expect(literals.map(({ starts }) => starts)).toEqual([false, true, false])
  })

  test('keeps an any over several slots as a group, with one literal for each', () => {
    const { literals, groups } = normalForm([staffed, { any: [old, graded, { attr: 'ageMonths', op: '<=', value: 6 }] }])
    expect(literals).toHaveLength(1)
    expect(groups).toHaveLength(1)
    expect(groups[0]!.of).toHaveLength(2)
  })

  test('asks the same in another order: the same key', () => {
    expect(keyOf(nodeForm({ any: [old, { all: [graded, staffed] }] }))).toBe(keyOf(nodeForm({ any: [{ all: [staffed, graded] }, old] })))
    expect(keyOf(nodeForm({ any: [old, graded] }))).not.toBe(keyOf(nodeForm({ all: [old, graded] })))
  })

  test('cannot pass for another by a code that looks like a key', () => {
    const two: Criterion = { attr: 'district', op: 'in', value: ['a', 'b'] }
    const one: Criterion = { attr: 'district', op: 'in', value: ['a","=b'] }
    expect(keyOf(nodeForm(two))).not.toBe(keyOf(nodeForm(one)))
  })

  test('means what the reference evaluator says it means, holes and negation included', () => {
    fc.assert(
      fc.property(tree(), holedProfile, (criterion, profile) => {
        expect(verdictIn(criterion, profile)).toBe(evaluate(criterion, profile).verdict)
        expect(verdictIn({ not: criterion }, profile)).toBe(evaluate({ not: criterion }, profile).verdict)
      }),
      { numRuns: 400 },
    )
  })
})

describe('a fact too old for one leaf', () => {
  const asked = (maxAgeDays?: number): Criterion => ({ attr: 'staff', op: '>=', value: 3, ...(maxAgeDays === undefined ? {} : { maxAgeDays }) })
  const known = (asOf: string | null) => profileOf({}, [entryOf('staff', { value: 5, asOf })])

  test.each<[string, number, string | null, string]>([
    ['of its last day', 10, '2026-11-13', 'met'],
    ['a day older', 10, '2026-11-12', 'unknown'],
    ['of today', 10, AS_OF, 'met'],
    ['without a date', 3660, null, 'unknown'],
  ])('%s', (_, maxAgeDays, asOf, verdict) => {
    expect(verdictIn(asked(maxAgeDays), known(asOf))).toBe(verdict)
    expect(verdictIn(asked(), known(asOf))).toBe('met')
  })

  test('is a hole for that leaf and a fact for its neighbour', () => {
    expect(verdictIn({ any: [asked(10), asked()] }, known('2024-01-01'))).toBe('met')
    expect(verdictIn({ all: [asked(10), asked()] }, known('2024-01-01'))).toBe('unknown')
    expect(verdictIn({ all: [asked(10), { not: asked() }] }, known('2024-01-01'))).toBe('short')
  })
})

describe('the least that would have to turn out well', () => {
  const tax: Criterion = { attr: 'taxPaidFen12m', op: '>=', value: '100' }
  const staff: Criterion = { attr: 'insuredStaff', op: '>=', value: 10 }
  const flow: Criterion = { attr: 'inflowFen12m', op: '>=', value: '100' }

  test.each<[string, Criterion, number]>([
    ['one of two', { any: [tax, staff] }, 2],
    ['both', { all: [tax, staff] }, 1],
    ['one with either of two others', { all: [tax, { any: [staff, flow] }] }, 2],
    ['one alone swallows the pair it is part of', { any: [tax, { all: [tax, staff] }] }, 1],
  ])('%s', (_, criterion, sets) => {
    const builder = new NodeTableBuilder()
    const id = builder.add(nodeForm(criterion))
    const table = builder.build()
    table.turnTo(factsRow(profileOf()))
    expect(table.leastSets(id)).toHaveLength(sets)
  })

  test('is nothing for a node that is met, and nothing helps one that is short', () => {
    const builder = new NodeTableBuilder()
    const id = builder.add(nodeForm({ attr: 'staff', op: '>=', value: 3 }))
    const table = builder.build()
    table.turnTo(factsRow(profileOf({ staff: 5 })))
    expect([table.verdict(id), table.leastSets(id)]).toEqual([MET, [0]])
    table.turnTo(factsRow(profileOf({ staff: 2 })))
    expect([table.verdict(id), table.leastSets(id)]).toEqual([SHORT, []])
  })
})

describe('a row of facts', () => {
  const ODD = [
    0,
    -1,
    7,
    1.5,
    Number.NaN,
    2 ** 53,
    '0',
    '12',
    '-3',
    '007',
    '1e3',
    '12345678901234567890',
    '9999999999999999999',
    'A',
    '是',
    '',
    null,
    true,
    ['A'],
  ]

  test('holds what the scale measures, for every kind of attribute and any value', () => {
    const wrong = ASKABLE.flatMap((attribute, place) =>
      ODD.flatMap((value) => {
        const entry = entryOf(attribute.id as AttributeId, { value: value as Canonical })
        const { values, codes } = factsRow(profileOf({}, [entry]))
        const point = measure(attribute, value as Canonical)
        const expected = typeof point === 'bigint' ? Math.min(2 ** 53, Math.max(-(2 ** 53), Number(point))) + 0 : Number.NaN
        const code = typeof point === 'string' ? point : null
        return Object.is(values[place]! + 0, expected) && codes[place] === code ? [] : [`${attribute.id} ${String(value)}`]
      }),
    )
    expect(wrong).toEqual([])
  })

  test('is the same whatever order the entries stand in', () => {
    const profile = profileOf({ staff: 3, taxGrade: 'A', district: '440106' })
    expect(factsRow({ ...profile, entries: [...profile.entries].reverse() })).toEqual(factsRow(profile))
  })
})
