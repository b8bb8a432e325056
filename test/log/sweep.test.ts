import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { LOG_SWEEP, logJobs, sealLog, sweepLog, sweepStatus } from '../../src/log/index.ts'
import type { Database } from '../../src/platform/db/client.ts'
import { emptyDatabase } from '../../src/platform/db/maintenance.ts'
import { migrate } from '../../src/platform/db/migrate.ts'
import { openPglite } from '../../src/platform/db/pglite.ts'
import { drain, emit } from '../../src/platform/jobs/service.ts'
import { testLogKeyring } from '../support/log-key.ts'
import { deskOf, write } from './desk.ts'

let database: Database
let ctx: ReturnType<typeof deskOf>
beforeAll(async () => {
  database = await openPglite()
  await migrate(database)
})
afterAll(() => database.close())

/** So many sealed entries. */
async function logOf(count: number): Promise<void> {
  await emptyDatabase(database.db)
  ctx = deskOf(database.db)
  await database.db.execute(sql`
    insert into access_log (subject_id, kind, consent_id, lender_id, actor_id, leaf, at)
    select 's', 'read.denied', 'c', 'l', 'a', '{"n":' || n || '}', now() from generate_series(1, ${count}::int) n`)
  await sealLog(ctx, await testLogKeyring.open())
}

const GUARDED = ['access_log', 'log_leaves', 'log_tiles', 'log_checkpoints']
/** As whoever owns the database can: the triggers do not run. */
const meddle = (statement: string) =>
  database.db.transaction(async (tx) => {
    for (const table of GUARDED) await tx.execute(sql.raw(`alter table ${table} disable trigger user`))
    await tx.execute(sql.raw(statement))
    for (const table of GUARDED) await tx.execute(sql.raw(`alter table ${table} enable trigger user`))
  })
const numbered = (logIndex: number) => `
  insert into access_log (subject_id, log_index, kind, consent_id, lender_id, actor_id, leaf, at) overriding system value
  values ('s', ${logIndex}, 'read.denied', 'c', 'l', 'a', '{"n":0}', '2020-01-01')`
const FLIPPED = 'set_byte(hashes, 40, get_byte(hashes, 40) # 1)'

describe('a log of 600 entries', () => {
  beforeEach(() => logOf(600))

  test('is as sealed where nobody touched it, and says so', async () => {
    expect(await sweepStatus(ctx)).toBe('not yet compared')
    expect(await sweepLog(ctx)).toEqual({ leaves: 600, damaged: [] })
    expect(await sweepStatus(ctx)).toBe('600 entries and their tiles as sealed, 2026-11-23T02:00:00Z')
  })

  test.each([
    ['a full tile that was rewritten', `update log_tiles set hashes = ${FLIPPED} where level = 0 and index = 0`, ['tile/0/000']],
    ['another full tile', `update log_tiles set hashes = ${FLIPPED} where level = 0 and index = 1`, ['tile/0/001']],
    ['the last tile, which is still growing', `update log_tiles set hashes = ${FLIPPED} where level = 0 and index = 2`, ['root', 'tile/0/002.p/88']],
    ['a tile above', `update log_tiles set hashes = ${FLIPPED} where level = 1`, ['root', 'tile/1/000.p/2']],
    ['a tile that is gone', 'delete from log_tiles where level = 0 and index = 1', ['tile/0/001']],
    ['the last tile gone', 'delete from log_tiles where level = 0 and index = 2', ['root', 'tile/0/002.p/88']],
    ['a tile cut short', 'update log_tiles set hashes = substring(hashes from 1 for 320) where level = 0 and index = 0', ['tile/0/000']],
    ['an entry that was rewritten', "update access_log set leaf = '{}' where log_index = 18", ['entry 17']],
    ['an entry that is gone', 'delete from access_log where log_index = 600', ['entry 599']],
    [
      'a leaf that was rewritten with its entry and its tile',
      `update access_log set leaf = '{}' where log_index = 18;
       update log_leaves set leaf_hash = sha256('\\x007b7d') where log_index = 18;
       update log_tiles t set hashes = (select string_agg(leaf_hash, ''::bytea order by seq) from log_leaves where seq < 256) where level = 0 and index = 0`,
      ['tile/1/000.p/2'],
    ],
    [
      'a leaf that was rewritten with its entry and all of its tiles',
      `update access_log set leaf = '{}' where log_index = 590;
       update log_leaves set leaf_hash = sha256('\\x007b7d') where log_index = 590;
       update log_tiles t set hashes = (select string_agg(leaf_hash, ''::bytea order by seq) from log_leaves where seq >= 512) where level = 0 and index = 2`,
      ['root'],
    ],
    ['a checkpoint whose root is another than its note says', 'update log_checkpoints set root = sha256(root) where size = 600', ['root']],
    [
      'a checkpoint whose note nobody of the log signed',
      "update log_checkpoints set note = replace(note, E'\\n600\\n', E'\\n601\\n') where size = 600",
      ['root'],
    ],
  ])('names %s', async (_, statements, named) => {
    for (const statement of statements.split(';')) await meddle(statement)
    expect(await sweepLog(ctx)).toEqual({ leaves: 600, damaged: named })
    expect(await sweepStatus(ctx)).toBe(`damaged: ${named.join(', ')}; 2026-11-23T02:00:00Z`)
  })

  test.each([
    ['before all others', -7],
    ['between two that are sealed', 601],
  ])('names an entry that was put in %s once later ones were sealed', async (_, logIndex) => {
    // A number that was given out and never used, as a transaction that was undone leaves one.
    await ctx.db.execute(sql`select nextval(pg_get_serial_sequence('access_log', 'log_index'))`)
    await write(ctx, 1)
    await sealLog(ctx, await testLogKeyring.open())
    expect(await sweepLog(ctx)).toEqual({ leaves: 601, damaged: [] })
    await meddle(numbered(logIndex))
    ctx.clock.set(new Date(ctx.clock.now().getTime() + 1000))
    expect(await sweepLog(ctx)).toEqual({ leaves: 601, damaged: [`log_index ${logIndex} without a leaf`] })
    expect(await sweepStatus(ctx)).toContain(`damaged: log_index ${logIndex} without a leaf;`)
  })

  test('names all that were written behind a number from far ahead, and none that only waits for the next sealing', async () => {
    const last = await write(ctx, 1)
    expect(await sweepLog(ctx)).toEqual({ leaves: 600, damaged: [] })
    await meddle(numbered(900_000_000))
    await sealLog(ctx, await testLogKeyring.open())
    ctx.clock.set(new Date(ctx.clock.now().getTime() + 1000))
    expect(await sweepLog(ctx)).toEqual({ leaves: 602, damaged: [] })
    const behind = [await write(ctx, 2), await write(ctx, 3)]
    expect(behind).toEqual([last + 1, last + 2])
    expect(await sealLog(ctx, await testLogKeyring.open())).toEqual({ sealed: 0, size: 602 })
    ctx.clock.set(new Date(ctx.clock.now().getTime() + 1000))
    expect((await sweepLog(ctx)).damaged).toEqual(behind.map((logIndex) => `log_index ${logIndex} without a leaf`))
  })

  test('is gone over by the daily job, and is sound again once it was put right', async () => {
    await meddle(`update log_tiles set hashes = ${FLIPPED} where level = 0 and index = 0`)
    const daily = async () => {
      await emit(ctx, LOG_SWEEP, {})
      await drain(ctx, logJobs)
    }
    await daily()
    expect(await sweepStatus(ctx)).toContain('damaged: tile/0/000;')
    await meddle(`update log_tiles set hashes = ${FLIPPED} where level = 0 and index = 0`)
    ctx.clock.set(new Date(ctx.clock.now().getTime() + 86_400_000))
    await daily()
    expect(await sweepStatus(ctx)).toBe('600 entries and their tiles as sealed, 2026-11-24T02:00:00Z')
  })

  test('tells a hundred finds and no more', async () => {
    await meddle("update access_log set leaf = '{}' where log_index <= 150")
    expect((await sweepLog(ctx)).damaged).toHaveLength(100)
    expect(await sweepStatus(ctx)).toBe('damaged: entry 0, entry 1, entry 2, entry 3, entry 4 and 95 or more; 2026-11-23T02:00:00Z')
  })
})

test('of a log with three levels of tiles the one in the middle is named alone, over many steps', { timeout: 120_000 }, async () => {
  await logOf(66_000)
  expect(await sweepLog(ctx)).toEqual({ leaves: 66_000, damaged: [] })
  await meddle(`update log_tiles set hashes = ${FLIPPED} where level = 1 and index = 0`)
  ctx.clock.set(new Date(ctx.clock.now().getTime() + 1000))
  expect(await sweepLog(ctx)).toEqual({ leaves: 66_000, damaged: ['tile/1/000'] })
})

test('an empty log has nothing to compare', async () => {
  await logOf(0)
  expect(await sweepLog(ctx)).toEqual({ leaves: 0, damaged: [] })
  expect(await sweepStatus(ctx)).toBe('not yet compared')
})
