import { isUtf8, transcode } from 'node:buffer'
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
export function decodeText(bytes: Uint8Array, makeDecoder?: MakeDecoder): { text: string; encoding: TableEncoding } {
  const decoders = decodersOf(makeDecoder)
  const encoding = encodingOf(bytes, decoders)
  return { text: withoutMark(decodeAs(bytes, encoding, decoders)), encoding }
}

export function withoutMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
}

type Decoder = { decode(bytes: Uint8Array): string }
/** A byte order mark is kept: it belongs to the beginning of a file, which a block of it is not. */
export type Decoders = (label: TableEncoding, fatal: boolean) => Decoder

export function decodersOf(makeDecoder: MakeDecoder = (label, options) => new TextDecoder(label, options)): Decoders {
  const made = new Map<string, Decoder>()
  return (label, fatal) => {
    const key = `${label} ${fatal}`
    let decoder = made.get(key)
    if (decoder === undefined) {
      try {
        decoder = makeDecoder(label, { fatal, ignoreBOM: true })
      } catch {
        throw new Fault('unsupported_media', 'encoding_unsupported', `此处无法读取 ${label} 编码，请另存为 UTF-8 后再上传。 Save the file as UTF-8.`)
      }
      made.set(key, decoder)
    }
    return decoder
  }
}

/** @throws Fault unsupported_media `encoding_unsupported` */
export function encodingOf(bytes: Uint8Array, decoders: Decoders): TableEncoding {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  if (isUtf8(bytes)) return 'utf-8'
  let votes = 0
  for (const line of runsOf(bytes)) {
    if (line.ascii) continue
    if (strictly(decoders('utf-8', true), line.bytes) !== null) votes++
    else if (strictly(decoders('gb18030', true), line.bytes) !== null) votes--
  }
  return votes >= 0 ? 'utf-8' : 'gb18030'
}

/** The text of a file, or of whole lines of it, in an encoding already decided. */
export function decodeAs(bytes: Uint8Array, encoding: TableEncoding, decoders: Decoders): string {
  // Four times as fast as the decoder, and large files are mostly this.
  if (encoding === 'utf-8' && isUtf8(bytes)) return transcode(bytes, 'utf8', 'utf16le').toString('utf16le')
  if (encoding !== 'gb18030') return decoders(encoding, false).decode(bytes)
  const loose = decoders('gb18030', false)
  return runsOf(bytes)
    .map((line) => {
      const asUtf8 = line.ascii ? null : strictly(decoders('utf-8', true), line.bytes)
      return asUtf8 !== null && /\p{Script=Han}/u.test(asUtf8) ? asUtf8 : loose.decode(line.bytes)
    })
    .join('')
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
