/**
 * What the fence is for: entries are numbered when they are written and seen when they are committed, and the two orders differ.
 * One checker looks at what a sealer has put in a row; two sealers as one would write them at first must fail it.
 */
import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { sealLog } from '../../src/log/index.ts'
import { type Database, type Db, rowsOf } from '../../src/platform/db/client.ts'
import { emptyDatabase } from '../../src/platform/db/maintenance.ts'
import { openPostgres } from '../../src/platform/db/postgres.ts'
import { testLogKeyring } from '../support/log-key.ts'
import { type ScratchDatabase, scratchDatabase } from '../support/scratch-database.ts'
import { deskOf, write } from './desk.ts'

let scratch: ScratchDatabase
let database: Database
beforeAll(async () => {
  scratch = await scratchDatabase()
  database = openPostgres(scratch.url, { max: 16 })
})
afterAll(async () => {
  await database.close()
  await scratch.drop()
})
afterEach(() => emptyDatabase(database.db))

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
function gate(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {}
  const promise = new Promise<void>((open) => {
    resolve = open
  })
  return { promise, resolve }
}
const numbers = async (db: Db, query: ReturnType<typeof sql>) => (await rowsOf<{ n: number | string }>(db, query)).map(({ n }) => Number(n))

interface Sealer {
  run(): Promise<unknown>
  /** Log indexes in the order in which they were sealed. */
  sealed(): Promise<readonly number[]>
}

/** Twelve hands write, each in transactions that dawdle before and after the number is drawn and sometimes fail, while the sealer runs all the time. */
async function race(sealer: Sealer): Promise<{ sealed: readonly number[]; committed: readonly number[] }> {
  const { db } = database
  let writing = true
  const hand = async (first: number) => {
    for (let n = first; n < first + 25; n++) {
      await db
        .transaction(async (tx) => {
          // As when a consent was locked and changed before: the transaction has its number long before the entry has.
          await tx.execute(sql`select pg_current_xact_id()`)
          await pause(Math.random() * 8)
          await write(deskOf(tx), n)
          await pause(Math.random() * 8)
          if (n % 6 === 0) throw new Error('rolled back')
        })
        .catch((error: Error) => expect(error.message).toBe('rolled back'))
    }
  }
  const sealing = (async () => {
    while (writing) {
      await sealer.run()
      await pause(1)
    }
  })()
  await Promise.all(Array.from({ length: 12 }, (_, at) => hand(at * 100)))
  writing = false
  await sealing
  await sealer.run()
  return { sealed: await sealer.sealed(), committed: await numbers(db, sql`select log_index as n from access_log order by log_index`) }
}

function faults({ sealed, committed }: { sealed: readonly number[]; committed: readonly number[] }): string[] {
  const found: string[] = []
  if (committed.some((index) => !sealed.includes(index))) found.push('skipped')
  if (sealed.some((index, at) => at > 0 && index < sealed[at - 1]!)) found.push('out of order')
  if (new Set(sealed).size < sealed.length) found.push('twice')
  if (sealed.some((index) => !committed.includes(index))) found.push('never committed')
  return found
}

const ours = (): Sealer => ({
  run: async () => sealLog(deskOf(database.db), await testLogKeyring.open()),
  sealed: () => numbers(database.db, sql`select log_index as n from log_leaves order by seq`),
})

/** Everything that is seen behind the last one. */
function byLastSeen(): Sealer {
  const sealed: number[] = []
  return {
    run: async () =>
      sealed.push(...(await numbers(database.db, sql`select log_index as n from access_log where log_index > ${sealed.at(-1) ?? 0} order by 1`))),
    sealed: async () => sealed,
  }
}

/** Everything whose transaction is older than the oldest that is still open. */
function byTransaction(): Sealer {
  const sealed: number[] = []
  return {
    run: async () => {
      const settled = await numbers(
        database.db,
        sql`select log_index as n from access_log where xmin::text::bigint < pg_snapshot_xmin(pg_current_snapshot())::text::bigint order by 1`,
      )
      sealed.push(...settled.filter((index) => !sealed.includes(index)))
    },
    sealed: async () => sealed,
  }
}

describe('entries that are committed in another order than they were numbered', () => {
  test('are sealed in the order of their numbers, each once and none left out', async () => {
    for (let round = 0; round < 3; round++) {
      const happened = await race(ours())
      expect(faults(happened)).toEqual([])
      expect(happened.sealed).toEqual(happened.committed)
      expect(happened.sealed.length).toBeGreaterThan(200)
      await emptyDatabase(database.db)
    }
  })

  test('are skipped by a sealer that goes on from the last it saw', async () => {
    expect(faults(await race(byLastSeen()))).toContain('skipped')
  })

  test('are turned round by a sealer that waits for older transactions', async () => {
    expect(faults(await race(byTransaction()))).toContain('out of order')
  })

  test('are sealed once where four processes seal at a time', async () => {
    const one = ours()
    expect(faults(await race({ ...one, run: () => Promise.all(Array.from({ length: 4 }, one.run)) }))).toEqual([])
    const sizes = await numbers(database.db, sql`select size as n from log_checkpoints order by size`)
    expect(new Set(sizes).size).toBe(sizes.length)
  })
})

describe('the fence', () => {
  const lastDrawn = async () => (await numbers(database.db, sql`select last_value as n from access_log_log_index_seq`))[0]!

  test('is taken before the number is drawn, for one row and for many', async () => {
    await write(deskOf(database.db), 0)
    const before = await lastDrawn()
    let writing: Promise<unknown>[] = []
    await database.db.transaction(async (tx) => {
      await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('suixin log fence', 0))`)
      const copy = sql`insert into access_log (subject_id, kind, consent_id, lender_id, actor_id, leaf, at)
        select subject_id, kind, consent_id, lender_id, actor_id, leaf, at from access_log, generate_series(1, 5)`
      writing = [write(deskOf(database.db), 1), database.db.execute(copy)]
      await pause(150)
      expect(await lastDrawn()).toBe(before)
    })
    await Promise.all(writing)
    expect(await lastDrawn()).toBeGreaterThan(before)
  })

  test('keeps a sealer waiting for a writer, but no longer than a writer may be kept waiting', async () => {
    const written = gate()
    const done = gate()
    await write(deskOf(database.db), 0)
    const slow = database.db.transaction(async (tx) => {
      await write(deskOf(tx), 1)
      written.resolve()
      await done.promise
    })
    await written.promise
    const key = await testLogKeyring.open()
    const run = sealLog(deskOf(database.db), key)
    await pause(50)
    // Who writes now stands behind the sealer, and is let in when it gives up: well within its own limit of two seconds.
    const began = performance.now()
    await write(deskOf(database.db), 2)
    expect(performance.now() - began).toBeLessThan(1_900)
    expect(await run).toEqual({ sealed: 0, stopped: 'fenced' })
    done.resolve()
    await slow
    expect(await sealLog(deskOf(database.db), key)).toEqual({ sealed: 3, size: 3 })
  })
})
