export * from './model.ts'
export { matchingRoutes } from './routes.ts'
