import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { feeds } from '../../../src/feeds/index.ts'
import { heldClock, seededIds } from '../../../src/platform/chance.ts'
import type { Context } from '../../../src/platform/context.ts'
import { type Database, rowsOf } from '../../../src/platform/db/client.ts'
import { emptyDatabase } from '../../../src/platform/db/maintenance.ts'
import { importFile, importStream, type StreamedFile, type StreamMeans } from '../../../src/sources/index.ts'
import { testMaster } from '../../support/test-master.ts'
import { COUNTS, FILE, ROWS, streamed } from './resumable-file.ts'

/** Everything that was taken in, without what differs from run to run: ids of subjects and batches. */
export async function takenIn({ db }: Pick<Database, 'db'>): Promise<unknown> {
  const records = await rowsOf(
    db,
    sql`select r.id, s.code, r.record_key, r.version, r.retracts, r.as_of::text, r.body, l.names, r.facts, r.row_no from records r join subjects s on s.id = r.subject_id join row_layouts l on l.id = r.layout order by r.row_no, r.id`,
  )
  const kept = await rowsOf(db, sql`select row_no, issues, row from quarantine order by batch_id, row_no`)
  return { records, kept }
}

let contexts = 0

/** Ids differ from one to the next, as those of two processes do. */
export function contextOf({ db }: Pick<Database, 'db'>): Context {
  const clock = heldClock(new Date('2026-11-23T02:00:00Z'))
  const ids = seededIds(clock)
  ids.reset(`stream ${contexts++}`)
  return { db, clock, ids, master: testMaster, requestId: 'test' }
}

/** The file, whose reading breaks off behind so many pieces; its first bytes can always be looked at. */
function failing(pieces: number): StreamedFile {
  let opened = 0
  return {
    ...streamed(),
    async *open(offset) {
      let left = opened++ === 0 ? Number.POSITIVE_INFINITY : pieces
      for await (const piece of streamed().open(offset)) {
        if (left-- === 0) throw new Error('killed while reading')
        yield piece
      }
    },
  }
}

/** The laws of a resumable import, on one engine. */
export function resumable(database: () => Database): void {
  const means = (more: StreamMeans = {}): StreamMeans => ({ copyRows: database().copyRows, blockBytes: 400, ...more })

  async function whole(): Promise<unknown> {
    await emptyDatabase(database().db)
    const ctx = contextOf(database())
    await ctx.db.transaction((tx) =>
      importFile({ ...ctx, db: tx }, feeds, {
        source: 'gz-credit',
        record: 'licence',
        bytes: FILE,
        contentType: 'text/csv',
        fileName: 'licence.csv',
        actorId: null as never,
      }),
    )
    return takenIn(database())
  }

  test('gives what reading the file in one piece gives, whatever the size of a block', async () => {
    const expected = await whole()
    for (const blockBytes of [1, 100, 1_000, 10_000]) {
      await emptyDatabase(database().db)
      const batch = await importStream(contextOf(database()), feeds, streamed(), means({ blockBytes }))
      expect(batch).toMatchObject({ ...COUNTS, status: 'done', bytesDone: FILE.length, bytesTotal: FILE.length })
      expect(await takenIn(database())).toEqual(expected)
    }
  })

  test('goes on where it broke off, before and after each commit, without losing or doubling a row', async () => {
    const expected = await whole()
    const pieces = Math.ceil(FILE.length / 64)
    const broken = [
      ...Array.from({ length: pieces }, (_, i) => ({ readsFail: i, commitFails: pieces })),
      ...Array.from({ length: 12 }, (_, i) => ({ readsFail: pieces, commitFails: i })),
    ]
    for (const { readsFail, commitFails } of broken) {
      await emptyDatabase(database().db)
      let commits = 0
      const sums: boolean[] = []
      const onProgress: StreamMeans['onProgress'] = ({ received, accepted, duplicate, quarantined }) => {
        sums.push(received === accepted + duplicate + quarantined)
        if (commits++ === commitFails) throw new Error('killed behind a commit')
      }
      await expect(importStream(contextOf(database()), feeds, failing(readsFail), means({ onProgress }))).rejects.toThrow('killed')
      const batches = await rowsOf<{ status: string }>(database().db, sql`select status from import_batches`)
      // Before its first bytes were looked at there is no batch.
      if (batches.length > 0) expect(batches).toEqual([{ status: 'stopped' }])
      expect(await importStream(contextOf(database()), feeds, streamed(), means())).toMatchObject({ ...COUNTS, status: 'done' })
      expect(await takenIn(database())).toEqual(expected)
      expect(sums).not.toContain(false)
    }
  }, 120_000)

  test('stops when it is told to, and goes on later', async () => {
    const expected = await whole()
    await emptyDatabase(database().db)
    const stopped = await importStream(contextOf(database()), feeds, streamed(), means({ isStopping: () => true }))
    expect(stopped.status).toBe('stopped')
    expect(stopped.received).toBeLessThan(ROWS)
    expect(await importStream(contextOf(database()), feeds, streamed(), means())).toMatchObject({ id: stopped.id, ...COUNTS, status: 'done' })
    expect(await takenIn(database())).toEqual(expected)
  })

  test('of a file that was taken in before changes nothing and keeps its refused rows once', async () => {
    await emptyDatabase(database().db)
    await importStream(contextOf(database()), feeds, streamed(), means())
    const first = await takenIn(database())
    const ctx = contextOf(database())
    expect(await importStream(ctx, feeds, streamed(), means())).toMatchObject({ received: ROWS, accepted: 0, duplicate: 54, quarantined: 6, status: 'done' })
    expect(await takenIn(database())).toEqual(first)
  })

  test('takes in what is new among what is known', async () => {
    await emptyDatabase(database().db)
    const half = FILE.subarray(0, FILE.length / 2)
    const before = await importStream(contextOf(database()), feeds, streamed(half), means())
    const ctx = contextOf(database())
    const after = await importStream(ctx, feeds, streamed(), means())
    expect(after.received).toBe(ROWS)
    expect(before.accepted + after.accepted).toBeGreaterThanOrEqual(COUNTS.accepted)
    expect(after.accepted).toBeLessThan(COUNTS.accepted - 20)
  })

  test('of a file that ends early takes in what there was, says so, and is not done', async () => {
    await emptyDatabase(database().db)
    const short = { ...streamed(), size: FILE.length + 1 }
    await expect(importStream(contextOf(database()), feeds, short, means())).rejects.toMatchObject({ code: 'file_changed' })
    expect(await rowsOf(database().db, sql`select status from import_batches`)).toEqual([{ status: 'stopped' }])
  })

  test('is refused before anything is written where columns are missing or the catalogue has no such record', async () => {
    await emptyDatabase(database().db)
    const other = streamed(new TextEncoder().encode('a,b\n1,2\n'))
    await expect(importStream(contextOf(database()), feeds, other, means())).rejects.toMatchObject({ code: 'missing_columns' })
    await expect(importStream(contextOf(database()), feeds, { ...other, record: 'nothing' }, means())).rejects.toMatchObject({ code: 'unknown_record' })
    expect(await rowsOf(database().db, sql`select id from import_batches`)).toEqual([])
  })
}
