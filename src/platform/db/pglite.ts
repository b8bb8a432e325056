import { PGlite } from '@electric-sql/pglite'
import { drizzle } from 'drizzle-orm/pglite'
import type { Database, Db } from './client.ts'

/** @param dataDir a folder, or undefined for memory */
export async function openPglite(dataDir?: string): Promise<Database> {
  const client = dataDir === undefined ? new PGlite() : new PGlite(dataDir)
  await client.waitReady
  await client.exec(`set time zone 'UTC'`)
  return {
    db: drizzle(client, { casing: 'snake_case' }) as unknown as Db,
    engine: 'pglite',
    close: () => client.close(),
  }
}
