import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { EXAMPLE_CODE } from '../../../src/feeds/example-firm.ts'
import { feeds } from '../../../src/feeds/index.ts'
import { type Database, rowsOf } from '../../../src/platform/db/client.ts'
import { emptyDatabase } from '../../../src/platform/db/maintenance.ts'
import { openPostgres } from '../../../src/platform/db/postgres.ts'
import { promptSocket } from '../../../src/platform/db/prompt-socket.ts'
import { importStream } from '../../../src/sources/index.ts'
import { type ScratchDatabase, scratchDatabase } from '../../support/scratch-database.ts'
import { contextOf, resumable, takenIn } from './resumable.ts'
import { COUNTS, FILE, ROWS, streamed } from './resumable-file.ts'

let scratch: ScratchDatabase
let database: Database
beforeAll(async () => {
  scratch = await scratchDatabase()
  database = openPostgres(scratch.url, { max: 4, socket: promptSocket })
})
afterAll(async () => {
  await database.close()
  await scratch.drop()
})

describe('an import block by block, on PostgreSQL', () => resumable(() => database))

describe('a block with a known row among many new ones', () => {
  const HEAD = '统一社会信用代码,行政相对人名称,行政相对人类别,行政许可决定文书号,许可类别,许可决定日期,许可机关'
  const LINES = Array.from({ length: 200 }, (_, i) => `${EXAMPLE_CODE},广州示例有限公司,法人,示例〔2025〕${i}号,普通,2025-03-11,示例局`)
  const fileOf = (lines: readonly string[]) => streamed(new TextEncoder().encode([HEAD, ...lines].join('\n')), 64 * 1024)

  // The COPY meets it at its beginning, in its middle, or behind its last byte, when the server writes what it gathered.
  test.each([1, 101, 198])('is taken in without that row (%i), which is a duplicate', async (place) => {
    await emptyDatabase(database.db)
    const means = { copyRows: database.copyRows }
    await importStream(contextOf(database), feeds, fileOf([LINES[place]!]), means)
    expect(await importStream(contextOf(database), feeds, fileOf(LINES), means)).toMatchObject({ received: 200, accepted: 199, duplicate: 1, status: 'done' })
    const [counted] = await rowsOf<{ n: number }>(database.db, sql`select count(*)::int as n from records`)
    expect(counted).toEqual({ n: 200 })
  })
})

describe('an import whose process is killed', () => {
  test('again and again, at any moment, ends with every row once', async () => {
    await emptyDatabase(database.db)
    await importStream(contextOf(database), feeds, streamed(), { copyRows: database.copyRows })
    const expected = await takenIn(database)
    await emptyDatabase(database.db)
    const program = fileURLToPath(new URL('./killed-import.ts', import.meta.url))
    let killed = 0
    for (let attempt = 0; ; attempt++) {
      expect(attempt).toBeLessThan(40)
      const child = spawn(process.execPath, ['--import', 'tsx', program, scratch.url], { stdio: 'ignore' })
      const ended = once(child, 'exit')
      // The first commits are waited for, so that it dies in the middle of its work and not before.
      const before = await bytesDone()
      for (let waited = 0; waited < 200 && (await bytesDone()) <= before && child.exitCode === null; waited++) await delay(10)
      await delay((attempt * 7) % 20)
      if (attempt < 4 && child.exitCode === null) killed += child.kill('SIGKILL') ? 1 : 0
      await ended
      const [batch] = await rowsOf<{ status: string; sum: boolean }>(
        database.db,
        sql`select status, received = accepted + duplicate + quarantined as sum from import_batches`,
      )
      expect(batch?.sum).toBe(true)
      if (batch?.status === 'done') break
    }
    expect(killed).toBeGreaterThan(0)
    const [batch] = await rowsOf(database.db, sql`select received, accepted, duplicate, quarantined, bytes_done::int as bytes from import_batches`)
    expect(batch).toEqual({ ...COUNTS, bytes: FILE.length })
    expect(await takenIn(database)).toEqual(expected)
  }, 120_000)

  test('leaves a batch that one process alone goes on with', async () => {
    await emptyDatabase(database.db)
    const ctx = contextOf(database)
    const both = await Promise.allSettled([1, 2].map(() => importStream(ctx, feeds, streamed(), { copyRows: database.copyRows, blockBytes: 400 })))
    const refused = both.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason.code] : []))
    expect(refused).toEqual(refused.map(() => 'import_taken_over'))
    await importStream(ctx, feeds, streamed(), { copyRows: database.copyRows })
    const [counted] = await rowsOf<{ n: number }>(database.db, sql`select count(*)::int as n from records`)
    expect(counted).toEqual({ n: COUNTS.accepted })
    expect(ROWS).toBe(COUNTS.accepted + COUNTS.duplicate + COUNTS.quarantined)
  })
})

async function bytesDone(): Promise<number> {
  const [row] = await rowsOf<{ n: number }>(database.db, sql`select coalesce(max(bytes_done), 0)::int as n from import_batches`)
  return row!.n
}
