import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DAILY_JOBS, jobHandlers } from '../../../src/app.ts'
import { heldClock, seededIds } from '../../../src/platform/chance.ts'
import type { Context } from '../../../src/platform/context.ts'
import { type Database, rowsOf } from '../../../src/platform/db/client.ts'
import { openPostgres } from '../../../src/platform/db/postgres.ts'
import { drain, emitDaily } from '../../../src/platform/jobs/service.ts'
import { keptDaysOn } from '../../../src/sources/retention/kept-days.ts'
import { type ScratchDatabase, scratchDatabase } from '../../support/scratch-database.ts'
import { testMaster } from '../../support/test-master.ts'

const NOW = new Date('2026-11-23T02:00:00Z')
const DAY_MS = 86_400_000
const AT_ONCE = 10_000
/** Midnight in Guangzhou, so many days before today. */
const midnight = (days: number) => new Date(Date.parse('2026-11-23T00:00:00+08:00') - days * DAY_MS)
const justBefore = (at: Date) => new Date(at.getTime() - 1)

let scratch: ScratchDatabase
let database: Database
let ctx: Context
beforeAll(async () => {
  scratch = await scratchDatabase()
  database = openPostgres(scratch.url, { max: 2 })
  const clock = heldClock(NOW)
  const ids = seededIds(clock)
  ids.reset('sweep')
  ctx = { db: database.db, clock, ids, master: testMaster, requestId: 'test' }
})
afterAll(async () => {
  await database.close()
  await scratch.drop()
})

async function run(id: string, way: string, at: Date): Promise<void> {
  await ctx.db.execute(
    sql`insert into feed_runs (id, source, record, way, started_at, batch_ids) values (${id}, 's', 'r', ${way}, ${at.toISOString()}::timestamptz, '[]')`,
  )
}
async function event(id: string, at: Date): Promise<void> {
  await ctx.db.execute(
    sql`insert into feed_events (source, event_id, body_sha256, outcome, received_at) values ('s', ${id}, 'x', '{}', ${at.toISOString()}::timestamptz)`,
  )
}
async function refusals(prefix: string, at: Date, many = 1): Promise<void> {
  await ctx.db.execute(sql`
    insert into intake_refusals (id, source, record, way, code, detail, at)
    select ${prefix} || n, 's', 'r', 'push', 'c', 'd', ${at.toISOString()}::timestamptz from generate_series(1, ${many}) n`)
}
/** Rows kept aside of a batch that came then. */
async function keptAside(batchId: string, at: Date): Promise<void> {
  await ctx.db.execute(sql`
    insert into import_batches (id, source, record, format, encoding, sha256, received, accepted, duplicate, quarantined, ignored_columns, created_at)
    values (${batchId}, 's', 'r', 'csv', 'utf-8', ${batchId}, 2, 0, 0, 2, '[]', ${at.toISOString()}::timestamptz)`)
  for (const rowNo of [2, 3])
    await ctx.db.execute(sql`insert into quarantine (batch_id, row_no, issues, row) values (${batchId}, ${rowNo}, '[]', '{"户主姓名":"黄**"}')`)
}
const ids = async (table: string, column = 'id') =>
  (await rowsOf<{ id: string }>(ctx.db, sql.raw(`select ${column} as id from ${table} order by 1`))).map(({ id }) => id)

test('once a day what is past its days goes, to the day, and nothing else', async () => {
  const days = keptDaysOn('2026-11-23')
  for (const [name, kept] of [
    ['pull', days.pulls],
    ['query', days.authorisations],
    ['present', days.authorisations],
  ] as const) {
    await run(`${name}-kept`, name, midnight(kept))
    await run(`${name}-past`, name, justBefore(midnight(kept)))
  }
  // A subject's own authorisation is kept longer than a fetched list.
  await run('query-as-old-as-a-past-pull', 'query', justBefore(midnight(days.pulls)))
  await event('kept', midnight(days.events))
  await event('past', justBefore(midnight(days.events)))
  await refusals('kept', midnight(days.refusals))
  await refusals('past', justBefore(midnight(days.refusals)), 3)
  await keptAside('kept', midnight(days.quarantine))
  await keptAside('past', justBefore(midnight(days.quarantine)))

  expect(DAILY_JOBS).toContain('sources.sweep')
  await emitDaily(ctx, DAILY_JOBS)
  // Asked for twice on a day it is done once.
  await emitDaily(ctx, DAILY_JOBS)
  await drain(ctx, jobHandlers)
  const swept = await rowsOf<{ status: string }>(
    ctx.db,
    sql`select case when done_at is null then 'open' else 'done' end as status from jobs where kind = 'sources.sweep'`,
  )
  expect(swept.map(({ status }) => status)).toEqual(['done'])
  expect(await ids('feed_runs')).toEqual(['present-kept', 'pull-kept', 'query-as-old-as-a-past-pull', 'query-kept'])
  expect(await ids('feed_events', 'event_id')).toEqual(['kept'])
  expect(await ids('intake_refusals')).toEqual(['kept1'])
  expect(await ids('quarantine', 'batch_id')).toEqual(['kept', 'kept'])
  // That the batch came, and how many of it were kept aside, stays.
  expect(await ids('import_batches')).toEqual(['kept', 'past'])
})

test('a heap of years goes a part at a time, until none is left', async () => {
  const long = justBefore(midnight(keptDaysOn('2026-11-23').refusals))
  await refusals('heap', long, 2 * AT_ONCE + 1)
  const sweep = async () => ctx.db.transaction(async (tx) => jobHandlers['sources.sweep']!({ ...ctx, db: tx }, {}))
  await sweep()
  expect((await ids('intake_refusals')).length).toBe(AT_ONCE + 2)
  const due = await rowsOf<{ n: number }>(ctx.db, sql`select count(*)::int as n from jobs where kind = 'sources.sweep' and done_at is null`)
  expect(due[0]!.n).toBe(1)
  await sweep()
  await sweep()
  expect(await ids('intake_refusals')).toEqual(['kept1'])
})

test.each([
  ['2020-01-01', 400],
  ['2026-12-31', 400],
  ['2027-01-01', 30],
])('the days in force on %s are %i', (day, pulls) => {
  const table = [keptDaysOn('2026-01-01'), { ...keptDaysOn('2026-01-01'), validFrom: '2027-01-01', pulls: 30 }]
  expect(keptDaysOn(day, table).pulls).toBe(pulls)
})
