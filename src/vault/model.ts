export * from './personal-data.ts'
export * from './sealed.ts'
