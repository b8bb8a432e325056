import { and, asc, desc, eq, gte, inArray, isNull, lt, sql } from 'drizzle-orm'
import type { Db } from '../platform/db/client.ts'
import type { Client, ClientKey, NamedRefusal, TokenRefusal } from './model.ts'
import { clientKeys, clients, tokenRefusals, usedProofs } from './tables.ts'

export async function insertClient(db: Db, client: Client): Promise<void> {
  await db.insert(clients).values(client)
}

/** Another lender's client is none. */
export async function findLendersClient(db: Db, lenderId: string, id: string, lock = false): Promise<Client | null> {
  const query = db
    .select()
    .from(clients)
    .where(and(eq(clients.lenderId, lenderId), eq(clients.id, id)))
  const [row] = await (lock ? query.for('update') : query)
  return row ?? null
}

export async function findClient(db: Db, id: string): Promise<Client | null> {
  const [row] = await db.select().from(clients).where(eq(clients.id, id))
  return row ?? null
}

export async function listClients(db: Db, lenderId: string): Promise<Client[]> {
  return db.select().from(clients).where(eq(clients.lenderId, lenderId)).orderBy(asc(clients.id)).limit(200)
}

export async function closeClientRow(db: Db, id: string, at: Date): Promise<void> {
  await db.update(clients).set({ closedAt: at }).where(eq(clients.id, id))
}

export async function insertKey(db: Db, key: ClientKey): Promise<void> {
  await db.insert(clientKeys).values(key)
}

/** Oldest first, retired ones too. */
export async function listKeys(db: Db, clientIds: readonly string[]): Promise<ClientKey[]> {
  if (clientIds.length === 0) return []
  return db
    .select()
    .from(clientKeys)
    .where(inArray(clientKeys.clientId, [...clientIds]))
    .orderBy(asc(clientKeys.createdAt), asc(clientKeys.kid))
}

export async function retireKeyRow(db: Db, clientId: string, kid: string, at: Date): Promise<void> {
  await db
    .update(clientKeys)
    .set({ retiredAt: at })
    .where(and(eq(clientKeys.clientId, clientId), eq(clientKeys.kid, kid), isNull(clientKeys.retiredAt)))
}

/** @returns false where it was used before; of two at one moment the one that commits first is the first */
export async function insertUsedProof(db: Db, id: string, usableUntil: Date): Promise<boolean> {
  const inserted = await db.insert(usedProofs).values({ id, usableUntil }).onConflictDoNothing().returning({ id: usedProofs.id })
  return inserted.length > 0
}

export async function deleteStaleProofs(db: Db, now: Date): Promise<void> {
  await db.delete(usedProofs).where(lt(usedProofs.usableUntil, now))
}

export async function countRefusalRow(db: Db, clientId: string, why: string, minute: Date): Promise<void> {
  await db
    .insert(tokenRefusals)
    .values({ clientId, why, minute, count: 1 })
    .onConflictDoUpdate({ target: [tokenRefusals.clientId, tokenRefusals.why, tokenRefusals.minute], set: { count: sql`${tokenRefusals.count} + 1` } })
}

export async function listRefusals(db: Db, clientId: string, since: Date): Promise<TokenRefusal[]> {
  const last = sql<Date>`max(${tokenRefusals.minute})`.mapWith(tokenRefusals.minute)
  return db
    .select({ why: tokenRefusals.why, count: sql<number>`sum(${tokenRefusals.count})::int`, lastAt: last })
    .from(tokenRefusals)
    .where(and(eq(tokenRefusals.clientId, clientId), gte(tokenRefusals.minute, since)))
    .groupBy(tokenRefusals.why)
    .orderBy(desc(last), asc(tokenRefusals.why))
}

/** Whoever was refused, and those who called themselves nobody we know: the latest first. */
export async function listAllRefusals(db: Db, since: Date, limit: number): Promise<NamedRefusal[]> {
  const last = sql<Date>`max(${tokenRefusals.minute})`.mapWith(tokenRefusals.minute)
  return db
    .select({
      clientId: clients.id,
      clientName: clients.name,
      lenderId: clients.lenderId,
      why: tokenRefusals.why,
      count: sql<number>`sum(${tokenRefusals.count})::int`,
      lastAt: last,
    })
    .from(tokenRefusals)
    .leftJoin(clients, eq(clients.id, tokenRefusals.clientId))
    .where(gte(tokenRefusals.minute, since))
    .groupBy(clients.id, clients.name, clients.lenderId, tokenRefusals.why)
    .orderBy(desc(last), asc(clients.id), asc(tokenRefusals.why))
    .limit(limit)
}

export async function deleteRefusals(db: Db, before: Date): Promise<void> {
  await db.delete(tokenRefusals).where(lt(tokenRefusals.minute, before))
}
