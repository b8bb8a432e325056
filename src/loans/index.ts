export * from './model.ts'
export { loanRoutes } from './routes/index.ts'
export { customerCase, loanJobs } from './service.ts'
