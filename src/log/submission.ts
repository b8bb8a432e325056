/** What a log sends to a witness, by C2SP tlog-witness: `old <size>`, the consistency proof from there, and the checkpoint. */
import { decodeBase64, encodeBase64 } from './base64.ts'
import { MAX_NOTE_BYTES } from './note.ts'
import { HASH_BYTES, type Hash, sameHash, verifyConsistency } from './tree.ts'

export interface Submission {
  /** The size that the log believes the witness has seen last. */
  oldSize: number
  /** Empty where the old size is 0 or the checkpoint's own. */
  proof: readonly Hash[]
  /** The signed note. */
  checkpoint: string
}

/** “The client MUST NOT send more than 63 consistency proof lines.” */
const MOST_HASHES = 63

export function formatSubmission({ oldSize, proof, checkpoint }: Submission): string {
  return `old ${oldSize}\n${proof.map((hash) => `${encodeBase64(hash)}\n`).join('')}\n${checkpoint}`
}

/** @returns null for anything of another form */
export function parseSubmission(body: string): Submission | null {
  const blank = body.indexOf('\n\n')
  if (blank < 0 || body.length > MAX_NOTE_BYTES) return null
  const [first = '', ...lines] = body.slice(0, blank).split('\n')
  const oldSize = Number(/^old (0|[1-9]\d{0,15})$/.exec(first)?.[1] ?? Number.NaN)
  const proof = lines.map(decodeBase64).filter((hash) => hash?.length === HASH_BYTES) as Hash[]
  if (!Number.isSafeInteger(oldSize) || proof.length !== lines.length || proof.length > MOST_HASHES) return null
  return { oldSize, proof, checkpoint: body.slice(blank + 2) }
}

/** What a witness has last signed of one log. */
export interface Seen {
  size: number
  root: Hash
}

/** 200, or the status by which tlog-witness refuses. */
export type WitnessVerdict = { status: 200 } | { status: 400 | 422 } | { status: 409; size: number }

/** Judges a checkpoint, whose signature was found good, against what was last signed. */
export function judgeSubmission(seen: Seen, { oldSize, proof }: Submission, next: Seen): WitnessVerdict {
  if (oldSize > next.size) return { status: 400 }
  if (oldSize !== seen.size) return { status: 409, size: seen.size }
  if (oldSize === next.size) {
    if (proof.length > 0) return { status: 422 }
    // Two trees of one size: a fork, told by the size of the one that was signed.
    return sameHash(seen.root, next.root) ? { status: 200 } : { status: 409, size: seen.size }
  }
  if (oldSize === 0) return { status: proof.length === 0 ? 200 : 422 }
  const flaw = verifyConsistency({ from: oldSize, to: next.size, fromRoot: seen.root, toRoot: next.root, proof })
  return { status: flaw === null ? 200 : 422 }
}
