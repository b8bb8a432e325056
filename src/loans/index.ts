export * from './model.ts'
export { loanRoutes } from './routes.ts'
export { loanJobs } from './service.ts'
