export * from './model.ts'
export { subjectRoutes } from './routes.ts'
export {
  type Alias,
  countSubjects,
  ensureSubjects,
  findCandidates,
  findNamesOfOthers,
  findSubject,
  findSubjectByCode,
  findSubjects,
  keepAliases,
  listAliases,
  listAllNames,
  listSubjects,
  type Naming,
  nameSubjects,
  namesOf,
  subjectSpans,
} from './store.ts'
