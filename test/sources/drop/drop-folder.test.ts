import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { feeds } from '../../../src/feeds/index.ts'
import { type Database, rowsOf } from '../../../src/platform/db/client.ts'
import { emptyDatabase } from '../../../src/platform/db/maintenance.ts'
import { migrate } from '../../../src/platform/db/migrate.ts'
import { openPglite } from '../../../src/platform/db/pglite.ts'
import { type Seen, takeDropped } from '../../../src/sources/drop/jobs.ts'
import { contextOf } from '../stream/resumable.ts'
import { COUNTS, FILE } from '../stream/resumable-file.ts'

let database: Database
let folder: string
let seen: Seen
beforeAll(async () => {
  database = await openPglite()
  await migrate(database)
})
afterAll(() => database.close())
beforeEach(async () => {
  await emptyDatabase(database.db)
  folder = mkdtempSync(join(tmpdir(), 'suixin-drop-'))
  seen = new Map()
  return () => rmSync(folder, { recursive: true, force: true })
})

const look = () => takeDropped(contextOf(database), { folder, register: feeds }, seen)
const lay = (path: string, content: string | Uint8Array) => {
  mkdirSync(join(folder, path, '..'), { recursive: true })
  writeFileSync(join(folder, path), content)
}
const counted = () => rowsOf(database.db, sql`select way, status, received, accepted, duplicate, quarantined from import_batches`)
const refusals = () => rowsOf<{ source: string; record: string; code: string }>(database.db, sql`select source, record, code from intake_refusals`)

describe('a file in the drop folder', () => {
  test('is taken in when two looks found the same size, and lies in done/ then', async () => {
    lay('gz-credit/licence/一.csv', FILE.subarray(0, 500))
    expect(await look()).toBe(0)
    lay('gz-credit/licence/一.csv', FILE)
    expect(await look()).toBe(0)
    expect(await look()).toBe(1)
    expect(await counted()).toEqual([{ way: 'drop', status: 'done', ...COUNTS }])
    expect(readdirSync(join(folder, 'done/gz-credit/licence'))).toEqual(['一.csv'])
    expect(readdirSync(join(folder, 'gz-credit/licence'))).toEqual([])
  })

  test('is taken in at the first look where its sender says that it is whole', async () => {
    lay('gz-credit/licence/a.csv', FILE)
    lay('gz-credit/licence/a.csv.done', '')
    lay('gz-credit/licence/a.csv.sha256', `${createHash('sha256').update(FILE).digest('hex')}  a.csv\n`)
    expect(await look()).toBe(1)
    expect(readdirSync(join(folder, 'done/gz-credit/licence'))).toEqual(['a.csv', 'a.csv.done', 'a.csv.sha256'])
  })

  test('of which half is missing is refused by name, and nothing of it is taken in', async () => {
    lay('gz-credit/licence/a.csv', FILE.subarray(0, FILE.length / 2))
    lay('gz-credit/licence/a.csv.done', '')
    lay('gz-credit/licence/a.csv.sha256', createHash('sha256').update(FILE).digest('hex'))
    await look()
    expect(await counted()).toEqual([])
    expect(await refusals()).toEqual([{ source: 'gz-credit', record: 'licence', code: 'sha256_mismatch' }])
    expect(readFileSync(join(folder, 'refused/gz-credit/licence/a.csv.reason.txt'), 'utf8')).toContain('sha256_mismatch')
  })

  test('is a whole round of its feed, like one that was fetched: its rows, what was usual, and an empty one by name', async () => {
    const state = () => rowsOf(database.db, sql`select last_rows as "lastRows", usual_rows as "usualRows", last_outcome as "lastOutcome" from feed_states`)
    const header = FILE.subarray(0, FILE.indexOf(10) + 1)
    for (const name of ['a', 'b']) {
      lay(`gz-credit/licence/${name}.csv`, FILE)
      lay(`gz-credit/licence/${name}.csv.done`, '')
      await look()
    }
    expect(await state()).toEqual([{ lastRows: COUNTS.received, usualRows: COUNTS.received, lastOutcome: 'ok' }])
    lay('gz-credit/licence/c.csv', header)
    lay('gz-credit/licence/c.csv.done', '')
    await look()
    expect(await state()).toEqual([{ lastRows: 0, usualRows: COUNTS.received, lastOutcome: 'empty' }])
  })

  test.each([
    ['nobody/licence', 'unknown_source'],
    ['gz-credit/nothing', 'unknown_record'],
  ])('under %s is refused as %s', async (path, code) => {
    lay(`${path}/a.csv`, FILE)
    await look()
    await look()
    expect((await refusals()).map((refusal) => refusal.code)).toEqual([code])
    expect(existsSync(join(folder, 'refused', path, 'a.csv'))).toBe(true)
  })

  test('of a name that was there before keeps both', async () => {
    for (const _ of [1, 2]) {
      lay('gz-credit/licence/a.csv', FILE)
      lay('gz-credit/licence/a.csv.done', '')
      await look()
    }
    expect(readdirSync(join(folder, 'done/gz-credit/licence')).filter((name) => name.endsWith('.csv'))).toEqual(['2-a.csv', 'a.csv'])
  })

  test('of a folder that is not there is none', async () => {
    rmSync(folder, { recursive: true })
    expect(await look()).toBe(0)
  })
})
