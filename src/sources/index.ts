export * from './model.ts'
export { sourceRoutes } from './routes.ts'
export { type Batch, coverageOfFeeds, importFile, kindIn, logRefusal, recordsOf } from './service.ts'
export type { RecordQuery, StoredRecord } from './store.ts'
