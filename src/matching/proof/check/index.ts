/** A proof judged without the platform: by itself, because it also runs where nothing else of the platform is. */
import { openSigned } from '../../../platform/outside/signing.ts'
import { type Expected, flawOf, PROOF_TYPE, type ProofClaims, readClaims } from '../claims.ts'
import type { ProofFlaw } from '../wording.ts'

export { type Expected, PROOF_TYPE } from '../claims.ts'
export { FLAW_SENTENCES, type ProofFlaw, proofLines } from '../wording.ts'

export type ProofOutcome = { why: ProofFlaw; claims: ProofClaims | null } | { why: null; claims: ProofClaims }

/**
 * Signature, shape, time and what was expected of it: all that can be said without asking anybody.
 * @param keys as published
 */
export async function verifyProof(proof: string, keys: unknown, at: Date, expected: Expected = {}): Promise<ProofOutcome> {
  const opened = await openSigned(proof, PROOF_TYPE, keys)
  if (!opened.ok) return { why: opened.why, claims: null }
  const claims = readClaims(opened.payload)
  if (claims === null) return { why: 'claims', claims: null }
  return { why: flawOf(claims, at, expected), claims }
}
