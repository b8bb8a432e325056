import { Fault, type FieldError } from '../platform/kernel/fault.ts'
import type { CivilDate } from '../platform/kernel/time.ts'
import { longestDays, type PurposeCode, type Template, templateOf } from './template.ts'

/** What may be asked for, by category; handed in by the slice that owns the attribute registry. */
export type DataCatalogue = Readonly<Record<string, CatalogueEntry>>

export interface CatalogueEntry {
  fields: readonly string[]
  sensitive: boolean
  zh: string
  /** Of the fields those whose own words name their months, the shortest first. */
  spans?: readonly FieldSpan[]
}

export interface FieldSpan {
  field: string
  zh: string
  months: number
}

/** What a lookback of so many months would hide of a category, whatever there is: a hint to who asks, no refusal (decision 0026). */
export function hiddenBy(lookbackMonths: number, entry: CatalogueEntry | undefined): { field: string; label: string; months: number }[] {
  return (entry?.spans ?? []).filter(({ months }) => months > lookbackMonths).map(({ field, zh, months }) => ({ field, label: zh, months }))
}

export interface AskedData {
  category: string
  /** The sensitive set's own tick. */
  separateConsent: boolean
  lookbackMonths?: number | undefined
}

export interface ConsentRequest {
  purpose: PurposeCode
  data: readonly AskedData[]
  validDays?: number | undefined
  reads?: number | undefined
  deleteAfterDays?: number | undefined
}

/** A request with every open point filled in from its template. */
export interface Terms {
  template: Template
  data: readonly Required<AskedData>[]
  validDays: number
  reads: number
  deleteAfter: Template['deleteAfter']
}

/** How much a lender asked for, or what is left of it. */
export interface RequestBounds {
  validDays: number
  reads: number
  deleteAfterDays: number
  data: readonly { category: string; lookbackMonths: number }[]
}

/**
 * Checks a request against its template and the catalogue, and fills in what it leaves open.
 * @param ticked false for a lender's request: the ticks are the subject's to give
 * @param readBefore so many were read under what this takes the place of: they count against the template's most
 * @throws Fault invalid `consent_exceeds_template`, `unknown_category`, `repeated_category`, `separate_consent_required`
 */
export function termsOf(
  request: ConsentRequest,
  catalogue: DataCatalogue,
  day: CivilDate,
  { ticked = true, readBefore = 0 }: { ticked?: boolean; readBefore?: number } = {},
): Terms {
  const template = templateOf(request.purpose, day)
  const { validDays = template.defaultDays, reads = template.defaultReads, deleteAfterDays } = request
  const errors: FieldError[] = []
  const bound = (pointer: string, value: number, most: number, zh: string, en: string) => {
    if (value > most) errors.push({ pointer, code: 'consent_exceeds_template', detail: `最${zh}。 At most ${en}.` })
  }
  bound('/validDays', validDays, template.maxDays, `长 ${template.maxDays} 天`, `${template.maxDays} days`)
  const left = template.maxReads - readBefore
  bound('/reads', reads, left, `多${readBefore === 0 ? '' : '还可'} ${left} 次`, `${left} reads${readBefore === 0 ? '' : ' more'}`)
  const kept = template.maxDeleteAfterDays
  bound('/deleteAfterDays', deleteAfterDays ?? 0, kept, `迟 ${kept} 天后删除`, `${kept} days of keeping`)
  const seen = new Set<string>()
  request.data.forEach(({ category, separateConsent, lookbackMonths = 0 }, i) => {
    const entry = Object.hasOwn(catalogue, category) ? catalogue[category] : undefined
    const at = `/data/${i}`
    if (!entry)
      errors.push({
        pointer: `${at}/category`,
        code: 'unknown_category',
        detail: `没有这类数据。可选：${Object.keys(catalogue).join('、')}。 There is no such category; choose one of these.`,
      })
    else if (template.categories !== null && !template.categories.includes(category))
      errors.push({
        pointer: `${at}/category`,
        code: 'consent_exceeds_template',
        detail: `「${template.text}」不能要「${entry.zh}」。 Not for this purpose. 可选：${template.categories.join('、')}。`,
      })
    else if (ticked && entry.sensitive && !separateConsent)
      errors.push({
        pointer: `${at}/separateConsent`,
        code: 'separate_consent_required',
        detail: `「${entry.zh}」是敏感数据，须单独勾选同意。 Sensitive data needs its own tick.`,
      })
    bound(
      `${at}/lookbackMonths`,
      lookbackMonths,
      template.maxLookbackMonths,
      `远 ${template.maxLookbackMonths} 个月`,
      `${template.maxLookbackMonths} months back`,
    )
    if (seen.has(category)) errors.push({ pointer: `${at}/category`, code: 'repeated_category', detail: '同一类数据只能出现一次。 A category stands once.' })
    seen.add(category)
  })
  if (errors.length > 0)
    throw new Fault('invalid', errors[0]!.code, '授权请求不符合规定，请按 errors 所列修改。 The consent request breaks a rule; see errors.', { errors })
  return {
    ...{ template, validDays, reads },
    deleteAfter: deleteAfterDays === undefined ? template.deleteAfter : `P${deleteAfterDays}D`,
    data: request.data.map(({ lookbackMonths = template.lookbackMonths, ...item }) => ({ ...item, lookbackMonths })),
  }
}

/**
 * What a subject answers a request with, or puts in the place of that answer, lies within what was asked: it may tick less, never
 * more (PIPL art. 6: no more than the purpose needs, and what it needs the lender has said).
 * @param asked in a revision what is left of it
 * @throws Fault invalid `beyond_request` naming every point
 */
export function checkWithin(answer: Terms, asked: RequestBounds): void {
  const errors: FieldError[] = []
  const beyond = (pointer: string, zh: string, en: string) =>
    errors.push({ pointer, code: 'beyond_request', detail: `超出了对方的请求，${zh}。 Beyond what was asked for: ${en}.` })
  if (answer.validDays > asked.validDays) beyond('/validDays', `最长 ${asked.validDays} 天`, `at most ${asked.validDays} days`)
  if (answer.reads > asked.reads) beyond('/reads', `最多 ${asked.reads} 次`, `at most ${asked.reads} reads`)
  if (longestDays(answer.deleteAfter) > asked.deleteAfterDays)
    beyond('/deleteAfterDays', `最迟 ${asked.deleteAfterDays} 天后删除`, `at most ${asked.deleteAfterDays} days of keeping`)
  answer.data.forEach(({ category, lookbackMonths }, i) => {
    const item = asked.data.find((one) => one.category === category)
    if (!item) beyond(`/data/${i}/category`, '对方没有要这类数据', 'this category was not')
    else if (lookbackMonths > item.lookbackMonths)
      beyond(`/data/${i}/lookbackMonths`, `最远 ${item.lookbackMonths} 个月`, `at most ${item.lookbackMonths} months back`)
  })
  if (errors.length > 0)
    throw new Fault('invalid', 'beyond_request', '同意的范围超出了对方的请求，请按 errors 所列修改。 The answer goes beyond the request; see errors.', {
      errors,
    })
}
