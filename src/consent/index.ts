export * from './model.ts'
export { type ConsentPorts, consentRoutes } from './routes.ts'
export {
  holdConsent,
  readConsent,
  recordDenial,
  refusalOf,
  releaseRead,
  revokeConsent,
} from './service.ts'
