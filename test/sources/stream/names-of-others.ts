import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { feeds } from '../../../src/feeds/index.ts'
import { type Database, rowsOf } from '../../../src/platform/db/client.ts'
import { emptyDatabase } from '../../../src/platform/db/maintenance.ts'
import { importFile, importStream, type StreamedFile } from '../../../src/sources/index.ts'
import { makeCreditCode } from '../../../src/subjects/model.ts'
import { contextOf, takenIn } from './resumable.ts'
import { streamed } from './resumable-file.ts'

const code = (n: number) => makeCreditCode('91440199', `MATREM${String(n).padStart(2, '0')}`)
const name = (n: number) => `广州示例流水${n}号有限公司`
const bytes = (lines: readonly string[]) => new TextEncoder().encode(lines.join('\n'))

const REGISTER = bytes(['统一社会信用代码,企业名称,注册日期,核准日期', ...[0, 1, 2].map((n) => `${code(n)},${name(n)},2019-05-20,2019-06-01`)])
const HEAD = '统一社会信用代码,行政相对人名称,行政相对人类别,行政许可决定文书号,许可类别,许可决定日期,许可机关,许可内容'
const line = (of: number, called: string, no: number) => `${code(of)},${called},法人,示例〔2025〕${no}号,普通,2025-03-10,示例局,"第一行\n“引号”""双"""`
/** Rows 4, 6 and 7 go to a person: another's name, and the code of nobody under a known one, though it has a name of its own in row 8. */
const FILE = bytes([
  HEAD,
  line(0, name(0), 1),
  line(1, name(1), 2),
  line(0, name(1), 3),
  line(1, '广州示例没听过有限公司', 4),
  line(5, name(2), 5),
  line(6, name(2), 6),
  line(6, '广州示例自己的有限公司', 7),
  line(2, name(2), 8),
])
const COUNTS = { received: 8, accepted: 5, duplicate: 0, quarantined: 3 }

export function namesOfOthersInStreams(database: () => Database): void {
  const read = (file: typeof FILE): StreamedFile => ({ ...streamed(file), sha256: undefined })
  async function registered(): Promise<void> {
    await emptyDatabase(database().db)
    const upload = { source: 'samr', record: 'registration', bytes: REGISTER, contentType: 'text/csv', fileName: 'r.csv', actorId: null }
    const ctx = contextOf(database())
    await ctx.db.transaction(async (tx) => importFile({ ...ctx, db: tx }, feeds, upload))
  }
  const kept = async () =>
    rowsOf<{ no: number; code: string; candidates: number }>(
      database().db,
      sql`select row_no as no, issues -> 0 ->> 'code' as code, jsonb_array_length(candidates::jsonb) as candidates from quarantine order by row_no`,
    )

  test.each([100_000, 300])('rows whose code and name are of two go to a person, whatever the size of a block (%i)', async (blockBytes) => {
    await registered()
    const batch = await importStream(contextOf(database()), feeds, read(FILE), { copyRows: database().copyRows, blockBytes })
    expect(batch).toMatchObject(COUNTS)
    expect((await kept()).map(({ code: issue, candidates }) => [issue, candidates])).toEqual([
      ['code_and_name_disagree', 2],
      ['known_name_new_code', 1],
      ['known_name_new_code', 1],
    ])
    const subjects = await rowsOf<{ code: string; name: string }>(database().db, sql`select code, name from subjects order by code collate "C"`)
    // What registers a new subject is never the row that was set aside.
    expect(subjects).toEqual(
      [0, 1, 2, 6].map((n) => ({ code: code(n), name: n === 6 ? '广州示例自己的有限公司' : name(n) })).sort((a, b) => (a.code < b.code ? -1 : 1)),
    )
  })

  test('are the same records and the same rows kept as from a file that is taken in at once', async () => {
    await registered()
    await importStream(contextOf(database()), feeds, read(FILE), { copyRows: database().copyRows, blockBytes: 700 })
    const asStream = await takenIn(database())
    await registered()
    const ctx = contextOf(database())
    const upload = { source: 'gz-credit', record: 'licence', bytes: FILE, contentType: 'text/csv', fileName: 'l.csv', actorId: null }
    await ctx.db.transaction(async (tx) => importFile({ ...ctx, db: tx }, feeds, upload))
    expect(asStream).toEqual(await takenIn(database()))
  })

  test('a statement that was known before its name became another’s is known, and not asked about', async () => {
    await emptyDatabase(database().db)
    const means = { copyRows: database().copyRows }
    await importStream(contextOf(database()), feeds, read(bytes([HEAD, line(0, name(1), 1)])), means)
    const upload = { source: 'samr', record: 'registration', bytes: REGISTER, contentType: 'text/csv', fileName: 'r.csv', actorId: null }
    const ctx = contextOf(database())
    await ctx.db.transaction(async (tx) => importFile({ ...ctx, db: tx }, feeds, upload))
    const again = await importStream(contextOf(database()), feeds, read(bytes([HEAD, line(0, name(1), 1), line(0, name(1), 2)])), means)
    expect(again).toMatchObject({ received: 2, accepted: 0, duplicate: 1, quarantined: 1 })
  })
}
