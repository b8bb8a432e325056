import { Inflate } from 'fflate'
import { Fault } from '../../platform/kernel/fault.ts'

/** Bytes that may come out of one archive: at most 100 for each that went in, and 100 MiB in all. */
const MAX_RATIO = 100
const MAX_INFLATED_BYTES = 100 * 1024 * 1024
/** A workbook has some dozens of parts. */
const MAX_ENTRIES = 2_000
/** Compressed bytes given to the inflater at once; it may make a thousand times as many before we can count them. */
const SLICE_BYTES = 4_096

const END_OF_DIRECTORY = 0x06054b50
const DIRECTORY_ENTRY = 0x02014b50
const LOCAL_ENTRY = 0x04034b50

interface Entry {
  method: number
  crc: number
  compressedBytes: number
  inflatedBytes: number
  localAt: number
}

/** A zip archive read by its central directory. Only parts that are asked for are inflated, and every byte is counted. */
export interface Archive {
  has(name: string): boolean
  /**
   * Hands over the part piece by piece.
   * @throws Fault invalid `archive_damaged`, too_large `archive_bomb`
   */
  read(name: string, take: (piece: Uint8Array) => void): void
}

/** @throws Fault invalid `archive_damaged`, too_large `archive_bomb`, unsupported_media `archive_encrypted` */
export function openArchive(bytes: Uint8Array): Archive {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const entries = readDirectory(bytes, view)
  const allowance = Math.min(MAX_INFLATED_BYTES, MAX_RATIO * bytes.length)
  let inflated = 0
  const count = (n: number) => {
    inflated += n
    if (inflated > allowance) throw bomb()
  }
  return {
    has: (name) => entries.has(name.toLowerCase()),
    read(name, take) {
      const entry = entries.get(name.toLowerCase())
      if (entry === undefined) throw damaged()
      const body = bodyOf(bytes, view, entry)
      let crc = 0xffffffff
      let length = 0
      const pass = (piece: Uint8Array) => {
        count(piece.length)
        length += piece.length
        crc = crc32(crc, piece)
        take(piece)
      }
      if (entry.method === 0) pass(body)
      else inflate(body, pass)
      if (length !== entry.inflatedBytes || (crc ^ 0xffffffff) >>> 0 !== entry.crc) throw damaged()
    },
  }
}

function readDirectory(bytes: Uint8Array, view: DataView): Map<string, Entry> {
  const end = endOfDirectory(view)
  const count = view.getUint16(end + 10, true)
  let at = view.getUint32(end + 16, true)
  if (count > MAX_ENTRIES) throw bomb()
  const entries = new Map<string, Entry>()
  const names = new TextDecoder('utf-8')
  for (let i = 0; i < count; i++) {
    if (at + 46 > end || view.getUint32(at, true) !== DIRECTORY_ENTRY) throw damaged()
    const nameBytes = view.getUint16(at + 28, true)
    const next = at + 46 + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
    if (next > end) throw damaged()
    if ((view.getUint16(at + 8, true) & 1) === 1) throw encrypted()
    // Part names compare without regard to case (OPC §6.2.2.3); some writers use backslashes.
    const name = names
      .decode(bytes.subarray(at + 46, at + 46 + nameBytes))
      .replaceAll('\\', '/')
      .toLowerCase()
    if (entries.has(name)) throw damaged()
    entries.set(name, {
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      compressedBytes: view.getUint32(at + 20, true),
      inflatedBytes: view.getUint32(at + 24, true),
      localAt: view.getUint32(at + 42, true),
    })
    at = next
  }
  return entries
}

function endOfDirectory(view: DataView): number {
  const earliest = Math.max(0, view.byteLength - 22 - 0xffff)
  for (let at = view.byteLength - 22; at >= earliest; at--) if (view.getUint32(at, true) === END_OF_DIRECTORY) return at
  throw damaged()
}

function bodyOf(bytes: Uint8Array, view: DataView, entry: Entry): Uint8Array {
  if (entry.method !== 0 && entry.method !== 8) throw damaged()
  if (entry.localAt + 30 > bytes.length || view.getUint32(entry.localAt, true) !== LOCAL_ENTRY) throw damaged()
  const start = entry.localAt + 30 + view.getUint16(entry.localAt + 26, true) + view.getUint16(entry.localAt + 28, true)
  if (start + entry.compressedBytes > bytes.length) throw damaged()
  return bytes.subarray(start, start + entry.compressedBytes)
}

function inflate(body: Uint8Array, pass: (piece: Uint8Array) => void): void {
  let refused: unknown
  const inflater = new Inflate((piece) => {
    try {
      pass(piece)
    } catch (reason) {
      refused = reason
      throw reason
    }
  })
  try {
    for (let at = 0; at < body.length; at += SLICE_BYTES) inflater.push(body.subarray(at, at + SLICE_BYTES), at + SLICE_BYTES >= body.length)
  } catch {
    // What the taker refused keeps its reason; anything else is the inflater's word for broken bytes.
    throw refused ?? damaged()
  }
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n
  for (let bit = 0; bit < 8; bit++) c = (c & 1) === 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1
  return c
})

function crc32(crc: number, piece: Uint8Array): number {
  let c = crc
  for (let i = 0; i < piece.length; i++) c = CRC_TABLE[(c ^ piece[i]!) & 0xff]! ^ (c >>> 8)
  return c
}

function damaged(): Fault {
  return new Fault('invalid', 'archive_damaged', '表格文件已损坏或不完整，请重新导出后再上传。 The workbook is damaged or incomplete; export it again.')
}

function bomb(): Fault {
  return new Fault('too_large', 'archive_bomb', '表格文件解压后过大，请拆分或另存为 CSV。 The workbook is too large once unpacked.')
}

function encrypted(): Fault {
  return new Fault('unsupported_media', 'archive_encrypted', '表格文件设有密码，请取消密码后再上传。 Remove the password and upload again.')
}
