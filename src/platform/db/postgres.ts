import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { drizzle } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import type { CopyRows, Database, Db } from './client.ts'
import type { SocketTarget } from './prompt-socket.ts'

export interface PostgresOptions {
  max?: number
  /** Through a pooler such as Hyperdrive: no start-up parameters, no type look-up. */
  pooled?: boolean
  /** How to connect, on Node (prompt-socket). */
  socket?: (target: SocketTarget) => Promise<unknown>
}

/**
 * When a transaction's connection breaks, postgres.js 3.4.9 writes the ROLLBACK to a socket that is gone, from a timer
 * where no caller can catch it (porsager/postgres#1154, #1208), and that place in its pool never connects again. The
 * transaction itself has been refused with CONNECTION_CLOSED by then: nothing is lost but the pool, which wants replacing.
 */
export function isLateWrite(error: unknown): boolean {
  return error instanceof TypeError && /at (Immediate\.)?nextWrite .*postgres[\\/](cjs[\\/])?src[\\/]connection\.js/.test(error.stack ?? '')
}

export function openPostgres(url: string, { max = 10, pooled = false, socket }: PostgresOptions = {}): Database {
  const client = postgres(url, {
    max,
    fetch_types: false,
    connect_timeout: 5,
    onnotice: () => {},
    ...(socket ? ({ socket } as object) : {}),
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
    ...(pooled ? {} : { copyRows }),
    engine: 'postgres',
    close: () => client.end({ timeout: 5 }),
  }
}

/** drizzle knows no COPY: it goes to the connection of its transaction. */
const copyRows: CopyRows = async (transaction, statement, pieces) => {
  const { client } = (transaction as unknown as { session: { client: postgres.TransactionSql } }).session
  await pipeline(Readable.from(pieces, { objectMode: true, highWaterMark: 1 }), await client.unsafe(statement).writable())
}
