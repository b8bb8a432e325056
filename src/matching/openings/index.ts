export { OPENING_JOBS, openingJobs } from './jobs.ts'
export { openingRoutes } from './routes.ts'
