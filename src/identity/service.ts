import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { Lucia, TimeSpan } from 'lucia'
import type { Context } from '../platform/context.ts'
import type { Db } from '../platform/db/client.ts'
import { Fault, notFound } from '../platform/kernel/fault.ts'
import { actsForLender, actsForSubject, type Institution, type InstitutionKind, type Principal, type Role } from './model.ts'
import { formatPasswordHash, PASSWORD_PARAMETERS, parsePasswordHash, type ScryptParameters } from './password.ts'
import { findInstitution, findPrincipal, findUser, insertInstitutions, insertUsers, listDisplayNames, listInstitutions, sessionAdapter } from './store.ts'

/** Keeps sessions. Lucia stands behind this port, so that it can be replaced without touching a caller. */
export interface Sessions {
  /** @returns the secret for the cookie */
  open(userId: string): Promise<string>
  userOf(sessionId: string): Promise<string | null>
  close(sessionId: string): Promise<void>
}

export const SESSION_HOURS = 12

export function sessionsOn(db: Db): Sessions {
  const lucia = new Lucia(sessionAdapter(db), { sessionExpiresIn: new TimeSpan(SESSION_HOURS, 'h') })
  return {
    open: async (userId) => (await lucia.createSession(userId, {})).id,
    userOf: async (sessionId) => (await lucia.validateSession(sessionId)).user?.id ?? null,
    close: (sessionId) => lucia.invalidateSession(sessionId),
  }
}

export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  return formatPasswordHash(PASSWORD_PARAMETERS, salt, await derive(password, salt, PASSWORD_PARAMETERS))
}

/** What stands in for the hash of somebody who may not sign in. */
const NO_PASSWORD = 'none'

async function verifyPassword(password: string, stored: string): Promise<boolean> {
  const parsed = parsePasswordHash(stored)
  if (!parsed) throw new Error('a stored password hash cannot be read')
  return timingSafeEqual(await derive(password, parsed.salt, parsed.parameters), parsed.hash)
}

function derive(password: string, salt: Buffer, { logN, r, p }: ScryptParameters): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFC'), salt, 32, { N: 2 ** logN, r, p, maxmem: 64 * 1024 * 1024 }, (error, key) => (error ? reject(error) : resolve(key)))
  })
}

/** Verified against when the user does not exist, so that both refusals take the same time. */
let decoy: Promise<string> | undefined

/**
 * @returns the session secret and who signed in
 * @throws Fault unauthenticated `bad_credentials`, the same for an unknown user and a wrong password
 */
export async function signIn(ctx: Context, username: string, password: string): Promise<{ sessionId: string; principal: Principal }> {
  const user = await findUser(ctx.db, username)
  decoy ??= hashPassword('decoy')
  const known = user !== null && user.passwordHash !== NO_PASSWORD
  const right = await verifyPassword(password, known ? user.passwordHash : await decoy)
  const principal = known && right ? await findPrincipal(ctx.db, user.id) : null
  if (!principal) throw new Fault('unauthenticated', 'bad_credentials', '用户名或密码不对，请检查后再试。 The user name or password is wrong.')
  return { sessionId: await sessionsOn(ctx.db).open(principal.userId), principal }
}

export async function signOut(ctx: Context, sessionId: string): Promise<void> {
  await sessionsOn(ctx.db).close(sessionId)
}

export async function principalOf(db: Db, sessionId: string): Promise<Principal | null> {
  const userId = await sessionsOn(db).userOf(sessionId)
  return userId === null ? null : findPrincipal(db, userId)
}

/** @throws Fault not_found for everyone else, as if the subject did not exist */
export function requireOwner(principal: Principal, subjectId: string): void {
  if (!actsForSubject(principal, subjectId)) throw notFound()
}

/**
 * The lender this person works for.
 * @throws Fault forbidden `lender_only`: the operation exists, but is not for this role
 */
export function requireLender(principal: Principal, role?: 'lender_approver'): { lenderId: string; lenderName: string } {
  if (!actsForLender(principal)) throw new Fault('forbidden', 'lender_only', '这里只对金融机构开放。 This is for lenders only.')
  if (role && principal.role !== role) throw new Fault('forbidden', 'approver_only', '这一步需要有审批权限的同事来做。 An approver has to do this.')
  return { lenderId: principal.institutionId!, lenderName: principal.institutionName! }
}

/** @throws Fault forbidden `role_required` */
export function requireRole(principal: Principal, ...roles: Role[]): void {
  if (!roles.includes(principal.role))
    throw new Fault('forbidden', 'role_required', `这里只对 ${roles.join('、')} 角色开放。 This is for ${roles.join(', ')} only.`)
}

/** The one subject this person acts for, or null. */
export function ownSubject(principal: Principal): string | null {
  return principal.role === 'firm' || principal.role === 'farmer' ? principal.subjectId : null
}

export interface NewUser {
  username: string
  /** null: is named in records, but cannot sign in. */
  password: string | null
  displayName: string
  role: Role
  institutionId?: string | null
  subjectId?: string | null
}

export async function addUsers(ctx: Context, people: readonly NewUser[]): Promise<string[]> {
  const rows = await Promise.all(
    people.map(async ({ password, ...person }) => ({
      ...person,
      id: ctx.ids.next('user'),
      passwordHash: password === null ? NO_PASSWORD : await hashPassword(password),
      createdAt: ctx.clock.now(),
    })),
  )
  await insertUsers(ctx.db, rows)
  return rows.map((r) => r.id)
}

export async function addInstitutions(ctx: Context, list: readonly { kind: InstitutionKind; code: string; name: string }[]): Promise<Institution[]> {
  const rows = list.map((i) => ({ ...i, id: ctx.ids.next('institution'), createdAt: ctx.clock.now() }))
  await insertInstitutions(ctx.db, rows)
  return rows
}

export async function lenders(ctx: Context): Promise<Institution[]> {
  return listInstitutions(ctx.db, 'lender')
}

export async function institutionNamed(ctx: Context, id: string): Promise<Institution | null> {
  return findInstitution(ctx.db, id)
}

export async function displayNames(ctx: Context, userIds: readonly string[]): Promise<Map<string, string>> {
  return listDisplayNames(ctx.db, userIds)
}
