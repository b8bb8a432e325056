import { describe, expect, test } from 'vitest'
import { columnOf, LAYOUT, VALUE_COLUMNS } from '../../../src/matching/screening/layout.ts'
import { type ScreenRow, screenRow } from '../../../src/matching/screening/row.ts'
import type { AttributeId, ProfileEntry } from '../../../src/profiles/model.ts'
import { AS_OF, entryOf, type Known, profileOf } from '../../support/match-builders.ts'

const FIRM = { id: 'sub_test', kind: 'enterprise', code: '91440101MA5ABCDE12' } as const
const valueIn = (row: ScreenRow, attribute: AttributeId) => row.values[columnOf(attribute).place - 1]
const rowOf = (known: Known, over: readonly ProfileEntry[] = []) => screenRow(FIRM, profileOf(known, over), new Set(['test/fact']))

describe('a row of the screening table', () => {
  test('keeps numbers as they are, a grade as minus its step from the best, a code as text', () => {
    const row = rowOf({ ageMonths: 30, registeredCapitalFen: '500000000', debtRatioBp: 6_500, taxGrade: 'M', cityEvaluation: '优', industry: 'C13' })
    expect(['ageMonths', 'registeredCapitalFen', 'debtRatioBp', 'taxGrade', 'cityEvaluation', 'industry'].map((id) => valueIn(row, id as AttributeId))).toEqual(
      [...['30', '500000000', '6500', '-2', '0', 'C13']],
    )
    expect(row).toMatchObject({ subjectId: 'sub_test', kind: 'enterprise', asOf: AS_OF, layout: LAYOUT })
  })

  test.each(['missing', 'stale', 'disputed', 'not_consented'] as const)('knows nothing of what is %s', (freshness) => {
    const row = rowOf({}, [entryOf('taxGrade', { freshness, value: 'A' })])
    expect(valueIn(row, 'taxGrade')).toBeNull()
    expect(row.closed).toEqual([])
  })

  test('knows nothing of what is off the scale, and keeps an endless amount at the end of its range', () => {
    const row = rowOf({ taxGrade: 'Z', ageMonths: 1.5, registeredCapitalFen: '9999999999999999999', judgmentDebtFen: '1e9' })
    expect(valueIn(row, 'taxGrade')).toBeNull()
    expect(valueIn(row, 'ageMonths')).toBeNull()
    expect(valueIn(row, 'judgmentDebtFen')).toBeNull()
    expect(valueIn(row, 'registeredCapitalFen')).toBe('9223372036854775807')
  })

  test('tells each value’s day as days since 1970', () => {
    const row = rowOf({}, [entryOf('taxGrade', { value: 'A', asOf: '1970-01-02' }), entryOf('cityEvaluation', { value: '优', asOf: null })])
    expect(row.knownOn[columnOf('taxGrade').place - 1]).toBe(1)
    expect(row.knownOn[columnOf('cityEvaluation').place - 1]).toBeNull()
    expect(row.knownOn).toHaveLength(VALUE_COLUMNS.length)
  })

  test('places a household by its roster number and a firm by its register', () => {
    const household = screenRow({ id: 'sub_test', kind: 'household', code: 'H440114001201-0001' }, profileOf({ district: '440106' }), new Set())
    expect(household).toMatchObject({ district: '440114', village: '440114001201' })
    expect(rowOf({ district: '440106' })).toMatchObject({ district: '440106', village: null })
    expect(rowOf({ village: '440117103201' })).toMatchObject({ district: '440117', village: '440117103201' })
    expect(rowOf({ district: '广州' })).toMatchObject({ district: null, village: null })
  })
})

describe('what a row keeps closed', () => {
  const from = (source: string) => ({ source, record: 'fact', recordKey: 'k', recordId: 'r' })

  test('is what rests on a record that is not shared openly', () => {
    const row = rowOf({ cityEvaluation: '优' }, [entryOf('taxGrade', { value: 'A', from: from('private') })])
    expect(row.closed).toEqual([columnOf('taxGrade').place])
  })

  test('is a derived value whose ingredient is closed', () => {
    const age = columnOf('ageMonths').place
    const row = (source: string) =>
      rowOf({}, [entryOf('registeredOn', { value: '2020-01-01', from: from(source) }), entryOf('ageMonths', { value: 70, from: null })])
    expect(row('test').closed).not.toContain(age)
    expect(row('private').closed).toContain(age)
  })

  test('is what its own category calls sensitive, though the record be open', () => {
    const row = rowOf({ liabilitiesFen: '1', assetsFen: '2', taxGrade: 'A' }, [entryOf('debtRatioBp', { value: 1, from: null })])
    expect(row.closed).toEqual((['assetsFen', 'liabilitiesFen', 'debtRatioBp'] as const).map((id) => columnOf(id).place))
  })

  test('is the count of a list whose feed needs consent, though the list be empty', () => {
    const known = [entryOf('penalties', { value: [], from: null }), entryOf('penaltyCount12m', { value: 0, from: null })]
    const row = (open: string[]) => screenRow(FIRM, profileOf({}, known), new Set(open)).closed
    expect(row(['gz-credit/penalty'])).toEqual([])
    expect(row([])).toEqual([columnOf('penaltyCount12m').place])
  })

  test('never is what sort of subject it is', () => {
    expect(screenRow(FIRM, profileOf({ kind: 'enterprise' }), new Set()).closed).toEqual([])
  })
})
