export * from './model.ts'
export { loanRoutes } from './routes.ts'
export { customerCase, loanJobs } from './service.ts'
