export * from './model.ts'
export { rebuildProfiles } from './rebuild/service.ts'
export { profileRoutes } from './routes.ts'
export { adverseItemsOf, type DisclosureRequest, discloseTo, type Moments, ownProfile } from './service.ts'
