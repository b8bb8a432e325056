export * from './model.ts'
export { type House, identify, identityRoutes, principalFrom, SESSION_COOKIE } from './routes/index.ts'
export { type Hasher, scryptHasher } from './service/passwords.ts'
export {
  addInstitutions,
  addUsers,
  displayNames,
  institutionNamed,
  lenders,
  type NewUser,
  ownSubject,
  requireLender,
  requireOwner,
  requireRole,
} from './service/people.ts'
export { requireStepUp } from './service/sessions.ts'
