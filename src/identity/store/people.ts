import { and, asc, eq, inArray, ne, notLike } from 'drizzle-orm'
import type { Db } from '../../platform/db/client.ts'
import type { Institution, InstitutionKind, Principal } from '../model.ts'
import { NO_PASSWORD } from '../password.ts'
import { institutions, users } from '../tables.ts'

export type UserRow = typeof users.$inferSelect

export async function insertInstitutions(db: Db, rows: (typeof institutions.$inferInsert)[]): Promise<void> {
  await db.insert(institutions).values(rows)
}

export async function insertUsers(db: Db, rows: (typeof users.$inferInsert)[]): Promise<void> {
  await db.insert(users).values(rows)
}

export async function findUser(db: Db, username: string): Promise<UserRow | null> {
  const [row] = await db.select().from(users).where(eq(users.username, username))
  return row ?? null
}

export async function findPrincipal(db: Db, userId: string): Promise<Principal | null> {
  const [row] = await db
    .select({
      userId: users.id,
      username: users.username,
      displayName: users.displayName,
      role: users.role,
      institutionId: users.institutionId,
      institutionName: institutions.name,
      subjectId: users.subjectId,
    })
    .from(users)
    .leftJoin(institutions, eq(users.institutionId, institutions.id))
    .where(eq(users.id, userId))
  return row ?? null
}

export async function listDisplayNames(db: Db, userIds: readonly string[]): Promise<Map<string, string>> {
  if (userIds.length === 0) return new Map()
  const rows = await db
    .select({ id: users.id, name: users.displayName })
    .from(users)
    .where(inArray(users.id, [...new Set(userIds)]))
  return new Map(rows.map((r) => [r.id, r.name]))
}

export async function listInstitutions(db: Db, kind: InstitutionKind): Promise<Institution[]> {
  return db
    .select({ id: institutions.id, kind: institutions.kind, code: institutions.code, name: institutions.name })
    .from(institutions)
    .where(eq(institutions.kind, kind))
    .orderBy(asc(institutions.code))
}

export async function findInstitution(db: Db, id: string): Promise<Institution | null> {
  const [row] = await db
    .select({ id: institutions.id, kind: institutions.kind, code: institutions.code, name: institutions.name })
    .from(institutions)
    .where(eq(institutions.id, id))
  return row ?? null
}

/** Puts a new hash in the place of the one that was checked; another that came meanwhile stays. */
export async function replacePasswordHash(db: Db, userId: string, from: string | null, to: string): Promise<void> {
  await db
    .update(users)
    .set({ passwordHash: to })
    .where(from === null ? eq(users.id, userId) : and(eq(users.id, userId), eq(users.passwordHash, from)))
}

/** Is there any hash left that was not made this way? */
export async function hasOtherHashes(db: Db, beginning: string): Promise<boolean> {
  const [row] = await db
    .select({ id: users.id })
    .from(users)
    .where(and(ne(users.passwordHash, NO_PASSWORD), notLike(users.passwordHash, `${beginning}%`)))
    .limit(1)
  return row !== undefined
}

export async function findInstitutionByCode(db: Db, code: string): Promise<Institution | null> {
  const [row] = await db
    .select({ id: institutions.id, kind: institutions.kind, code: institutions.code, name: institutions.name })
    .from(institutions)
    .where(eq(institutions.code, code))
  return row ?? null
}
