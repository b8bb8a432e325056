export { SCREENING_DAILY, SCREENING_JOBS, screeningJobs } from './jobs.ts'
export { type ScreeningPorts, screeningRoutes } from './routes.ts'
export { populationOf } from './service/count.ts'
