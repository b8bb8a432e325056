/**
 * Records as PostgreSQL's COPY takes them in its binary format (documentation of COPY, “Binary Format”): half the work
 * of the text format on both sides. Must agree with RECORD_COLUMNS and the types of tables.ts.
 */
import { Buffer } from 'node:buffer'
import type { RecordLine } from './record-sheet.ts'

export const RECORD_COLUMNS = 'id, record_key, version, retracts, as_of, body, facts, row_no, subject_id, source, record, layout, batch_id, recorded_at'

const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1')
const TRAILER = Buffer.from([0xff, 0xff])
const COLUMN_COUNT = RECORD_COLUMNS.split(',').length
/** PostgreSQL counts days and microseconds from 2000-01-01. */
const DAY_MS = 86_400_000
const EPOCH_MS = Date.UTC(2000, 0, 1)
/** `sub_` and 26 characters (kernel/id.ts). */
const SUBJECT_ID_BYTES = 30
/** A UTF-16 unit takes three bytes of UTF-8 at most. */
const BYTES_A_UNIT = 3
/** Lengths, numbers and the short columns of one row. */
const ROW_OVERHEAD = 200
const FIRST_BYTES = 256 * 1024

/** What the rows of one sheet share: the last columns of each. */
export interface SharedColumns {
  source: string
  record: string
  layoutId: string
  batchId: string
  recordedAt: Date
}

/** A row before it is known which subject goes by its code. */
export type UnownedLine = Omit<RecordLine, 'subjectId'>

/**
 * Writes rows as they are translated, so that nothing of them stays behind but bytes. The place of the subject's id is
 * left open: it is known when the block meets the database.
 */
export class RecordWriter {
  #bytes: Buffer
  #end: number
  readonly #shared: Buffer
  readonly #codes: string[] = []
  readonly #places: number[] = []

  /** @param spare room of a writer that is done */
  constructor({ source, record, layoutId, batchId, recordedAt }: SharedColumns, spare: Buffer = Buffer.allocUnsafe(FIRST_BYTES)) {
    this.#bytes = spare
    this.#end = SIGNATURE.copy(spare)
    this.#shared = Buffer.concat([text(source), text(record), text(layoutId), text(batchId), instant(recordedAt)])
  }

  /** To be written on by another when this one is done. */
  get buffer(): Buffer {
    return this.#bytes
  }

  /** One code for each row. */
  get codes(): readonly string[] {
    return this.#codes
  }

  /** @param code of the subject */
  add(code: string, line: UnownedLine): void {
    this.#reserve(ROW_OVERHEAD + this.#shared.length + BYTES_A_UNIT * (line.recordKey.length + line.version.length + line.body.length + line.facts.length))
    const bytes = this.#bytes
    let at = bytes.writeInt16BE(COLUMN_COUNT, this.#end)
    at = put(bytes, line.id, at)
    at = put(bytes, line.recordKey, at)
    at = put(bytes, line.version, at)
    at = bytes.writeInt32BE(1, at)
    at = bytes.writeInt8(line.retracts ? 1 : 0, at)
    at = bytes.writeInt32BE(4, at)
    at = bytes.writeInt32BE((Date.parse(line.asOf) - EPOCH_MS) / DAY_MS, at)
    at = put(bytes, line.body, at)
    at = put(bytes, line.facts, at)
    at = bytes.writeInt32BE(4, at)
    at = bytes.writeInt32BE(line.rowNo, at)
    at = bytes.writeInt32BE(SUBJECT_ID_BYTES, at)
    this.#codes.push(code)
    this.#places.push(at)
    at += SUBJECT_ID_BYTES
    at += this.#shared.copy(bytes, at)
    this.#end = at
  }

  /**
   * Takes rows out again, for those few that must not go in after all.
   * @returns their row numbers and bodies, in the order of their places
   */
  takeOut(out: ReadonlySet<number>): { rowNo: number; body: string }[] {
    const rowBytes = SUBJECT_ID_BYTES + this.#shared.length
    const taken: { rowNo: number; body: string }[] = []
    let from = SIGNATURE.length
    let end = from
    let kept = 0
    for (let i = 0; i < this.#places.length; i++) {
      const next = this.#places[i]! + rowBytes
      if (out.has(i)) taken.push(this.#rowAt(from))
      else {
        this.#bytes.copyWithin(end, from, next)
        this.#codes[kept] = this.#codes[i]!
        this.#places[kept] = this.#places[i]! - from + end
        kept++
        end += next - from
      }
      from = next
    }
    this.#codes.length = kept
    this.#places.length = kept
    this.#end = end
    return taken
  }

  #rowAt(start: number): { rowNo: number; body: string } {
    const bytes = this.#bytes
    let at = start + 2
    const cells = RECORD_COLUMNS.split(', ')
      .slice(0, 8)
      .map(() => {
        const cell = bytes.subarray(at + 4, at + 4 + bytes.readInt32BE(at))
        at += 4 + cell.length
        return cell
      })
    return { rowNo: cells[7]!.readInt32BE(0), body: cells[5]!.toString('utf8') }
  }

  /**
   * The whole COPY, every row with its subject.
   * @throws Error for an id of another length, which would tear the rows
   */
  finish(idOf: (code: string) => string): Uint8Array {
    for (let i = 0; i < this.#places.length; i++) {
      const id = idOf(this.#codes[i]!)
      if (id.length !== SUBJECT_ID_BYTES) throw new Error(`subject id ${id} has another length`)
      this.#bytes.write(id, this.#places[i]!, 'latin1')
    }
    this.#reserve(TRAILER.length)
    TRAILER.copy(this.#bytes, this.#end)
    return this.#bytes.subarray(0, this.#end + TRAILER.length)
  }

  #reserve(more: number): void {
    if (this.#end + more <= this.#bytes.length) return
    const larger = Buffer.allocUnsafe(Math.max(2 * this.#bytes.length, this.#end + more))
    this.#bytes.copy(larger, 0, 0, this.#end)
    this.#bytes = larger
  }
}

function put(bytes: Buffer, value: string, at: number): number {
  const written = bytes.write(value, at + 4)
  bytes.writeInt32BE(written, at)
  return at + 4 + written
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value, 'utf8')
  return Buffer.concat([length(bytes.length), bytes])
}

function instant(at: Date): Buffer {
  const micros = Buffer.alloc(8)
  micros.writeBigInt64BE(BigInt(at.getTime() - EPOCH_MS) * 1000n)
  return Buffer.concat([length(8), micros])
}

function length(bytes: number): Buffer {
  const prefix = Buffer.alloc(4)
  prefix.writeInt32BE(bytes)
  return prefix
}
