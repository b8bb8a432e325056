export * from './model.ts'
export { matchingRoutes } from './routes.ts'
export { latestRun } from './service.ts'
export { evaluateFacts } from './test-profile.ts'
