import type { CivilDate } from '../platform/kernel/time.ts'
import type { IdentityHint, SubjectKind } from '../subjects/model.ts'

/** Why a row is kept aside instead of becoming facts. */
export const QUARANTINE_CODES = [
  'missing_field', // a required column is empty or absent
  'damaged_text', // U+FFFD, NUL or undecodable bytes: the source lost characters
  'bad_code', // credit code or household number: wrong shape or both check digits wrong
  'bad_date', // not a day, or not a plausible one
  'bad_number', // not a number, or out of range
  'unknown_value', // not in the code set
  'bad_combination', // columns contradict each other
  'natural_person', // about a natural person, which this record kind does not take in
  'column_count', // the row does not have the header's columns
  'too_long', // a cell longer than the column allows
  'clock_skew', // the source's own time lies ahead of ours
  'unknown_subject', // no credit code, and no registered subject goes by the number or name given: for review
  'ambiguous_subject', // several subjects could be meant, or only a name says which: for review, never merged silently
  'code_and_name_disagree', // the code of one registered subject beside the name of another: for review
  'erased_subject', // a natural person who had its data erased: nothing of the row is kept
  'known_name_new_code', // a code nobody has heard of beside the name of a registered subject: for review, unless a register says it
] as const
export type QuarantineCode = (typeof QUARANTINE_CODES)[number]

export interface RowIssue {
  code: QuarantineCode
  /** The column's name as in the standard, or '' for the row as a whole. */
  field: string
  /** One sentence: what is wrong and what would be right (Chinese). */
  detail: string
}

export interface Column {
  /** Name in the standard: `统一社会信用代码`. Rows are keyed by it. */
  name: string
  /** Field code in the standard (`XK_XDR_SHXYM`); headers may use either. */
  code?: string
  /** Other spellings seen in real headers. */
  synonyms?: readonly string[]
  required?: boolean
  /** 'drop': personal, never stored, not even in quarantine. 'mask': only 张** is kept. */
  personal?: 'drop' | 'mask'
  /** Longest cell taken, characters; 200 unless told. */
  maxLength?: number
  /** Spellings of the column's code set, so that none of them is taken for a person's name. */
  values?: readonly string[]
  /** The name of an organisation, however short. */
  organisation?: true
  /** A document number or a sum: its digits count, however much they look like a telephone number. */
  exact?: true
  /** What to write, for the operator's template page (Chinese). */
  hint?: string
  /** A synthetic example value, for the template file. */
  example?: string
}

/** Tidied cell text by column name; '' where absent or empty. Personal columns are already dropped or masked. */
export type Row = Readonly<Record<string, string>>

export interface SubjectRef {
  kind: SubjectKind
  /** Canonical credit code or household number. */
  code: string
  /** Name in this record, or null where it has none. */
  name: string | null
}

/** Whom a row is about when it gives no credit code; the register of subjects decides, or a person does. */
export interface SubjectHint {
  hint: IdentityHint
}

export interface Translated<F> {
  subject: SubjectRef | SubjectHint
  /** The record's own key within (subject, source, record): a resend has the same key, a correction too. */
  key: string
  /** The day the source says this is true of; decides which of two records wins, never the arrival. */
  asOf: CivilDate
  facts: F[]
  /** The record once it is known whose it is, where key or items hold the code. */
  settle?(subject: SubjectRef): Translated<F>
  /** The registration number of before 2015, where a register gives it beside the code. */
  registrationNo?: string | null
}

/**
 * Columns that any kind of record may carry: the source's own time of the statement, its running number, and what it
 * does. They put the versions of one record in order, whatever the order of arrival, and take a record back.
 */
export const ENVELOPE_COLUMNS: readonly Column[] = [
  {
    name: '更新时间',
    code: 'SJGXSJ',
    synonyms: ['数据更新时间', '最后更新时间', 'updated_at'],
    maxLength: 40,
    hint: '来源系统的更新时间',
    example: '2026-03-01 10:00:00',
  },
  { name: '更新序号', code: 'GXXH', synonyms: ['版本号', 'sequence'], maxLength: 20, hint: '同一时间内的先后' },
  {
    name: '数据操作',
    code: 'CZLX',
    synonyms: ['操作类型', '操作标识', 'operation'],
    maxLength: 20,
    hint: '撤销、删除表示收回此条',
    values: ['新增', '修改', '更新', '撤销', '删除', '撤回', 'I', 'U', 'D', 'UPSERT', 'RETRACT'],
  },
]

/** What the envelope says of one row. */
export interface Envelope {
  /**
   * The source's own order as text that compares: Shanghai civil time `YYYY-MM-DDTHH:MM:SS` or a day, `#` and a number
   * of 12 digits behind it where the source counts.
   */
  version: string
  /** The record is taken back: nothing of it holds any more. */
  retracts: boolean
}

export type Translation<F> = { ok: true; record: Translated<F> } | { ok: false; issues: RowIssue[] }

/** One kind of record of one source: its columns and its pure way to facts. `F` is the profile's fact. */
export interface RecordKind<F> {
  /** `gz-credit`, `samr`, … */
  source: string
  /** `licence`, `penalty`, … */
  record: string
  titleZh: string
  titleEn: string
  columns: readonly Column[]
  /** The register that says what a subject is called: its names are kept, former ones too. */
  namesSubjects?: true
  /** Attributes it says that are of another consent category than its item of the catalogue: what shows those needs its records, too. */
  alsoSays?: readonly string[]
  /** Same row, same today → same answer. `today` only bounds dates that may not lie in the future. */
  translate(row: Row, today: CivilDate): Translation<F>
}
