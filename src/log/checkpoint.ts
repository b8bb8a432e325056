/** Checkpoints, c2sp.org/tlog-checkpoint: what a log signs of its tree at one size. */
import { decodeBase64, encodeBase64 } from './base64.ts'
import { type NoteFlaw, type NoteSignature, type NoteVerifier, openNote } from './note.ts'
import { EMPTY_ROOT, HASH_BYTES, type Hash, sameHash } from './tree.ts'

export interface Checkpoint {
  /** Which log: a name such as a URL without its scheme. */
  origin: string
  size: number
  root: Hash
  /** Opaque lines, none of them empty. No monitor can check them: best left out. */
  extensions: readonly string[]
}

/** `origin` also where the checkpoint is of another log; `root` also where a tree without leaves has another root than the empty one. */
export type CheckpointFlaw = 'lines' | 'origin' | 'tree_size' | 'root' | 'extension'

/**
 * The text of a checkpoint, to be signed as a note.
 * @throws RangeError when it could not be read back
 */
export function formatCheckpoint({ origin, size, root, extensions = [] }: Omit<Checkpoint, 'extensions'> & Partial<Checkpoint>): string {
  const text = `${[origin, size, encodeBase64(root), ...extensions].join('\n')}\n`
  const read = parseCheckpoint(text)
  const same = typeof read !== 'string' && read.origin === origin && read.extensions.length === extensions.length
  if (!same) throw new RangeError(`Not a checkpoint: ${typeof read === 'string' ? read : 'lines'}`)
  return text
}

/** @param text of the note, without blank line and signatures */
export function parseCheckpoint(text: string): Checkpoint | CheckpointFlaw {
  if (!text.endsWith('\n')) return 'lines'
  const [origin = '', digits, base64, ...extensions] = text.slice(0, -1).split('\n')
  if (digits === undefined || base64 === undefined) return 'lines'
  if (origin === '') return 'origin'
  const size = /^(0|[1-9][0-9]*)$/.test(digits) ? Number(digits) : Number.NaN
  if (!Number.isSafeInteger(size)) return 'tree_size'
  const root = decodeBase64(base64)
  if (root?.length !== HASH_BYTES || (size === 0 && !sameHash(root, EMPTY_ROOT))) return 'root'
  return extensions.includes('') ? 'extension' : { origin, size, root, extensions }
}

export interface OpenedCheckpoint {
  checkpoint: Checkpoint
  /** The bytes that were signed, as text. */
  text: string
  /** Keys of the log that signed. */
  signedBy: NoteVerifier[]
  /** Witnesses that cosigned, and their signatures (the time is in them). */
  witnessedBy: NoteVerifier[]
  cosignatures: NoteSignature[]
}

/**
 * Opens a signed checkpoint of the log `origin`. A witness's word alone is not the log's: without a signature by one
 * of `logKeys` it is refused, and so it is when any known key's signature is bad.
 */
export async function openCheckpoint(
  note: string | Uint8Array,
  origin: string,
  logKeys: readonly NoteVerifier[],
  witnesses: readonly NoteVerifier[] = [],
): Promise<OpenedCheckpoint | { flaw: NoteFlaw | CheckpointFlaw }> {
  const opened = await openNote(note, [...logKeys, ...witnesses])
  if ('flaw' in opened) return opened
  const { text, signedBy, signatures } = opened
  if (!signedBy.some((key) => logKeys.includes(key))) return { flaw: 'no_known_signature' }
  const checkpoint = parseCheckpoint(text)
  if (typeof checkpoint === 'string') return { flaw: checkpoint }
  if (checkpoint.origin !== origin) return { flaw: 'origin' }
  return {
    checkpoint,
    text,
    signedBy: signedBy.filter((key) => logKeys.includes(key)),
    witnessedBy: signedBy.filter((key) => witnesses.includes(key)),
    cosignatures: signatures.filter((_, at) => witnesses.includes(signedBy[at]!)),
  }
}
