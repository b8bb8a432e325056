import { and, desc, eq, gt, isNull, lt, or, sql } from 'drizzle-orm'
import type { Db } from '../platform/db/client.ts'
import type { ApplicationStatus } from './lifecycle.ts'
import type { Application } from './model.ts'
import { applications, lenderQueue } from './tables.ts'

export async function insertApplication(db: Db, application: Application): Promise<void> {
  await db.insert(applications).values(application)
}

export async function findApplication(db: Db, subjectId: string, id: string): Promise<Application | null> {
  const [row] = await db
    .select()
    .from(applications)
    .where(and(eq(applications.subjectId, subjectId), eq(applications.id, id)))
  return row ?? null
}

/** Is there an open application of this subject for this product? */
export async function hasOpenApplication(db: Db, subjectId: string, productId: string): Promise<boolean> {
  const open = and(eq(applications.subjectId, subjectId), eq(applications.productId, productId), eq(applications.status, 'submitted'))
  return (await db.$count(applications, open)) > 0
}

export async function listApplications(db: Db, subjectId: string): Promise<Application[]> {
  return db.select().from(applications).where(eq(applications.subjectId, subjectId)).orderBy(desc(applications.submittedAt), desc(applications.id)).limit(200)
}

/**
 * Ends an application that is still in `from`.
 * @returns the application afterwards, or null when somebody else was first
 */
export async function endApplication(
  db: Db,
  application: Application,
  from: ApplicationStatus,
  change: Pick<Application, 'status' | 'decision' | 'decidedBy' | 'endedAt'>,
): Promise<Application | null> {
  const [row] = await db
    .update(applications)
    .set({ ...change, revision: sql`${applications.revision} + 1` })
    .where(and(eq(applications.subjectId, application.subjectId), eq(applications.id, application.id), eq(applications.status, from)))
    .returning()
  return row ?? null
}

/** Takes an approved offer once. @returns null where there is none to take, or it was taken already */
export async function acceptApplication(db: Db, subjectId: string, id: string, acceptedAt: Date): Promise<Application | null> {
  const isOpen = and(eq(applications.status, 'approved'), isNull(applications.acceptedAt))
  const [row] = await db
    .update(applications)
    .set({ acceptedAt, revision: sql`${applications.revision} + 1` })
    .where(and(eq(applications.subjectId, subjectId), eq(applications.id, id), isOpen))
    .returning()
  return row ?? null
}

export type QueueRow = typeof lenderQueue.$inferSelect

/** Brings a queue row to the application's state; a late event never undoes a later one. */
export async function upsertQueueRow(db: Db, row: QueueRow): Promise<void> {
  await db
    .insert(lenderQueue)
    .values(row)
    .onConflictDoUpdate({
      target: [lenderQueue.lenderId, lenderQueue.applicationId],
      set: { status: row.status, revision: row.revision },
      setWhere: lt(lenderQueue.revision, row.revision),
    })
}

export async function findQueueRow(db: Db, lenderId: string, applicationId: string): Promise<QueueRow | null> {
  const [row] = await db
    .select()
    .from(lenderQueue)
    .where(and(eq(lenderQueue.lenderId, lenderId), eq(lenderQueue.applicationId, applicationId)))
  return row ?? null
}

/** Oldest first: the queue by clock. */
export async function listQueue(
  db: Db,
  lenderId: string,
  status: ApplicationStatus | null,
  limit: number,
  after: { at: Date; id: string } | null,
): Promise<QueueRow[]> {
  return db
    .select()
    .from(lenderQueue)
    .where(
      and(
        eq(lenderQueue.lenderId, lenderId),
        status === null ? undefined : eq(lenderQueue.status, status),
        after === null
          ? undefined
          : or(gt(lenderQueue.submittedAt, after.at), and(eq(lenderQueue.submittedAt, after.at), gt(lenderQueue.applicationId, after.id))),
      ),
    )
    .orderBy(lenderQueue.submittedAt, lenderQueue.applicationId)
    .limit(limit)
}
