/**
 * How a large text file is to be read, decided once on its first bytes: format, encoding, delimiter, header. The same
 * bytes give the same plan, so that an import broken off goes on as it began.
 */
import { Fault } from '../../platform/kernel/fault.ts'
import { type Delimiter, delimiterOf, readRecords } from '../files/csv.ts'
import { type Decoders, decodeAs, decodersOf, encodingOf, withoutMark } from '../files/encoding.ts'
import { formatOf, isWorkbook, refuseForeign } from '../files/file.ts'
import { readLines } from '../files/jsonl.ts'
import { emptyFile, headerOf, type TableEncoding } from '../files/table.ts'
import { endOfLastLine, isAscii } from './lines.ts'

/** Bytes looked at before anything is decided. */
export const HEAD_BYTES = 1024 * 1024

export interface ReadingPlan {
  format: 'csv' | 'jsonl'
  /** null while nothing but ASCII was seen: the first block with another byte decides. */
  encoding: TableEncoding | null
  decoders: Decoders
  delimiter: Delimiter
  /** Of JSON lines it grows with keys not seen before; `places` says where each stands. */
  header: string[]
  places: Map<string, number>
}

/**
 * @param head the first HEAD_BYTES of the file, or all of it
 * @throws Fault invalid `empty_file`, `no_header`, `too_many_columns`, `line_too_long`; unsupported_media
 *   `unsupported_format`, `workbook_in_stream`, `encoding_unsupported`
 */
export function planReading(head: Uint8Array, isWhole: boolean, fileName?: string): ReadingPlan {
  if (head.length === 0) throw emptyFile()
  if (isWorkbook(head))
    throw new Fault(
      'unsupported_media',
      'workbook_in_stream',
      '工作簿不能分块导入，请另存为 CSV。 A workbook cannot be taken in block by block; save it as CSV.',
    )
  refuseForeign(head)
  const decoders = decodersOf()
  const mark = encodingOf(head.subarray(0, 2), decoders)
  const lines = isWhole ? head : head.subarray(0, endOfLastLine(head, mark))
  if (lines.length === 0) throw lineTooLong()
  const encoding = mark === 'utf-16le' || mark === 'utf-16be' ? mark : encodingOf(lines, decoders)
  const text = withoutMark(decodeAs(lines, encoding, decoders))
  const format = formatOf(text, undefined, fileName)
  const plan = {
    format,
    encoding: isWhole || !isAscii(lines) ? encoding : null,
    decoders,
    delimiter: ',' as Delimiter,
    header: [] as string[],
    places: new Map(),
  }
  if (format === 'jsonl') {
    readLines(text, plan.places, { line: 1, mostRows: Number.MAX_SAFE_INTEGER })
    return { ...plan, header: [...plan.places.keys()] }
  }
  const delimiter = delimiterOf(text)
  const [first] = readRecords(text, { delimiter, line: 1, more: !isWhole, mostRows: Number.MAX_SAFE_INTEGER }).rows
  return { ...plan, delimiter, header: headerOf(first) }
}

export function lineTooLong(): Fault {
  return new Fault(
    'invalid',
    'line_too_long',
    '文件里有一行过长，或没有换行，请重新导出。 A line of the file is too long, or it has no line feeds; export it again.',
  )
}
