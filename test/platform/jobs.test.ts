import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { heldClock, seededIds } from '../../src/platform/chance.ts'
import type { Context } from '../../src/platform/context.ts'
import { type Database, rowsOf } from '../../src/platform/db/client.ts'
import { migrate } from '../../src/platform/db/migrate.ts'
import { openPglite } from '../../src/platform/db/pglite.ts'
import { drain, emit, emitDaily } from '../../src/platform/jobs/service.ts'
import { testMaster } from '../support/test-master.ts'

let database: Database
let ctx: Context
const clock = heldClock(new Date('2026-11-23T15:59:00Z'))

beforeAll(async () => {
  database = await openPglite()
  await migrate(database)
  ctx = { db: database.db, clock, ids: seededIds(clock), master: testMaster, requestId: 'test' }
})
afterAll(() => database.close())

it('announces a daily job once a day of Guangzhou, however often it is asked', async () => {
  const done: string[] = []
  const handlers = { sweep: async () => void done.push(clock.now().toISOString()) }
  await emitDaily(ctx, ['sweep'])
  await drain(ctx, handlers)
  await emitDaily(ctx, ['sweep'])
  await drain(ctx, handlers)
  expect(done).toHaveLength(1)
  // One minute later it is the 24th in Guangzhou.
  clock.set(new Date('2026-11-23T16:00:00Z'))
  await Promise.all([emitDaily(ctx, ['sweep']), emitDaily(ctx, ['sweep'])])
  await drain(ctx, handlers)
  expect(done).toHaveLength(2)
})

it('leaves the excepted kinds for another time, and does not lose them', async () => {
  const done: string[] = []
  const handlers = { quick: async () => void done.push('quick'), long: async () => void done.push('long') }
  await emit(ctx, 'long', {})
  await emit(ctx, 'quick', {})
  expect(await drain(ctx, handlers, 100, ['long'])).toBe(1)
  expect(done).toEqual(['quick'])
  const [waiting] = await rowsOf<{ n: number | string }>(
    ctx.db,
    sql`select count(*) as n from jobs where kind = 'long' and leased_until is null and done_at is null`,
  )
  expect(Number(waiting!.n)).toBe(1)
  await drain(ctx, handlers)
  expect(done).toEqual(['quick', 'long'])
})

it('between two jobs the process turns to whoever else waits, though an embedded database never makes it', async () => {
  const seen: string[] = []
  const handlers = { job: async () => void seen.push('job') }
  for (let i = 0; i < 3; i++) await emit(ctx, 'job', {})
  setTimeout(() => seen.push('request'), 0)
  await drain(ctx, handlers)
  expect(seen.filter((what) => what === 'job')).toHaveLength(3)
  expect(seen.indexOf('request')).toBeLessThan(2)
  expect(seen.indexOf('request')).toBeGreaterThanOrEqual(0)
})
