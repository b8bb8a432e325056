/**
 * What a purpose may ask for at most, as dated data: a changed bound is a new template beside the old one, because an
 * artefact names the one it was issued under.
 */
import type { CivilDate } from '../platform/kernel/time.ts'

export const PURPOSE_CODES = ['PRECHECK', 'UNDERWRITE', 'POSTLOAN', 'RENEWAL', 'GUARANTEE'] as const
export type PurposeCode = (typeof PURPOSE_CODES)[number]

/** From when a lender's days of keeping run. `expiry` is the last instant of validity, however early the last look was. */
export const DELETION_TRIGGERS = ['decision', 'revocation', 'expiry'] as const

/** ISO 8601 durations of one unit: what the artefact writes and the template compares. */
export type Duration = `P${number}D` | `P${number}M`

export interface Template {
  id: string
  code: PurposeCode
  /** First day on which it is used. */
  from: CivilDate
  text: string
  maxDays: number
  maxReads: number
  defaultDays: number
  defaultReads: number
  /** Categories that may be asked for; null: every one of the catalogue. */
  categories: readonly string[] | null
  /** How far back what is shown may reach: default and bound, months. */
  lookbackMonths: number
  maxLookbackMonths: number
  /** At most so many reads in each window, counted from the start of validity; null: only the total counts. */
  perWindow: { n: number; window: Duration } | null
  fetch: 'one_time' | 'on_demand'
  /** How long the lender may keep what it read, and from when that runs. */
  deleteAfter: Duration
  maxDeleteAfterDays: number
  trigger: (typeof DELETION_TRIGGERS)[number]
  /** Needs an application; only a precheck comes before one. */
  bound: boolean
  /** Who may begin it: the subject by itself, or the lender by a request that the subject answers. */
  begunBy: 'subject' | 'lender'
}

const FROM = '2026-11-01'
/** Nothing sensitive before there is an application (PIPL art. 28: only where it is necessary). */
const OPEN_CATEGORIES = ['registration', 'public_credit', 'performance', 'tax', 'carbon']
/** What shows whether a loan goes wrong; no standing marks that do not change with it. */
const POSTLOAN_CATEGORIES = ['registration', 'operations', 'public_credit', 'tax', 'tax_data', 'cash_flow', 'credit_history', 'village']

/** In order of their first day within a purpose. */
export const TEMPLATES: readonly Template[] = [
  {
    ...{ id: 'precheck-1', code: 'PRECHECK', from: FROM, text: '申请前查看一次，判断能否办理' },
    ...{ maxDays: 7, maxReads: 1, defaultDays: 3, defaultReads: 1, categories: OPEN_CATEGORIES },
    ...{ lookbackMonths: 12, maxLookbackMonths: 24, perWindow: null, fetch: 'one_time', deleteAfter: 'P7D', maxDeleteAfterDays: 7 },
    ...{ trigger: 'expiry', bound: false, begunBy: 'subject' },
  },
  {
    ...{ id: 'underwrite-1', code: 'UNDERWRITE', from: FROM, text: '审查本笔贷款申请' },
    ...{ maxDays: 90, maxReads: 20, defaultDays: 30, defaultReads: 5, categories: null },
    ...{ lookbackMonths: 36, maxLookbackMonths: 60, perWindow: null, fetch: 'on_demand', deleteAfter: 'P30D', maxDeleteAfterDays: 30 },
    ...{ trigger: 'decision', bound: true, begunBy: 'subject' },
  },
  {
    ...{ id: 'postloan-1', code: 'POSTLOAN', from: FROM, text: '贷后管理本笔贷款' },
    ...{ maxDays: 366, maxReads: 24, defaultDays: 180, defaultReads: 6, categories: POSTLOAN_CATEGORIES },
    ...{ lookbackMonths: 6, maxLookbackMonths: 12, perWindow: { n: 2, window: 'P30D' }, fetch: 'on_demand', deleteAfter: 'P90D', maxDeleteAfterDays: 90 },
    ...{ trigger: 'expiry', bound: true, begunBy: 'lender' },
  },
  {
    ...{ id: 'renewal-1', code: 'RENEWAL', from: FROM, text: '审查本笔贷款的续贷' },
    ...{ maxDays: 60, maxReads: 10, defaultDays: 30, defaultReads: 5, categories: null },
    ...{ lookbackMonths: 24, maxLookbackMonths: 36, perWindow: null, fetch: 'on_demand', deleteAfter: 'P30D', maxDeleteAfterDays: 30 },
    ...{ trigger: 'decision', bound: true, begunBy: 'lender' },
  },
  {
    ...{ id: 'guarantee-1', code: 'GUARANTEE', from: FROM, text: '审查为本笔贷款提供的担保' },
    ...{ maxDays: 60, maxReads: 10, defaultDays: 30, defaultReads: 5, categories: [...OPEN_CATEGORIES, 'credit_history'] },
    ...{ lookbackMonths: 24, maxLookbackMonths: 36, perWindow: null, fetch: 'on_demand', deleteAfter: 'P30D', maxDeleteAfterDays: 30 },
    ...{ trigger: 'decision', bound: true, begunBy: 'lender' },
  },
]

/** The template of a purpose on a day; before the first one's day, the first. */
export function templateOf(code: PurposeCode, day: CivilDate): Template {
  const all = TEMPLATES.filter((template) => template.code === code)
  return all.findLast(({ from }) => from <= day) ?? all[0]!
}

export function templateNamed(id: string): Template | null {
  return TEMPLATES.find((template) => template.id === id) ?? null
}

/** Days of a duration; a month counts as 31, so that a bound is never passed by a long one. */
export function longestDays(duration: Duration): number {
  const count = Number(duration.slice(1, -1))
  return duration.endsWith('M') ? count * 31 : count
}
