import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { allOf, anyOf, decidingLeaves, evaluate, opposite, verdictIf } from '../../src/matching/evaluate.ts'
import type { Verdict } from '../../src/matching/model.ts'
import { type Criterion, isLeaf, type Leaf, type Op } from '../../src/products/model.ts'
import { type AttributeId, attributeOf, type Freshness } from '../../src/profiles/model.ts'
import { filled, holedProfile, leaf, tree } from '../support/criteria-arbitrary.ts'
import { AS_OF, entryOf, profileOf } from '../support/match-builders.ts'

const VERDICTS: readonly Verdict[] = ['met', 'short', 'unknown']
const verdict = fc.constantFrom(...VERDICTS)

describe('one leaf over a known value', () => {
  const rows: [AttributeId, Op, Leaf['value'], string | number, Verdict, string | null][] = [
    ['ageMonths', '>=', 24, 24, 'met', null],
    ['ageMonths', '>=', 24, 23, 'short', '1'],
    ['ageMonths', '<=', 24, 24, 'met', null],
    ['ageMonths', '<=', 24, 25, 'short', '1'],
    ['ageMonths', '=', 24, 24, 'met', null],
    ['ageMonths', '=', 24, 21, 'short', '3'],
    ['ageMonths', '=', 24, 27, 'short', '3'],
    ['ageMonths', 'between', [12, 24], 12, 'met', null],
    ['ageMonths', 'between', [12, 24], 11, 'short', '1'],
    ['ageMonths', 'between', [12, 24], 24, 'met', null],
    ['ageMonths', 'between', [12, 24], 25, 'short', '1'],
    ['penaltyCount12m', '<=', 0, 0, 'met', null],
    ['penaltyCount12m', '<=', 0, 1, 'short', '1'],
    ['carbonRatioBp', '<=', 9000, 9000, 'met', null],
    ['carbonRatioBp', '<=', 9000, 9001, 'short', '1'],
    ['carbonRatioBp', '>=', 9000, 8999, 'short', '1'],
    ['carbonRatioBp', '=', 9000, 9000, 'met', null],
    ['carbonRatioBp', 'between', [7000, 9000], 6999, 'short', '1'],
    ['registeredCapitalFen', '>=', '100000000', '100000000', 'met', null],
    ['registeredCapitalFen', '>=', '100000000', '99999999', 'short', '1'],
    ['registeredCapitalFen', '<=', '100000000', '100000001', 'short', '1'],
    ['registeredCapitalFen', '=', '0', '0', 'met', null],
    ['registeredCapitalFen', 'between', ['1', '9007199254740993'], '9007199254740993', 'met', null],
    ['registeredCapitalFen', 'between', ['1', '9007199254740993'], '9007199254740994', 'short', '1'],
    ['taxGrade', '>=', 'M', 'M', 'met', null],
    ['taxGrade', '>=', 'M', 'A', 'met', null],
    ['taxGrade', '>=', 'M', 'C', 'short', '1'],
    ['taxGrade', '>=', 'A', 'D', 'short', '4'],
    ['taxGrade', '<=', 'M', 'M', 'met', null],
    ['taxGrade', '<=', 'M', 'B', 'short', '1'],
    ['taxGrade', '=', 'B', 'B', 'met', null],
    ['taxGrade', '=', 'B', 'M', 'short', '1'],
    ['taxGrade', 'in', ['A', 'B', 'M'], 'M', 'met', null],
    ['taxGrade', 'in', ['A', 'B', 'M'], 'C', 'short', null],
    ['district', '=', '440106', '440106', 'met', null],
    ['district', '=', '440106', '440104', 'short', null],
    ['district', 'in', ['440106', '440104'], '440104', 'met', null],
    ['district', 'in', ['440106', '440104'], '440103', 'short', null],
    ['industry', 'prefix', ['C13', 'F'], 'C1311', 'met', null],
    ['industry', 'prefix', ['C13', 'F'], 'C1', 'short', null],
    ['industry', 'prefix', ['C13', 'F'], 'C14', 'short', null],
  ]
  it.each(rows)('%s %s %j over %j is %s, short by %s', (attr, op, value, actual, expected, shortBy) => {
    const { verdict: result, leaves } = evaluate({ attr, op, value }, profileOf({ [attr]: actual }))
    expect({ verdict: result, shortBy: leaves[0]?.shortBy }).toEqual({ verdict: expected, shortBy })
  })

  it('carries the fact and its source with the verdict', () => {
    const from = { source: 'gz-tax', record: 'tax-grade', recordKey: '2025', recordId: 'rec' }
    const profile = profileOf({}, [entryOf('taxGrade', { value: 'B', asOf: '2026-04-01', from })])
    expect(evaluate({ attr: 'taxGrade', op: '=', value: 'B' }, profile).leaves).toEqual([
      { attribute: 'taxGrade', verdict: 'met', op: '=', required: 'B', actual: 'B', shortBy: null, freshness: 'fresh', asOf: '2026-04-01', from },
    ])
  })

  it('cannot place a grade that is not on the scale', () => {
    expect(evaluate({ attr: 'taxGrade', op: '>=', value: 'D' }, profileOf({ taxGrade: 'E' })).verdict).toBe('unknown')
  })

  it('refuses to evaluate a criterion that was never validated', () => {
    expect(() => evaluate({ attr: 'taxGrade', op: '>=', value: 'Z' }, profileOf({ taxGrade: 'A' }))).toThrow(/not validated/)
  })
})

describe('what nobody may say', () => {
  it.each<[Freshness, unknown]>([
    ['missing', null],
    ['not_consented', null],
    ['stale', 240],
  ])('a %s value is unknown, also under not', (freshness, shown) => {
    const profile = profileOf({}, [entryOf('ageMonths', { freshness, value: freshness === 'stale' ? 240 : null })])
    const criterion: Criterion = { attr: 'ageMonths', op: '>=', value: 24 }
    for (const asked of [criterion, { not: criterion }]) {
      const result = evaluate(asked, profile)
      expect(result.verdict).toBe('unknown')
      expect(result.leaves[0]).toMatchObject({ verdict: 'unknown', freshness, actual: shown, shortBy: null })
    }
  })

  it('does not show a value that was not consented to, even if the entry holds one', () => {
    const profile = profileOf({}, [entryOf('taxGrade', { freshness: 'not_consented', value: 'D', asOf: AS_OF })])
    expect(evaluate({ attr: 'taxGrade', op: '=', value: 'A' }, profile).leaves[0]).toMatchObject({ actual: null, asOf: null, from: null })
  })

  it('an attribute the profile does not list is missing', () => {
    expect(evaluate({ attr: 'ageMonths', op: '>=', value: 1 }, { subjectId: 's', asOf: AS_OF, entries: [] }).leaves[0]?.freshness).toBe('missing')
  })

  it.each([
    ['2026-10-24', 'met', 'fresh'],
    ['2026-10-23', 'unknown', 'stale'],
    [null, 'unknown', 'stale'],
  ])('a value as of %s under maxAgeDays 30 is %s', (asOf, expected, freshness) => {
    const profile = profileOf({}, [entryOf('taxGrade', { value: 'A', asOf })])
    const result = evaluate({ attr: 'taxGrade', op: '=', value: 'A', maxAgeDays: 30 }, profile)
    expect([result.verdict, result.leaves[0]?.freshness]).toEqual([expected, freshness])
  })
})

describe('under not', () => {
  const rows: [Op, Leaf['value'], number, string, Verdict, string | null][] = [
    ['>=', 24, 24, '<', 'short', '1'],
    ['>=', 24, 23, '<', 'met', null],
    ['<=', 24, 24, '>', 'short', '1'],
    ['<=', 24, 25, '>', 'met', null],
    ['=', 24, 24, '!=', 'short', null],
    ['between', [12, 24], 24, 'not between', 'short', null],
    ['between', [12, 24], 25, 'not between', 'met', null],
  ]
  it.each(rows)('%s %j over %j reads as %s and is %s', (op, value, actual, shownOp, expected, shortBy) => {
    const result = evaluate({ not: { attr: 'ageMonths', op, value } }, profileOf({ ageMonths: actual }))
    expect(result.verdict).toBe(expected)
    expect(result.leaves[0]).toMatchObject({ op: shownOp, verdict: expected, required: value, shortBy })
  })

  it('lists leaves in the order of the tree', () => {
    const criterion: Criterion = {
      all: [
        { attr: 'taxGrade', op: '=', value: 'A' },
        {
          not: {
            any: [
              { attr: 'staff', op: '>=', value: 5 },
              { attr: 'district', op: '=', value: '440106' },
            ],
          },
        },
        { attr: 'ageMonths', op: '>=', value: 1 },
      ],
    }
    expect(evaluate(criterion, profileOf()).leaves.map((l) => [l.attribute, l.op])).toEqual([
      ['taxGrade', '='],
      ['staff', '<'],
      ['district', '!='],
      ['ageMonths', '>='],
    ])
  })
})

describe("Kleene's laws", () => {
  it('hold for every pair of verdicts', () => {
    const rank = { short: 0, unknown: 1, met: 2 }
    for (const a of VERDICTS) {
      expect(opposite(opposite(a))).toBe(a)
      for (const b of VERDICTS) {
        expect(rank[allOf([a, b])]).toBe(Math.min(rank[a], rank[b]))
        expect(rank[anyOf([a, b])]).toBe(Math.max(rank[a], rank[b]))
        expect(opposite(allOf([a, b]))).toBe(anyOf([opposite(a), opposite(b)]))
      }
    }
  })

  it('hold for any number of verdicts in any order', () => {
    fc.assert(
      fc.property(fc.array(verdict, { minLength: 1 }), (verdicts) => {
        expect(allOf([...verdicts].reverse())).toBe(verdicts.reduce((a, b) => allOf([a, b])))
        expect(anyOf([...verdicts].reverse())).toBe(verdicts.reduce((a, b) => anyOf([a, b])))
      }),
    )
  })

  it('not turns a verdict round and leaves unknown alone', () => {
    fc.assert(fc.property(tree(), holedProfile, (c, p) => void expect(evaluate({ not: c }, p).verdict).toBe(opposite(evaluate(c, p).verdict))))
  })

  it('not over anything built only of unknowns never passes', () => {
    fc.assert(fc.property(tree(), (c) => void expect(evaluate({ not: c }, profileOf()).verdict).toBe('unknown')))
  })

  it('not twice changes nothing, reasons included', () => {
    fc.assert(
      fc.property(tree(), holedProfile, (c, p) => {
        expect(evaluate({ not: { not: c } }, p).leaves).toEqual(evaluate(c, p).leaves)
      }),
    )
  })
})

describe('laws of knowledge', () => {
  it('learning what was unknown never overturns a decided verdict', () => {
    const cases = fc.tuple(tree(), holedProfile).chain(([c, p]) => fc.tuple(fc.constant(c), fc.constant(p), filled(p)))
    fc.assert(
      fc.property(cases, ([c, before, after]) => {
        const decided = evaluate(c, before).verdict
        if (decided !== 'unknown') expect(evaluate(c, after).verdict).toBe(decided)
      }),
      { numRuns: 1000 },
    )
  })

  it('the leaves alone, by the plain rule of the tree, give the verdict', () => {
    fc.assert(
      fc.property(tree(), holedProfile, (c, p) => {
        const { verdict: result, leaves } = evaluate(c, p)
        const rest = [...leaves]
        const fold = (node: Criterion, negated: boolean): Verdict => {
          if (isLeaf(node)) return negated ? opposite(rest.shift()!.verdict) : rest.shift()!.verdict
          if ('not' in node) return opposite(fold(node.not, !negated))
          return 'all' in node ? allOf(node.all.map((n) => fold(n, negated))) : anyOf(node.any.map((n) => fold(n, negated)))
        }
        expect(fold(c, false)).toBe(result)
        expect(rest).toEqual([])
      }),
    )
  })

  it('short by n means: n nearer is met and n − 1 is not', () => {
    fc.assert(
      fc.property(leaf, fc.boolean(), holedProfile, (l, negated, p) => {
        const { type } = attributeOf(l.attr)
        const criterion: Criterion = negated ? { not: l } : l
        const [reason] = evaluate(criterion, p).leaves
        fc.pre(type !== 'grade' && reason?.shortBy != null)
        const actual = BigInt(String(reason!.actual))
        const reaches = (by: bigint) =>
          [actual + by, actual - by].some(
            (v) => v >= 0n && evaluate(criterion, profileOf({ [l.attr]: type === 'fen' ? String(v) : Number(v) })).verdict === 'met',
          )
        const by = BigInt(reason!.shortBy!)
        expect(by > 0n && (reaches(by) || (reason!.op === '<' && actual < by))).toBe(true)
        expect(reaches(by - 1n)).toBe(false)
      }),
    )
  })

  it('the deciding leaves carry the verdict, and changing all the others to unknown keeps it', () => {
    fc.assert(
      fc.property(tree(), holedProfile, (c, p) => {
        const reason = evaluate(c, p)
        const deciding = new Set(decidingLeaves(reason))
        expect(deciding.size).toBeGreaterThan(0)
        for (const l of deciding) expect(l.verdict).toBe(reason.verdict)
        const others: Verdict = reason.verdict === 'unknown' ? 'short' : 'unknown'
        if (reason.verdict !== 'unknown') expect(verdictIf(reason, (l) => (deciding.has(l) ? l.verdict : others))).toBe(reason.verdict)
      }),
    )
  })
})
