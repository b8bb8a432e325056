export * from './model.ts'
export { breakGlassRoutes } from './routes.ts'
