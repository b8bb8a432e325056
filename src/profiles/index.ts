export * from './model.ts'
export { rebuildProfiles } from './rebuild/service.ts'
export { profileRoutes } from './routes.ts'
export { type DisclosureRequest, discloseTo, fatesOfShown, type Moments, ownProfile, ownProfileByDay } from './service.ts'
