/** What a notice names when a record turned a criterion: later than the last look, and at its very moment (the clock is held). */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { asHeld } from '../../../src/matching/openings/held-facts.ts'
import { screenRow } from '../../../src/matching/screening/row.ts'
import { must, subjectOf } from '../../journeys/errand.ts'
import { profileOf } from '../../support/match-builders.ts'
import { type TestApp, testApp } from '../../support/test-app.ts'
import { type City, cityOf } from './story.ts'

let app: TestApp
let city: City
beforeAll(async () => {
  app = await testApp('pglite')
  city = await cityOf(app)
  await city.drain()
}, 60_000)
afterAll(() => app.close())

const HARDWARE = ['firm-hardware', '91440199MADEM0A155,广州示例精密五金有限公司'] as const
const CATERING = ['firm-catering', '91440199MADEM0B386,广州示例鲜达餐饮管理有限公司'] as const

test.each([
  ['after the last look', HARDWARE, 0, '绿牌', '绿', '环境信用从蓝升到绿'],
  ['at the very moment of the nightly walk', CATERING, 86_400, '蓝牌', '蓝', '环境信用有了记录：蓝'],
] as const)(
  'a grade that comes %s is named',
  async (when, [user, firm], later, given, asked, sentence) => {
    const name = `示例环境贷${later}`
    const id = await city.publish(name, { criteria: [{ attr: 'environmentGrade', op: 'in', value: [asked] }] })
    await city.drain()
    if (later > 0) {
      app.advance(later)
      await city.drain()
    }
    const csv = `统一社会信用代码,企业名称,评价年度,环境信用评价等级,公布日期\n${firm},2025,${given},2026-11-20\n`
    const operator = await app.signIn('operator')
    must(await operator.post('/api/v1/imports?source=gz-ecology&record=environment_grade', csv, { headers: { 'content-type': 'text/csv' } }), 201)
    await city.drain()
    const client = await app.signIn(user)
    const { items } = must(await client.get(`/api/v1/subjects/${await subjectOf(client)}/openings`), 200).body
    expect(
      items.filter((item: { productId: string }) => item.productId === id),
      when,
    ).toMatchObject([{ cause: 'facts', sentence }])
  },
  60_000,
)

test.each([
  ['an earlier grade', { environmentGrade: '蓝' }, { environmentGrade: '绿' }],
  ['no grade', {}, { environmentGrade: '绿' }],
  [
    'another amount, share, number and code',
    { revenueFen: '100', debtRatioBp: 5, staff: 3, district: '440106' },
    { revenueFen: '7', debtRatioBp: 8, staff: 4 },
  ],
] as const)('a profile made again has what was read at the look: %s', (_, seen, since) => {
  const then = profileOf(seen)
  const row = screenRow({ id: 'sub_test', kind: 'enterprise', code: '91440199MADEM0A155' }, then, new Map() as never)
  const values = (p: typeof then) => p.entries.map(({ attribute, value, freshness, asOf }) => ({ attribute, value, freshness, asOf }))
  expect(values(asHeld(profileOf(since), row))).toEqual(values(then))
})
