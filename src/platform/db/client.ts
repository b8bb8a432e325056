import { type SQL, sql } from 'drizzle-orm'
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core'

/** The database or a transaction on it: PGlite, postgres.js or postgres.js through Hyperdrive. */
export type Db = PgDatabase<PgQueryResultHKT, Record<string, never>>

export interface Database {
  db: Db
  engine: 'pglite' | 'postgres'
  close(): Promise<void>
}

/** Both drivers' `execute` results as plain rows; PGlite wraps them in `{rows}`, postgres.js gives an array. */
export async function rowsOf<T>(db: Db, query: SQL): Promise<T[]> {
  const result = (await db.execute(query)) as unknown as T[] | { rows: T[] }
  return Array.isArray(result) ? [...result] : result.rows
}

/** SQLSTATE of a driver's error, wherever the driver hides it. */
export function sqlStateOf(error: unknown): string | null {
  for (let e: unknown = error; e !== null && typeof e === 'object'; e = (e as { cause?: unknown }).cause) {
    const code = (e as { code?: unknown }).code
    if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code)) return code
  }
  return null
}

export async function ping(db: Db): Promise<void> {
  await db.execute(sql`select 1`)
}
