export * from './model.ts'
export { sourceRoutes } from './routes.ts'
export { coverageOfFeeds, type Intake, importFile, type TakenRecord } from './service.ts'
