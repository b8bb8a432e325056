import { describe, expect, test } from 'vitest'
import { unitsOf } from '../../web/portals/bank/criteria-form.ts'
import { stepped } from '../../web/portals/bank/row-steps.ts'
import { CASES, LIST_NAMES, LIST_SHAPES, TERMS_START, type TermsValues } from '../../web/portals/bank/terms-values.ts'

const TODAY = '2026-11-23'

function pressed(...steps: string[]): TermsValues {
  return steps.reduce((values, step) => stepped(values, step, TODAY).values, TERMS_START)
}

describe('rows', () => {
  test.each(LIST_NAMES)('of %s are added up to as many as the API takes, and no further', (list) => {
    const { most } = LIST_SHAPES[list]
    const full = pressed(...Array<string>(most + 5).fill(`add ${list}`))
    expect(full[list]).toHaveLength(most)
    expect(stepped(full, `add ${list}`, TODAY).focus).toBe('')
    expect(stepped(full, `drop ${list} 0`, TODAY).values[list]).toHaveLength(most - 1)
  })

  test('of test cases, too, each with the day and with what the criteria ask', () => {
    const asked = { ...TERMS_START, criteria: ['staff', 'taxGrade', 'staff', '*'].map((attr) => ({ ...LIST_SHAPES.criteria.blank, attr })) }
    const [row] = stepped(asked, 'add cases', TODAY).values.cases
    expect(row).toEqual({
      ...{ label: '', on: TODAY, expect: 'eligible' },
      facts: [
        { attr: 'staff', value: '' },
        { attr: 'taxGrade', value: '' },
      ],
    })
    expect(pressed(...Array<string>(CASES.most + 1).fill('add cases')).cases).toHaveLength(CASES.most)
  })

  test.each(['', 'add', 'add hope', 'drop criteria 7', 'into criteria 0', 'ungroup criteria 0', 'fact cases 3', 'unfact cases 3 1', 'into tiers 0'])(
    'stay as they are where a press says nothing: "%s"',
    (step) => {
      expect(stepped(TERMS_START, step, TODAY).values).toEqual(TERMS_START)
    },
  )
})

describe('groups of alternatives', () => {
  test('begin with two rows, and a new one never joins the one before it', () => {
    const { criteria } = pressed('group criteria', 'group criteria')
    expect(unitsOf(criteria).map(({ rows }) => rows)).toEqual([[0], [1, 2], [3, 4]])
  })

  test('grow behind their last row, and go as a whole', () => {
    const grown = pressed('group criteria', 'add criteria', 'into criteria 1')
    expect(unitsOf(grown.criteria).map(({ rows }) => rows)).toEqual([[0], [1, 2, 3], [4]])
    expect(unitsOf(stepped(grown, 'ungroup criteria 3', TODAY).values.criteria).map(({ rows }) => rows)).toEqual([[0], [1]])
  })

  test('begin only where both their rows have room', () => {
    const full = pressed(...Array<string>(38).fill('add criteria'))
    expect(full.criteria).toHaveLength(39)
    expect(stepped(full, 'group criteria', TODAY).values.criteria).toHaveLength(39)
  })
})
