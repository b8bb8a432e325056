import type { Buffer } from 'node:buffer'
import { isNaturalPerson } from '../../subjects/model.ts'
import type { Moment } from '../envelope.ts'
import type { TableEncoding, TableRow } from '../files/table.ts'
import { type Binding, takeRow } from '../intake.ts'
import { RecordWriter } from '../record-bytes.ts'
import type { RecordKind, Row, RowIssue, SubjectRef } from '../record-kind.ts'
import { lineOf, type TakenRow } from '../record-sheet.ts'
import { layoutOf, type RowLayout } from '../row-layout.ts'
import type { Place } from './row-block.ts'

/** Rows as the database will take them, and whom they are about. */
export interface WrittenRows {
  writer: RecordWriter
  layout: RowLayout
  /** Content addresses, one for each row. */
  ids: readonly string[]
  /** By code. */
  subjects: ReadonlyMap<string, SubjectRef>
  /** Who stands in each row. */
  refs: readonly SubjectRef[]
  /** Rows that say again what another of the block said. */
  repeated: number
}

/**
 * A block of rows on its way in: read, freed of personal data, translated. Rows whose subject has a code become bytes at
 * once; those whose subject has yet to be found or is a natural
 * person, whose records are sealed under its own key, or whose register names its subjects, stay rows.
 */
export class TranslatedBlock<F> {
  received = 0
  readonly refused: { rowNo: number; issues: RowIssue[]; row: Row }[] = []
  readonly rows: TakenRow<F>[] = []
  readonly written: (WrittenRows & { ids: string[]; subjects: Map<string, SubjectRef>; refs: SubjectRef[] }) | null
  readonly names: readonly string[]
  readonly ignored: string[]
  readonly from: Place
  /** Where the next block begins. */
  next: Place
  encoding: TableEncoding | null = null
  readonly #kind: RecordKind<F>
  readonly #binding: Binding
  readonly #moment: Moment
  readonly #seen = new Set<string>()

  /** @param bytesFor null where the database takes no bytes. @param spare room that a block before no longer needs */
  constructor(kind: RecordKind<F>, binding: Binding, moment: Moment, from: Place, bytesFor: { batchId: string; recordedAt: Date } | null, spare?: Buffer) {
    this.from = from
    this.next = from
    this.#kind = kind
    this.#binding = binding
    this.#moment = moment
    this.names = binding.names
    this.ignored = binding.ignored
    const layout = layoutOf(binding.names)
    const shared = { source: kind.source, record: kind.record, layoutId: layout.id }
    this.written =
      bytesFor === null || kind.namesSubjects
        ? null
        : { writer: new RecordWriter({ ...shared, ...bytesFor }, spare), layout, ids: [], subjects: new Map(), refs: [], repeated: 0 }
  }

  /** The rows of the next piece of the file, which ends at `next`. */
  take(rows: readonly TableRow[], next: Place, encoding: TableEncoding | null): void {
    this.next = next
    this.encoding = encoding
    this.received += rows.length
    for (const found of rows) {
      const taken = takeRow(this.#kind, this.#binding, found, this.#moment)
      if (taken.ok) this.#keep({ rowNo: found.rowNo, row: taken.row, record: taken.record, envelope: taken.envelope })
      else this.refused.push({ rowNo: found.rowNo, issues: taken.issues, row: taken.keptRow })
    }
  }

  #keep(row: TakenRow<F>): void {
    const { subject } = row.record
    const { written } = this
    if (written === null || !('code' in subject) || isNaturalPerson(subject.kind)) {
      this.rows.push(row)
      return
    }
    const line = lineOf(this.#kind, row, this.names)
    if (this.#seen.size === this.#seen.add(subject.code + line.id).size) written.repeated++
    else {
      written.subjects.set(subject.code, subject)
      written.refs.push(subject)
      written.ids.push(line.id)
      written.writer.add(subject.code, line)
    }
  }
}
