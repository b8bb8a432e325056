export * from './model.ts'
export { recallRoutes } from './routes.ts'
export { recallAfterIntake, recallJobs } from './service.ts'
