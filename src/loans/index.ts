export { guarantorCase } from './guarantors/service.ts'
export * from './model.ts'
export { loanRoutes } from './routes/index.ts'
export { applicationsOf, apply, customerCase, loanJobs, withdrawApplication } from './service.ts'
