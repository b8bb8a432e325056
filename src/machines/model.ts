/** A lender's machine: who it is, with which keys it signs, what it may do. */
import { createHash } from 'node:crypto'
import { canonicalJson } from '../platform/kernel/canonical.ts'
import type { VerifyingKey } from './jwk.ts'
import type { Scope } from './scope.ts'

export { ALGORITHMS, type Algorithm, type KeyFlaw, type PublicJwk, readPublicJwk, type VerifyingKey } from './jwk.ts'
export { isScope, roleOf, SCOPE_MEANINGS, SCOPES, type Scope, scopesAsked } from './scope.ts'

/** One in use, and one that takes its place: two are enough for a rotation without a gap. */
export const LIVE_KEYS = 2

export interface Client {
  id: string
  lenderId: string
  /** The account without a password under which its acts are written down. */
  userId: string
  name: string
  scopes: Scope[]
  createdBy: string
  createdAt: Date
  closedAt: Date | null
}

export interface ClientKey extends VerifyingKey {
  clientId: string
  createdAt: Date
  retiredAt: Date | null
}

/** What a client was refused for, for its developers to see. */
export interface TokenRefusal {
  why: string
  count: number
  lastAt: Date
}

/** Of a client, or of a caller that named none of ours. */
export interface NamedRefusal extends TokenRefusal {
  clientId: string | null
  clientName: string | null
  lenderId: string | null
}

/** Stands in the log for a client and its live keys: SHA-256, hex, of their canonical form. */
export function clientHash({ id, lenderId, name, scopes }: Pick<Client, 'id' | 'lenderId' | 'name' | 'scopes'>, kids: readonly string[]): string {
  return createHash('sha256')
    .update(canonicalJson({ id, lender: lenderId, name, scopes: [...scopes].sort(), kids: [...kids].sort() }))
    .digest('hex')
}
