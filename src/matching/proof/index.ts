/** The door of proofs: their operations, and what verifies one without the platform. */
export { verifyProof } from '../audit/judge.ts'
export { type Expected, PROOF_TYPE } from './claims.ts'
export { proofRoutes } from './routes.ts'
export { FLAW_SENTENCES, proofLines } from './wording.ts'
