import type { QuarantineCode } from '../sources/model.ts'
import { ruleOf } from './rules.ts'

/** What the office is told of one reason: how many rows and which. Row numbers only: the office has the rows. */
export interface NoticeSection {
  /** quarantine: not taken in · finding: taken in, and to be looked at. */
  kind: 'quarantine' | 'finding'
  code: string
  titleZh: string
  count: number
  /** The first rows in file order; ROWS_AT_MOST of them. */
  rows: number[]
}

const ROWS_AT_MOST = 200

const REASONS: Readonly<Record<QuarantineCode, string>> = {
  missing_field: '缺少必填内容',
  damaged_text: '文字已损坏',
  bad_code: '代码校验不通过',
  bad_date: '日期不对',
  bad_number: '数字不对',
  unknown_value: '不在代码集内',
  bad_combination: '几栏互相矛盾',
  natural_person: '自然人信息，不予归集',
  column_count: '列数与表头不符',
  too_long: '内容超长',
  clock_skew: '来源时间晚于现在',
  unknown_subject: '找不到主体',
  ambiguous_subject: '主体待人工确认',
  code_and_name_disagree: '代码和名称是两家',
  erased_subject: '本人已要求删除',
  known_name_new_code: '新代码用了别家的名称',
}

/** Sections by count, the largest first; equal ones by code. Rows of one reason are counted once each. */
export function noticeSections(
  quarantined: readonly { code: QuarantineCode; rowNo: number }[],
  findings: readonly { rule: string; rowNo: number }[],
): NoticeSection[] {
  const sections = [
    ...grouped(quarantined.map(({ code, rowNo }) => [code, rowNo])).map(([code, rows]) =>
      section('quarantine', code, REASONS[code as QuarantineCode] ?? code, rows),
    ),
    ...grouped(findings.map(({ rule, rowNo }) => [rule, rowNo])).map(([rule, rows]) => section('finding', rule, ruleOf(rule)?.titleZh ?? rule, rows)),
  ]
  return sections.sort((a, b) => Number(a.kind === 'finding') - Number(b.kind === 'finding') || b.count - a.count || (a.code < b.code ? -1 : 1))
}

function section(kind: NoticeSection['kind'], code: string, titleZh: string, rows: readonly number[]): NoticeSection {
  return { kind, code, titleZh, count: rows.length, rows: rows.slice(0, ROWS_AT_MOST) }
}

function grouped(pairs: readonly (readonly [string, number])[]): [string, number[]][] {
  const groups = new Map<string, Set<number>>()
  for (const [code, rowNo] of pairs) groups.set(code, (groups.get(code) ?? new Set()).add(rowNo))
  return [...groups].map(([code, rows]) => [code, [...rows].sort((a, b) => a - b)])
}
