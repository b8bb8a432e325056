import { fileURLToPath } from 'node:url'
import { migrate as migratePglite } from 'drizzle-orm/pglite/migrator'
import { migrate as migratePostgres } from 'drizzle-orm/postgres-js/migrator'
import type { Database } from './client.ts'

const FOLDER = fileURLToPath(new URL('../../../drizzle', import.meta.url))

/** Brings the schema up to date: forward only, safe to run again. */
export async function migrate({ db, engine }: Database): Promise<void> {
  if (engine === 'pglite') await migratePglite(db as unknown as Parameters<typeof migratePglite>[0], { migrationsFolder: FOLDER })
  else await migratePostgres(db as unknown as Parameters<typeof migratePostgres>[0], { migrationsFolder: FOLDER })
}
