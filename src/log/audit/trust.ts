/** What an auditor brings along: keys it holds, what it kept from earlier, and how much it asks for. */
import { type OpenedCheckpoint, openCheckpoint } from '../checkpoint.ts'
import { cosignatureTime, cosignatureVerifier } from '../cosignature.ts'
import { ed25519Verifier, type NoteVerifier, parseNote } from '../note.ts'
import { type AuditReport, type Caveat, type Finding, type Flaw, Stop } from './finding.ts'
import { toHex } from './hex.ts'

export interface Trust {
  /** Instant the audit is held against, milliseconds since 1970. */
  at: number
  /** Verifier keys of the log; none: those the file brings along are used, and it is said. */
  vkeys: readonly string[]
  /** The platform's published keys (RFC 7517); null: those the file brings along. */
  jwks: unknown
  /** Which log it has to be; null: the one the file names. */
  origin: string | null
  /** Verifier keys of witnesses, and how many of them must have signed the newest checkpoint. */
  witnesses: readonly string[]
  quorum: number
  /** Key id, 8 hex digits, by which the newest checkpoint must be signed; null: any key of the log. */
  requiredKey: string | null
  /** Oldest that the newest checkpoint may be by its witnesses' time, or a dump by its own; null: any age. */
  maxAgeSeconds: number | null
  /** Whether each consent must bear the platform's signature. */
  signedArtefacts: boolean
}

export const PLAIN_TRUST: Omit<Trust, 'at'> = {
  ...{ vkeys: [], jwks: null, origin: null, witnesses: [], quorum: 0, requiredKey: null, maxAgeSeconds: null, signedArtefacts: false },
}

export interface Verifiers {
  log: NoteVerifier[]
  witnesses: NoteVerifier[]
}

/** @throws Stop `key` where a text is no verifier key */
export function verifiersOf(vkeys: readonly string[], witnesses: readonly string[]): Verifiers {
  return {
    log: [...new Set(vkeys)].map((key) => verifierOf(key, ed25519Verifier)),
    witnesses: [...new Set(witnesses)].map((key) => verifierOf(key, cosignatureVerifier)),
  }
}

function verifierOf(key: string, make: (key: string) => NoteVerifier): NoteVerifier {
  try {
    return make(key)
  } catch {
    throw new Stop({ why: 'key', index: null, about: key.slice(0, 80) })
  }
}

/** What is wrong with a checkpoint, in the words of an audit. */
const NOTE_FLAWS: Readonly<Record<string, Flaw>> = {
  no_known_signature: 'unknown_key',
  bad_signature: 'checkpoint_signature',
  origin: 'origin',
}

export async function openTrusted(note: string, origin: string, { log, witnesses }: Verifiers): Promise<OpenedCheckpoint | Flaw> {
  const opened = await openCheckpoint(note, origin, log, witnesses)
  return 'flaw' in opened ? (NOTE_FLAWS[opened.flaw] ?? 'note') : opened
}

/** First line of a note, read without believing it; null where it is none. */
export function originOf(note: string): string | null {
  const parsed = parseNote(note)
  return typeof parsed === 'string' ? null : (parsed.text.split('\n', 1)[0] ?? null)
}

export function headOf({ checkpoint, signedBy, witnessedBy }: OpenedCheckpoint): NonNullable<AuditReport['head']> {
  return {
    ...{ origin: checkpoint.origin, size: checkpoint.size, rootHex: toHex(checkpoint.root) },
    keyIds: signedBy.map(({ keyId }) => keyIdText(keyId)),
    witnesses: witnessedBy.map(({ name }) => name),
  }
}

export function keyIdText(keyId: number): string {
  return keyId.toString(16).padStart(8, '0')
}

/** Is the newest checkpoint good enough for who asks? @param madeAt when the file says it was made; null where it says nothing */
export function policyFindings(opened: OpenedCheckpoint, trust: Trust, madeAt: number | null): Finding[] {
  const findings: Finding[] = []
  const { signedBy, witnessedBy, cosignatures } = opened
  if (witnessedBy.length < trust.quorum) findings.push({ why: 'quorum', index: null, about: `${witnessedBy.length}/${trust.quorum}` })
  if (trust.requiredKey !== null && !signedBy.some(({ keyId }) => keyIdText(keyId) === trust.requiredKey))
    findings.push({ why: 'required_key', index: null, about: trust.requiredKey })
  if (trust.maxAgeSeconds !== null) {
    // The time of the last witness that is needed for the quorum; without witnesses only the file's own word is left.
    const times = cosignatures.map(({ bytes }) => (cosignatureTime(bytes) ?? 0) * 1000).sort((a, b) => b - a)
    const seen = times[Math.max(0, trust.quorum - 1)] ?? madeAt
    if (seen === null || trust.at - seen > trust.maxAgeSeconds * 1000)
      findings.push({ why: 'too_old', index: null, ...(seen !== null && { about: new Date(seen).toISOString() }) })
  }
  return findings
}

export function trustCaveats(opened: OpenedCheckpoint, trust: Trust): Caveat[] {
  return [...(trust.vkeys.length === 0 ? (['keys_from_file'] as const) : []), ...(opened.witnessedBy.length === 0 ? (['no_witness'] as const) : [])]
}
