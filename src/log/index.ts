export * from './model.ts'
export { allEntries, entriesOf, type LogRow, type NewEntry, writeEntry } from './service.ts'
