import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rowsOf } from '../../src/platform/db/client.ts'
import { type TestApp, type TestClient, testApp } from '../support/test-app.ts'

const HEAD = '行政相对人名称,行政相对人类别,统一社会信用代码,行政处罚决定书文号,违法行为类型,处罚类别,罚款金额（万元）,处罚决定日期,处罚机关'
const line = (no: string, more: { code?: string; day?: string; category?: string; name?: string } = {}) =>
  [
    more.name ?? '广州示例鲜达餐饮管理有限公司',
    '法人及非法人组织',
    more.code ?? '91440199MADEM0B386',
    no,
    '未按规定公示年度报告',
    more.category ?? '警告',
    '',
    more.day ?? '2026-05-06',
    '示例局',
  ].join()

let app: TestApp
let operator: TestClient
let firm: TestClient
let subjectId: string

beforeAll(async () => {
  app = await testApp('pglite')
  operator = await app.signIn('operator')
  firm = await app.signIn('firm-catering')
  subjectId = (await firm.get('/api/v1/subjects')).body.items[0].id
})
afterAll(() => app.close())

async function taken(...lines: string[]): Promise<{ id: string; received: number; accepted: number; duplicate: number; quarantined: number }> {
  const { status, body } = await operator.post('/api/v1/imports?source=gz-credit&record=penalty', [HEAD, ...lines].join('\n'), {
    headers: { 'content-type': 'text/csv' },
  })
  expect(status).toBe(201)
  return body
}
const batchNow = async (id: string) => (await operator.get(`/api/v1/imports/${id}`)).body
const penaltyNos = async () =>
  (await firm.get(`/api/v1/subjects/${subjectId}/profile`)).body.sections
    .flatMap((s: { entries: { attribute: string; value: { documentNo: string }[] }[] }) => s.entries)
    .find((e: { attribute: string }) => e.attribute === 'penalties')
    .value.map((p: { documentNo: string }) => p.documentNo)
const openRows = async (id: string): Promise<number> => {
  const [row] = await rowsOf<{ n: number | string }>(app.database.db, sql`select count(*) as n from quarantine where batch_id = ${id} and status <> 'replayed'`)
  return Number(row!.n)
}
const addsUp = async (id: string) => {
  const batch = await batchNow(id)
  expect(batch.received).toBe(batch.accepted + batch.duplicate + batch.quarantined)
  expect(await openRows(id)).toBe(batch.quarantined)
  return batch
}

describe('a row put right on the workbench', () => {
  it('becomes a fact of the profile, moves from quarantined to accepted, and keeps who changed what', async () => {
    const batch = await taken(line('台1号'), line('台2号', { day: '2026-02-30' }))
    expect(batch).toMatchObject({ received: 2, accepted: 1, quarantined: 1 })
    expect(await penaltyNos()).not.toContain('台2号')
    const row = `/api/v1/imports/${batch.id}/quarantine/3`
    expect((await operator.get(row)).body).toMatchObject({ status: 'open', fix: null, recordId: null, issues: [{ code: 'bad_date', field: '处罚决定日期' }] })

    const { status, body } = await operator.post(`${row}/replay`, { cells: { 处罚决定日期: '2026-02-28' } })
    expect([status, body.status, body.fix]).toEqual([200, 'replayed', { 处罚决定日期: { from: '2026-02-30', to: '2026-02-28' } }])
    expect(await penaltyNos()).toContain('台2号')
    expect(await addsUp(batch.id)).toMatchObject({ received: 2, accepted: 2, quarantined: 0 })
    const [record] = await rowsOf<{ n: number | string }>(
      app.database.db,
      sql`select count(*) as n from records where id = ${body.recordId} and subject_id = ${subjectId} and batch_id = ${batch.id} and row_no = 3`,
    )
    expect(Number(record!.n)).toBe(1)
  })

  it('is the very record it would have been, had the office sent it so: sent again it is a duplicate', async () => {
    const batch = await taken(line('台3号', { category: '口头教育' }))
    await operator.post(`/api/v1/imports/${batch.id}/quarantine/2/replay`, { cells: { 处罚类别: '警告' } })
    expect(await taken(line('台3号'))).toMatchObject({ accepted: 0, duplicate: 1 })
    const again = await taken(line('台3号', { category: '口头' }))
    await operator.post(`/api/v1/imports/${again.id}/quarantine/2/replay`, { cells: { 处罚类别: '警告' } })
    expect(await addsUp(again.id)).toMatchObject({ received: 1, accepted: 0, duplicate: 1, quarantined: 0 })
  })

  it('stays as it was when it is still wrong, and says which cell', async () => {
    const batch = await taken(line('台4号', { day: '2026-02-30' }))
    const before = await app.digest()
    const { status, body } = await operator.post(`/api/v1/imports/${batch.id}/quarantine/2/replay`, { cells: { 处罚决定日期: '昨天' } })
    expect([status, body.code, body.errors]).toEqual([422, 'row_refused', [expect.objectContaining({ pointer: '/cells/处罚决定日期' })]])
    expect(await app.digest()).toBe(before)
    expect((await operator.post(`/api/v1/imports/${batch.id}/quarantine/2/replay`, { cells: { 没有这列: 'x' } })).body.code).toBe('unknown_column')
  })

  it('is settled once: a second replay and a dismissal after it are conflicts', async () => {
    const batch = await taken(line('台5号', { day: '' }))
    const row = `/api/v1/imports/${batch.id}/quarantine/2`
    expect((await operator.post(`${row}/replay`, { cells: { 处罚决定日期: '2026-01-09' } })).status).toBe(200)
    for (const verb of ['replay', 'dismiss'])
      expect((await operator.post(`${row}/${verb}`, { cells: {} })).body).toMatchObject({ status: 409, code: 'row_settled' })
  })

  it('keeps no star of the door as if it were the office’s own word', async () => {
    // A code of the wrong shape may mean moved columns: words are not kept.
    const batch = await taken(line('台6号', { code: '9144019' }))
    const row = `/api/v1/imports/${batch.id}/quarantine/2`
    const { body } = await operator.post(`${row}/replay`, { cells: { 统一社会信用代码: '91440199MADEM0B386' } })
    expect(body.code).toBe('still_masked')
    expect(body.errors.map((e: { pointer: string }) => e.pointer)).toContain('/cells/处罚机关')
  })
})

describe('a row laid aside', () => {
  it('stays counted as quarantined', async () => {
    const batch = await taken(line('台7号', { day: '' }), line('台8号'))
    expect((await operator.post(`/api/v1/imports/${batch.id}/quarantine/2/dismiss`)).body).toMatchObject({ status: 'dismissed' })
    expect(await addsUp(batch.id)).toMatchObject({ received: 2, accepted: 1, quarantined: 1 })
  })
})

describe('the door', () => {
  it('turns away what no item of the catalogue covers, and writes it down', async () => {
    const answer = await operator.post('/api/v1/imports?source=gz-credit&record=horoscope', 'a,b\n1,2', { headers: { 'content-type': 'text/csv' } })
    expect(answer.body).toMatchObject({ status: 422, code: 'unknown_record' })
    expect((await operator.get('/api/v1/refusals')).body.items[0]).toMatchObject({
      source: 'gz-credit',
      record: 'horoscope',
      way: 'upload',
      code: 'unknown_record',
    })
  })

  it('names every item of the catalogue with its office, sharing and dates, to anybody', async () => {
    const { status, body } = await app.nobody.get('/api/v1/catalogue')
    expect(status).toBe(200)
    const { body: sources } = await app.nobody.get('/api/v1/sources')
    const covered = new Set(body.items.map((item: { id: string }) => item.id))
    for (const { source, record } of sources.items) expect(covered, `${source}/${record}`).toContain(`${source}/${record}`)
    expect((await app.nobody.get('/api/v1/catalogue?on=2024-12-31')).body.items.every((item: { inForce: boolean }) => !item.inForce)).toBe(true)
  })
})
