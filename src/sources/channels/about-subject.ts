import type { CivilDate } from '../../platform/kernel/time.ts'
import type { Moment } from '../envelope.ts'
import type { Table, TableRow } from '../files/table.ts'
import { bindHeader, takeRow } from '../intake.ts'
import type { RecordKind, RowIssue } from '../record-kind.ts'

/** What a source answered about one subject, with everything about others left out. */
export interface AnswerAbout {
  table: Table
  /** The newest day its sound rows speak of; null where there is none. */
  asOf: CivilDate | null
  /** Rows that speak of somebody else, or do not say of whom. */
  foreign: number
}

const FOREIGN: RowIssue = { code: 'bad_code', field: '', detail: '此行说的不是所查询的主体，内容未收下，请通知来源单位。' }

/**
 * Whoever asks about itself learns about itself alone. A row that speaks of another subject keeps its number and the
 * issue `bad_code`, and none of its content, not even in quarantine; so does a refused row in which the subject's own
 * code stands nowhere (PIPL art. 6: nothing is collected that was not asked for).
 * @throws Fault invalid `missing_columns`, `duplicate_header`
 */
export function onlyAbout<F>(kind: RecordKind<F>, table: Table, code: string, moment: Moment): AnswerAbout {
  const binding = bindHeader(table.header, kind.columns)
  let asOf: CivilDate | null = null
  let foreign = 0
  const rows = table.rows.map((found): TableRow => {
    if ('issue' in found) return found
    const taken = takeRow(kind, binding, found, moment)
    if (taken.ok && 'code' in taken.record.subject && taken.record.subject.code === code) {
      if (asOf === null || taken.record.asOf > asOf) asOf = taken.record.asOf
      return found
    }
    if (!taken.ok && found.cells.some((cell) => cell.trim().toUpperCase() === code)) return found
    foreign++
    return { rowNo: found.rowNo, issue: taken.ok ? FOREIGN : { ...taken.issues[0]!, detail: FOREIGN.detail, code: 'bad_code' } }
  })
  return { table: { ...table, rows }, asOf, foreign }
}
