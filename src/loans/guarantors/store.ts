import { and, asc, desc, eq } from 'drizzle-orm'
import type { Db } from '../../platform/db/client.ts'
import type { Guarantor } from '../guarantor.ts'
import type { Application } from '../model.ts'
import { applications, guarantors } from '../tables.ts'

/** The application under its row lock: whoever ends it comes before or after, never in between. */
export async function lockApplication(db: Db, subjectId: string, id: string): Promise<Application | null> {
  const [row] = await db
    .select()
    .from(applications)
    .where(and(eq(applications.subjectId, subjectId), eq(applications.id, id)))
    .for('update')
  return row ?? null
}

export async function insertGuarantor(db: Db, guarantor: Guarantor): Promise<void> {
  await db.insert(guarantors).values(guarantor)
}

/** Of one application, in the order of their naming, those taken back among them. */
export async function listGuarantors(db: Db, subjectId: string, applicationId: string): Promise<Guarantor[]> {
  return db
    .select()
    .from(guarantors)
    .where(and(eq(guarantors.subjectId, subjectId), eq(guarantors.applicationId, applicationId)))
    .orderBy(asc(guarantors.namedAt), asc(guarantors.id))
}

export async function findGuarantor(db: Db, subjectId: string, id: string): Promise<Guarantor | null> {
  const [row] = await db
    .select()
    .from(guarantors)
    .where(and(eq(guarantors.subjectId, subjectId), eq(guarantors.id, id)))
  return row ?? null
}

export async function findGuarantorOfLender(db: Db, lenderId: string, id: string): Promise<Guarantor | null> {
  const [row] = await db
    .select()
    .from(guarantors)
    .where(and(eq(guarantors.lenderId, lenderId), eq(guarantors.id, id)))
  return row ?? null
}

/** Where a subject was named, newest first. */
export async function listNamings(db: Db, guarantorId: string): Promise<Guarantor[]> {
  return db.select().from(guarantors).where(eq(guarantors.guarantorId, guarantorId)).orderBy(desc(guarantors.namedAt), desc(guarantors.id)).limit(200)
}

export async function markWithdrawn(db: Db, { subjectId, id }: Guarantor, withdrawnAt: Date): Promise<void> {
  await db
    .update(guarantors)
    .set({ withdrawnAt })
    .where(and(eq(guarantors.subjectId, subjectId), eq(guarantors.id, id)))
}
