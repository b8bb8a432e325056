export * from './model.ts'
export { type ConsentPorts, consentRoutes } from './routes.ts'
export {
  holdConsent,
  holdConsentsOf,
  keepShownItems,
  readConsent,
  recordDenial,
  recordLift,
  recordListing,
  recordProof,
  recordRecall,
  recordRecallAnswer,
  refusalOf,
  releaseRead,
  revokeConsent,
  type ShownRow,
  settleShownItem,
  shownItemsOf,
  subjectsOfEnded,
} from './service.ts'
