import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { must, NEED, subjectOf } from '../journeys/errand.ts'
import { type TestApp, type TestClient, testApp } from '../support/test-app.ts'

const CODE = '91440199MADEM0B386'
const TAX = '纳税人识别号,纳税人名称,评价年度,纳税信用级别,评价日期,更新时间\n'
const tax = (year: number, grade: string, day: string, at = '') => `${CODE},广州示例鲜达餐饮管理有限公司,${year},${grade},${day},${at}\n`

let app: TestApp
let operator: TestClient
let firm: TestClient
let subjectId: string

beforeAll(async () => {
  app = await testApp('pglite')
  operator = await app.signIn('operator')
  firm = await app.signIn('firm-catering')
  subjectId = await subjectOf(firm)
})
afterAll(() => app.close())

async function taken(source: string, record: string, file: string): Promise<string> {
  return must(await operator.post(`/api/v1/imports?source=${source}&record=${record}`, file, { headers: { 'content-type': 'text/csv' } }), 201).body.id
}
const records = async (batch: string) => must(await operator.get(`/api/v1/imports/${batch}/records`), 200).body.items
const trace = async (recordId: string) => must(await operator.get(`/api/v1/subjects/${subjectId}/records/${recordId}`), 200).body

describe('the way of one fact', () => {
  it('leads from the row of the file to the profile and to the offers it decided, and back', async () => {
    const batch = await taken('gz-tax', 'tax_grade', TAX + tax(2025, 'B', '2026-04-26', '2026-11-20 10:00:00'))
    must(await firm.post('/api/v1/matches', { subjectId, ...NEED }), 201)
    const [row] = await records(batch)
    expect(row).toMatchObject({ rowNo: 2, subjectId, subjectCode: CODE, retracts: false })

    const told = await trace(row.recordId)
    expect(told.record).toMatchObject({ source: 'gz-tax', record: 'tax_grade', holds: true, cells: { 纳税信用级别: 'B', 评价年度: '2025' } })
    expect(told.record.batch).toMatchObject({ id: batch, rowNo: 2, way: 'upload' })
    expect(told.facts).toMatchObject([{ attribute: 'taxGrade', value: 'B', standing: 'holds', winner: null }])
    expect(told.offers.length).toBeGreaterThan(0)
    for (const offer of told.offers) expect([offer.attribute, offer.sentence]).toEqual(['taxGrade', expect.stringContaining('纳税信用 B 级')])
    // And the profile's own source line leads to the same record.
    const { body } = must(await firm.get(`/api/v1/subjects/${subjectId}/profile`), 200)
    const entry = body.sections.flatMap((s: { entries: { attribute: string }[] }) => s.entries).find((e: { attribute: string }) => e.attribute === 'taxGrade')
    expect(entry.from.recordId).toBe(row.recordId)
  })

  it('says of an earlier version that it was superseded and since when, and of a retracted one that nothing holds', async () => {
    const first = (await records(await taken('gz-tax', 'tax_grade', TAX + tax(2023, 'C', '2024-04-26', '2024-05-01 09:00:00'))))[0].recordId
    app.advance(60)
    const later = (await records(await taken('gz-tax', 'tax_grade', TAX + tax(2023, 'A', '2024-04-26', '2024-05-01 09:00:01'))))[0].recordId
    const old = await trace(first)
    expect(old.record.holds).toBe(false)
    expect(old.facts).toMatchObject([{ standing: 'superseded' }])
    expect(old.versions.map((v: { id: string }) => v.id)).toEqual([later, first])
    expect(old.versions[0].supersededAt).toBeNull()
    expect(old.versions[1].supersededAt).toBe(old.versions[0].recordedAt)
    // The year 2023 has run out: it lost against a fresh one.
    expect((await trace(later)).facts).toMatchObject([{ standing: 'lost', decidedBy: 'freshness', winner: { source: 'gz-tax' } }])

    const head = TAX.trim()
    await taken('gz-tax', 'tax_grade', `${head},数据操作\n${tax(2023, 'A', '2024-04-26', '2024-05-02 09:00:00').trim()},撤销\n`)
    expect((await trace(later)).record.holds).toBe(false)
    expect((await trace(later)).versions[0]).toMatchObject({ retracts: true, supersededAt: null })
  })

  it('shows which penalty stands in the list and what is counted from it', async () => {
    const file = `行政相对人名称,行政相对人类别,统一社会信用代码,行政处罚决定书文号,违法行为类型,处罚类别,罚款金额（万元）,处罚决定日期,处罚机关\n广州示例鲜达餐饮管理有限公司,法人及非法人组织,${CODE},示例罚字〔2026〕第 5 号,未按规定公示年度报告,罚款,0.5,2026-05-06,示例市场监督管理局\n`
    const [row] = await records(await taken('gz-credit', 'penalty', file))
    must(await firm.post('/api/v1/matches', { subjectId, ...NEED }), 201)
    const told = await trace(row.recordId)
    expect(told.facts).toMatchObject([{ attribute: 'penalties', standing: 'listed' }])
    expect(told.facts[0].feeds.map((f: { attribute: string }) => f.attribute)).toEqual(['penaltyCount12m', 'penaltyCount36m', 'penaltyFen36m'])
    expect(told.offers.some((o: { attribute: string }) => o.attribute === 'penaltyCount12m')).toBe(true)
  })

  it('can be walked by clicking: batch, its records, one record, its other version, back', async () => {
    const batch = await taken('gz-tax', 'tax_grade', TAX + tax(2022, 'M', '2023-04-26', '2023-05-01') + tax(2022, 'B', '2023-04-26', '2023-05-02'))
    const page = async (path: string) => must(await operator.get(path), 200).body as string
    const linkIn = (html: string, pattern: RegExp) => {
      const found = pattern.exec(html)?.[1]
      expect(found, String(pattern)).toBeDefined()
      return found!.replaceAll('&amp;', '&')
    }
    const list = await page(linkIn(await page(`/ops/imports/${batch}`), /href="([^"]*\/records)"/))
    const record = await page(linkIn(list, /href="(\/ops\/subjects\/[^"]+)"/))
    expect(record).toContain('成了哪些事实')
    expect(record).toContain('影响了哪些产品')
    expect(record).toContain('纳税信用级别')
    const other = await page(linkIn(record, /<li>\s*<a href="(\/ops\/subjects\/[^"]+\/records\/[0-9a-f]{32})"/))
    expect(other).toContain('现行')
    expect(linkIn(other, /href="(\/ops\/imports\/bat_[^"/]+)"/)).toBe(`/ops/imports/${batch}`)
  })

  it('is nobody’s but the operator’s', async () => {
    const [row] = await records(await taken('gz-tax', 'tax_grade', TAX + tax(2021, 'B', '2022-04-26')))
    for (const name of ['firm-catering', 'bank-a-viewer', 'regulator', 'auditor']) {
      const client = await app.signIn(name)
      expect((await client.get(`/api/v1/subjects/${subjectId}/records/${row.recordId}`)).status).toBe(404)
    }
  })
})
