import type { CivilDate } from '../platform/kernel/time.ts'
import type { CheckedRecord, Dossier } from './dossier.ts'
import type { Thresholds } from './thresholds.ts'

/** What a rule looks after; the words are those of GB/T 36344-2018 (数据质量评价指标) put to this trade. */
export const RULE_KINDS = {
  completeness: '完整性',
  check_digit: '校验码',
  code_set: '代码集',
  date_logic: '日期逻辑',
  conflict: '相互矛盾',
  sudden_change: '突变',
  identity: '主体一致',
  duplicate: '重复',
  timeliness: '及时性',
} as const
export type RuleKind = keyof typeof RULE_KINDS

/** error: the row says something that cannot be so · warning: very likely wrong · hint: worth a look, nothing follows. */
export const SEVERITIES = ['error', 'warning', 'hint'] as const
export type Severity = (typeof SEVERITIES)[number]

/** What a rule has against a record: the column or attribute, and a sentence without any value that could be personal. */
export interface Objection {
  /** Column of the row where the rule knows it, else the attribute; '' for the row as a whole. */
  field: string
  detail: string
}

interface RuleHead {
  /** Stands in findings and statistics and never changes: `name_mismatch`. */
  id: string
  kind: RuleKind
  severity: Severity
  titleZh: string
  /** What it rests on. */
  basis: string
}

/** Looks at one record that holds, beside everything else known of its subject. */
export interface RecordRule extends RuleHead {
  about: 'record'
  check(record: CheckedRecord, dossier: Dossier, limits: Thresholds): readonly Objection[]
}

/** Looks at the merged profile; every objection names the record whose statement is doubted. */
export interface ProfileRule extends RuleHead {
  about: 'profile'
  check(dossier: Dossier, limits: Thresholds): readonly (Objection & { recordId: string })[]
}

export type Rule = RecordRule | ProfileRule

/** One objection of one rule to one row. Same rule, record and field: the same finding, however often it is looked for. */
export interface Finding extends Objection {
  rule: string
  subjectId: string
  recordId: string
  source: string
  record: string
  batchId: string
  rowNo: number
  /** Day on which the row was taken in. */
  recordedOn: CivilDate
}
