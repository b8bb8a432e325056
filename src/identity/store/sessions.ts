import { createHash } from 'node:crypto'
import { and, desc, eq, gt, lt, ne, sql } from 'drizzle-orm'
import type { Adapter } from 'lucia'
import type { Db } from '../../platform/db/client.ts'
import type { Clock } from '../../platform/kernel/time.ts'
import type { Principal } from '../model.ts'
import { PENDING_MINUTES, SESSION_HOURS, sessionEnd } from '../session-limits.ts'
import { institutions, passkeys, sessions, totpKeys, users } from '../tables.ts'

/** A session as its owner's list shows it. */
export interface SessionRow {
  id: string
  userId: string
  createdAt: Date
  lastSeenAt: Date
  device: string
  network: string
}

export interface FoundSession extends SessionRow {
  expiresAt: Date
  pending: boolean
  provedAt: Date
  hasFactor: boolean
  principal: Principal
}

export type NewSession = Pick<typeof sessions.$inferInsert, 'id' | 'device' | 'network' | 'pending'>

/** SHA-256 of the secret in the cookie: the table knows no more. */
export function secretHash(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

/** Session, person, house and whether a second factor exists, in one look: every request of a signed-in person makes it. */
async function findSession(db: Db, secret: string): Promise<FoundSession | null> {
  const hasFactor = sql<boolean>`(exists (select 1 from ${totpKeys} where ${totpKeys.userId} = ${users.id} and ${totpKeys.confirmedAt} is not null)
    or exists (select 1 from ${passkeys} where ${passkeys.userId} = ${users.id}))`
  const [row] = await db
    .select({
      session: sessions,
      hasFactor,
      userId: users.id,
      username: users.username,
      displayName: users.displayName,
      role: users.role,
      institutionId: users.institutionId,
      institutionName: institutions.name,
      subjectId: users.subjectId,
    })
    .from(sessions)
    .innerJoin(users, eq(sessions.userId, users.id))
    .leftJoin(institutions, eq(users.institutionId, institutions.id))
    .where(eq(sessions.idHash, secretHash(secret)))
  if (!row) return null
  const { session, hasFactor: has, ...principal } = row
  return { ...session, hasFactor: has, principal }
}

/**
 * Lucia's storage. Lucia judges by the system's clock; here it is told each end as far away as it is by ours, so that the
 * app's clock decides. It would also prolong a session that is used: ours end when they end (`SESSION_HOURS`).
 */
export function sessionAdapter(db: Db, clock: Clock, session?: NewSession): Adapter & { found: FoundSession | null } {
  const adapter: Adapter & { found: FoundSession | null } = {
    found: null,
    async getSessionAndUser(secret) {
      adapter.found = await findSession(db, secret)
      if (!adapter.found) return [null, null]
      const { userId, principal } = adapter.found
      const left = sessionEnd(adapter.found, principal.role).getTime() - clock.now().getTime()
      return [
        { id: secret, userId, expiresAt: new Date(Date.now() + left), attributes: {} },
        { id: userId, attributes: {} },
      ]
    },
    // Nobody asks Lucia for a list: `listSessions` reads it as its owner sees it.
    getUserSessions: async () => [],
    async setSession({ id, userId }) {
      const now = clock.now()
      const expiresAt = new Date(now.getTime() + (session?.pending ? PENDING_MINUTES * 60_000 : SESSION_HOURS * 3_600_000))
      await db.insert(sessions).values({ ...session, idHash: secretHash(id), userId, expiresAt, createdAt: now, lastSeenAt: now, provedAt: now })
    },
    updateSessionExpiration: async () => {},
    async deleteSession(secret) {
      await db.delete(sessions).where(eq(sessions.idHash, secretHash(secret)))
    },
    async deleteUserSessions(userId) {
      await db.delete(sessions).where(eq(sessions.userId, userId))
    },
    async deleteExpiredSessions() {
      await db.delete(sessions).where(lt(sessions.expiresAt, clock.now()))
    },
  }
  return adapter
}

/** A new secret in the place of the old, in one statement: what the old one opened, it opens no more. */
export async function renewSession(db: Db, id: string, secret: string, change: { provedAt: Date; pending?: boolean; expiresAt?: Date }): Promise<void> {
  await db
    .update(sessions)
    .set({ ...change, idHash: secretHash(secret) })
    .where(eq(sessions.id, id))
}

export async function touchSession(db: Db, id: string, now: Date, unlessSince: Date): Promise<void> {
  await db
    .update(sessions)
    .set({ lastSeenAt: now })
    .where(and(eq(sessions.id, id), lt(sessions.lastSeenAt, unlessSince)))
}

/** Newest first; those that ran out are gone whether or not a job swept them. */
export async function listSessions(db: Db, userId: string, now: Date): Promise<(SessionRow & { expiresAt: Date })[]> {
  return db
    .select({
      id: sessions.id,
      userId: sessions.userId,
      createdAt: sessions.createdAt,
      lastSeenAt: sessions.lastSeenAt,
      device: sessions.device,
      network: sessions.network,
      expiresAt: sessions.expiresAt,
    })
    .from(sessions)
    .where(and(eq(sessions.userId, userId), eq(sessions.pending, false), gt(sessions.expiresAt, now)))
    .orderBy(desc(sessions.lastSeenAt), desc(sessions.id))
}

/** @returns false when this person has no such session */
export async function deleteSession(db: Db, userId: string, id: string): Promise<boolean> {
  const gone = await db
    .delete(sessions)
    .where(and(eq(sessions.userId, userId), eq(sessions.id, id)))
    .returning({ id: sessions.id })
  return gone.length > 0
}

/** @returns how many ended */
export async function deleteOtherSessions(db: Db, userId: string, keep: string | null): Promise<number> {
  const gone = await db
    .delete(sessions)
    .where(and(eq(sessions.userId, userId), ne(sessions.id, keep ?? '')))
    .returning({ id: sessions.id })
  return gone.length
}
