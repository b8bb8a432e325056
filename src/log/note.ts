/** Signed notes, c2sp.org/signed-note: a text, a blank line, and a line for each signature. */
import { decodeBase64, encodeBase64 } from './base64.ts'
import { isWellFormed, type NoteSigner, type NoteVerifier } from './note-key.ts'

export * from './note-key.ts'

export interface NoteSignature {
  name: string
  keyId: number
  /** Without the key id that stands before it on the line. */
  bytes: Uint8Array
}

export interface Note {
  /** With its last newline, without the blank line. */
  text: string
  signatures: readonly NoteSignature[]
}

/** The last three only when a note is opened with keys. */
export type NoteFlaw =
  | ('utf8' | 'size' | 'control_character' | 'signature_block' | 'signature_line' | 'too_many_signatures')
  | ('ambiguous_key' | 'bad_signature' | 'no_known_signature')

export const MAX_NOTE_BYTES = 1_000_000
export const MAX_SIGNATURES = 100

const SIGNATURE_LINE = /^— ([^\p{White_Space}+]+) ([A-Za-z0-9+/]+={0,2})$/u

/** Reads the form; whether any signature is true is for openNote. */
export function parseNote(note: string | Uint8Array): Note | NoteFlaw {
  if (note.length > MAX_NOTE_BYTES) return 'size'
  const whole = typeof note === 'string' ? note : decodeUtf8(note)
  if (whole === null || !isWellFormed(whole)) return 'utf8'
  const bytes = new TextEncoder().encode(whole)
  if (bytes.length > MAX_NOTE_BYTES) return 'size'
  if (bytes.some((byte) => byte < 0x20 && byte !== 0x0a)) return 'control_character'
  const blank = whole.lastIndexOf('\n\n')
  if (blank < 0 || blank + 2 === whole.length || !whole.endsWith('\n')) return 'signature_block'
  const lines = whole.slice(blank + 2, -1).split('\n')
  if (lines.length > MAX_SIGNATURES) return 'too_many_signatures'
  const signatures = lines.map(parseSignatureLine).filter((signature) => signature !== null)
  return signatures.length === lines.length ? { text: whole.slice(0, blank + 1), signatures } : 'signature_line'
}

/** @returns null for anything but `— name base64`, at least one byte behind the key id */
export function parseSignatureLine(line: string): NoteSignature | null {
  const [, name = '', base64 = ''] = SIGNATURE_LINE.exec(line) ?? []
  const bytes = decodeBase64(base64)
  if (bytes === null || bytes.length < 5) return null
  return { name, keyId: new DataView(bytes.buffer).getUint32(0), bytes: bytes.subarray(4) }
}

export function formatSignatureLine({ name, keyId, bytes }: NoteSignature): string {
  const signature = new Uint8Array(4 + bytes.length)
  new DataView(signature.buffer).setUint32(0, keyId)
  signature.set(bytes, 4)
  return `— ${name} ${encodeBase64(signature)}`
}

/** @throws RangeError when the note could not be read back: a text without its last newline, a name with a space, … */
export function formatNote({ text, signatures }: Note): string {
  const note = `${text}\n${signatures.map((signature) => `${formatSignatureLine(signature)}\n`).join('')}`
  const flaw = parseNote(note)
  if (typeof flaw === 'string' || flaw.text !== text) throw new RangeError(`Not a note: ${typeof flaw === 'string' ? flaw : 'text'}`)
  return note
}

/** @throws RangeError as formatNote */
export async function signNote(text: string, signers: readonly NoteSigner[]): Promise<string> {
  const bytes = new TextEncoder().encode(text)
  const signatures = await Promise.all(signers.map(async (signer) => ({ name: signer.name, keyId: signer.keyId, bytes: await signer.sign(bytes) })))
  return formatNote({ text, signatures })
}

/**
 * The note with one more signature, which takes the place of an earlier one by the same key. Nothing is verified.
 * @param line as parseSignatureLine reads it, with or without its newline
 * @throws RangeError when the note or the line is none
 */
export function addSignature(note: string, line: string): string {
  const parsed = parseNote(note)
  const added = parseSignatureLine(line.replace(/\n$/, ''))
  if (typeof parsed === 'string' || added === null) throw new RangeError(`Cannot add a signature: ${added === null ? 'signature_line' : parsed}`)
  const others = parsed.signatures.filter(({ name, keyId }) => name !== added.name || keyId !== added.keyId)
  return formatNote({ text: parsed.text, signatures: [...others, added] })
}

export interface OpenedNote {
  text: string
  /** The keys that signed, each once, in the order of their first signature. */
  signedBy: NoteVerifier[]
  /** The first signature of each of them. */
  signatures: NoteSignature[]
}

/**
 * Reads a note and checks every signature by a known key; those of unknown keys are passed over.
 * One bad signature by a known key refuses the whole note.
 */
export async function openNote(note: string | Uint8Array, verifiers: readonly NoteVerifier[]): Promise<OpenedNote | { flaw: NoteFlaw }> {
  const parsed = parseNote(note)
  if (typeof parsed === 'string') return { flaw: parsed }
  const bytes = new TextEncoder().encode(parsed.text)
  const opened: OpenedNote = { text: parsed.text, signedBy: [], signatures: [] }
  for (const signature of parsed.signatures) {
    const [verifier, another] = verifiers.filter(({ name, keyId }) => name === signature.name && keyId === signature.keyId)
    if (!verifier) continue
    if (another) return { flaw: 'ambiguous_key' }
    if (!(await verifier.verify(bytes, signature.bytes))) return { flaw: 'bad_signature' }
    if (opened.signedBy.includes(verifier)) continue
    opened.signedBy.push(verifier)
    opened.signatures.push(signature)
  }
  return opened.signedBy.length > 0 ? opened : { flaw: 'no_known_signature' }
}

function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}
