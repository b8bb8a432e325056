export { MACHINES_SWEEP, machineJobs } from './jobs.ts'
export * from './model.ts'
export { identifyMachine, type MachinePorts, machineRoutes } from './routes.ts'
export { readClient } from './service/clients.ts'
