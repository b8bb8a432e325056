export { askingForDeletion, DELETIONS_SWEEP } from './jobs.ts'
export * from './model.ts'
export { deletionRoutes } from './routes.ts'
