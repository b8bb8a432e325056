import { Fault } from '../../platform/kernel/fault.ts'
import { readCsv } from './csv.ts'
import { decodeText } from './encoding.ts'
import { looksLikeJsonLines, readJsonLines } from './jsonl.ts'
import { emptyFile, MAX_FILE_BYTES, type Table } from './table.ts'
import { readXlsx } from './xlsx.ts'

/** How files begin that are none of ours, by what people call them. */
const FOREIGN: readonly { name: string; start: readonly number[] }[] = [
  { name: 'PDF', start: [0x25, 0x50, 0x44, 0x46] },
  { name: 'PNG', start: [0x89, 0x50, 0x4e, 0x47] },
  { name: 'JPEG', start: [0xff, 0xd8, 0xff] },
  { name: 'GIF', start: [0x47, 0x49, 0x46, 0x38] },
  { name: 'gzip', start: [0x1f, 0x8b] },
  { name: 'RAR', start: [0x52, 0x61, 0x72, 0x21] },
  { name: '7z', start: [0x37, 0x7a, 0xbc, 0xaf] },
]
const OLE = [0xd0, 0xcf, 0x11, 0xe0]
const ZIP = [0x50, 0x4b]

/**
 * Decodes an upload into a header and rows. What the bytes are decides, never what the sender calls them: offices send
 * XLSX as text/csv. `contentType` and `fileName` only word the refusal.
 * @param bytes at most 10 MiB
 * @throws Fault, and nothing else, whatever the bytes
 */
export function readTable(bytes: Uint8Array, contentType?: string, fileName?: string): Table {
  if (bytes.length > MAX_FILE_BYTES)
    throw new Fault('too_large', 'file_too_large', '文件超过 10 MiB，请分成几个文件。 The file is larger than 10 MiB; split it.')
  if (bytes.length === 0) throw emptyFile()
  if (isWorkbook(bytes)) return readXlsx(bytes)
  refuseForeign(bytes)
  const { text, encoding } = decodeText(bytes)
  return formatOf(text, contentType, fileName) === 'jsonl' ? readJsonLines(text, encoding) : readCsv(text, encoding)
}

/** XLSX is a zip archive. */
export function isWorkbook(bytes: Uint8Array): boolean {
  return startsWith(bytes, ZIP)
}

/** @throws Fault unsupported_media for bytes that begin as no text does */
export function refuseForeign(bytes: Uint8Array): void {
  if (startsWith(bytes, OLE))
    throw unsupported('old_or_encrypted_workbook', '这是旧版 .xls 或设有密码的工作簿，请取消密码并另存为 .xlsx。 Save it as .xlsx without a password.')
  const foreign = FOREIGN.find(({ start }) => startsWith(bytes, start))
  if (foreign !== undefined) throw unsupported('unsupported_format', `不接受 ${foreign.name} 文件。`)
}

/**
 * What a text is, by how it begins.
 * @throws Fault invalid `empty_file`, unsupported_media `unsupported_format`
 */
export function formatOf(text: string, contentType?: string, fileName?: string): 'csv' | 'jsonl' {
  const first = /\S/.exec(text.slice(0, 100_000).replace(/^\ufeff/, ''))?.[0]
  if (first === undefined) throw emptyFile()
  if (first === '<') throw unsupported('unsupported_format', '不接受 XML 或网页文件。')
  if (first === '{' || looksLikeJsonLines(text.slice(0, 100_000))) return 'jsonl'
  if (first === '[') throw unsupported('unsupported_format', '不接受 JSON 数组，请改为每行一个 JSON 对象。')
  if (isBinary(text)) throw unsupported('unsupported_format', `无法识别此文件${describe(contentType, fileName)}。`)
  return 'csv'
}

function startsWith(bytes: Uint8Array, start: readonly number[]): boolean {
  return start.every((byte, i) => bytes[i] === byte)
}

/** Text does not consist of NUL; one here and there is a damaged row. */
function isBinary(text: string): boolean {
  const head = text.slice(0, 4_096)
  return head.split('\0').length - 1 > head.length / 4
}

function describe(contentType: string | undefined, fileName: string | undefined): string {
  const told = [fileName, contentType].filter((word) => word !== undefined && /^[\p{L}\p{N}._\-/+; =]{1,100}$/u.test(word))
  return told.length > 0 ? `（${told.join('，')}）` : ''
}

function unsupported(code: string, detail: string): Fault {
  return new Fault('unsupported_media', code, `${detail}请上传 CSV、XLSX 或 JSON Lines 文件。 CSV, XLSX and JSON Lines are accepted.`)
}
