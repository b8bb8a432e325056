/** Proofs as files, c2sp.org/tlog-proof: that one entry stands in the log, to be checked without the log. */
import { decodeBase64, encodeBase64 } from './base64.ts'
import { MAX_NOTE_BYTES } from './note.ts'
import { HASH_BYTES, type Hash } from './tree.ts'

export interface ProofFile {
  /** What the reader needs to find the leaf again. Nobody vouches for it. */
  extra?: Uint8Array | undefined
  index: number
  /** Lowest sibling first. */
  proof: readonly Hash[]
  /** The signed note, word for word: openCheckpoint reads it. */
  checkpoint: string
}

export type ProofFileFlaw = 'size' | 'header' | 'extra' | 'index' | 'hash' | 'checkpoint'

const HEADER = 'c2sp.org/tlog-proof@v1'
/** A path in a tree of 2^63 leaves. */
const MAX_HASHES = 63
const MAX_FILE_BYTES = 2 * MAX_NOTE_BYTES

/** @throws RangeError when it could not be read back */
export function formatProofFile({ extra, index, proof, checkpoint }: ProofFile): string {
  const extraLine = extra && extra.length > 0 ? [`extra ${encodeBase64(extra)}`] : []
  const file = [HEADER, ...extraLine, `index ${index}`, ...proof.map(encodeBase64), '', checkpoint].join('\n')
  const read = parseProofFile(file)
  // An empty hash would end the proof early, and what follows would be read as the checkpoint.
  const flaw = typeof read === 'string' ? read : read.checkpoint === checkpoint ? null : 'hash'
  if (flaw) throw new RangeError(`Not a proof file: ${flaw}`)
  return file
}

/** Reads the form alone: whether the proof holds is for openCheckpoint and verifyInclusion. */
export function parseProofFile(text: string): ProofFile | ProofFileFlaw {
  if (text.length > MAX_FILE_BYTES) return 'size'
  const blank = text.indexOf('\n\n')
  const checkpoint = text.slice(blank + 2)
  const lines = (blank < 0 ? text : text.slice(0, blank)).split('\n')
  if (lines.shift() !== HEADER) return 'header'
  const extra = lines[0]?.startsWith('extra') ? decodeBase64(/^extra (.+)$/.exec(lines.shift()!)?.[1] ?? '-') : undefined
  if (extra === null) return 'extra'
  const index = Number(/^index (0|[1-9][0-9]*)$/.exec(lines.shift() ?? '')?.[1])
  if (!Number.isSafeInteger(index)) return 'index'
  const proof = lines.map(decodeBase64).filter((hash) => hash?.length === HASH_BYTES) as Hash[]
  if (proof.length !== lines.length || proof.length > MAX_HASHES) return 'hash'
  if (blank < 0 || !checkpoint.endsWith('\n')) return 'checkpoint'
  return { ...(extra && { extra }), index, proof, checkpoint }
}
