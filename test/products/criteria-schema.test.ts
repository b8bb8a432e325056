import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluate } from '../../src/matching/evaluate.ts'
import { criteriaSchema, criterionSchema } from '../../src/products/criteria-schema.ts'
import { OPS_OF } from '../../src/products/model.ts'
import { ATTRIBUTES } from '../../src/profiles/model.ts'
import { holedProfile, leaf, tree } from '../support/criteria-arbitrary.ts'

const age = (op: string, value: unknown) => ({ attr: 'ageMonths', op, value })

/** First error as [JSON pointer, code]; null when accepted. */
function verdictOn(criteria: unknown): [string, string] | null {
  const issue = criteriaSchema.safeParse(criteria).error?.issues[0]
  if (!issue) return null
  return [issue.path.map((step) => `/${String(step)}`).join(''), issue.code === 'custom' ? String(issue.params?.code) : issue.code]
}

const nested = (depth: number) => Array.from({ length: depth - 1 }).reduce<unknown>((inner) => ({ not: inner }), age('>=', 1))
const many = (count: number, value: (i: number) => unknown) => Array.from({ length: count }, (_, i) => value(i))

describe('a criterion is accepted', () => {
  it.each([
    ['a whole number', age('>=', 24)],
    ['a range of one value', age('between', [24, 24])],
    ['fen as text', { attr: 'revenueFen', op: '<=', value: '1000000000000' }],
    ['a grade', { attr: 'taxGrade', op: '>=', value: 'M' }],
    ['a set of grades', { attr: 'taxGrade', op: 'in', value: ['A', 'B', 'M'] }],
    ['50 codes', { attr: 'district', op: 'in', value: many(50, (i) => `4401${10 + i}`) }],
    ['the oldest data one may ask for', { ...age('>=', 1), maxAgeDays: 3660 }],
    ['4 levels', nested(4)],
    ['a group of 40', { any: many(40, (i) => age('>=', i)) }],
  ])('%s', (_, criterion) => {
    expect(verdictOn([criterion])).toBeNull()
  })

  it('whenever it is built from the registry and its ops', () => {
    fc.assert(fc.property(leaf, (l) => void expect(criterionSchema.safeParse(l).error).toBeUndefined()))
  })

  it('and is then one the evaluator understands', () => {
    fc.assert(
      fc.property(tree(), holedProfile, (c, profile) => {
        const parsed = criterionSchema.safeParse(c)
        if (parsed.success) expect(evaluate(parsed.data, profile).verdict).toMatch(/met|short|unknown/)
        else for (const issue of parsed.error.issues) expect(issue).toMatchObject({ params: { code: 'contradiction' } })
      }),
    )
  })
})

describe('a criterion is refused, and the error points at the member', () => {
  const rows: [string, unknown, string, string][] = [
    ['null', null, '', 'not_a_criterion'],
    ['a list', [], '', 'not_a_criterion'],
    ['nothing in it', {}, '', 'not_a_criterion'],
    ['two kinds at once', { all: [age('>=', 1)], any: [age('>=', 1)] }, '', 'not_a_criterion'],
    ['a misspelt member', { ...age('>=', 1), maxAgeDay: 3 }, '/maxAgeDay', 'unknown_member'],
    ['an unknown attribute', { attr: 'shoeSize', op: '=', value: 'A' }, '/attr', 'unknown_attribute'],
    ['an attribute of the prototype', { attr: 'constructor', op: '=', value: 'A' }, '/attr', 'unknown_attribute'],
    ['an attribute that cannot be asked', { attr: 'name', op: '=', value: 'x' }, '/attr', 'not_askable'],
    ['an unknown op', age('~', 1), '/op', 'op_not_allowed'],
    ['prefix on a number', age('prefix', [1]), '/op', 'op_not_allowed'],
    ['between on grades', { attr: 'taxGrade', op: 'between', value: ['A', 'B'] }, '/op', 'op_not_allowed'],
    ['>= on a code', { attr: 'district', op: '>=', value: '440106' }, '/op', 'op_not_allowed'],
    ['a number as text', age('>=', '24'), '/value', 'bad_value'],
    ['a fraction', age('>=', 24.5), '/value', 'bad_value'],
    ['2^53', age('>=', 2 ** 53), '/value', 'bad_value'],
    ['a negative number', age('>=', -1), '/value', 'bad_value'],
    ['fen as a number', { attr: 'revenueFen', op: '>=', value: 100 }, '/value', 'bad_value'],
    ['fen with a point', { attr: 'revenueFen', op: '>=', value: '1.5' }, '/value', 'bad_value'],
    ['fen above the most', { attr: 'revenueFen', op: '>=', value: '1000000000001' }, '/value', 'bad_value'],
    ['a grade of another scale', { attr: 'taxGrade', op: '=', value: 'E' }, '/value', 'bad_value'],
    ['a code with NUL', { attr: 'district', op: '=', value: '44\0' }, '/value', 'bad_value'],
    ['a lone surrogate', { attr: 'district', op: '=', value: '\ud800' }, '/value', 'bad_value'],
    ['one bad grade of three', { attr: 'taxGrade', op: 'in', value: ['A', 'Z', 'M'] }, '/value/1', 'bad_value'],
    ['a set that is no list', { attr: 'taxGrade', op: 'in', value: 'A' }, '/value', 'bad_list'],
    ['an empty set', { attr: 'taxGrade', op: 'in', value: [] }, '/value', 'bad_list'],
    ['51 codes', { attr: 'district', op: 'in', value: many(51, String) }, '/value', 'bad_list'],
    ['the same grade twice', { attr: 'taxGrade', op: 'in', value: ['A', 'B', 'A'] }, '/value/2', 'repeated_value'],
    ['half a range', age('between', [1]), '/value', 'bad_list'],
    ['a range upside down', age('between', [25, 24]), '/value', 'range_reversed'],
    ['a fen range upside down by more than text order shows', { attr: 'revenueFen', op: 'between', value: ['1000', '999'] }, '/value', 'range_reversed'],
    ['data of no age', { ...age('>=', 1), maxAgeDays: 0 }, '/maxAgeDays', 'bad_age'],
    ['data of 3661 days', { ...age('>=', 1), maxAgeDays: 3661 }, '/maxAgeDays', 'bad_age'],
    ['an empty group', { all: [] }, '/all', 'bad_group'],
    ['a group that is no list', { any: {} }, '/any', 'bad_group'],
    ['5 levels', nested(5), '/not/not/not/not', 'too_deep'],
    ['41 leaves', { any: many(41, (i) => age('>=', i)) }, '/any/39', 'too_many_leaves'],
  ]
  it.each(rows)('%s', (_, criterion, pointer, code) => {
    expect(verdictOn([age('>=', 0), criterion])).toEqual([`/1${pointer}`, code])
  })

  it('deep inside the tree', () => {
    expect(verdictOn([age('>=', 1), age('>=', 1), { all: [age('>=', '24')] }])).toEqual(['/2/all/0/value', 'bad_value'])
  })

  it('41 leaves over several criteria', () => {
    const group = (n: number) => ({ any: many(n, (i) => age('>=', i)) })
    expect(verdictOn([group(20), group(20)])).toBeNull()
    expect(verdictOn([group(20), group(21)])).toEqual(['/1/any/20', 'too_many_leaves'])
    expect(verdictOn(many(41, (i) => age('>=', i)))).toEqual(['/40', 'too_many_leaves'])
    expect(verdictOn([group(40), { all: [{ not: age('>=', 1) }] }])).toEqual(['/1/all/0/not', 'too_many_leaves'])
  })

  it.each(['not', 'all'])('10 000 levels of %s, without exhausting the stack', (kind) => {
    const [open, close] = kind === 'not' ? ['{"not":', '}'] : ['{"all":[', ']}']
    const bomb = JSON.parse(open.repeat(10_000) + JSON.stringify(age('>=', 1)) + close.repeat(10_000))
    expect(verdictOn([bomb])?.[1]).toBe('too_deep')
  })

  it('a hostile list of a thousand wrong members is answered in twenty lines', () => {
    expect(criteriaSchema.safeParse(many(30, () => null)).error?.issues.length).toBeLessThanOrEqual(30)
    expect(criteriaSchema.safeParse([{ any: many(40, () => ({ attr: 'x' })) }]).error?.issues).toHaveLength(20)
  })

  it('anything at all is answered, never thrown', () => {
    fc.assert(fc.property(fc.jsonValue({ maxDepth: 6 }), (raw) => void expect(criteriaSchema.safeParse(raw)).toHaveProperty('success')))
  })
})

describe('criteria that nobody can meet together', () => {
  const grade = (op: string, value: unknown) => ({ attr: 'taxGrade', op, value })
  const code = (op: string, value: unknown) => ({ attr: 'district', op, value })
  const fen = (op: string, value: unknown) => ({ attr: 'revenueFen', op, value })
  it.each([
    [
      [age('>=', 24), age('<=', 24)],
      [age('>=', 24), age('<=', 23)],
    ],
    [
      [age('between', [1, 12]), age('=', 12)],
      [age('between', [1, 12]), age('=', 13)],
    ],
    [
      [fen('<=', '1000'), fen('>=', '1000')],
      [fen('<=', '999'), fen('>=', '1000')],
    ],
    [
      [grade('in', ['A', 'B']), grade('in', ['B', 'C'])],
      [grade('in', ['A', 'B']), grade('in', ['M', 'C'])],
    ],
    [
      [grade('>=', 'M'), grade('<=', 'M')],
      [grade('>=', 'B'), grade('<=', 'M')],
    ],
    [
      [code('prefix', ['4401']), code('in', ['440106', '110101'])],
      [code('prefix', ['4401']), code('in', ['110101'])],
    ],
    [
      [code('prefix', ['44']), code('prefix', ['4401'])],
      [code('prefix', ['44']), code('prefix', ['11'])],
    ],
    [
      [code('prefix', ['4401']), code('=', '440106')],
      [code('prefix', ['440106']), code('=', '4401')],
    ],
  ])('%j can, %j cannot', (possible, impossible) => {
    expect(verdictOn(possible)).toBeNull()
    expect(verdictOn(impossible)).toEqual(['/1/value', 'contradiction'])
    expect(verdictOn([{ all: impossible }])).toEqual(['/0/all/1/value', 'contradiction'])
    expect(verdictOn([{ any: [{ all: impossible }, age('>=', 1)] }])).toEqual(['/0/any/0/all/1/value', 'contradiction'])
  })

  it('are found across all in all, and not across the branches of any', () => {
    expect(verdictOn([age('>=', 24), { all: [{ all: [age('<=', 12)] }] }])).toEqual(['/1/all/0/all/0/value', 'contradiction'])
    expect(verdictOn([{ any: [age('>=', 24), age('<=', 12)] }])).toBeNull()
  })

  it('a third that leaves nothing over is the one named', () => {
    expect(verdictOn([code('in', ['1', '2']), code('in', ['2', '3']), code('in', ['1', '3'])])).toEqual(['/2/value', 'contradiction'])
  })
})

it('every askable attribute has ops, and every op of its type', () => {
  for (const attribute of ATTRIBUTES.filter((a) => a.askable)) expect([attribute.id, OPS_OF[attribute.type].length > 0]).toEqual([attribute.id, true])
})
