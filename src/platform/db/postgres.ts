import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { PgDialect } from 'drizzle-orm/pg-core'
import { drizzle } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import type { CopyRows, Database, Db } from './client.ts'
import { type SendAhead, sendsAhead } from './final-statement.ts'
import type { SocketTarget } from './prompt-socket.ts'

export interface PostgresOptions {
  max?: number
  /** Through a pooler such as Hyperdrive: no start-up parameters, no type look-up. */
  pooled?: boolean
  /** The role every connection takes on: `suixin_app`, where the login is the owner or a member of it. */
  role?: string | undefined
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

/** The driver's own grow to twenty seconds, and whoever asks meanwhile waits them out: a server that is back is to be found at once. */
const reconnectSeconds = (tries: number) => Math.min(0.05 * 2 ** tries, 0.5)

export function openPostgres(url: string, { max = 10, pooled = false, role, socket }: PostgresOptions = {}): Database {
  const client = postgres(url, {
    max,
    fetch_types: false,
    connect_timeout: 5,
    backoff: reconnectSeconds,
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
            ...(role === undefined ? {} : { role }),
          },
        }),
  })
  const db = drizzle(pooled ? client : preparing(client), { casing: 'snake_case' }) as unknown as Db
  if (!pooled) sendsAhead(db, sendAhead)
  return {
    db,
    ...(pooled ? {} : { copyRows }),
    engine: 'postgres',
    close: () => client.end({ timeout: 5 }),
  }
}

/**
 * drizzle knows no COPY: it goes to the connection of its transaction. What the server refuses behind the last byte reaches
 * neither the stream of postgres.js 3.4.9, which waits for ever, nor the query, which was answered with the stream: the
 * query's own `reject` is listened to.
 */
const copyRows: CopyRows = async (transaction, statement, pieces) => {
  const { client } = (transaction as unknown as { session: { client: postgres.TransactionSql } }).session
  const query = client.unsafe(statement) as postgres.PendingQuery<postgres.Row[]> & { reject(error: unknown): void }
  const stream = await query.writable()
  const refused = new Promise<never>((_, reject) => {
    query.reject = reject
  })
  await Promise.race([pipeline(Readable.from(pieces, { objectMode: true, highWaterMark: 1 }), stream), refused])
}

/**
 * drizzle hands a query over some time after it is asked; `execute` of postgres.js does so one microtask later, as it does its
 * COMMIT, which is asked for after this has returned: the order on the connection is the order here.
 */
const sendAhead: SendAhead = (transaction, statement) => {
  const { session, dialect } = transaction as unknown as { session: { client: postgres.TransactionSql }; dialect: PgDialect }
  const { sql, params } = dialect.sqlToQuery(statement)
  return session.client.unsafe(sql, params as never[]).execute()
}

/** So many parameters at most: a list of ids of any length would be as many statements. */
const MOST_PREPARED_PARAMETERS = 16

/**
 * drizzle sends every query by `unsafe`, which postgres.js plans anew each time and asks about first: two trips to the server
 * for each. A query of few parameters is one of a few hundred texts and is prepared once a connection instead.
 */
function preparing<T extends postgres.Sql | postgres.TransactionSql>(client: T): T {
  return new Proxy(client, {
    get(target, name) {
      if (name === 'unsafe') {
        return (query: string, parameters: never[] = [], options: object = {}) =>
          target.unsafe(query, parameters, { ...options, prepare: isPrepared(query, parameters) })
      }
      if (name === 'begin' || name === 'savepoint') {
        return (...args: unknown[]) => {
          const work = args.pop() as (inner: postgres.TransactionSql) => unknown
          return (Reflect.get(target, name) as (...all: unknown[]) => unknown)(...args, (inner: postgres.TransactionSql) => work(preparing(inner)))
        }
      }
      return Reflect.get(target, name)
    },
  })
}

function isPrepared(query: string, parameters: readonly unknown[]): boolean {
  return parameters.length > 0 && parameters.length <= MOST_PREPARED_PARAMETERS && /^\s*(select|with|insert|update|delete)\s/i.test(query)
}
