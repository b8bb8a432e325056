import type { SubjectKind } from './subject.ts'

/** What a record says of whom it is about when it gives no credit code. */
export interface IdentityHint {
  registrationNo: string | null
  orgCode: string | null
  name: string | null
  region: string | null
}

/** A registered subject that answers to one of the marks of a hint. */
export interface Candidate {
  id: string
  kind: SubjectKind
  code: string
  name: string
  /** Which marks of the hint it answers to; a former name counts as a name. */
  answersTo: readonly ('registrationNo' | 'orgCode' | 'name')[]
}

export type Resolution = { outcome: 'resolved'; candidate: Candidate } | { outcome: 'review'; candidates: readonly Candidate[] } | { outcome: 'unknown' }

/**
 * Decides whom a record without a credit code is about. A number is proof, a name never is: one subject by its number is
 * the answer, unless the name says somebody else; anything less goes to a person. Nothing is merged silently.
 */
export function resolveHint(hint: IdentityHint, candidates: readonly Candidate[]): Resolution {
  if (candidates.length === 0) return { outcome: 'unknown' }
  const byNumber = candidates.filter((c) => c.answersTo.includes('registrationNo') || c.answersTo.includes('orgCode'))
  const [only] = byNumber
  if (byNumber.length === 1 && (hint.name === null || only!.answersTo.includes('name'))) return { outcome: 'resolved', candidate: only! }
  return { outcome: 'review', candidates }
}

/** A code and the name that a record gives beside it, as compared (plainName). */
export interface StatedName {
  code: string
  name: string
}

/** The name beside a code is that of others: as far as names go, two subjects are meant. */
export interface NameOfOthers extends StatedName {
  /** Who goes by the code; null where nobody does yet. */
  ownId: string | null
  /** Who goes or went by the name; a few of them where they are many. */
  ownerIds: readonly string[]
}

/**
 * Whether the name beside a code has to be asked about. Households are known by their number: what a record shows of
 * their names is masked, and one mask fits many.
 */
export function isNameTelling(kind: SubjectKind, name: string | null): name is string {
  return kind !== 'household' && name !== null && !name.includes('*')
}

/** Names as they are compared: width, brackets, spaces and letter case make no difference. */
export function plainName(name: string): string {
  return name
    .normalize('NFKC')
    .replace(/[\s·•]/g, '')
    .replace(/[〔【[{]/g, '(')
    .replace(/[〕】\]}]/g, ')')
    .toUpperCase()
}
