import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { applyFor, look, must, productNamed, subjectOf } from '../journeys/errand.ts'
import { type TestApp, type TestClient, testApp } from '../support/test-app.ts'
import { cityOf, recallsTold } from './city.ts'

const FIRST = '示例罚字〔2026〕1号'
const SECOND = '示例罚字〔2026〕2号'

let app: TestApp
let bank: TestClient
let otherBank: TestClient
let firm: TestClient
let applicationId: string
beforeAll(async () => {
  app = await testApp('pglite')
  firm = await app.signIn('firm-hardware')
  bank = await app.signIn('bank-a-viewer')
  otherBank = await app.signIn('bank-b-viewer')
  const city = await cityOf(await app.signIn('operator'), firm)
  for (const documentNo of [FIRST, SECOND]) await city.penalty({ 行政处罚决定书文号: documentNo })
  const product = await productNamed(firm, '示例税易贷')
  applicationId = (await applyFor(firm, product.id, { categories: ['public_credit'] })).applicationId
  must(await look(bank, applicationId), 200)
  await city.mark(FIRST, '已修复')
  await city.mark(SECOND, '公示期满')
})
afterAll(() => app.close())

function send(client: TestClient, path: string, form: Record<string, string>) {
  return client.post(path, new URLSearchParams(form).toString(), { headers: { 'content-type': 'application/x-www-form-urlencoded' }, key: null })
}

async function idOf(documentNo: string): Promise<unknown> {
  return (await recallsTold(bank)).find((r) => r.documentNo === documentNo)!.id
}

/** In the order of a lender's work: each test finds the desk as the one before left it. */
describe('the bank’s desk', () => {
  test('counts in its menu what awaits an answer and lists it with its clock', async () => {
    const { body } = must(await bank.get('/bank/recalls'), 200)
    expect(body).toContain('停用通知 2')
    for (const said of [FIRST, SECOND, '已修复', '公示已结束', '2026-11-30 前', '还有 7 天']) expect(body).toContain(said)
    expect(must(await otherBank.get('/bank/recalls'), 200).body).toContain('没有等待答复的停用通知')
  })

  test('says on the case what was seen there and no longer stands', async () => {
    const { body } = must(await bank.get(`/bank/cases/${applicationId}`), 200)
    expect(body).toContain(`/bank/recalls/${await idOf(FIRST)}`)
    expect(body).toContain('这笔申请里看到过的行政处罚记录已修复，请停止使用并答复。')
  })

  test('takes a plain answer by one click', async () => {
    const answered = await send(bank, `/bank/recalls/${await idOf(FIRST)}/answer`, { answer: 'deleted' })
    expect([answered.status, answered.headers.get('location')]).toEqual([303, '/bank/recalls?done'])
    const { body } = must(await bank.get('/bank/recalls?done'), 200)
    expect(body).toContain('停用通知 1')
    expect(body).not.toContain(FIRST)
    expect(must(await bank.get('/bank/recalls?status=answered'), 200).body).toContain('已删除')
  })

  test('wants a legal ground where it is kept, says so beside the box and keeps what was written', async () => {
    const path = `/bank/recalls/${await idOf(SECOND)}`
    const { body } = must(await send(bank, `${path}/answer`, { answer: 'kept_for_law', legalGround: '法' }), 422)
    expect(body).toContain('依法留存须写明依据的法律和条款')
    expect(body).toMatch(/value="kept_for_law"[^>]*checked/)
    expect(body).toContain('>法</textarea>')
  })

  test('tells an unknown answer, and an answer that was given before, in words', async () => {
    const path = `/bank/recalls/${await idOf(SECOND)}`
    must(await send(bank, `${path}/answer`, {}), 422)
    expect((await send(bank, `${path}/acknowledge`, {})).status).toBe(303)
    expect(must(await bank.get(path), 200).body).toContain('已确认收到')
    expect((await send(bank, `${path}/answer`, { answer: 'kept_for_law', legalGround: '《反洗钱法》第三十四条' })).status).toBe(303)
    must(await send(bank, `${path}/answer`, { answer: 'deleted' }), 409)
    expect(must(await bank.get(path), 200).body).toContain('《反洗钱法》第三十四条')
    expect(must(await bank.get(`/bank/cases/${applicationId}`), 200).body).not.toContain('请停止使用并答复')
  })

  test('shows another lender’s recall to nobody else', async () => {
    must(await otherBank.get(`/bank/recalls/${await idOf(FIRST)}`), 404)
    must(await send(otherBank, `/bank/recalls/${await idOf(FIRST)}/answer`, { answer: 'deleted' }), 404)
    must(await firm.get('/bank/recalls'), 403)
  })
})

describe('the bank’s desk, of what is no adverse record', () => {
  test('names a grade by its day and says what to do; once it is stated again no answer is asked for', async () => {
    const city = await cityOf(await app.signIn('operator'), firm)
    const grade = (value: string, at: string) =>
      city.state('gz-tax', 'tax_grade', {
        ...{ 统一社会信用代码: city.code, 企业名称: city.name, 评价年度: '2025', 评价日期: '2026-04-25' },
        ...{ 纳税信用级别: value, 更新时间: at },
      })
    await grade('B', '2026-11-01 10:00:00')
    const product = await productNamed(firm, '示例穗税通')
    const reader = product.lenderId === must(await bank.get('/api/v1/me'), 200).body.institutionId ? bank : otherBank
    const seen = await applyFor(firm, product.id, { categories: ['tax'] })
    must(await look(reader, seen.applicationId), 200)
    await grade('C', '2026-11-02 10:00:00')
    const [told] = await recallsTold(reader, `?applicationId=${seen.applicationId}`)
    const path = `/bank/recalls/${told!.id}`
    for (const said of ['这项纳税信用级别已被来源更正', '2026-04-25 的数据', '请在授权内重新查看', '提交答复'])
      expect(must(await reader.get(path), 200).body).toContain(said)
    expect(must(await reader.get(`/bank/cases/${seen.applicationId}`), 200).body).toContain('这笔申请里看到过的纳税信用级别已更正，请停止使用并答复。')

    await grade('B', '2026-11-03 10:00:00')
    const { body } = must(await reader.get(path), 200)
    for (const said of ['通知已解除', '已解除']) expect(body).toContain(said)
    expect(body).not.toContain('提交答复')
    must(await send(reader, `${path}/answer`, { answer: 'deleted' }), 409)
    expect(must(await reader.get('/bank/recalls?status=lifted'), 200).body).toContain('不必答复')
    expect(must(await firm.get('/firm/access-log'), 200).body).toContain('停用通知解除')
  })
})

describe('the subject', () => {
  test('reads in its access log that the bank was told and what it answered', async () => {
    const { body } = must(await firm.get('/firm/access-log'), 200)
    for (const said of ['通知银行停用', '银行回复停用通知', '记录已修复', '依法留存']) expect(body).toContain(said)
    expect(must(await firm.get(`/api/v1/subjects/${await subjectOf(firm)}/recalls`), 200).body.items).toHaveLength(3)
  })
})
