import { existsSync, readFileSync } from 'node:fs'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rowsOf } from '../../src/platform/db/client.ts'
import { must } from '../journeys/errand.ts'
import { type Answer, type TestApp, type TestClient, testApp } from '../support/test-app.ts'

let app: TestApp
let operator: TestClient
beforeAll(async () => {
  app = await testApp('postgres', { connections: 16 })
  operator = await app.signIn('operator')
})
afterAll(() => app.close())

const demoFile = (name: string) => new Uint8Array(readFileSync(new URL(`../../src/demo/files/${name}`, import.meta.url)))
const upload = (source: string, record: string, body: string | Uint8Array, key?: string): Promise<Answer> =>
  operator.post(`/api/v1/imports?source=${source}&record=${record}`, body, { headers: { 'content-type': 'text/csv' }, ...(key ? { key } : {}) })

async function count(table: string): Promise<number> {
  const [row] = await rowsOf<{ n: number | string }>(app.database.db, sql.raw(`select count(*) as n from ${table}`))
  return Number(row!.n)
}

describe('the same file from several hands at once', () => {
  test('adds up in every batch and leaves each record once', async () => {
    const file = demoFile('environment_grade.csv')
    const records = await count('records')
    const answers = await Promise.all(Array.from({ length: 5 }, () => upload('gz-ecology', 'environment_grade', file)))
    for (const answer of answers) {
      const { received, accepted, duplicate, quarantined } = must(answer, 201).body
      expect({ received, quarantined }).toEqual({ received: 333, quarantined: 3 })
      expect(accepted + duplicate + quarantined).toBe(received)
    }
    const accepted = answers.reduce((sum, { body }) => sum + body.accepted, 0)
    expect(await count('records')).toBe(records + accepted)
    // What the street knew already is a duplicate in every batch.
    const again = must(await upload('gz-ecology', 'environment_grade', file), 201).body
    expect(again).toMatchObject({ accepted: 0, duplicate: 330 })
    expect(accepted).toBeLessThanOrEqual(330)
    expect(accepted).toBeGreaterThan(200)
  })

  test('under one Idempotency-Key it is one batch', async () => {
    const before = await count('import_batches')
    const file = demoFile('labour_grade.csv')
    const answers = await Promise.all(Array.from({ length: 4 }, () => upload('gz-hrss', 'labour_grade', file, 'one-upload')))
    expect(answers.filter(({ status, headers }) => status === 201 && !headers.has('idempotency-replayed'))).toHaveLength(1)
    for (const { status, body } of answers) if (status !== 201) expect(body.code).toBe('idempotency_in_flight')
    expect(await count('import_batches')).toBe(before + 1)
  })

  test('in opposite orders, over the same subjects and their names, nobody is locked out', async () => {
    const header = '统一社会信用代码,企业名称,注册日期,企业类型,注册资金,地区,所在区,行业代码,经营状态,住所,核准日期'
    const rows = new TextDecoder().decode(demoFile('registration.csv')).split('\n').slice(1, 400)
    // A later approval with another name: every row renames its subject.
    const renamed = (day: string) => rows.map((row) => row.replace(/示例/, `示例${day.slice(-2)}`).replace(/[^,]*$/, day))
    const files = ['2026-11-01', '2026-11-02', '2026-11-03', '2026-11-04'].map((day, i) =>
      [header, ...(i % 2 ? renamed(day).reverse() : renamed(day))].join('\n'),
    )
    // Once known, new subjects no longer make one upload wait for another at its first row.
    must(await upload('samr', 'registration', [header, ...renamed('2026-10-31')].join('\n')), 201)
    const answers = await Promise.all(files.map((file) => upload('samr', 'registration', file)))
    for (const answer of answers) {
      const { received, accepted, duplicate, quarantined } = must(answer, 201).body
      expect(accepted + duplicate + quarantined).toBe(received)
      expect(accepted).toBeGreaterThan(300)
    }
    const [odd] = await rowsOf<{ n: number | string }>(
      app.database.db,
      sql`select count(*) as n from subjects where name_as_of > '2026-11-01' and name_as_of < '2026-11-04'`,
    )
    expect(Number(odd!.n), 'the newest register names everybody').toBe(0)
    expect(app.log.filter(({ level }) => level === 'error')).toEqual([])
  })
})

describe('a batch with bad rows', () => {
  test('says for each which field and why, keeps no personal field, and takes the rest in', async () => {
    const file = `${new TextDecoder().decode(demoFile('household_rating.csv')).split('\n')[0]}
H440114103206-9051,陈金丝雀,440199190001019999,13812345678,440114103206,红山村,86,AA,绿码,12.5,花卉种植,200000,2026-06-30
H440114103206-9052,陈金丝雀,440199190001019999,13812345678,440114103206,红山村,186,AA,绿码,12.5,花卉种植,200000,2026-06-30
H440114103206-9053,陈金丝雀,440199190001019999,13812345678,440114103206,红山村,86,ZZ,绿码,12.5,花卉种植,200000,2026-06-30
`
    const batch = must(await upload('nongrongtong', 'household_rating', file), 201).body
    expect(batch).toMatchObject({ received: 3, accepted: 1, duplicate: 0, quarantined: 2 })
    const { items } = must(await operator.get(`/api/v1/imports/${batch.id}/quarantine`), 200).body
    expect(items.map(({ rowNo, issues }: { rowNo: number; issues: { field: string; code: string }[] }) => [rowNo, issues[0]!.field, issues[0]!.code])).toEqual([
      [3, '评分', 'bad_number'],
      [4, '信用等级', 'unknown_value'],
    ])
    const dump = await rowsOf<{ t: string }>(
      app.database.db,
      sql`select (select json_agg(q)::text from quarantine q) || (select json_agg(r)::text from records r) || (select json_agg(s)::text from subjects s) as t`,
    )
    expect(dump[0]!.t).toContain('陈**')
    expect(dump[0]!.t).not.toMatch(/金丝雀|440199190001019999|13812345678/)
    expect(JSON.stringify(app.log)).not.toMatch(/金丝雀|440199190001019999|13812345678/)
  })
})

/** Real firms' rows lie outside the repository; where they are, they must count right. */
const SAMPLE = new URL('../../../shared/data/real-registrations-sample.csv', import.meta.url)
if (existsSync(SAMPLE)) {
  describe('the real registration rows', () => {
    test('all count, and a second time change nothing', async () => {
      const file = new Uint8Array(readFileSync(SAMPLE))
      const first = must(await upload('samr', 'registration', file), 201).body
      expect(first).toMatchObject({ received: 152, accepted: 152, duplicate: 0, quarantined: 0 })
      const second = must(await upload('samr', 'registration', file), 201).body
      expect(second).toMatchObject({ received: 152, accepted: 0, duplicate: first.accepted, quarantined: first.quarantined })
    })
  })
}
