export { leavingWall } from './held/store.ts'
export { announceEnds, CONSENT_SWEEP, consentJobs } from './jobs.ts'
export * from './model.ts'
export { type ConsentPorts, type CustomerCase, consentRoutes } from './routes/index.ts'
export { type Bound, boundOf, endBound } from './service/bound.ts'
export { pauseConsent, revokeConsent, settleBundle } from './service/change.ts'
export { consentsOf, currentConsent, grantConsent, holdConsent, readConsent } from './service/grant.ts'
export type { Issuing } from './service/issue.ts'
export { prechecksOf, readPrecheck } from './service/precheck.ts'
export { publishTemplates } from './service/publish.ts'
export { type Receipt, type VerifiedArtefact, verifyArtefact } from './service/receipt.ts'
export { type Held, peekBehindWall, type Released, readHeld, recordDenial, refusalOf, releaseHeld, releaseRead } from './service/release.ts'
export {
  holdConsentsOf,
  recordLift,
  recordRecall,
  recordRecallAnswer,
  type ShownRow,
  settleShownItem,
  shownItemsOf,
  subjectsOfEnded,
} from './service/shown.ts'
export { assignVillage } from './service/standing.ts'
export { recordListing, recordProof } from './service/write-down.ts'
