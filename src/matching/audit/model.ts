/** The audit of proofs: a door of its own, because all behind it must load in a browser that has nothing else. */
export { type Expected, PROOF_TYPE } from '../proof/claims.ts'
export { FLAW_SENTENCES, proofLines } from '../proof/wording.ts'
export * from './judge.ts'
