export * from './artefact.ts'
export * from './artefact-shape.ts'
export * from './asking.ts'
export * from './bounds.ts'
export * from './coverage.ts'
export * from './grantor.ts'
export * from './legal-text.ts'
export * from './lifecycle.ts'
export * from './proxy.ts'
export * from './template.ts'

import type { CivilDate } from '../platform/kernel/time.ts'
import type { Artefact, ArtefactSignatures } from './artefact.ts'
import type { ConsentStatus } from './lifecycle.ts'
import type { PurposeCode } from './template.ts'

export interface Consent {
  subjectId: string
  id: string
  lenderId: string
  /** Null only for a precheck. */
  applicationId: string | null
  purpose: PurposeCode
  status: ConsentStatus
  artefact: Artefact
  hash: string
  /** Null for the first consents: those before the platform signed. */
  signatures: ArtefactSignatures | null
  readsUsed: number
  validTo: Date
  /** Null while an officer's proposal waits for its confirmation. */
  grantedAt: Date | null
  answerBy: Date | null
  pausedAt: Date | null
  endedAt: Date | null
  endReason: string | null
  bundleId: string | null
  bundleSettles: boolean
  village: string | null
  confirmation: Confirmation | null
  replacedBy: string | null
}

/** Who made an officer's proposal a consent: the subject signed in, or a second officer who called back. */
export interface Confirmation {
  by: 'subject' | 'second_officer'
  actorId: string
  at: string
  /** SHA-256 of the record of the call; null where the subject confirmed by itself. */
  callBackSha256: string | null
}

/** What a lender asked for, whole: every open point filled in. */
export interface Asked {
  templateId: string
  validDays: number
  reads: number
  deleteAfterDays: number
  data: { category: string; lookbackMonths: number }[]
}

export interface Inquiry {
  subjectId: string
  id: string
  lenderId: string
  askedBy: string
  purpose: PurposeCode
  productId: string
  productVersion: number
  applicationId: string
  asked: Asked
  hash: string
  status: Extract<ConsentStatus, 'requested' | 'provisional' | 'granted' | 'denied' | 'lapsed'>
  askedAt: Date
  answerBy: Date
  answeredAt: Date | null
  reason: string | null
}

/** One fact as a read showed it: what has to be called back once it no longer stands. It holds no value. */
export interface ShownItem {
  attribute: string
  /** An item's own key in its list; of a single value the record that said it, its key as a digest. */
  item: string
  /** SHA-256, hex, of what was said. */
  hash: string
  documentNo: string
  asOf: CivilDate | null
  /** Field ids that showed it. */
  fields: string[]
  lastShownOn: CivilDate | null
}
