export * from './model.ts'
export { type ConsentPorts, consentRoutes, consentView } from './routes.ts'
export {
  accessLogOf,
  auditEvents,
  consentsOf,
  grantConsent,
  readConsent,
  recordDenial,
  refusalOf,
  releaseRead,
  revokeConsent,
} from './service.ts'
