import type { Context } from '../../platform/context.ts'
import { Fault, notFound } from '../../platform/kernel/fault.ts'
import { actsForLender, actsForSubject, type Institution, type InstitutionKind, type Principal, type Role } from '../model.ts'
import { NO_PASSWORD } from '../password.ts'
import { findInstitution, findPrincipal, findUser, insertInstitutions, insertUsers, listDisplayNames, listInstitutions } from '../store/people.ts'
import { scryptHasher } from './passwords.ts'

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

/** @param hasher by default one whose work every runtime can check */
export async function addUsers(ctx: Context, people: readonly NewUser[], hasher = scryptHasher): Promise<string[]> {
  const rows = await Promise.all(
    people.map(async ({ password, ...person }) => ({
      ...person,
      id: ctx.ids.next('user'),
      passwordHash: password === null ? NO_PASSWORD : await hasher.hash(password),
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

/** The account of this name where it acts for this subject; null otherwise, and where there is none. */
export async function accountOfSubject(ctx: Context, username: string, subjectId: string): Promise<{ userId: string; displayName: string } | null> {
  const user = await findUser(ctx.db, username)
  return user?.subjectId === subjectId ? { userId: user.id, displayName: user.displayName } : null
}

/** Somebody known by now. */
export async function principalById(ctx: Context, userId: string): Promise<Principal> {
  const principal = await findPrincipal(ctx.db, userId)
  if (!principal) throw notFound()
  return principal
}
