import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { must } from '../journeys/errand.ts'
import { type TestApp, type TestClient, testApp } from '../support/test-app.ts'

let app: TestApp
let operator: TestClient
let regulator: TestClient
let batchId: string

/** The rows behind the city's own: well formed, some of them wrong. */
function furtherRows(file: string, rows: number): string {
  const lines = readFileSync(new URL(`../../src/demo/files/${file}`, import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')
  return [lines[0]!, ...lines.slice(-rows)].join('\n')
}

beforeAll(async () => {
  app = await testApp('pglite')
  operator = await app.signIn('operator')
  regulator = await app.signIn('regulator')
  const upload = (record: string, source: string, body: string) =>
    operator.post(`/api/v1/imports?source=${source}&record=${record}`, body, { headers: { 'content-type': 'text/csv' } })
  must(await upload('registration', 'samr', furtherRows('registration.csv', 13)), 201)
  batchId = must(await upload('penalty', 'gz-credit', furtherRows('penalty.csv', 13)), 201).body.id
  // Checks are long work: the runner's, not the uploader's.
  await app.nobody.post('/__test/outbox/drain')
  app.advance(2)
  await app.nobody.post('/__test/outbox/drain')
})
afterAll(() => app.close())

describe('after an upload', () => {
  test('the check has run by itself, and the day says what it found', async () => {
    const { feeds } = must(await operator.get('/api/v1/quality/daily'), 200).body
    const penalty = feeds.find((f: { record: string }) => f.record === 'penalty')
    expect(penalty.checked).toBe(penalty.accepted)
    expect(penalty.findings.map((f: { rule: string }) => f.rule)).toEqual(expect.arrayContaining(['name_mismatch', 'fine_unit_slip', 'same_version_conflict']))
    expect(penalty.score.scoreBp).toBeLessThan(10_000)
  })

  test('findings are paged without a gap, and narrowed by rule', async () => {
    const seen: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const { body } = must(await operator.get(`/api/v1/quality/findings?limit=3${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`), 200)
      seen.push(...body.items.map((f: { recordId: string; rule: string; field: string }) => `${f.recordId} ${f.rule} ${f.field}`))
      cursor = body.nextCursor
    }
    const whole = must(await operator.get('/api/v1/quality/findings?limit=100'), 200).body
    expect(seen).toHaveLength(new Set(seen).size)
    expect(seen).toHaveLength(whole.items.length)
    expect(whole.counts.reduce((sum: number, { count }: { count: number }) => sum + count, 0)).toBe(seen.length)
    const one = must(await operator.get('/api/v1/quality/findings?rule=name_mismatch&source=gz-credit'), 200).body
    expect(new Set(one.items.map((f: { rule: string }) => f.rule))).toEqual(new Set(['name_mismatch']))
  })

  test('a cursor of one list is refused by another', async () => {
    const { nextCursor } = must(await operator.get('/api/v1/quality/findings?limit=1'), 200).body
    must(await operator.get(`/api/v1/quality/findings?limit=1&rule=name_mismatch&cursor=${encodeURIComponent(nextCursor)}`), 422, 'bad_cursor')
  })

  test('the regulator is given counts and no subject', async () => {
    const day = must(await regulator.get('/api/v1/quality/daily'), 200).body
    const found = must(await regulator.get('/api/v1/quality/findings'), 200).body
    expect(found.items).toEqual([])
    expect(found.counts.length).toBeGreaterThan(3)
    expect(JSON.stringify([day, found])).not.toMatch(/sub_|440199/)
  })
})

describe('the notice', () => {
  test('holds counts and row numbers, and nobody’s name or code', async () => {
    const { body } = must(await regulator.get(`/api/v1/imports/${batchId}/notice`), 200)
    expect(body.sections.find((s: { code: string }) => s.code === 'fine_unit_slip')).toEqual({
      kind: 'finding',
      code: 'fine_unit_slip',
      title: '罚款金额单位疑似错一万倍',
      count: 1,
      rows: [3],
    })
    expect(JSON.stringify(body.sections)).not.toMatch(/示例|440199/)
  })

  test('is issued once by the operator, and its clock stops', async () => {
    must(await regulator.post(`/api/v1/imports/${batchId}/notice`), 404)
    const clocks = async () => must(await operator.get('/api/v1/quality/daily'), 200).body.clocks.filter((c: { batchId: string }) => c.batchId === batchId)
    expect(await clocks()).toMatchObject([{ duty: 'notice', deadline: { dueOn: '2026-11-26', state: 'open' } }])
    const issued = must(await operator.post(`/api/v1/imports/${batchId}/notice`, undefined, { key: 'notice-1' }), 200)
    expect(issued.body.notice).toEqual({ dueOn: '2026-11-26', doneOn: '2026-11-23', state: 'done' })
    expect(must(await operator.post(`/api/v1/imports/${batchId}/notice`, undefined, { key: 'notice-1' }), 200).body).toEqual(issued.body)
    must(await operator.post(`/api/v1/imports/${batchId}/notice`), 409, 'notice_issued')
    expect(await clocks()).toEqual([])
  })
})
