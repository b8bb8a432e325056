import type { SubjectKind } from '../subjects/model.ts'

export { isNaturalPerson } from '../subjects/model.ts'

/**
 * What is to go to a lender about a natural person: registered with a licensed bureau before it goes, because personal
 * data reaches lenders through one or not at all (断直连, 征信业务管理办法 art. 4). No value is told, only which fields.
 */
export interface Delivery {
  consentRef: string
  /** The lender. */
  recipient: string
  purpose: string
  subjectKind: SubjectKind
  /** Attribute ids, sorted. */
  fields: readonly string[]
  /** SHA-256 of the projected profile's canonical bytes, hex. */
  sha256: string
}

/** The bureau's leave for one delivery, or why there is none now. */
export type Pass = { ticket: string; bureau: string } | { unavailable: string; retryAfterSeconds: number }

/** Asks the bureau. Called outside any transaction. */
export type Gateway = (delivery: Delivery) => Promise<Pass>
