import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { must, subjectOf } from '../journeys/errand.ts'
import { type TestApp, type TestClient, testApp } from '../support/test-app.ts'

const FIRST = '91440199MADEM0A155'

let app: TestApp
let operator: TestClient
let other: TestClient

beforeAll(async () => {
  app = await testApp('pglite')
  operator = await app.signIn('operator')
  other = await app.signIn('firm-catering')
})
afterAll(() => app.close())

const WAGES = `统一社会信用代码,企业名称,欠薪预警编号,预警日期,涉及人数,涉及金额（元）,处理机关\n${FIRST},广州示例精密五金有限公司,示例预警〔2026〕1号,2026-05-06,3,12000,示例人社局\n`
const send = (query: string, text: string) => operator.post(`/api/v1/imports?${query}`, text, { headers: { 'content-type': 'text/csv' } })
async function entry(client: TestClient, attribute: string) {
  const { body } = must(await client.get(`/api/v1/subjects/${await subjectOf(client)}/profile`), 200)
  return body.sections.flatMap((s: { entries: { attribute: string }[] }) => s.entries).find((e: { attribute: string }) => e.attribute === attribute)
}

describe('a file of a feed', () => {
  it('says nothing about those it does not name, unless it is declared whole', async () => {
    expect((await entry(other, 'wageArrearsOpen')).freshness).toBe('missing')
    must(await send('source=gz-hrss&record=wage_monitoring', WAGES), 201)
    // One row about somebody else: nothing is known of this firm.
    expect((await entry(other, 'wageArrearsOpen')).freshness).toBe('missing')
    must(await send('source=gz-hrss&record=wage_monitoring&whole=true', WAGES), 201)
    expect(await entry(other, 'wageArrearsOpen')).toMatchObject({ freshness: 'fresh', value: '否' })
  })

  it('ages: what was said of nobody in a feed long unheard is unknown again', async () => {
    app.advance(46 * 86_400)
    const later = await app.signIn('firm-catering')
    expect((await entry(later, 'wageArrearsOpen')).freshness).toBe('stale')
    app.mode.clock.set(new Date('2026-11-23T02:00:00Z'))
  })
})

describe('what must be asked for or shown', () => {
  it.each([
    ['gz-tax', 'tax_code'],
    ['cash-flow', 'cash_flow'],
    ['local-bureau', 'credit_record'],
    ['social-insurance', 'social'],
    ['social-insurance', 'housing_fund'],
    ['utilities', 'usage'],
  ])('%s/%s does not come in as somebody’s file, and the attempt is written down', async (source, record) => {
    const { body: sources } = must(await app.nobody.get('/api/v1/sources'), 200)
    const { columns } = sources.items.find((k: { source: string; record: string }) => k.source === source && k.record === record)
    const file = [columns.map((c: { name: string }) => c.name).join(), columns.map((c: { example: string | null }) => c.example ?? '').join()].join('\n')
    const before = await app.digest()
    must(await send(`source=${source}&record=${record}`, file), 422, 'way_not_open')
    expect(await app.digest()).toBe(before)
    expect(must(await operator.get('/api/v1/refusals'), 200).body.items).toContainEqual(expect.objectContaining({ source, record, code: 'way_not_open' }))
  })

  it('keeps of a source that is none nothing but that it was none', async () => {
    must(await send('source=13912345678&record=x', 'a\n1'), 422, 'unknown_source')
    const { items } = must(await operator.get('/api/v1/refusals'), 200).body
    expect(items).toContainEqual(expect.objectContaining({ source: '?', code: 'unknown_source' }))
    expect(JSON.stringify(items)).not.toContain('13912345678')
  })
})
