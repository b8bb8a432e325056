export * from './model.ts'
export { subjectRoutes } from './routes.ts'
export { countSubjects, ensureSubjects, findSubject, findSubjectByCode, listSubjects, nameSubjects } from './store.ts'
