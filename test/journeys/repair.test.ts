import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoOrigin } from '../../src/feeds/demo-city.ts'
import { type TestApp, type TestClient, testApp } from '../support/test-app.ts'
import { applyFor, look, must, NEED, productNamed, subjectOf } from './errand.ts'

const NO = '示例罚字〔2026〕第 77 号'
const CODE = '91440199MADEM0B386'
const NAME = '广州示例鲜达餐饮管理有限公司'
const PENALTY = `行政相对人名称,行政相对人类别,统一社会信用代码,行政处罚决定书文号,违法行为类型,处罚类别,罚款金额（万元）,处罚决定日期,处罚机关\n${NAME},法人及非法人组织,${CODE},${NO},未按规定公示年度报告,罚款,0.5,2026-05-06,示例市场监督管理局\n`

let app: TestApp
let [firm, bankA, bankB, operator]: TestClient[] = []

beforeAll(async () => {
  app = await testApp('pglite')
  ;[firm, bankA, bankB, operator] = [
    await app.signIn('firm-catering'),
    await app.signIn('bank-a-viewer'),
    await app.signIn('bank-b-viewer'),
    await app.signIn('operator'),
  ]
})
afterAll(() => app.close())

const entriesOf = (body: { sections: { entries: { attribute: string; value: unknown }[] }[] }) =>
  new Map(body.sections.flatMap((s) => s.entries).map((e) => [e.attribute, e]))
const office = async (row: object) => {
  const response = await app.outside.send(
    new Request(`${demoOrigin('credit-china')}/demo/marks`, { method: 'POST', body: JSON.stringify(row), headers: { 'content-type': 'application/json' } }),
  )
  expect(response.status).toBe(200)
}
const refresh = async () => must(await operator!.post('/api/v1/feeds/credit-china/publicity_mark/pull'), 201).body

describe('a licence that its office takes back', () => {
  it('is out of the next look, and whoever saw it holds a recall that ends once the office states it again', async () => {
    const state = async (action: string, at: string) => {
      const row = `${NAME},法人及非法人组织,${CODE},示例许字〔2026〕第 9 号,普通,2026-05-06,示例市场监督管理局,${action},${at}`
      const file = `行政相对人名称,行政相对人类别,统一社会信用代码,行政许可决定文书号,许可类别,许可决定日期,许可机关,数据操作,更新时间\n${row}\n`
      const taken = must(await operator!.post('/api/v1/imports?source=gz-credit&record=licence', file, { headers: { 'content-type': 'text/csv' } }), 201)
      expect(taken.body).toMatchObject({ accepted: 1 })
    }
    await state('新增', '2026-05-07 09:00:00')
    const { applicationId } = await applyFor(firm!, (await productNamed(firm!, '示例税易贷')).id, { categories: ['public_credit'] })
    const listed = async () => JSON.stringify(entriesOf(must(await look(bankA!, applicationId), 200).body).get('licences')).includes('第 9 号')
    const told = async () => must(await bankA!.get(`/api/v1/lender/recalls?applicationId=${applicationId}`), 200).body.items
    expect(await listed()).toBe(true)
    await state('撤销', '2026-11-20 09:00:00')
    expect(await listed()).toBe(false)
    expect(await told()).toMatchObject([{ attribute: 'licences', reason: 'withdrawn', status: 'issued', documentNo: '示例许字〔2026〕第 9 号' }])
    expect(must(await bankB!.get('/api/v1/lender/recalls'), 200).body.items).toEqual([])
    await state('修改', '2026-11-21 09:00:00')
    expect(await listed()).toBe(true)
    expect(await told()).toMatchObject([{ status: 'lifted', answer: null }])
    must(await firm!.post(`/api/v1/applications/${applicationId}/withdraw`), 200)
  })
})

describe('a penalty repaired at 信用中国', () => {
  it('is out of the bank’s view, the match and the report within one refresh, and the earlier reader holds a recall', async () => {
    const subjectId = await subjectOf(firm!)
    must(await operator!.post('/api/v1/imports?source=gz-credit&record=penalty', PENALTY, { headers: { 'content-type': 'text/csv' } }), 201)
    await refresh()
    const penaltiesIn = async (client: TestClient, path: string) =>
      entriesOf(must(await client.get(path), 200).body).get('penalties')!.value as { documentNo: string }[]
    const own = `/api/v1/subjects/${subjectId}/profile`
    expect((await penaltiesIn(firm!, own)).map((p) => p.documentNo)).toContain(NO)

    const product = await productNamed(firm!, '示例税易贷')
    const shown = await applyFor(firm!, product.id, { categories: ['public_credit'] })
    const first = must(await look(bankA!, shown.applicationId), 200).body
    expect(JSON.stringify(first)).toContain(NO)
    const seenAt = app.mode.clock.now().toISOString()
    const countIn = async () => {
      const run = must(await firm!.post('/api/v1/matches', { subjectId, ...NEED }), 201).body
      const leaves = run.offers.flatMap((o: { reasons: { leaves: { attribute: string; actual: unknown }[] }[] }) => o.reasons.flatMap((r) => r.leaves))
      return [...new Set(leaves.filter((l: { attribute: string }) => l.attribute === 'penaltyCount12m').map((l: { actual: unknown }) => l.actual))]
    }
    const before = await countIn()
    expect(before).toHaveLength(1)
    expect(must(await firm!.get('/firm/report'), 200).body).toContain(NO)

    app.advance(3_600)
    await office({ 统一社会信用代码: CODE, 企业名称: NAME, 信息类别: '行政处罚', 文书号: NO, 公示状态: '已修复', 状态日期: '2026-11-23' })
    expect(await refresh()).toMatchObject({ outcome: 'ok', accepted: 1 })

    // The subject's own view, the match, the report, the bank's next look.
    expect((await penaltiesIn(firm!, own)).map((p) => p.documentNo)).not.toContain(NO)
    expect(await countIn()).toEqual([(before[0] as number) - 1])
    expect(must(await firm!.get('/firm/report'), 200).body).not.toContain(NO)
    const second = must(await look(bankA!, shown.applicationId), 200).body
    expect(JSON.stringify(second)).not.toContain(NO)
    expect((entriesOf(second).get('penaltyCount12m') as { value: number }).value).toBe((before[0] as number) - 1)

    // Who had seen it is told, once; nobody else is.
    const mine = `/api/v1/lender/recalls?applicationId=${shown.applicationId}`
    const recalls = must(await bankA!.get(mine), 200).body.items
    expect(recalls).toMatchObject([{ applicationId: shown.applicationId, attribute: 'penalties', documentNo: NO, reason: 'repaired', status: 'issued' }])
    expect(must(await bankB!.get('/api/v1/lender/recalls'), 200).body.items).toEqual([])
    must(await bankA!.post(`/api/v1/lender/recalls/${recalls[0].id}/answer`, { answer: 'deleted' }), 200)
    const { items } = must(await firm!.get(`/api/v1/subjects/${subjectId}/recalls`), 200).body
    expect(items.filter((r: { attribute: string }) => r.attribute === 'penalties')).toMatchObject([{ documentNo: NO, status: 'answered', answer: 'deleted' }])
    await refresh()
    expect(must(await bankA!.get(mine), 200).body.items).toHaveLength(1)

    // What was known when the bank looked can still be told: by the subject, and for that moment only.
    const then = must(await firm!.get(`${own}?knownAt=${seenAt}`), 200).body
    expect((entriesOf(then).get('penalties')!.value as { documentNo: string }[]).map((p) => p.documentNo)).toContain(NO)
  })

  it('is in doubt while it is under objection: still shown, marked, and what is counted from it decides nothing', async () => {
    const subjectId = await subjectOf(firm!)
    const no = '示例罚字〔2026〕第 78 号'
    must(await operator!.post('/api/v1/imports?source=gz-credit&record=penalty', PENALTY.replace(NO, no), { headers: { 'content-type': 'text/csv' } }), 201)
    await office({ 统一社会信用代码: CODE, 企业名称: NAME, 信息类别: '行政处罚', 文书号: no, 公示状态: '异议处理中', 状态日期: '2026-11-23' })
    await refresh()
    const { body } = must(await firm!.get(`/api/v1/subjects/${subjectId}/profile`), 200)
    const entries = entriesOf(body) as unknown as Map<string, { freshness: string; doubt: string | null; value: unknown; disputedItems: number[] }>
    const penalties = entries.get('penalties')!
    expect(penalties.disputedItems.map((i) => (penalties.value as { documentNo: string }[])[i]!.documentNo)).toEqual([no])
    expect(entries.get('penaltyCount12m')).toMatchObject({ freshness: 'disputed', doubt: 'objection' })
    const run = must(await firm!.post('/api/v1/matches', { subjectId, ...NEED }), 201).body
    const leaves = run.offers.flatMap((o: { reasons: { leaves: { attribute: string; verdict: string; sentence: string }[] }[] }) =>
      o.reasons.flatMap((r) => r.leaves),
    )
    const counted = leaves.filter((l: { attribute: string }) => l.attribute === 'penaltyCount12m')
    expect(counted.length).toBeGreaterThan(0)
    for (const leaf of counted) expect([leaf.verdict, leaf.sentence]).toEqual(['unknown', expect.stringContaining('存疑')])
  })
})
