export * from './model.ts'
export { profileRoutes } from './routes.ts'
export { type DisclosureRequest, discloseTo, ownProfile, recordFacts } from './service.ts'
