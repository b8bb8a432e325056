export * from './model.ts'
export { matchingRoutes } from './routes.ts'
export { matchSubject } from './service.ts'
