import { and, desc, eq } from 'drizzle-orm'
import type { Db } from '../../platform/db/client.ts'
import { proofs } from './tables.ts'

export type Proof = typeof proofs.$inferSelect

export async function insertProof(db: Db, proof: Proof): Promise<void> {
  await db.insert(proofs).values(proof)
}

export async function findProof(db: Db, subjectId: string, id: string, { lock = false } = {}): Promise<Proof | null> {
  const query = db
    .select()
    .from(proofs)
    .where(and(eq(proofs.subjectId, subjectId), eq(proofs.id, id)))
  const [row] = lock ? await query.for('update') : await query
  return row ?? null
}

/** Whosever it is: for the question whether it still stands. */
export async function findAnyProof(db: Db, id: string): Promise<Proof | null> {
  const [row] = await db.select().from(proofs).where(eq(proofs.id, id))
  return row ?? null
}

export async function listProofs(db: Db, subjectId: string, limit: number): Promise<Proof[]> {
  return db.select().from(proofs).where(eq(proofs.subjectId, subjectId)).orderBy(desc(proofs.issuedAt), desc(proofs.id)).limit(limit)
}

export async function markWithdrawn(db: Db, { subjectId, id }: Proof, withdrawnAt: Date): Promise<void> {
  await db
    .update(proofs)
    .set({ withdrawnAt })
    .where(and(eq(proofs.subjectId, subjectId), eq(proofs.id, id)))
}
