import postgres from 'postgres'
import type { Database } from '../src/platform/db/client.ts'
import { migrate } from '../src/platform/db/migrate.ts'
import { openPostgres } from '../src/platform/db/postgres.ts'
import { promptSocket } from '../src/platform/db/prompt-socket.ts'
import { ensurePostgres } from '../test/support/postgres-server.ts'

export interface ScratchServer {
  database: Database
  url: string
  /** What the server is, for the report. */
  description: string
}

/** Runs a benchmark on an empty, migrated database of a PostgreSQL with fsync on, and takes both away again. */
export async function onScratchServer<T>(run: (server: ScratchServer) => Promise<T>, connections = 10): Promise<T> {
  const server = await ensurePostgres()
  const maintenance = postgres(server.url, { max: 1, onnotice: () => {} })
  const name = `suixin_bench_${process.pid}`
  try {
    await maintenance.unsafe(`create database ${name}`)
    const url = Object.assign(new URL(server.url), { pathname: `/${name}` }).href
    const database = openPostgres(url, { max: connections, socket: promptSocket })
    try {
      await migrate(database)
      return await run({ database, url, description: server.description })
    } finally {
      await database.close()
      await maintenance.unsafe(`drop database if exists ${name} with (force)`)
    }
  } finally {
    await maintenance.end({ timeout: 5 })
    await server.stop()
  }
}
