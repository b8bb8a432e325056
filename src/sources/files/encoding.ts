import { Fault } from '../../platform/kernel/fault.ts'
import type { TableEncoding } from './table.ts'

export type MakeDecoder = (label: string, options: { fatal: boolean; ignoreBOM?: boolean }) => { decode(bytes: Uint8Array): string }

const NEWLINE = 0x0a

/**
 * Brings an upload to text. A byte order mark decides; else strict UTF-8; else the lines vote between UTF-8 and
 * GB18030 (of which GBK is a part), because one real file can hold both. Bytes that fit neither become U+FFFD, so that
 * a damaged row is refused by itself and the file lives on.
 *
 * In a GB18030 file a line that is strict UTF-8 with Chinese in it is read as UTF-8: reading it as GB18030 would give
 * wrong words without any sign. The other way round a line stays damaged, because a torn UTF-8 line often fits GB18030.
 * @throws Fault unsupported_media `encoding_unsupported` where the runtime has no such decoder
 */
export function decodeText(
  bytes: Uint8Array,
  makeDecoder: MakeDecoder = (label, options) => new TextDecoder(label, options),
): { text: string; encoding: TableEncoding } {
  const decoder = (label: TableEncoding, fatal: boolean) => {
    try {
      return makeDecoder(label, { fatal })
    } catch {
      throw new Fault('unsupported_media', 'encoding_unsupported', `此处无法读取 ${label} 编码，请另存为 UTF-8 后再上传。 Save the file as UTF-8.`)
    }
  }
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { text: decoder('utf-16le', false).decode(bytes), encoding: 'utf-16le' }
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { text: decoder('utf-16be', false).decode(bytes), encoding: 'utf-16be' }
  const strict = strictly(decoder('utf-8', true), bytes)
  if (strict !== null) return { text: strict, encoding: 'utf-8' }

  const utf8 = decoder('utf-8', true)
  const gb = decoder('gb18030', true)
  const runs = runsOf(bytes)
  let votes = 0
  for (const line of runs) {
    if (line.ascii) continue
    if (strictly(utf8, line.bytes) !== null) votes++
    else if (strictly(gb, line.bytes) !== null) votes--
  }
  if (votes >= 0) return { text: decoder('utf-8', false).decode(bytes), encoding: 'utf-8' }

  const loose = decoder('gb18030', false)
  const text = runs.map((line) => {
    const asUtf8 = line.ascii ? null : strictly(utf8, line.bytes)
    return asUtf8 !== null && /\p{Script=Han}/u.test(asUtf8) ? asUtf8 : loose.decode(line.bytes)
  })
  return { text: text.join(''), encoding: 'gb18030' }
}

interface Run {
  bytes: Uint8Array
  /** Lines of nothing but ASCII read the same in both encodings; neighbours are one run. */
  ascii: boolean
}

/** Lines with their line feed, which is never part of a character in either encoding. */
function runsOf(bytes: Uint8Array): Run[] {
  const runs: Run[] = []
  let start = 0
  let lineStart = 0
  let ascii = true
  const close = (end: number, asciiRun: boolean) => {
    if (end > start) runs.push({ bytes: bytes.subarray(start, end), ascii: asciiRun })
    start = end
  }
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at]! >= 0x80) ascii = false
    if (bytes[at] !== NEWLINE && at !== bytes.length - 1) continue
    if (!ascii) {
      close(lineStart, true)
      close(at + 1, false)
    }
    lineStart = at + 1
    ascii = true
  }
  close(bytes.length, true)
  return runs
}

/** The text, or null where the bytes are not of this encoding. */
function strictly(decoder: { decode(bytes: Uint8Array): string }, bytes: Uint8Array): string | null {
  try {
    return decoder.decode(bytes)
  } catch {
    return null
  }
}
