/**
 * A product's terms as the boxes of a form and back, without loss: every product reads back as it was. Whether terms are
 * allowed is the API's to judge; its pointers are led back to the boxes here.
 */
import type { ProductVersionView } from '../../../src/products/contract.ts'
import type { Criterion } from '../../../src/products/model.ts'
import { bpFromPercent, fenFromWan, integerFrom, wanFromFen } from '../../client/form-values.ts'
import type { FieldMap } from '../../client/problem.ts'
import type { FormError } from '../../ui/error-summary.tsx'
import { words } from '../../words/index.ts'
import { criteriaRows, readCriteria } from './criteria-form.ts'
import { hundredths, type Reading, refuse, signedFrom, take } from './form-reading.ts'
import { limitRows, readLimits, readTopUp, topUpRows } from './limits-form.ts'
import { feeRows, readFees, readSubsidies, readTiers, subsidyRows, tierRows } from './pricing-form.ts'
import { TERMS_START, type TermsBody, type TermsValues } from './terms-values.ts'
import { caseRows, readCases } from './test-case-form.ts'

/** A version as the form takes it; test cases are there for the lender's own people. */
export function bodyOf({ terms, testCases }: Pick<ProductVersionView, 'terms' | 'testCases'>): TermsBody {
  return { ...terms, ...(testCases && testCases.length > 0 && { testCases }) }
}

/** Terms and test cases as the boxes show them. */
export function valuesOf({ testCases = [], ...terms }: TermsBody): TermsValues {
  const { pricing } = terms
  return {
    ...TERMS_START,
    name: terms.name,
    summary: terms.summary,
    minWan: wanFromFen(terms.minFen),
    maxWan: wanFromFen(terms.maxFen),
    minMonths: String(terms.minMonths),
    maxMonths: String(terms.maxMonths),
    firstMethod: terms.methods[0] ?? '',
    unsecured: terms.unsecured ? 'yes' : 'no',
    answerHours: String(terms.answerHours),
    spread: String(pricing.spreadBp),
    floor: hundredths(String(pricing.floorBp)),
    cap: hundredths(String(pricing.capBp)),
    validFrom: terms.validFrom ?? '',
    validTo: terms.validTo ?? '',
    audience: [...terms.audience],
    purposes: [...terms.purposes],
    methods: [...terms.methods],
    criteria: criteriaRows(terms.criteria as Criterion[]),
    tiers: tierRows(pricing.tiers),
    fees: feeRows(pricing.fees),
    subsidies: subsidyRows(pricing.subsidies),
    limits: limitRows(terms.limits),
    topUp: topUpRows(terms.topUp),
    ...caseRows(testCases),
  }
}

export type TermsRead = { body: TermsBody; errors: null; fields: FieldMap } | { body: null; errors: FormError[]; fields: null }

/** The boxes as terms, with the way back from the API's pointers; or what is wrong with them. */
export function termsFrom(values: TermsValues): TermsRead {
  const w = words.zh.bank.terms
  const said = words.zh.errors.field
  const reading: Reading = { errors: [], fields: Object.fromEntries(SIMPLE.map(([pointer, field]) => [pointer, { field, label: w[field] }])) }
  const box = <T>(field: Numbered, read: (text: string) => T | null, wrong: (label: string) => string) =>
    take(reading, { field, label: w[field] }, values[field], read, wrong)

  const minFen = box('minWan', fenFromWan, said.not_number)
  const maxFen = box('maxWan', fenFromWan, said.not_number)
  const minMonths = box('minMonths', integerFrom, said.not_integer)
  const maxMonths = box('maxMonths', integerFrom, said.not_integer)
  const answerHours = box('answerHours', integerFrom, said.not_integer)
  const spreadBp = box('spread', signedFrom, said.not_integer)
  const floorBp = box('floor', bpFromPercent, said.not_number)
  const capBp = box('cap', bpFromPercent, said.not_number)
  if (values.unsecured !== 'yes' && values.unsecured !== 'no') refuse(reading, 'unsecured', said.required(w.unsecured))

  const criteria = readCriteria(reading, values.criteria)
  const tiers = readTiers(reading, values.tiers)
  const fees = readFees(reading, values.fees)
  const subsidies = readSubsidies(reading, values.subsidies)
  const limits = readLimits(reading, values.limits)
  const topUp = readTopUp(reading, values.topUp)
  const testCases = readCases(reading, values.cases, values.testCases)
  const { errors, fields } = reading
  if (errors.length > 0) return { body: null, errors, fields: null }

  const validFrom = values.validFrom.trim()
  const validTo = values.validTo.trim()
  const { firstMethod } = values
  const body = {
    name: values.name,
    summary: values.summary,
    audience: values.audience,
    ...{ minFen, maxFen, minMonths, maxMonths },
    purposes: values.purposes,
    // The way of repaying that counts where a firm names none stands first.
    methods: firstMethod === '' ? values.methods : [firstMethod, ...values.methods.filter((method) => method !== firstMethod)],
    unsecured: values.unsecured === 'yes',
    criteria,
    pricing: { spreadBp, tiers, floorBp, capBp, fees, ...(subsidies.length > 0 && { subsidies }) },
    answerHours,
    ...(limits.length > 0 && { limits }),
    ...(topUp && { topUp }),
    ...(validFrom !== '' && { validFrom }),
    ...(validTo !== '' && { validTo }),
    ...(testCases.length > 0 && { testCases }),
  }
  // Every number was there, or there would be errors; codes outside their sets are the API's to refuse.
  return { body: body as unknown as TermsBody, errors: null, fields }
}

const SIMPLE = [
  ['/name', 'name'],
  ['/summary', 'summary'],
  ['/audience', 'audience'],
  ['/minFen', 'minWan'],
  ['/maxFen', 'maxWan'],
  ['/minMonths', 'minMonths'],
  ['/maxMonths', 'maxMonths'],
  ['/purposes', 'purposes'],
  ['/methods', 'methods'],
  ['/unsecured', 'unsecured'],
  ['/answerHours', 'answerHours'],
  ['/pricing/spreadBp', 'spread'],
  ['/pricing/floorBp', 'floor'],
  ['/pricing/capBp', 'cap'],
  ['/validFrom', 'validFrom'],
  ['/validTo', 'validTo'],
] as const
type Numbered = 'minWan' | 'maxWan' | 'minMonths' | 'maxMonths' | 'answerHours' | 'spread' | 'floor' | 'cap'

/** Beside its box an error needs no name; in the list on top it must say which row it is about. */
export function namedByRow(errors: readonly FormError[]): FormError[] {
  const w = words.zh.bank.terms
  const names: Readonly<Record<string, (n: number) => string>> = {
    ...{ c: w.criterionNo, t: w.tierNo, f: w.feeNo, l: w.limitNo, s: w.subsidyNo, x: w.caseNo },
    u: () => w.topUp,
  }
  return errors.map((error) => {
    const [, kind = '', no = ''] = /^([ctflsxu])(\d+)[a-z]+/.exec(error.field ?? '') ?? []
    const name = names[kind]?.(Number(no) + 1)
    return name === undefined || error.message.includes(name) ? error : { ...error, message: words.zh.measures.pair(name, error.message) }
  })
}
