import type { CivilDate } from '../platform/kernel/time.ts'
import { recordAddress } from './record-address.ts'
import type { Envelope, RecordKind, Row, Translated } from './record-kind.ts'
import { cellsOf, type RowLayout } from './row-layout.ts'

/** A row that became a record. */
export interface TakenRow<F> {
  rowNo: number
  row: Row
  record: Translated<F>
  envelope: Envelope
  /** A person has said whom it is about: its name is not asked about again. */
  decided?: true
}

/** Records of one kind that are written together: what they share, and a line for each. */
export interface RecordSheet {
  source: string
  record: string
  layout: RowLayout
  batchId: string
  recordedAt: Date
  lines: readonly RecordLine[]
}

export interface RecordLine {
  subjectId: string
  /** Content address (record-address.ts). */
  id: string
  recordKey: string
  version: string
  retracts: boolean
  asOf: CivilDate
  /** JSON list of cells in the order of the layout. */
  body: string
  /** JSON list of facts. */
  facts: string
  rowNo: number
}

/** @param names of the layout */
export function lineOf<F>(kind: RecordKind<F>, { rowNo, row, record, envelope }: TakenRow<F>, names: readonly string[]): Omit<RecordLine, 'subjectId'> {
  return {
    id: recordAddress({ source: kind.source, record: kind.record, key: record.key, version: envelope.version }, row, names),
    recordKey: record.key,
    version: envelope.version,
    retracts: envelope.retracts,
    asOf: record.asOf,
    body: JSON.stringify(cellsOf(row, names)),
    facts: envelope.retracts ? '[]' : JSON.stringify(record.facts),
    rowNo,
  }
}
