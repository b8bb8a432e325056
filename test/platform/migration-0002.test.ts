import { readdirSync, readFileSync } from 'node:fs'
import { PGlite } from '@electric-sql/pglite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { recordAddress } from '../../src/sources/record-address.ts'
import { plainName } from '../../src/subjects/resolution.ts'

const FOLDER = new URL('../../drizzle/', import.meta.url)
const files = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.sql'))
  .sort()
const place = files.findIndex((name) => name.startsWith('0002'))

const BODY = { 统一社会信用代码: '91440199DEM000014H', 企业名称: '广州示例（一号）商贸 有限公司', 评价年度: '2025', 纳税信用级别: 'B', 空: '' }

let db: PGlite

async function run(names: readonly string[]): Promise<void> {
  for (const name of names) for (const statement of readFileSync(new URL(name, FOLDER), 'utf8').split('--> statement-breakpoint')) await db.exec(statement)
}

beforeAll(async () => {
  db = new PGlite()
  await run(files.slice(0, place))
  await db.exec(`
    insert into institutions values ('ins_1', 'platform', 'p', 'p', now());
    insert into subjects (id, kind, code, name, name_as_of, synthetic, created_at) values
      ('sub_1', 'enterprise', '91440199DEM000014H', '广州示例（一号）商贸 有限公司', '2026-01-01', true, now()),
      ('sub_2', 'enterprise', '91440199DEM000022C', '91440199DEM000022C', null, true, now());
    insert into users (id, username, password_hash, display_name, role, institution_id, created_at) values ('usr_1', 'op', 'x', 'op', 'operator', 'ins_1', now());
    insert into import_batches (id, source, record, format, encoding, sha256, received, accepted, duplicate, quarantined, ignored_columns, created_by, created_at)
      values ('bat_1', 'gz-tax', 'tax_grade', 'csv', 'utf-8', 'x', 3, 2, 0, 1, '[]', 'usr_1', '2026-05-01T02:00:00Z');
    insert into quarantine (batch_id, row_no, issues, row) values ('bat_1', 4, '[]', '{}');
    insert into feed_coverage values ('gz-tax', 'tax_grade', '2026-05-01');`)
  for (const [key, hash] of [
    ['k1', 'h1'],
    ['k2', 'h2'],
  ])
    await db.query(
      `insert into records (subject_id, source, record, record_key, content_hash, as_of, body, batch_id, row_no, recorded_at) values ('sub_1', 'gz-tax', 'tax_grade', $1, $2, '2026-04-25', $3, 'bat_1', 2, '2026-05-01T02:00:00Z')`,
      [key, hash, JSON.stringify(BODY)],
    )
  await db.exec(`
    insert into facts (subject_id, attribute, item, source, record, record_key, content_hash, value, scheme, as_of, valid_until, recorded_at) values
      ('sub_1', 'taxGrade', '', 'gz-tax', 'tax_grade', 'k1', 'h1', '"B"', 'tax-2025', '2026-04-25', '2027-04-30', now()),
      ('sub_1', 'staff', '', 'gz-tax', 'tax_grade', 'k1', 'h1', '12', null, '2026-04-25', null, now());`)
  await run(files.slice(place))
}, 60_000)
afterAll(() => db.close())

const rows = async (sql: string) => (await db.query<Record<string, unknown>>(sql)).rows

describe('the move of facts into their records', () => {
  it('keeps every record, with the facts it had, as the version of its day', async () => {
    expect(await rows('select record_key, version, retracts, facts from records order by record_key')).toEqual([
      {
        record_key: 'k1',
        version: '2026-04-25',
        retracts: false,
        facts: [
          { attribute: 'staff', item: '', value: 12, scheme: null, asOf: '2026-04-25', validUntil: null },
          { attribute: 'taxGrade', item: '', value: 'B', scheme: 'tax-2025', asOf: '2026-04-25', validUntil: '2027-04-30' },
        ],
      },
      { record_key: 'k2', version: '2026-04-25', retracts: false, facts: [] },
    ])
  })

  it('gives each the content address that a file sent again would have', async () => {
    for (const { id, record_key: key } of await rows('select id, record_key from records'))
      expect(id).toBe(recordAddress({ source: 'gz-tax', record: 'tax_grade', key: String(key), version: '2026-04-25' }, BODY, Object.keys(BODY).sort()))
  })

  it('knows of each feed day only from its end, of each name that a register gave, and leaves quarantine open', async () => {
    expect(await rows(`select received_on::text, recorded_at = '2026-05-01T16:00:00Z' as ended from feed_coverage`)).toEqual([
      { received_on: '2026-05-01', ended: true },
    ])
    expect(await rows('select subject_id, scheme, value, shown, as_of::text from subject_aliases')).toEqual([
      { subject_id: 'sub_1', scheme: 'name', value: plainName('广州示例（一号）商贸 有限公司'), shown: '广州示例（一号）商贸 有限公司', as_of: '2026-01-01' },
    ])
    expect(await rows('select status, fix from quarantine')).toEqual([{ status: 'open', fix: null }])
    expect(await rows('select way, status, finished_at = created_at as finished from import_batches')).toEqual([
      { way: 'upload', status: 'done', finished: true },
    ])
  })
})
