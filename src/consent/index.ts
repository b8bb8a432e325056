export { leavingWall } from './held/store.ts'
export * from './model.ts'
export { type ConsentPorts, consentRoutes } from './routes.ts'
export { holdConsent, readConsent, revokeConsent } from './service/grant.ts'
export { type Held, peekBehindWall, type Reader, readHeld, recordDenial, refusalOf, releaseHeld, releaseRead } from './service/release.ts'
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
export { recordListing, recordProof } from './service/write-down.ts'
