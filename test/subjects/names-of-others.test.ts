import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rowsOf } from '../../src/platform/db/client.ts'
import { makeCreditCode } from '../../src/subjects/model.ts'
import { isNameTelling } from '../../src/subjects/resolution.ts'
import { must } from '../journeys/errand.ts'
import { type TestApp, type TestClient, testApp } from '../support/test-app.ts'

const code = (n: number) => makeCreditCode('91440199', `MANAME${String(n).padStart(2, '0')}`)
const ANA = code(1)
const BEN = code(2)
const UNREGISTERED = code(3)
const NEW = code(4)
const A_NOW = '广州示例甲新名（南沙）有限公司'
const A_ONCE = '广州示例甲旧名有限公司'
const B_NOW = '广州示例乙现名有限公司'
const B_ONCE = '广州示例乙旧名有限公司'

let app: TestApp
let operator: TestClient
let serial = 0

beforeAll(async () => {
  app = await testApp('pglite')
  operator = await app.signIn('operator')
  for (const [of, name, day] of [
    [ANA, A_ONCE, '2019-06-01'],
    [ANA, A_NOW, '2024-06-01'],
    [BEN, B_ONCE, '2019-06-01'],
    [BEN, B_NOW, '2024-06-01'],
  ] as const)
    await registered(of, name, day)
})
afterAll(() => app.close())

async function registered(of: string, name: string, day: string): Promise<void> {
  const text = `统一社会信用代码,企业名称,注册日期,核准日期\n${of},${name},2019-05-20,${day}\n`
  expect(await upload('samr', 'registration', text)).toMatchObject({ accepted: 1 })
}

async function upload(source: string, record: string, text: string) {
  return must(await operator.post(`/api/v1/imports?source=${source}&record=${record}`, text, { headers: { 'content-type': 'text/csv' } }), 201).body
}

const HEAD = '行政相对人名称,行政相对人类别,统一社会信用代码,行政处罚决定书文号,违法行为类型,处罚类别,处罚决定日期,处罚机关'
const penalty = (of: string, name: string, no = ++serial) =>
  `${name},法人及非法人组织,${of},示例罚字〔2026〕第 ${no} 号,未按规定公示年度报告,警告,2026-05-06,示例市场监督管理局`
const send = (...lines: string[]) => upload('gz-credit', 'penalty', [HEAD, ...lines].join('\n'))
const kept = async (batch: string, row = 2) => must(await operator.get(`/api/v1/imports/${batch}/quarantine/${row}`), 200).body
const replay = (batch: string, body: object, row = 2) => operator.post(`/api/v1/imports/${batch}/quarantine/${row}/replay`, body)
/** Whose the records of a batch are. */
const owners = async (batch: string) =>
  (
    await rowsOf<{ code: string }>(
      app.database.db,
      sql`select s.code from records r join subjects s on s.id = r.subject_id where r.batch_id = ${batch} order by r.row_no`,
    )
  ).map((row) => row.code)
const known = async (of: string) => (await rowsOf(app.database.db, sql`select 1 from subjects where code = ${of}`)).length === 1

describe('a row with a code and a name', () => {
  it.each([
    ['the name of today', ANA, A_NOW, null],
    ['the name of today, in other brackets, width and spaces', ANA, ' 广州示例甲新名 (南沙) 有限公司', null],
    ['its former name', ANA, A_ONCE, null],
    ['a name nobody has: a change we have not heard of', ANA, '广州示例甲更新名有限公司', null],
    ['the name of another', ANA, B_NOW, 'code_and_name_disagree'],
    ['the former name of another', ANA, B_ONCE, 'code_and_name_disagree'],
    ['the name of another in other spelling', ANA, '广州示例乙现名 有限公司', 'code_and_name_disagree'],
    ['a new code under a name nobody has', UNREGISTERED, '广州示例丙有限公司', null],
    ['a code no register has named, under the name of another', UNREGISTERED, B_NOW, 'code_and_name_disagree'],
    ['a new code under a known name', NEW, A_NOW, 'known_name_new_code'],
    ['a new code under a known former name', NEW, A_ONCE, 'known_name_new_code'],
  ])('%s', async (_, of, name, issue) => {
    const batch = await send(penalty(of, name))
    if (issue === null) {
      expect(batch).toMatchObject({ accepted: 1, quarantined: 0 })
      expect(await owners(batch.id)).toEqual([of])
      return
    }
    expect(batch).toMatchObject({ received: 1, accepted: 0, duplicate: 0, quarantined: 1 })
    const row = await kept(batch.id)
    expect(row).toMatchObject({ status: 'open', issues: [{ code: issue, field: '' }] })
    const other = [B_NOW, B_ONCE].includes(name.replaceAll(' ', '')) ? BEN : ANA
    expect(row.candidates.map((c: { code: string }) => c.code)).toEqual(issue === 'code_and_name_disagree' ? [of, other] : [other])
    expect(await owners(batch.id)).toEqual([])
    expect(await known(NEW)).toBe(false)
  })

  it('is held for the row alone: the others of its file go in', async () => {
    const batch = await send(penalty(ANA, A_NOW), penalty(ANA, B_NOW), penalty(BEN, B_NOW))
    expect(batch).toMatchObject({ received: 3, accepted: 2, quarantined: 1 })
    expect(await owners(batch.id)).toEqual([ANA, BEN])
  })

  it('is taken from the register itself, which says who is who', async () => {
    const fresh = code(5)
    await registered(fresh, A_ONCE, '2026-06-01')
    const batch = await send(penalty(fresh, A_ONCE), penalty(ANA, A_ONCE))
    expect(await owners(batch.id)).toEqual([fresh, ANA])
  })

  it('is asked about no more once the register has told of the change', async () => {
    const renamed = '广州示例乙改名有限公司'
    const before = await send(penalty(BEN, renamed))
    expect(before).toMatchObject({ accepted: 1 })
    await registered(BEN, renamed, '2026-08-01')
    expect(await send(penalty(BEN, renamed), penalty(BEN, B_NOW), penalty(ANA, renamed))).toMatchObject({ accepted: 2, quarantined: 1 })
  })
})

describe('a person decides', () => {
  it('for the code: it stays as it came, and the same statement again is known', async () => {
    const line = penalty(ANA, B_NOW)
    const batch = await send(line)
    must(await replay(batch.id, { cells: {} }), 422, 'subject_needed')
    must(await replay(batch.id, { cells: {}, subjectCode: code(99) }), 422, 'unknown_subject')
    expect(must(await replay(batch.id, { cells: {}, subjectCode: ANA }), 200).body).toMatchObject({ status: 'replayed', fix: {} })
    expect(await owners(batch.id)).toEqual([ANA])
    expect(await send(line, penalty(ANA, A_NOW))).toMatchObject({ accepted: 1, duplicate: 1, quarantined: 0 })
  })

  it('for the name: the code of its owner is written into the row', async () => {
    const batch = await send(penalty(ANA, B_NOW))
    const row = must(await replay(batch.id, { cells: {}, subjectCode: BEN }), 200).body
    expect(row.fix).toEqual({ 统一社会信用代码: { from: ANA, to: BEN } })
    expect(await owners(batch.id)).toEqual([BEN])
    expect(must(await operator.get(`/api/v1/imports/${batch.id}`), 200).body).toMatchObject({ received: 1, accepted: 1, quarantined: 0 })
  })

  it('or corrects the cell by hand', async () => {
    const batch = await send(penalty(ANA, B_NOW))
    must(await replay(batch.id, { cells: { 行政相对人名称: A_NOW } }), 200)
    expect(await owners(batch.id)).toEqual([ANA])
  })

  it('or that the code is new and right: only then it is registered', async () => {
    const fresh = code(6)
    const batch = await send(penalty(fresh, B_NOW))
    must(await replay(batch.id, { cells: {} }), 422, 'subject_needed')
    expect(await known(fresh)).toBe(false)
    must(await replay(batch.id, { cells: {}, codeHolds: true }), 200)
    expect(await owners(batch.id)).toEqual([fresh])
  })

  it('by clicking', async () => {
    const batch = await send(penalty(code(7), B_NOW), penalty(ANA, B_NOW))
    const page = `/ops/imports/${batch.id}/rows`
    const text = async (row: number) => String(must(await operator.get(`${page}/${row}`), 200).body)
    const [fresh, disagreeing] = [await text(2), await text(3)]
    expect(fresh).toContain('新代码用了别家的名称')
    expect(fresh).toContain('value="stated"')
    expect(disagreeing).toContain('代码和名称是两家')
    expect(disagreeing).not.toContain('value="stated"')
    for (const one of [ANA, BEN]) expect(disagreeing).toContain(`value="${one}"`)
  })
})

describe('a name', () => {
  it.each([
    ['enterprise', B_NOW, true],
    ['sole_trader', B_NOW, true],
    ['household', '张三', false],
    ['sole_trader', '张**', false],
    ['enterprise', null, false],
  ] as const)('of a %s, %s, tells who is meant: %s', (kind, name, tells) => {
    expect(isNameTelling(kind, name)).toBe(tells)
  })
})
