import { canonicalJson } from '../platform/kernel/canonical.ts'

export const LOG_KINDS = [
  ...(['consent.granted', 'consent.revoked', 'consent.expired', 'consent.consumed'] as const),
  // What a lender asked, and how it ended without a consent; until there is an artefact the hash is that of the request.
  ...(['consent.requested', 'consent.denied', 'consent.lapsed'] as const),
  // A village officer proposed it: nothing is read before `consent.granted`.
  ...(['consent.provisional'] as const),
  ...(['consent.paused', 'consent.resumed', 'consent.superseded'] as const),
  // Somebody other than the subject opened a consent's receipt.
  ...(['receipt.viewed'] as const),
  ...(['read.released', 'read.denied'] as const),
  // What a read has shown no longer stands, what the reader did about it, and that it stands again.
  ...(['recall.issued', 'recall.answered', 'recall.lifted'] as const),
  // A signed proof for one lender, handed to the subject itself: nothing was shown to anybody.
  ...(['proof.issued', 'proof.withdrawn'] as const),
  // A lender was shown that open records alone let this firm meet a product's conditions.
  ...(['screening.listed'] as const),
  // A lender's machine client: its keys' hash stands for the artefact, its id for the consent, its lender for the subject.
  ...(['client.registered', 'client.keys_changed', 'client.closed'] as const),
  // Where a lender's events are sent: the hash of its address and types stands for the artefact, its id for the consent.
  ...(['webhook.registered', 'webhook.changed', 'webhook.closed'] as const),
  // A reader's ground for keeping what it was shown has ended; it says that it is deleted, or its day has passed unsaid.
  ...(['delete.requested', 'delete.attested', 'delete.overdue'] as const),
  // A natural person had its data erased: the key that led from its pseudonym to it is destroyed.
  ...(['subject.erased'] as const),
  // Somebody wants to look, may look, or looked, by a statute and without a consent; two persons.
  ...(['breakglass.requested', 'breakglass.approved', 'breakglass.denied', 'breakglass.read'] as const),
  // An edition of a consent template is in force: its id stands for the consent, the hash is that of its bounds and its text.
  ...(['template.published'] as const),
  // The log is signed with another key from here on: the hash is that of the new verifier key.
  ...(['key.rotated'] as const),
] as const
export type LogKind = (typeof LOG_KINDS)[number]

/** Stands as the actor where nobody's hand was in it. */
export const PLATFORM_ACTOR = 'platform'
/** Stands as the actor where the id beside a leaf is not the one its pseudonym was made from: somebody altered the table. */
export const UNKNOWN_ACTOR = 'unknown'

export interface LogEntry {
  kind: LogKind
  subjectId: string
  /** The consent, the proof or the batch that this is about, and the SHA-256 of its bytes. */
  consentId: string
  artefactHash: string
  lenderId: string
  actorId: string
  /** Field ids that were handed over (read.released), opened (consent.granted) or showed what is recalled (recall.issued, recall.lifted); sorted in the leaf. */
  fields: readonly string[]
  requestId: string
  /** Number of this read under its consent; 0 for what is no read. */
  readNo: number
  /** Why: the purpose of a read, the reason of an end, a refusal or a recall, the answer to one. */
  why: string
  /** The product whose conditions a listing is about. */
  product?: { id: string; version: number } | undefined
  /** Ticket of the licensed bureau through which personal data went. */
  via?: string | undefined
  /** Hex HMAC under the subject's key of the profile's canonical bytes, as they went out (`read.released`). */
  bodyMac?: string | undefined
  at: Date
}

/** What stands in a leaf for the subject and for the actor: `namesInLog` of the vault. */
export interface LeafNames {
  subject: string
  operator: string
}

/**
 * The canonical bytes of an entry: what the Merkle log will hash. Opaque ids only, no personal data; who it is about and
 * who acted stand by pseudonyms, so that a leaf, which outlives everything, leads to nobody once their keys are gone.
 * Short keys as in the design: t, at, sp, cid, ah, ac, op, f, rid, n, why; gw only where a licensed bureau
 * stood between, rd only where a profile went out, pr and pv only of a listing. The database holds a leaf to just these members
 * (`suixin_leaf`): another one needs a migration first.
 */
export function leafOf(entry: LogEntry, { subject, operator }: LeafNames): string {
  return canonicalJson({
    t: entry.kind,
    at: entry.at.toISOString(),
    sp: subject,
    cid: entry.consentId,
    ah: entry.artefactHash,
    ac: entry.lenderId,
    op: operator,
    f: [...entry.fields].sort(),
    rid: entry.requestId,
    n: entry.readNo,
    why: entry.why,
    gw: entry.via,
    rd: entry.bodyMac,
    pr: entry.product?.id,
    pv: entry.product?.version,
  })
}

export interface Leaf {
  t: LogKind
  at: string
  /** Pseudonyms of the subject and of the hand. */
  sp: string
  op: string
  cid: string
  ac: string
  f: string[]
  rid: string
  n: number
  why: string
  gw?: string
  rd?: string
  pr?: string
  pv?: number
}

export function parseLeaf(leaf: string): Leaf {
  return { f: [], rid: '', n: 0, why: '', ...(JSON.parse(leaf) as Partial<Leaf>) } as Leaf
}
