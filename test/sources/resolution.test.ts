import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rowsOf } from '../../src/platform/db/client.ts'
import { resolveHint } from '../../src/subjects/resolution.ts'
import { must, subjectOf } from '../journeys/errand.ts'
import { type TestApp, type TestClient, testApp } from '../support/test-app.ts'

const CODE = '91440199MADEM0B386'
const NAME = '广州示例鲜达餐饮管理有限公司'
const ORG = CODE.slice(8, 17)
const REGISTRATION_NO = '440199001234567'
const HEAD = '被执行人名称,统一社会信用代码,案号,执行法院,立案时间,执行标的（元）,案件状态,地区'
const debt = (name: string, code: string, no: string) => `${name},${code},（2026）粤0199执${no}号,示例市人民法院,2026-05-06,12000,未结,广州`

let app: TestApp
let operator: TestClient
let firm: TestClient
let subjectId: string

beforeAll(async () => {
  app = await testApp('pglite')
  operator = await app.signIn('operator')
  firm = await app.signIn('firm-catering')
  subjectId = await subjectOf(firm)
  const upload = (record: string, text: string) =>
    operator.post(`/api/v1/imports?source=samr&record=${record}`, text, { headers: { 'content-type': 'text/csv' } })
  // The register: it was called something else before, and had a number of the old kind.
  const register = '统一社会信用代码,企业名称,注册日期,注册号,核准日期\n'
  must(await upload('registration', `${register}${CODE},广州示例旧名饮食有限公司,2019-05-20,${REGISTRATION_NO},2019-06-01\n`), 201)
})
afterAll(() => app.close())

async function taken(...lines: string[]) {
  const { body } = must(
    await operator.post('/api/v1/imports?source=courts&record=judgment_debt', [HEAD, ...lines].join('\n'), { headers: { 'content-type': 'text/csv' } }),
    201,
  )
  expect(body.received).toBe(body.accepted + body.duplicate + body.quarantined)
  return body
}
const subjects = async () => Number((await rowsOf<{ n: number | string }>(app.database.db, sql`select count(*) as n from subjects`))[0]!.n)
const held = async (batch: string, row = 2) => must(await operator.get(`/api/v1/imports/${batch}/quarantine/${row}`), 200).body
const cases = async () => {
  const { body } = must(await firm.get(`/api/v1/subjects/${subjectId}/profile`), 200)
  const entry = body.sections
    .flatMap((s: { entries: { attribute: string; value: { caseNo: string }[] | null }[] }) => s.entries)
    .find((e: { attribute: string }) => e.attribute === 'judgmentDebts')
  return (entry.value ?? []).map((d: { caseNo: string }) => d.caseNo)
}

describe('a record without a credit code', () => {
  it.each([
    ['the credit code', CODE, '101'],
    ['the organisation code', ORG, '102'],
    ['the organisation code with its hyphen', `${ORG.slice(0, 8)}-${ORG.slice(8)}`, '103'],
    ['the registration number of before 2015', REGISTRATION_NO, '104'],
  ])('finds its subject by %s, which is proof', async (_, code, no) => {
    const before = await subjects()
    expect(await taken(debt(NAME, code, no))).toMatchObject({ accepted: 1, quarantined: 0 })
    expect(await cases()).toContain(`（2026）粤0199执${no}号`)
    expect(await subjects()).toBe(before)
  })

  it('finds it by a number beside a former name, too', async () => {
    expect(await taken(debt('广州示例旧名饮食有限公司', REGISTRATION_NO, '105'))).toMatchObject({ accepted: 1 })
  })

  it('goes to a person where the number says one and the name another', async () => {
    const batch = await taken(debt('广州示例别家商贸有限公司', ORG, '106'))
    expect(batch).toMatchObject({ accepted: 0, quarantined: 1 })
    expect(await held(batch.id)).toMatchObject({ issues: [{ code: 'ambiguous_subject' }], candidates: [{ code: CODE }] })
  })

  it.each([
    ['its name of today', NAME],
    ['its former name, in other brackets and spaces', '广州示例旧名 饮食有限公司'],
  ])('is never merged by %s alone, but offered to a person, whose choice it becomes', async (_, name) => {
    const no = name === NAME ? '107' : '108'
    const before = await subjects()
    const batch = await taken(debt(name, '', no))
    expect(batch).toMatchObject({ accepted: 0, quarantined: 1 })
    const row = await held(batch.id)
    expect(row).toMatchObject({ status: 'open', issues: [{ code: 'ambiguous_subject' }], candidates: [{ code: CODE, name: NAME }] })
    expect(await cases()).not.toContain(`（2026）粤0199执${no}号`)

    const replay = `/api/v1/imports/${batch.id}/quarantine/2/replay`
    must(await operator.post(replay, { cells: {} }), 422, 'subject_needed')
    must(await operator.post(replay, { cells: {}, subjectCode: '91440199DEM000014X' }), 422, 'unknown_subject')
    must(await operator.post(replay, { cells: {}, subjectCode: CODE }), 200)
    expect(await cases()).toContain(`（2026）粤0199执${no}号`)
    expect(await subjects()).toBe(before)
    // Sent again it still goes to a person; chosen again it is known already.
    const again = await taken(debt(name, '', no), debt(name, '', `9${no}`))
    must(await operator.post(`/api/v1/imports/${again.id}/quarantine/2/replay`, { cells: {}, subjectCode: CODE }), 200)
    expect(must(await operator.get(`/api/v1/imports/${again.id}`), 200).body).toMatchObject({ received: 2, accepted: 0, duplicate: 1, quarantined: 1 })
  })

  it('is kept aside where nobody answers to it, and registers nobody', async () => {
    const before = await subjects()
    const batch = await taken(debt('广州示例无人知晓有限公司', '', '109'), debt('广州示例无人知晓有限公司', '440199009999999', '110'))
    expect(batch).toMatchObject({ accepted: 0, quarantined: 2 })
    for (const row of [2, 3]) expect(await held(batch.id, row)).toMatchObject({ issues: [{ code: 'unknown_subject' }], candidates: [] })
    expect(await subjects()).toBe(before)
  })
})

describe('a penalty without a credit code', () => {
  const PENALTY = '行政相对人名称,行政相对人类别,统一社会信用代码,工商注册号,组织机构代码,行政处罚决定书文号,违法行为类型,处罚类别,处罚决定日期,处罚机关'
  const line = (no: string, { code = '', registrationNo = '', org = '', name = NAME } = {}) =>
    `${name},法人及非法人组织,${code},${registrationNo},${org},示例罚字〔2026〕第 ${no} 号,未按规定公示年度报告,警告,2026-05-06,示例市场监督管理局`
  const send = async (...lines: string[]) =>
    must(
      await operator.post('/api/v1/imports?source=gz-credit&record=penalty', [PENALTY, ...lines].join('\n'), { headers: { 'content-type': 'text/csv' } }),
      201,
    ).body
  const penalties = async () => {
    const { body } = must(await firm.get(`/api/v1/subjects/${subjectId}/profile`), 200)
    const entry = body.sections
      .flatMap((s: { entries: { attribute: string; value: { documentNo: string }[] | null }[] }) => s.entries)
      .find((e: { attribute: string }) => e.attribute === 'penalties')
    return (entry.value ?? []).map((p: { documentNo: string }) => p.documentNo)
  }

  it('finds the firm by the columns of its older numbers, and is the same record as with the code', async () => {
    expect(await send(line('301', { org: ORG }), line('302', { registrationNo: REGISTRATION_NO }))).toMatchObject({ accepted: 2, quarantined: 0 })
    expect(await penalties()).toEqual(expect.arrayContaining(['示例罚字〔2026〕第 301 号', '示例罚字〔2026〕第 302 号']))
    // The mark of 信用中国 aims at it as at any other.
    const mark = `统一社会信用代码,企业名称,信息类别,文书号,公示状态,状态日期\n${CODE},${NAME},行政处罚,示例罚字〔2026〕第 301 号,已修复,2026-11-20\n`
    must(await operator.post('/api/v1/imports?source=credit-china&record=publicity_mark', mark, { headers: { 'content-type': 'text/csv' } }), 201)
    expect(await penalties()).not.toContain('示例罚字〔2026〕第 301 号')
  })

  it('goes to a person by its name alone, and becomes that firm’s by the person’s choice', async () => {
    const batch = await send(line('303'))
    expect(batch).toMatchObject({ accepted: 0, quarantined: 1 })
    expect(await held(batch.id)).toMatchObject({ issues: [{ code: 'ambiguous_subject' }], candidates: [{ code: CODE }] })
    must(await operator.post(`/api/v1/imports/${batch.id}/quarantine/2/replay`, { cells: {}, subjectCode: CODE }), 200)
    expect(await penalties()).toContain('示例罚字〔2026〕第 303 号')
  })

  it('is refused by name where an older number is mistyped', async () => {
    const batch = await send(line('304', { org: '123456789' }), line('305', { registrationNo: '4401' }))
    expect(batch).toMatchObject({ accepted: 0, quarantined: 2 })
    expect(await held(batch.id, 2)).toMatchObject({ issues: [{ code: 'bad_code', field: '组织机构代码' }] })
    expect(await held(batch.id, 3)).toMatchObject({ issues: [{ code: 'bad_code', field: '工商注册号' }] })
  })
})

describe('the rule', () => {
  const candidate = (code: string, ...answersTo: ('registrationNo' | 'orgCode' | 'name')[]) => ({
    id: `sub_${code}`,
    kind: 'enterprise' as const,
    code,
    name: '',
    answersTo,
  })
  const hint = { registrationNo: null, orgCode: '123456789', name: '甲公司', region: null }

  it.each([
    ['nobody', [], 'unknown'],
    ['one by name', [candidate('a', 'name')], 'review'],
    ['one by number and name', [candidate('a', 'orgCode', 'name')], 'resolved'],
    ['one by number, another by name', [candidate('a', 'orgCode'), candidate('b', 'name')], 'review'],
    ['one by number under another name', [candidate('a', 'orgCode')], 'review'],
    ['two by number', [candidate('a', 'orgCode', 'name'), candidate('b', 'registrationNo')], 'review'],
    ['one by number and name beside a namesake', [candidate('a', 'orgCode', 'name'), candidate('b', 'name')], 'resolved'],
  ])('for %s', (_, candidates, outcome) => {
    expect(resolveHint(hint, candidates).outcome).toBe(outcome)
    expect(resolveHint(hint, [...candidates].reverse()).outcome).toBe(outcome)
  })
})
