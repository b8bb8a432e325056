/**
 * What an audit ends with. The exit codes are a promise to scripts: 0 lawful · 2 proof invalid · 3 unlawful read ·
 * 4 policy not met · 5 malformed. The gravest wins: where the bytes are no file nothing is proven, where the proof fails
 * nothing is known of the reads.
 */
export const AUDIT_EXITS = { lawful: 0, proof: 2, unlawful: 3, policy: 4, malformed: 5 } as const
export type AuditVerdict = keyof typeof AUDIT_EXITS

/** Every way to fail, by what it is called and which verdict it brings. */
export const FLAWS = {
  // The file is not what it should be.
  empty: 'malformed',
  unknown_kind: 'malformed',
  alone: 'malformed',
  not_utf8: 'malformed',
  too_large: 'malformed',
  truncated: 'malformed',
  line: 'malformed',
  key: 'malformed',
  order: 'malformed',
  after_end: 'malformed',
  artefact_shape: 'malformed',
  receipt_shape: 'malformed',
  receipt_unsigned: 'malformed',
  answer_shape: 'malformed',
  note: 'malformed',
  proof_file: 'malformed',
  consistency_missing: 'malformed',
  tiles: 'malformed',
  // The proof does not hold.
  origin: 'proof',
  unknown_key: 'proof',
  checkpoint_signature: 'proof',
  checkpoint_size: 'proof',
  checkpoint_missing: 'proof',
  root: 'proof',
  leaf_altered: 'proof',
  hash_altered: 'proof',
  tile_altered: 'proof',
  leaf_missing: 'proof',
  leaf_shape: 'proof',
  leaf_not_canonical: 'proof',
  inclusion: 'proof',
  consistency: 'proof',
  split_view: 'proof',
  held_checkpoint: 'proof',
  held_leaf: 'proof',
  held_tile: 'proof',
  answer_missing: 'proof',
  answer_differs: 'proof',
  receipt_differs: 'proof',
  artefact_hash: 'proof',
  artefact_missing: 'proof',
  artefact_signature: 'proof',
  // The proof holds and shows what was not allowed.
  unknown_consent: 'unlawful',
  illegal_step: 'unlawful',
  not_granted: 'unlawful',
  paused: 'unlawful',
  ended: 'unlawful',
  not_yet_valid: 'unlawful',
  no_longer_valid: 'unlawful',
  field: 'unlawful',
  reads_total: 'unlawful',
  reads_window: 'unlawful',
  read_number: 'unlawful',
  wrong_reader: 'unlawful',
  wrong_subject: 'unlawful',
  wrong_purpose: 'unlawful',
  other_artefact: 'unlawful',
  second_person: 'unlawful',
  window_closed: 'unlawful',
  // All holds, but not as well as was asked for.
  quorum: 'policy',
  required_key: 'policy',
  too_old: 'policy',
  unsigned_artefact: 'policy',
} as const satisfies Record<string, Exclude<AuditVerdict, 'lawful'>>
export type Flaw = keyof typeof FLAWS

export interface Finding {
  why: Flaw
  /** Place in the log of the first leaf that cannot be relied on, or that shows the fault; null where none is meant. */
  index: number | null
  /** Where it cannot be narrowed down to one leaf: the last of those among which it is. */
  through?: number
  /** What it is about: a consent, a key, a field, the number of a line. An id, never a value of a record. */
  about?: string
}

/** What can be relied on less than one might think; told with every verdict. */
export type Caveat =
  | 'keys_from_file'
  | 'nothing_held'
  | 'artefacts_unsigned'
  | 'leaves_as_hashes'
  | 'no_witness'
  | 'consent_not_judged'
  | 'consistency_by_tiles'
  | 'others_unused'
  | 'leaves_not_proven'
  | 'subject_signature'
  | 'told_unsigned'
  | 'answers_too_new'
  | 'nothing_answered'
  | 'proof_says_no_more'
  | 'proof_not_asked'

export const AUDIT_FORMS = ['dump', 'consent', 'proof', 'receipt', 'checkpoint', 'checkpoints', 'unknown'] as const

export interface AuditReport {
  form: (typeof AUDIT_FORMS)[number]
  verdict: AuditVerdict
  exit: number
  /** Gravest first; within one gravity the lowest index first. */
  findings: readonly Finding[]
  caveats: readonly Caveat[]
  /** What was gone through, by name. */
  counts: Readonly<Record<string, number>>
  /** Of a dump: the first and the last instant that its entries tell of. */
  period?: { from: string; to: string } | null
  /** The newest checkpoint that was relied on. */
  head: { origin: string; size: number; rootHex: string; keyIds: readonly string[]; witnesses: readonly string[] } | null
  /** Of a receipt: what was written down. */
  leaf?: { index: number; entry: Readonly<Record<string, unknown>> }
  /** Of a signed proof or a consent's receipt: what is wrong with it in its own words, and what it says, each by its name. */
  statement?: { why: string | null; facts: readonly (readonly [name: string, detail: string])[] }
}

const GRAVITY: readonly AuditVerdict[] = ['malformed', 'proof', 'unlawful', 'policy']

export function reportOf(found: readonly Finding[], rest: Omit<AuditReport, 'verdict' | 'exit' | 'findings'>): AuditReport {
  const findings = [...found].sort((a, b) => GRAVITY.indexOf(FLAWS[a.why]) - GRAVITY.indexOf(FLAWS[b.why]) || (a.index ?? -1) - (b.index ?? -1))
  const verdict = findings[0] ? FLAWS[findings[0].why] : 'lawful'
  return { ...rest, findings, verdict, exit: AUDIT_EXITS[verdict] }
}

/** Stops the reading of a file at once; caught where the file is audited and turned into its finding. */
export class Stop extends Error {
  readonly finding: Finding
  constructor(finding: Finding) {
    super(finding.why)
    this.finding = finding
  }
}
