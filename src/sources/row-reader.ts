import { fenFromDecimal } from '../platform/kernel/money.ts'
import { isSafeText, toHalfWidth } from '../platform/kernel/text.ts'
import { type CivilDate, parseCivilDate } from '../platform/kernel/time.ts'
import { checkIdentifier, readOrganisationCode, subjectKindOf } from '../subjects/model.ts'
import { maskIdentityNumbers, maskPersonName } from './personal-text.ts'
import type { QuarantineCode, Row, RowIssue, SubjectHint, SubjectRef } from './record-kind.ts'

/** How offices write "we have nothing here". Unknown is never zero. */
const NOTHING = new Set([
  '',
  'N/A',
  'NA',
  '#N/A',
  'NULL',
  'NONE',
  '\\N',
  '-',
  '--',
  '---',
  '—',
  '——',
  '/',
  '\\',
  '无',
  '暂无',
  '空',
  '未知',
  '不详',
  '未填',
  '未公示',
  '不公示',
  '企业选择不公示',
  '选择不公示',
])

const LONGEST_NOTHING = 7
/** What has another spelling of the same. */
const SPELT_OTHERWISE = /[a-z\s\uff01-\uff5e]/

/** True where a cell says nothing: empty, N/A, 无, 企业选择不公示 … */
export function saysNothing(text: string): boolean {
  if (text.length > LONGEST_NOTHING && text.trim().length > LONGEST_NOTHING) return false
  return NOTHING.has(text) || (SPELT_OTHERWISE.test(text) && NOTHING.has(toHalfWidth(text).trim().toUpperCase()))
}

/** Days that systems put where they have none: 1900-01-01, 1970-01-01, 0001-01-01, 1899-12-30 … */
const FILLER_DAY = /^(?:0{4}|0001|1000|1753|1899|1900)(?:\D|$)|^(?:1900|1899|0001|0000)\d{4}$|^1970\D?0?1\D?0?1(?:\D|$)/

/** Damage, or half of a pair that may be whole. */
const SUSPECT = /[\0\ufffd\ud800-\udfff]/

/** No end: written out, or as a day that nobody will see. */
const OPEN_END = /^(?:长期(?:有效)?|永久(?:有效)?|无固定期限|无期限|(?:2099|2199|2999|9999)\D?12\D?31\D?(?:\D.*)?)$/

/** 10^17 fen = 1 000 万亿元: above this a sum is a typing error. */
const MAX_SUM_FEN = 10n ** 17n

/**
 * Reads one row column by column and gathers every issue instead of stopping at the first. Each reader
 * answers null where there is no usable value; whether that is an issue is told by `issues`.
 * An issue never quotes the cell: a shifted row could put a person's data anywhere.
 */
export class RowReader {
  readonly issues: RowIssue[] = []
  readonly #row: Row
  readonly #today: CivilDate

  constructor(row: Row, today: CivilDate) {
    this.#row = row
    this.#today = today
  }

  refused(): { ok: false; issues: RowIssue[] } {
    return { ok: false, issues: this.issues }
  }

  refuse(code: QuarantineCode, field: string, detail: string): null {
    this.issues.push({ code, field, detail })
    return null
  }

  /** Optional text; null where the cell says nothing. */
  text(field: string): string | null {
    const value = Object.hasOwn(this.#row, field) ? this.#row[field]! : ''
    if (saysNothing(value)) return null
    if (SUSPECT.test(value) && (!isSafeText(value) || value.includes('\ufffd')))
      return this.refuse('damaged_text', field, `“${field}”含有损坏的字符，请从来源系统重新导出。`)
    return value
  }

  needText(field: string): string | null {
    const before = this.issues.length
    const value = this.text(field)
    return value === null && this.issues.length === before ? this.#missing(field) : value
  }

  /** A day that lies behind us; fillers such as 1900-01-01 are unknown. */
  date(field: string): CivilDate | null {
    const text = this.text(field)
    if (text === null || FILLER_DAY.test(toHalfWidth(text))) return null
    return this.#day(field, text, true)
  }

  /** A required day that lies behind us; a filler is a bad date. */
  needDate(field: string): CivilDate | null {
    const text = this.needText(field)
    if (text === null) return null
    if (FILLER_DAY.test(toHalfWidth(text))) return this.refuse('bad_date', field, `“${field}”是占位日期，请填写真实日期，如 2024-03-05。`)
    return this.#day(field, text, true)
  }

  /** The end of a validity: may lie ahead; 长期 and 2099-12-31 mean no end (null). */
  endDate(field: string): CivilDate | null {
    const text = this.text(field)
    if (text === null || FILLER_DAY.test(toHalfWidth(text)) || OPEN_END.test(toHalfWidth(text))) return null
    return this.#day(field, text, false)
  }

  /** A value of a code set, given as spelling → canonical value. */
  oneOf<T extends string>(field: string, spellings: Readonly<Record<string, T>>): T | null {
    const text = this.text(field)
    return text === null ? null : this.#spelt(field, text, spellings)
  }

  needOneOf<T extends string>(field: string, spellings: Readonly<Record<string, T>>): T | null {
    const text = this.needText(field)
    return text === null ? null : this.#spelt(field, text, spellings)
  }

  /** A whole number; grouping commas and a spreadsheet's “.0” are taken. */
  integer(field: string, min: number, max: number): number | null {
    const text = this.text(field)
    return text === null ? null : this.#whole(field, text, min, max)
  }

  needInteger(field: string, min: number, max: number): number | null {
    const text = this.needText(field)
    return text === null ? null : this.#whole(field, text, min, max)
  }

  /** A calendar year from `first` to this year, “2025” or “2025年度”. */
  needYear(field: string, first = 2000): number | null {
    const text = this.needText(field)
    if (text === null) return null
    return this.#whole(field, toHalfWidth(text).replace(/年度?$/, ''), first, Number(this.#today.slice(0, 4)))
  }

  /**
   * A decimal ≥ 0 times `scale`, rounded once: 万元 → fen with 1 000 000, 元 → fen with 100, 吨 → kg with 1000.
   */
  scaled(field: string, scale: bigint, max = MAX_SUM_FEN): bigint | null {
    const text = this.text(field)
    if (text === null) return null
    const value = fenFromDecimal(withoutGrouping(text), scale)
    if (value === null || value < 0n || value > max) return this.refuse('bad_number', field, `“${field}”应为不小于 0 的数字，如 1234.56，不带单位。`)
    return value === 0n ? 0n : value
  }

  /**
   * The firm, sole trader, cooperative or rural collective the row is about. A code of which just one check digit is
   * wrong may be a genuine early one (domain §3, §8) or a typing error: only the register knows, so only it may bring
   * one in. From anywhere else it could make a second subject of a firm that is there already.
   */
  firm(codeField: string, nameField: string, fromRegister = false): SubjectRef | null {
    const written = this.needText(codeField)
    const name = this.text(nameField)
    if (written === null) return null
    const check = checkIdentifier(written)
    if (check.canonical === null) return this.refuse('bad_code', codeField, check.reason ?? `“${codeField}”不是有效的统一社会信用代码。`)
    if (check.verdict === 'legacy_check_mismatch' && !fromRegister) return this.refuse('bad_code', codeField, check.reason ?? '校验码不符，需人工核对。')
    const kind = subjectKindOf(check.canonical)
    if (kind === null) return this.refuse('bad_code', codeField, `“${codeField}”属于机关、事业单位或社会组织，不在本平台服务的主体之内。`)
    return { kind, code: check.canonical, name }
  }

  /**
   * Whom a row is about where sources often have no credit code: the code itself, else what may lead to it: a registration
   * number (15 digits), an organisation code (9 characters), or only a name with its region. A row about a natural person
   * is told by an identity number in the code's place, or by a name as short as a person's beside nothing that only an
   * organisation has (identity numbers of before 1999 have 15 digits too). The issue stands on the code's column, so that
   * the name is not kept.
   */
  subjectByAny(
    codeField: string,
    nameField: string,
    regionField?: string,
    others?: { orgCode: string; registrationNo: string },
  ): SubjectRef | SubjectHint | null {
    const before = this.issues.length
    const written = this.text(codeField)
    const name = this.text(nameField)
    const region = regionField === undefined ? null : this.text(regionField)
    if (this.issues.length > before) return null
    const hint = { registrationNo: null, orgCode: null, name, region }
    const plain =
      written === null
        ? ''
        : toHalfWidth(written)
            .replace(/[\s-]/g, '')
            .replace(/^['‘’`]/, '')
    const isMasked = /^[1-8][\d*]{13,16}[\dX*]$/i.test(plain) && plain.includes('*')
    const isPerson = isMasked || maskIdentityNumbers(plain) !== plain || name?.includes('*') === true
    const namesPerson = name !== null && maskPersonName(name) !== name && plain.length !== 9 && checkIdentifier(plain).canonical === null
    if (isPerson || namesPerson) return this.refuse('natural_person', codeField, '自然人的信息不收入本平台。')
    if (plain === '') return this.#byOthers(codeField, hint, others)
    if (/^\d{15}$/.test(plain)) return { hint: { ...hint, registrationNo: plain } }
    if (plain.length !== 9) return this.firm(codeField, nameField)
    const orgCode = readOrganisationCode(plain)
    return orgCode === null ? this.refuse('bad_code', codeField, `“${codeField}”像是组织机构代码，但校验码不符，请核对。`) : { hint: { ...hint, orgCode } }
  }

  /** Without a code: by columns of their own for the older numbers, else by the name, which is never proof. */
  #byOthers(codeField: string, hint: SubjectHint['hint'], others?: { orgCode: string; registrationNo: string }): SubjectHint | null {
    const [org, registration] = others ? [this.text(others.orgCode), this.text(others.registrationNo)] : [null, null]
    const orgCode = org === null ? null : readOrganisationCode(org)
    if (org !== null && orgCode === null) return this.refuse('bad_code', others!.orgCode, `“${others!.orgCode}”的校验码不符，请核对。`)
    const registrationNo = registration === null ? null : toHalfWidth(registration).replace(/\s/g, '')
    if (registrationNo !== null && !/^\d{15}$/.test(registrationNo))
      return this.refuse('bad_code', others!.registrationNo, `“${others!.registrationNo}”应为 15 位数字。`)
    if (orgCode === null && registrationNo === null && hint.name === null) return this.#missing(codeField)
    return { hint: { ...hint, orgCode, registrationNo } }
  }

  /** True when the second day, where both are known, lies before the first: notes the contradiction. */
  mustNotPrecede(field: string, day: CivilDate | null, earlierField: string, earlier: CivilDate | null): void {
    if (day !== null && earlier !== null && day < earlier) this.refuse('bad_combination', field, `“${field}”早于“${earlierField}”。`)
  }

  #missing(field: string): null {
    return this.refuse('missing_field', field, `缺少“${field}”，此栏必填。`)
  }

  #day(field: string, text: string, past: boolean): CivilDate | null {
    const day = parseCivilDate(toHalfWidth(text))
    if (day === null) return this.refuse('bad_date', field, `“${field}”不是日期，请写成 2024-03-05。`)
    if (past && day > this.#today) return this.refuse('bad_date', field, `“${field}”晚于今天。`)
    return day
  }

  #spelt<T extends string>(field: string, text: string, spellings: Readonly<Record<string, T>>): T | null {
    if (Object.hasOwn(spellings, text)) return spellings[text]!
    const key = toHalfWidth(text).replace(/\s/g, '').toUpperCase()
    if (Object.hasOwn(spellings, key)) return spellings[key]!
    return this.refuse('unknown_value', field, `“${field}”不在代码集内，可填：${[...new Set(Object.values(spellings))].join('、')}。`)
  }

  #whole(field: string, text: string, min: number, max: number): number | null {
    const match = /^(\d{1,15})(?:\.0{1,6})?$/.exec(withoutGrouping(text))
    const value = match ? Number(match[1]) : Number.NaN
    if (!(value >= min && value <= max)) return this.refuse('bad_number', field, `“${field}”应为 ${min} 到 ${max} 之间的整数。`)
    return value
  }
}

function withoutGrouping(text: string): string {
  const plain = toHalfWidth(text).replace(/\s/g, '')
  return /^\d{1,3}(?:,\d{3}){1,6}(?:\.\d{1,12})?$/.test(plain) ? plain.replaceAll(',', '') : plain
}
