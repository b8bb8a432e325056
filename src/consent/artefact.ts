import { createHash } from 'node:crypto'
import type { Assertion } from '../identity/contract.ts'
import { type Canonical, canonicalJson } from '../platform/kernel/canonical.ts'
import type { CivilDate } from '../platform/kernel/time.ts'
import type { Duration, PurposeCode, Template } from './template.ts'

export type { PurposeCode } from './template.ts'

/** The `typ` of the platform's signature over an artefact's bytes. */
export const ARTEFACT_TYPE = 'xyd-consent+jws'

export const GRANTOR_ROLES = ['self', 'legal_rep', 'agent', 'guardian'] as const
export type GrantorRole = (typeof GRANTOR_ROLES)[number]
export const ASSURANCES = ['password', 'otp', 'passkey', 'in_person'] as const
export type Assurance = (typeof ASSURANCES)[number]
/** What a piece of evidence is; only its SHA-256 is kept, the paper stays where it was signed. */
export const EVIDENCE_KINDS = ['mandate', 'guardianship', 'appointment', 'reading_aloud', 'call_back'] as const
export interface Evidence {
  what: (typeof EVIDENCE_KINDS)[number]
  sha256: string
}

/** A written authority: SHA-256 of the paper, the purposes it covers, its first and last day. */
export interface Mandate {
  sha256: string
  scope: PurposeCode[]
  from: CivilDate
  to: CivilDate
}

export const PROXY_METHODS = ['read_aloud', 'written', 'video'] as const
export const WITNESSES = ['relative', 'neighbour', 'committee_member', 'town_officer'] as const

/** A village officer who acted for a household. */
export interface ProxyAct {
  /** The officer's account. */
  officer: string
  /** 12-digit village code. */
  village: string
  mandate: Mandate
  method: (typeof PROXY_METHODS)[number]
  evidenceSha256: string
  /** Who stood by, and the SHA-256 of what they signed; null where nobody did. */
  witness: { role: (typeof WITNESSES)[number]; sha256: string } | null
  /** From when a second officer may confirm. */
  coolingOffUntil: string
}

export interface DataItem {
  category: string
  /** Sorted, none twice. */
  fields: string[]
  /** How far back what is shown may reach: `P36M`. */
  lookback: Duration
  sensitive: boolean
  /** When the sensitive set got its own tick; null where it needs none. */
  separateConsentAt: string | null
}

/** The consent artefact `xyd-consent/1`: one lender, one purpose. Never changed once issued. */
export interface Artefact {
  v: 'xyd-consent/1'
  id: string
  /** 1, and one more with each artefact that replaces another. */
  rev: number
  /** Hash of the artefact it replaces. */
  supersedes: string | null
  /** `commit`: HMAC of the credit code or household number under the subject's own key, hex. */
  subject: { kind: string; ref: string; commit: string }
  grantor: { ref: string; role: GrantorRole; assurance: Assurance; evidence: Evidence[] }
  proxy: ProxyAct | null
  /** `clientId` where a machine of the lender is named; `contact` where the lender gave one; `onward`: everybody it may pass the data on to. */
  grantee: { lender: string; clientId: string | null; name: string; contact: string | null; onward: string[] }
  purpose: { code: PurposeCode; templateId: string; text: string }
  /** `application` is null only for a precheck. */
  binding: { product: string; productVersion: number; application: string | null }
  data: DataItem[]
  access: { fetch: 'one_time' | 'on_demand'; perWindow: { n: number; window: Duration } | null; total: number }
  validity: { from: string; to: string }
  retention: { deleteAfter: Duration; trigger: Template['trigger'] }
  /** The text that was shown, by its hash, and the statutory points it was preceded by. */
  legal: { textId: string; version: number; lang: 'zh-CN'; sha256: string; notice: string[] }
  /** Platform clock, and the key that signed. */
  issued: { at: string; kid: string }
}

/** Signatures over an artefact's bytes, kept beside it. */
export interface ArtefactSignatures {
  /** Detached JWS, `header..signature`, typ `xyd-consent+jws`. */
  platform: string
  /** The subject's own passkey over the hash, where somebody signed so. */
  subject?: SubjectSignature
}

/** A WebAuthn assertion whose challenge is the artefact's hash, and whose passkey it is. */
export interface SubjectSignature {
  by: string
  at: string
  assertion: Assertion
}

/** RFC 8785. */
export function artefactBytes(artefact: Artefact): string {
  return canonicalJson(artefact as unknown as Canonical)
}

/** SHA-256, hex, of the artefact's RFC 8785 bytes. */
export function artefactHash(artefact: Artefact): string {
  return sha256Hex(artefactBytes(artefact))
}

export function sha256Hex(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex')
}
