import { drizzle } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import type { Database, Db } from './client.ts'

export interface PostgresOptions {
  max?: number
  /** Through a pooler such as Hyperdrive: no start-up parameters, no type look-up. */
  pooled?: boolean
}

/**
 * When a transaction's connection breaks, postgres.js 3.4.9 writes the ROLLBACK to a socket that is gone, from a timer
 * where no caller can catch it (porsager/postgres#1154, #1208), and that place in its pool never connects again. The
 * transaction itself has been refused with CONNECTION_CLOSED by then: nothing is lost but the pool, which wants replacing.
 */
export function isLateWrite(error: unknown): boolean {
  return error instanceof TypeError && /at (Immediate\.)?nextWrite .*postgres[\\/](cjs[\\/])?src[\\/]connection\.js/.test(error.stack ?? '')
}

export function openPostgres(url: string, { max = 10, pooled = false }: PostgresOptions = {}): Database {
  const client = postgres(url, {
    max,
    fetch_types: false,
    connect_timeout: 5,
    onnotice: () => {},
    ...(pooled
      ? {}
      : {
          connection: {
            statement_timeout: 5_000,
            lock_timeout: 2_000,
            idle_in_transaction_session_timeout: 10_000,
            TimeZone: 'UTC',
            application_name: 'suixin',
          },
        }),
  })
  return {
    db: drizzle(client, { casing: 'snake_case' }) as unknown as Db,
    engine: 'postgres',
    close: () => client.end({ timeout: 5 }),
  }
}
