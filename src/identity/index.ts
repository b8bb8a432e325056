export { type PasskeyFlaw, type Site, siteOf } from './assertion.ts'
export * from './model.ts'
export { type House, identify, identityRoutes, principalFrom, SESSION_COOKIE } from './routes/index.ts'
export { type CityIdentity, cityIdentity } from './service/city-identity.ts'
export { verifyAssertionOver } from './service/passkeys.ts'
export { type Hasher, scryptHasher } from './service/passwords.ts'
export {
  accountOfSubject,
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
export { REGISTRAR_USAGE, registrarCommand } from './service/registrar.ts'
export { requireStepUp } from './service/sessions.ts'
