import { and, desc, eq, ne, sql } from 'drizzle-orm'
import type { Db } from '../../platform/db/client.ts'
import type { Batch } from '../store.ts'
import { importBatches } from '../tables.ts'

/** The batch of this very file that was begun and not finished; the latest where there are several. */
export async function findUnfinished(db: Db, source: string, record: string, sha256: string): Promise<Batch | null> {
  const [row] = await db
    .select()
    .from(importBatches)
    .where(and(eq(importBatches.source, source), eq(importBatches.record, record), eq(importBatches.sha256, sha256), ne(importBatches.status, 'done')))
    .orderBy(desc(importBatches.id))
    .limit(1)
  return row ?? null
}

/** How far the batch has come, under its row lock. */
export async function lockBatch(db: Db, id: string): Promise<Pick<Batch, 'bytesDone'> | null> {
  const [row] = await db.select({ bytesDone: importBatches.bytesDone }).from(importBatches).where(eq(importBatches.id, id)).for('update')
  return row ?? null
}

/**
 * Lets this commit return before it is on disk. A crash of the server then loses the last blocks as a whole, with the
 * place they had reached: they are read again. The batch's last commit waits for the disk, and with it for all before.
 */
export async function waitForNoFlush(db: Db): Promise<void> {
  await db.execute(sql`set local synchronous_commit = off`)
}
