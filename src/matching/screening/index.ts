export { SCREENING_DAILY, SCREENING_JOBS, screeningJobs } from './jobs.ts'
export { type ScreeningPorts, screeningRoutes } from './routes.ts'
export { type Counted, countSubjects } from './service/count.ts'
