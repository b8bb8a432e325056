import { is, type SQL, sql } from 'drizzle-orm'
import { type PgDatabase, type PgQueryResultHKT, PgTransaction } from 'drizzle-orm/pg-core'

/** The database or a transaction on it: PGlite, postgres.js or postgres.js through Hyperdrive. */
export type Db = PgDatabase<PgQueryResultHKT, Record<string, never>>

/**
 * Feeds a `COPY … FROM STDIN` within a transaction. A piece is asked for when the one before has gone out.
 * @throws what the database refuses it with (sqlStateOf); the transaction, or savepoint, is then lost
 */
export type CopyRows = (transaction: Db, statement: string, pieces: Iterable<Uint8Array>) => Promise<void>

export interface Database {
  db: Db
  /** Where the driver can do it. */
  copyRows?: CopyRows
  engine: 'pglite' | 'postgres'
  close(): Promise<void>
}

/** Both drivers' `execute` results as plain rows; PGlite wraps them in `{rows}`, postgres.js gives an array. */
export async function rowsOf<T>(db: Db, query: SQL): Promise<T[]> {
  const result = (await db.execute(query)) as unknown as T[] | { rows: T[] }
  return Array.isArray(result) ? [...result] : result.rows
}

/** Is this the handle of an open transaction? What reached past it would wait for it for ever on PGlite. */
export function isTransaction(db: Db): boolean {
  return is(db, PgTransaction)
}

/** SQLSTATE of a driver's error, wherever the driver hides it. */
export function sqlStateOf(error: unknown): string | null {
  for (let e: unknown = error; e !== null && typeof e === 'object'; e = (e as { cause?: unknown }).cause) {
    const code = (e as { code?: unknown }).code
    if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code)) return code
  }
  return null
}

/** How the drivers and the network say that there is no database to talk to, or none any more. */
const LOST = new Set([
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  'CONNECT_TIMEOUT',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'ETIMEDOUT',
])

/**
 * Did the database fail for now rather than refuse? Class 08 and 57P0x are lost connections, 53 is want of room, 25P03 an
 * idle transaction that was ended. Whether the work was committed is then unknown.
 */
export function isDatabaseAway(error: unknown): boolean {
  for (let e: unknown = error; e !== null && typeof e === 'object'; e = (e as { cause?: unknown }).cause) {
    const code = (e as { code?: unknown }).code
    if (typeof code === 'string' && (LOST.has(code) || /^(08...|57P0.|53...|25P03)$/.test(code))) return true
  }
  return false
}

export async function ping(db: Db): Promise<void> {
  await db.execute(sql`select 1`)
}
