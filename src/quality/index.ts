export { qualityJobs } from './jobs.ts'
export * from './model.ts'
export { qualityRoutes } from './routes.ts'
export { checkBatch, type DailyReport, dailyReport, issueNotice, keepDaily, readNotice } from './service.ts'
