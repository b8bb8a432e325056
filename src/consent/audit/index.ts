export { auditRoutes } from './routes.ts'
export { type AuditSource, dumpPage } from './service.ts'
