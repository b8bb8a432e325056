/** What stands in the boxes of the product form: everything a string, lists as rows that can be added and taken away. */
import type { ProductView } from '../../../src/products/contract.ts'
import type { TestCase } from '../../../src/products/model.ts'
import { BLANK_ROW, type CriterionRow, isBlankRow } from './criterion-rows.ts'

/** What the form sends: the terms, and beside them the lender's test cases where it has any. */
export type TermsBody = ProductView['terms'] & { testCases?: readonly TestCase[] }

const NUMBERS = ['minWan', 'maxWan', 'minMonths', 'maxMonths', 'answerHours', 'spread', 'floor', 'cap'] as const
export const TEXTS = ['name', 'summary', 'firstMethod', 'unsecured', ...NUMBERS, 'validFrom', 'validTo', 'testCases'] as const
export const SETS = ['audience', 'purposes', 'methods'] as const

type Row<Box extends string> = Record<Box, string>

/** Rows of one `group` that follow each other are alternatives; '' for a criterion by itself. */
export type CriteriaRow = CriterionRow & Row<'group'>
export type TierRow = CriterionRow & Row<'label' | 'add'>
export type FeeRow = Row<'kind' | 'label' | 'amount'>
export type LimitRow = CriterionRow & Row<'label' | 'max' | 'share' | 'times'>
export type TopUpRow = CriterionRow & Row<'max' | 'add'>
export type SubsidyRow = CriterionRow & Row<'label' | 'rate' | 'months' | 'until' | 'source'>

/** An attribute and its value; '' for not known. */
export type FactRow = Row<'attr' | 'value'>
/** A made-up firm: day, what the product should say to it, and what is known of it. */
export interface CaseRow extends Row<'label' | 'on' | 'expect'> {
  facts: FactRow[]
}

/** Beside its row's number: by which letter its boxes are called, which they are, and how many the API takes. */
export interface ListShape<R> {
  prefix: string
  blank: R
  most: number
  /** Conditions a row may do without. */
  isBlank: (row: R) => boolean
}

export interface Lists {
  criteria: CriteriaRow[]
  tiers: TierRow[]
  fees: FeeRow[]
  limits: LimitRow[]
  /** At most one. */
  topUp: TopUpRow[]
  subsidies: SubsidyRow[]
}
export type ListName = keyof Lists

const blankTier: TierRow = { ...BLANK_ROW, label: '', add: '' }
const blankFee: FeeRow = { kind: '', label: '', amount: '' }
const blankLimit: LimitRow = { ...BLANK_ROW, label: '', max: '', share: '', times: '' }
const blankTopUp: TopUpRow = { ...BLANK_ROW, max: '', add: '' }
const blankSubsidy: SubsidyRow = { ...BLANK_ROW, label: '', rate: '', months: '', until: '', source: '' }
export const BLANK_FACT: FactRow = { attr: '', value: '' }

export const LIST_SHAPES: { [L in ListName]: ListShape<Lists[L][number]> } = {
  criteria: { prefix: 'c', blank: { ...BLANK_ROW, group: '' }, most: 40, isBlank: isBlankRow },
  tiers: { prefix: 't', blank: blankTier, most: 10, isBlank: blankUnder(blankTier) },
  fees: { prefix: 'f', blank: blankFee, most: 10, isBlank: blankUnder(blankFee) },
  limits: { prefix: 'l', blank: blankLimit, most: 10, isBlank: blankUnder(blankLimit) },
  topUp: { prefix: 'u', blank: blankTopUp, most: 1, isBlank: blankUnder(blankTopUp) },
  subsidies: { prefix: 's', blank: blankSubsidy, most: 10, isBlank: blankUnder(blankSubsidy) },
}
export const LIST_NAMES = Object.keys(LIST_SHAPES) as ListName[]
export const CASES = { prefix: 'x', most: 50, mostFacts: 100 } as const

export interface TermsValues extends Record<(typeof TEXTS)[number], string>, Record<(typeof SETS)[number], string[]>, Lists {
  cases: CaseRow[]
}

export const TERMS_START: TermsValues = {
  ...(Object.fromEntries(TEXTS.map((name) => [name, ''])) as Record<(typeof TEXTS)[number], string>),
  answerHours: '24',
  audience: [],
  purposes: [],
  methods: [],
  criteria: [LIST_SHAPES.criteria.blank],
  tiers: [],
  fees: [],
  limits: [],
  topUp: [],
  subsidies: [],
  cases: [],
}

/** Nothing chosen or typed; the op always says something. */
function blankUnder<R extends object>(blank: R): (row: R) => boolean {
  return (row) => Object.keys(blank).every((box) => box === 'op' || (row as Record<string, string>)[box]?.trim() === '')
}
