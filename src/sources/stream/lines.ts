/** Line feeds of a block of bytes: where a file may be cut without tearing a character. */
import type { TableEncoding } from '../files/table.ts'

const LINE_FEED = 0x0a

/** Bytes up to and with the last line feed; 0 where there is none. */
export function endOfLastLine(bytes: Uint8Array, encoding: TableEncoding | null): number {
  return withoutLastLines(bytes, bytes.length, 0, encoding)
}

/**
 * Bytes up to and with the line feed after which just `lines` line feeds are left before `end`; 0 where there are no more.
 * In UTF-8 and GB18030 the byte of a line feed is part of no other character; in UTF-16 it may be half of one.
 */
export function withoutLastLines(bytes: Uint8Array, end: number, lines: number, encoding: TableEncoding | null): number {
  let left = lines
  if (encoding !== 'utf-16le' && encoding !== 'utf-16be') {
    for (let at = end; at > 0; ) {
      const found = bytes.lastIndexOf(LINE_FEED, at - 1)
      if (found < 0) return 0
      if (left-- === 0) return found + 1
      at = found
    }
    return 0
  }
  const [low, high] = encoding === 'utf-16le' ? [0, 1] : [1, 0]
  for (let at = end - (end % 2) - 2; at >= 0; at -= 2) if (bytes[at + low] === LINE_FEED && bytes[at + high] === 0 && left-- === 0) return at + 2
  return 0
}

export function isAscii(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte < 0x80)
}

export function countLineFeeds(text: string): number {
  let count = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++
  return count
}
