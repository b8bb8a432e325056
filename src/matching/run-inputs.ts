/**
 * What a run was made from, named so that it can be made again: the product versions on offer and the standings of the
 * day, each under the hash of its canonical bytes.
 */
import { createHash } from 'node:crypto'
import { type Canonical, canonicalJson } from '../platform/kernel/canonical.ts'
import type { CivilDate } from '../platform/kernel/time.ts'
import type { Candidate } from './model.ts'

/** A product version on offer, and what an answer says of it beside its terms. */
export interface CatalogueMember {
  productId: string
  version: number
  lenderId: string
  lenderName: string
  publishedOn: CivilDate
}

/** By product id: the same offers give the same hash, whatever order they were read in. */
export function membersOf(candidates: readonly Candidate[]): CatalogueMember[] {
  return candidates
    .map(({ productId, version, lenderId, lenderName, publishedOn }) => ({ productId, version, lenderId, lenderName, publishedOn }))
    .sort((a, b) => (a.productId < b.productId ? -1 : 1))
}

/**
 * SHA-256 of an answer as sent, hex. JSON.stringify writes members in the order in which they were set, and a stored answer
 * keeps it: the same run gives the same text.
 */
export function hashOfText(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** SHA-256 of the canonical bytes, hex. */
export function hashOf(value: unknown): string {
  return createHash('sha256')
    .update(canonicalJson(value as Canonical))
    .digest('hex')
}
