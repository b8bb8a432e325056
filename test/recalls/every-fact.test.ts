/** Recalls of what is no adverse list: licences, awards, grades, registrations, a household's rating. */
import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { rowsOf } from '../../src/platform/db/client.ts'
import { emit } from '../../src/platform/jobs/service.ts'
import type { Category } from '../../src/profiles/model.ts'
import { applyFor, look, must, productNamed, subjectOf } from '../journeys/errand.ts'
import { type TestApp, type TestClient, testApp } from '../support/test-app.ts'
import { testMaster } from '../support/test-master.ts'
import { type City, cityOf, drained, recallsTold } from './city.ts'

let app: TestApp
let [firm, farmer, bank, otherBank, operator]: TestClient[] = []
let city: City
let subjectId: string

beforeAll(async () => {
  app = await testApp('pglite')
  firm = await app.signIn('firm-hardware')
  farmer = await app.signIn('farmer')
  bank = await app.signIn('bank-a-viewer')
  otherBank = await app.signIn('bank-b-viewer')
  operator = await app.signIn('operator')
  city = await cityOf(operator, firm)
  subjectId = await subjectOf(firm)
})
afterAll(() => app.close())

let no = 0
beforeEach(() => {
  no++
})
const opened: string[] = []
afterEach(async () => {
  for (const id of opened.splice(0)) must(await firm!.post(`/api/v1/applications/${id}/withdraw`), 200)
  expect(app.log.filter(({ level }) => level === 'error')).toEqual([])
})

/** Bank A looks in a new case under these categories. */
async function shown(...categories: Category[]): Promise<string> {
  const { applicationId } = await applyFor(firm!, (await productNamed(firm!, '示例税易贷')).id, { categories, reads: 10 })
  opened.push(applicationId)
  must(await look(bank!, applicationId), 200)
  return applicationId
}

const toldOf = (applicationId: string, reader = bank!) => recallsTold(reader, `?applicationId=${applicationId}`)
/** One line for each recall. */
const briefly = async (applicationId: string) => (await toldOf(applicationId)).map((r) => `${r.attributeName} ${r.reason} ${r.status}`).sort()

const licence = (more: Record<string, string> = {}) =>
  city.state('gz-credit', 'licence', {
    ...{ 统一社会信用代码: city.code, 行政相对人名称: city.name, 行政许可决定文书号: `示例许字〔2026〕${no}号` },
    ...{ 更新时间: '2026-11-01 10:00:00', ...more },
  })
const award = (more: Record<string, string> = {}) =>
  city.state('gz-trading', 'award', {
    ...{ 统一社会信用代码: city.code, 中标人名称: city.name, 项目编号: `GZEX2026-${no}` },
    ...{ 更新时间: '2026-11-01 10:00:00', ...more },
  })
const taxGrade = (year: string, grade: string, at: string) =>
  city.state('gz-tax', 'tax_grade', {
    统一社会信用代码: city.code,
    企业名称: city.name,
    评价年度: year,
    纳税信用级别: grade,
    评价日期: `${Number(year) + 1}-04-25`,
    更新时间: at,
  })

describe('what its source takes back', () => {
  test('a licence: by the list and by what counts it, named by its number, with what to do', async () => {
    await licence()
    const applicationId = await shown('registration', 'public_credit')
    await licence({ 数据操作: '撤销', 更新时间: '2026-11-20 10:00:00' })
    const [told, ...more] = await toldOf(applicationId)
    expect(more).toEqual([])
    expect(told).toMatchObject({
      ...{ attribute: 'licences', attributeName: '行政许可', kind: 'record', documentNo: `示例许字〔2026〕${no}号`, asOf: '2025-03-18' },
      ...{ reason: 'withdrawn', status: 'issued', dueOn: '2026-11-30', restatedAt: null },
    })
    expect((told!.fields as { id: string }[]).map((f) => f.id).sort()).toEqual(['licenceCount', 'licences'])
    expect(told!.advice).toContain('这条行政许可记录已被来源撤销或收回')
    const log = must(await firm!.get(`/api/v1/subjects/${subjectId}/access-log`), 200).body.items
    expect(log[0]).toMatchObject({ kind: 'recall.issued', why: 'withdrawn' })
  })

  test('an award; told once, however often the work is done', async () => {
    await award()
    const applicationId = await shown('registration', 'performance')
    await award({ 数据操作: '撤销', 更新时间: '2026-11-20 10:00:00' })
    await emit({ db: app.database.db, clock: app.mode.clock, ids: app.mode.ids, master: testMaster, requestId: 'test' }, 'recalls.review', {
      subjectIds: [subjectId],
    })
    await drained(app)
    expect(await toldOf(applicationId)).toMatchObject([{ attribute: 'awards', documentNo: `GZEX2026-${no}`, reason: 'withdrawn' }])
  })

  test('and states again: what awaits an answer ends, and is called back anew when it is taken back once more', async () => {
    await licence()
    const applicationId = await shown('registration', 'public_credit')
    await licence({ 数据操作: '撤销', 更新时间: '2026-11-18 10:00:00' })
    const [first] = await toldOf(applicationId)
    must(await bank!.post(`/api/v1/lender/recalls/${first!.id}/acknowledge`), 200)

    await licence({ 更新时间: '2026-11-19 10:00:00' })
    const [lifted] = await toldOf(applicationId)
    expect(lifted).toMatchObject({ id: first!.id, status: 'lifted', restatedAt: app.mode.clock.now().toISOString(), overdue: false })
    expect(lifted!.advice).toContain('通知已解除')
    must(await bank!.post(`/api/v1/lender/recalls/${first!.id}/answer`, { answer: 'deleted' }), 409, 'illegal_transition')
    expect((await recallsTold(bank!, `?applicationId=${applicationId}&status=open`)).length).toBe(0)
    const log = must(await firm!.get(`/api/v1/subjects/${subjectId}/access-log`), 200).body.items
    expect(log[0]).toMatchObject({ kind: 'recall.lifted', why: 'restated' })

    await licence({ 数据操作: '撤销', 更新时间: '2026-11-20 10:00:00' })
    expect(await briefly(applicationId)).toEqual(['行政许可 withdrawn issued', '行政许可 withdrawn lifted'])
  })

  test('and states again after the answer: the answer stays, and it says so', async () => {
    await licence()
    const applicationId = await shown('registration', 'public_credit')
    await licence({ 数据操作: '撤销', 更新时间: '2026-11-18 10:00:00' })
    const [told] = await toldOf(applicationId)
    must(await bank!.post(`/api/v1/lender/recalls/${told!.id}/answer`, { answer: 'deleted' }), 200)
    await licence({ 更新时间: '2026-11-19 10:00:00' })
    expect(await toldOf(applicationId)).toMatchObject([{ status: 'answered', answer: 'deleted', restatedAt: app.mode.clock.now().toISOString() }])
  })

  test('and states again with other words: the recall goes on', async () => {
    await licence()
    const applicationId = await shown('registration', 'public_credit')
    await licence({ 数据操作: '撤销', 更新时间: '2026-11-18 10:00:00' })
    await licence({ 许可证书名称: '另一种许可证', 更新时间: '2026-11-19 10:00:00' })
    expect(await briefly(applicationId)).toEqual(['行政许可 withdrawn issued'])
  })
})

describe('what its source corrects', () => {
  test('a tax grade: the lender that read it is told, the one that did not is not, and the day names it', async () => {
    await taxGrade('2025', 'B', '2026-11-01 10:00:00')
    const applicationId = await shown('registration', 'tax')
    const unread = await applyFor(firm!, (await productNamed(firm!, '示例穗税通')).id, { categories: ['registration', 'tax'] })
    opened.push(unread.applicationId)
    await taxGrade('2025', 'C', '2026-11-02 10:00:00')
    expect(await toldOf(applicationId)).toMatchObject([
      { attribute: 'taxGrade', attributeName: '纳税信用级别', kind: 'value', documentNo: null, asOf: '2026-04-25', reason: 'corrected' },
    ])
    expect(await recallsTold(otherBank!)).toEqual([])
    expect(await toldOf(unread.applicationId)).toEqual([])
    // No word of what was shown, nor of what it says now.
    expect(JSON.stringify(await toldOf(applicationId))).not.toMatch(/"[BC]"/)
  })

  test('read again and corrected again is told again; put back as it was first read, that recall stays beside the new one', async () => {
    await taxGrade('2025', 'B', '2026-11-03 10:00:00')
    const applicationId = await shown('registration', 'tax')
    await taxGrade('2025', 'C', '2026-11-04 10:00:00')
    must(await look(bank!, applicationId), 200)
    await taxGrade('2025', 'B', '2026-11-05 10:00:00')
    expect((await toldOf(applicationId)).map((r) => r.reason)).toEqual(['corrected', 'corrected'])
  })

  test('not a newer grade that takes the place of an older one, and not figures of a later period: that is ageing', async () => {
    const evaluation = (grade: string, on: string) =>
      city.state('gz-credit', 'city_evaluation', { 统一社会信用代码: city.code, 企业名称: city.name, 评价等级: grade, 评价日期: on })
    await evaluation('优', '2026-11-10')
    const applicationId = await shown('registration', 'public_credit', 'carbon')
    await evaluation('中', '2026-11-20')
    const energy = (until: string) => city.state('suitan', 'energy_use', { 统一社会信用代码: city.code, 企业名称: city.name, 统计截止月: until })
    await energy('2026-09')
    must(await look(bank!, applicationId), 200)
    await energy('2026-10')
    // The register's one record moves on to a later day.
    await city.state('samr', 'registration', { 统一社会信用代码: city.code, 企业名称: city.name, 核准日期: '2026-11-21', 注册资金: '1(万元人民币)' })
    expect(await toldOf(applicationId)).toEqual([])
  })

  test('an ingredient, to a lender that saw only what is worked out from it: the attribute is named, its day is not', async () => {
    const register = (industry: string, at: string) =>
      city.state('samr', 'registration', {
        ...{ 统一社会信用代码: city.code, 企业名称: city.name, 核准日期: '2026-11-22', 行业代码: industry, 更新时间: at },
      })
    await register('C3311', '2026-11-22 09:00:00')
    const applicationId = await shown('operations')
    await register('F5199', '2026-11-22 10:00:00')
    expect(await toldOf(applicationId)).toMatchObject([
      { attribute: 'industry', reason: 'corrected', documentNo: null, asOf: null, fields: [{ id: 'sizeClass', label: '企业规模' }] },
    ])
    expect((await toldOf(applicationId))[0]!.advice).toContain('由它得出的「企业规模」')
  })

  test('a household’s rating: each value that changed, nothing of the household in what is kept', async () => {
    const household = await cityOf(operator!, farmer!)
    const rate = (score: string, grade: string, at: string) =>
      household.state('nongrongtong', 'household_rating', {
        ...{ 户编号: household.code, 户主姓名: '黄示例', 村代码: household.code.slice(1, 13), 村名: '红山村', 评定日期: '2026-11-10' },
        ...{ 评分: score, 信用等级: grade, 更新时间: at },
      })
    await rate('86', 'AA', '2026-11-11 10:00:00')
    const { items } = must(await farmer!.get('/api/v1/products?audience=household&purpose=farming&limit=100'), 200).body
    const product = items.find((p: { lenderName: string }) => p.lenderName === '示例银行甲广州分行')
    const asking = { amountFen: '10000000', termMonths: 12, purpose: 'farming' }
    const { applicationId } = await applyFor(farmer!, product.id, { categories: ['village'] }, asking)
    must(await look(bank!, applicationId), 200)
    await rate('71', 'A', '2026-11-12 10:00:00')
    expect((await toldOf(applicationId)).map((r) => `${r.attribute} ${r.reason} ${r.asOf}`).sort()).toEqual([
      'householdGrade corrected 2026-11-10',
      'householdScore corrected 2026-11-10',
    ])
    const kept = await rowsOf(app.database.db, sql`select * from shown_items where subject_id = ${await subjectOf(farmer!)}`)
    expect(kept.length).toBeGreaterThan(5)
    expect(JSON.stringify(kept)).not.toMatch(new RegExp(`${household.code}|黄|红山|"AA"`))
  })
})

test('a lender has at most one recall of one reason and read for an item, and what stands has none that is open', async () => {
  const all = await rowsOf<{ n: number }>(
    app.database.db,
    sql`select count(*)::int as n from recalls where restated_at is null group by lender_id, consent_id, attribute, item, reason, log_index having count(*) > 1`,
  )
  expect(all).toEqual([])
  expect((await rowsOf(app.database.db, sql`select 1 from recalls where status = 'lifted' and restated_at is null`)).length).toBe(0)
})
