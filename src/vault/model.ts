export * from './sealed.ts'
