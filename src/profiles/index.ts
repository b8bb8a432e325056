export * from './model.ts'
export { profileRoutes } from './routes.ts'
export { type DisclosureRequest, discloseTo, type Moments, ownProfile } from './service.ts'
