export * from './model.ts'
export { subjectRoutes } from './routes.ts'
export { countSubjects, ensureSubjects, findSubject, findSubjectByCode, listSubjects, nameSubject } from './store.ts'
