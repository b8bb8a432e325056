export * from './model.ts'
export { identify, identityRoutes, principalFrom, SESSION_COOKIE } from './routes.ts'
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
} from './service.ts'
