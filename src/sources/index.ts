export * from './model.ts'
export { sourceRoutes } from './routes.ts'
export { batches, coverageOfFeeds, type Intake, importFile, readBatch, type TakenRecord } from './service.ts'
