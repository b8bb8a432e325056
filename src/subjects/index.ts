export * from './model.ts'
export { subjectRoutes } from './routes.ts'
export {
  type Alias,
  ensureSubjects,
  findSubject,
  findSubjectByCode,
  findSubjects,
  keepAliases,
  listAliases,
  listAllNames,
  listSubjects,
  nameSubjects,
  namesOf,
  openSubject,
  sealOpenHouseholds,
} from './service.ts'
export { countSubjects, findCandidates, findNamesOfOthers, subjectSpans } from './store.ts'
