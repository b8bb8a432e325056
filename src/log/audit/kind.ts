/** What a file is, by its first letters, and which of several is to be judged by the others. */
import { RECEIPT_START } from './receipt.ts'

/**
 * dump · consent (a consent's receipt, JSON) · statement (a signed proof, JWS) · receipt (tlog-proof) · checkpoint ·
 * hashes (a consistency proof) · answers (what a lender was answered). The last two say nothing by themselves. In the order in
 * which one of several is judged.
 */
export const FILE_KINDS = ['unknown', 'empty', 'dump', 'consent', 'statement', 'receipt', 'checkpoint', 'hashes', 'answers'] as const
export type FileKind = (typeof FILE_KINDS)[number]

export interface GivenFile {
  kind: FileKind
  /** To be read once. */
  blocks: AsyncIterable<Uint8Array>
}

const START_BYTES = 1_000

/** @param blocks the file, in blocks of any size */
export async function given(blocks: AsyncIterable<Uint8Array>): Promise<GivenFile> {
  const iterator = blocks[Symbol.asyncIterator]()
  const first = await iterator.next()
  const block = first.done ? new Uint8Array(0) : first.value
  async function* again() {
    yield block
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value
  }
  return { kind: kindOf(new TextDecoder().decode(block.subarray(0, START_BYTES))), blocks: again() }
}

/** @param start the first letters of the file */
export function kindOf(start: string): FileKind {
  if (start.trim() === '') return 'empty'
  if (/^\s*\{\s*"header"\s*:/.test(start)) return 'dump'
  if (/^\s*\{\s*"headers"\s*:/.test(start)) return 'answers'
  if (/^\s*\{\s*"consent"\s*:/.test(start)) return 'consent'
  if (/^\s*\{/.test(start)) return /"(proof|hashes)"\s*:\s*\[/.test(start) ? 'hashes' : 'unknown'
  if (start.startsWith(RECEIPT_START)) return 'receipt'
  if (/^\s*[\w-]+\.[\w-]*\./.test(start) && !/\s\S/.test(start.trim())) return 'statement'
  if (/^[A-Za-z0-9+/]{43}=\s*$/m.test(start.split('\n', 1)[0]!)) return 'hashes'
  return start.includes('\n\n\u2014 ') || /^[^\n]+\n\d+\n/.test(start) ? 'checkpoint' : 'unknown'
}

/**
 * Of several files the one that says most is judged, the others are held against it; of two alike the one given first. One
 * that cannot be read comes before all: nobody may think it was looked at.
 */
export function arrange<F extends { kind: FileKind }>(files: readonly F[]): { main: F; beside: F[] } {
  const main = FILE_KINDS.map((kind) => files.find((file) => file.kind === kind)).find((file) => file !== undefined)!
  return { main, beside: files.filter((file) => file !== main) }
}
