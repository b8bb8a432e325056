import { Stop } from './finding.ts'

/** The longest line is a consent of some kilobytes; a checkpoint with many witnesses is shorter. */
export const LONGEST_LINE_BYTES = 1_048_576

const LINE_FEED = 10

/**
 * Lines of a file of any size, as many at a time as a block brings, in strict UTF-8. Every line ends with a line feed.
 * @throws Stop `too_large` (a line), `not_utf8`, `truncated` (the last line does not end); `about` is the line's number
 */
export async function* linesOf(blocks: AsyncIterable<Uint8Array>): AsyncGenerator<string[]> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let rest: Uint8Array = new Uint8Array(0)
  let count = 0
  for await (const block of blocks) {
    const bytes = joined(rest, block)
    const end = bytes.lastIndexOf(LINE_FEED) + 1
    rest = bytes.subarray(end)
    if (rest.length > LONGEST_LINE_BYTES) throw new Stop({ why: 'too_large', index: null, about: String(count + 1) })
    if (end === 0) continue
    const lines = decoded(decoder, bytes.subarray(0, end - 1), count).split('\n')
    const long = lines.findIndex((line) => line.length > LONGEST_LINE_BYTES)
    if (long !== -1) throw new Stop({ why: 'too_large', index: null, about: String(count + long + 1) })
    count += lines.length
    yield lines
  }
  if (rest.length > 0) throw new Stop({ why: 'truncated', index: null, about: String(count + 1) })
}

/** A whole small file. @throws Stop `too_large`, `not_utf8` */
export async function textOf(blocks: AsyncIterable<Uint8Array>, mostBytes: number): Promise<string> {
  let bytes: Uint8Array = new Uint8Array(0)
  for await (const block of blocks) {
    bytes = joined(bytes, block)
    if (bytes.length > mostBytes) throw new Stop({ why: 'too_large', index: null })
  }
  return decoded(new TextDecoder('utf-8', { fatal: true }), bytes, 0)
}

function decoded(decoder: TextDecoder, bytes: Uint8Array, linesBefore: number): string {
  try {
    return decoder.decode(bytes)
  } catch {
    throw new Stop({ why: 'not_utf8', index: null, about: String(linesBefore + 1) })
  }
}

function joined(left: Uint8Array, right: Uint8Array): Uint8Array {
  if (left.length === 0) return right
  const both = new Uint8Array(left.length + right.length)
  both.set(left)
  both.set(right, left.length)
  return both
}
