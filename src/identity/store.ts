import { createHash } from 'node:crypto'
import { asc, eq, inArray, lte } from 'drizzle-orm'
import type { Adapter, DatabaseSession, DatabaseUser } from 'lucia'
import type { Db } from '../platform/db/client.ts'
import type { Institution, InstitutionKind, Principal } from './model.ts'
import { institutions, sessions, users } from './tables.ts'

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

function hashOf(sessionId: string): string {
  return createHash('sha256').update(sessionId).digest('hex')
}

/** Lucia's storage. Lucia knows the raw session id; the table only its SHA-256. */
export function sessionAdapter(db: Db): Adapter {
  const asSession = (id: string, row: typeof sessions.$inferSelect): DatabaseSession => ({ id, userId: row.userId, expiresAt: row.expiresAt, attributes: {} })
  return {
    async getSessionAndUser(sessionId): Promise<[DatabaseSession | null, DatabaseUser | null]> {
      const [row] = await db
        .select()
        .from(sessions)
        .where(eq(sessions.idHash, hashOf(sessionId)))
      return row ? [asSession(sessionId, row), { id: row.userId, attributes: {} }] : [null, null]
    },
    async getUserSessions(userId) {
      const rows = await db.select().from(sessions).where(eq(sessions.userId, userId))
      return rows.map((row) => asSession(row.idHash, row))
    },
    async setSession(session) {
      await db.insert(sessions).values({ idHash: hashOf(session.id), userId: session.userId, expiresAt: session.expiresAt })
    },
    async updateSessionExpiration(sessionId, expiresAt) {
      await db
        .update(sessions)
        .set({ expiresAt })
        .where(eq(sessions.idHash, hashOf(sessionId)))
    },
    async deleteSession(sessionId) {
      await db.delete(sessions).where(eq(sessions.idHash, hashOf(sessionId)))
    },
    async deleteUserSessions(userId) {
      await db.delete(sessions).where(eq(sessions.userId, userId))
    },
    async deleteExpiredSessions() {
      await db.delete(sessions).where(lte(sessions.expiresAt, new Date(Date.now())))
    },
  }
}
