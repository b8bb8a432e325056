import { describe, expect, test } from 'vitest'
import { TEMPLATES } from '../../src/consent/model.ts'
import type { CaseView } from '../../src/loans/contract.ts'
import { bankPortal } from '../../web/portals/bank/index.tsx'
import type { LenderRequest } from '../../web/portals/bank/requests-page.tsx'
import { words } from '../../web/words/index.ts'
import { refuse } from '../support/borrower-site.ts'
import { postedForm } from './posted-form.ts'

const APP = 'app_01jd7w9k8m0000000000000000'
const CNS = 'cns_01jd7w9k8m0000000000000000'
const ASK = `/bank/cases/${APP}/ask`
const w = words.zh.bank.requests

const CASE: CaseView = {
  ...{ id: APP, productId: 'prd_01jd7w9k8m0000000000000000', productVersion: 1, productName: '示例税易贷', status: 'approved' },
  ...{ amountFen: '150000000', termMonths: 24, purpose: 'working_capital', submittedAt: '2026-11-23T02:00:00.000Z', answerDue: '2026-11-24' },
  ...{ endedAt: '2026-11-23T03:00:00.000Z', consentId: 'cns_01jd7w9k8m0000000000000001', decision: null, decidedByName: null, reads: { used: 1, total: 5 } },
}
const REQUEST: LenderRequest = {
  ...{ id: CNS, status: 'requested', lenderId: 'ins_a', lenderName: '示例银行甲', applicationId: APP, productId: CASE.productId, productVersion: 1 },
  purpose: { code: 'POSTLOAN', text: '贷后管理本笔贷款' },
  data: [{ category: 'tax', label: '纳税信用', fields: ['taxGrade'], sensitive: false, lookbackMonths: 6, tooShortFor: [] }],
  ...{ validDays: 180, reads: 6, deleteAfterDays: 90, deleteTrigger: 'expiry', askedAt: '2026-11-23T02:00:00.000Z', answerBy: '2026-11-26T02:00:00.000Z' },
  ...{ answeredAt: null, hash: 'ab'.repeat(32) },
}

/** The desk over an API that answers as told and remembers what it was asked. */
function site(answers: Record<string, () => unknown> = {}) {
  const asked: { call: string; query: string; body: unknown }[] = []
  const known: Record<string, () => unknown> = {
    'GET /api/v1/me': () => ({ role: 'lender_viewer', displayName: '客户经理', institutionId: 'ins_a', institutionName: '示例银行甲' }),
    [`GET /api/v1/lender/applications/${APP}`]: () => CASE,
    'GET /api/v1/consent-templates': () => ({ items: TEMPLATES.map(({ code, ...rest }) => ({ ...rest, purpose: code })) }),
    'GET /api/v1/lender/consent-requests': () => ({ items: [REQUEST], nextCursor: null }),
    'POST /api/v1/lender/consent-requests': () => REQUEST,
    ...answers,
  }
  const app = bankPortal({
    api: async (request) => {
      const { pathname, search } = new URL(request.url)
      const text = await request.clone().text()
      asked.push({ call: `${request.method} ${pathname}`, query: search, body: text === '' ? null : JSON.parse(text) })
      const answer = known[`${request.method} ${pathname}`]?.() ?? refuse(404)
      return answer instanceof Response ? answer : Response.json(answer)
    },
    demo: true,
    now: () => new Date('2026-11-24T04:00:00Z'),
  })
  const headers = { cookie: '__Host-suixin=s' }
  return {
    asked,
    get: async (path: string) => app.request(path, { headers }),
    post: async (path: string, form: URLSearchParams) => app.request(path, { method: 'POST', body: form, headers }),
  }
}

describe('asking a customer', () => {
  test('is offered on an approved case and on no other', async () => {
    expect(await (await site().get(`/bank/cases/${APP}`)).text()).toContain(`href="${ASK}"`)
    const other = site({ [`GET /api/v1/lender/applications/${APP}`]: () => ({ ...CASE, status: 'submitted' }) })
    expect(await (await other.get(`/bank/cases/${APP}`)).text()).not.toContain(`href="${ASK}"`)
    expect((await other.get(ASK)).headers.get('location')).toBe(`/bank/cases/${APP}`)
  })

  test.each([
    ['', '贷后管理本笔贷款', ['一般 180 天，最长 366 天', '一般 6 次，最多 24 次', '另外，每 30 天最多看 2 次', '一般 6 个月，最远 12 个月', '最迟 90 天']],
    ['?purpose=RENEWAL', '审查本笔贷款的续贷', ['一般 30 天，最长 60 天', '一般 5 次，最多 10 次', '一般 24 个月，最远 36 个月', '最迟 30 天']],
    ['?purpose=UNDERWRITE', '贷后管理本笔贷款', ['最长 366 天']],
  ])('%j names the bounds of its purpose beside each box, with nothing ticked', async (query, purpose, bounds) => {
    const html = await (await site().get(ASK + query)).text()
    for (const said of [purpose, ...bounds]) expect(html).toContain(said)
    expect(html).not.toMatch(/type="checkbox"[^>]*\schecked/)
  })

  test('says beside each category which of its fields need how many months, and which no request for this purpose shows', async () => {
    const after = await (await site().get(ASK)).text()
    expect(after).toContain(w.form.spanNeeds(12, '近 12 个月流入、近 12 个月流出、近 12 个月有流水'))
    expect(after).toContain(w.form.spanNever(12, '近 24 个月逾期'))
    const renewal = await (await site().get(`${ASK}?purpose=RENEWAL`)).text()
    expect(renewal).not.toContain('近 24 个月逾期')
    expect(renewal).toContain(w.form.spanNeeds(36, '近 36 个月处罚、近 36 个月罚没金额'))
  })

  test('in its list it is told what the months asked for will not show', async () => {
    const short = { ...REQUEST.data[0]!, tooShortFor: [{ field: 'taxPaidFen12m', label: '近 12 个月纳税额', months: 12 }] }
    const desk = site({ 'GET /api/v1/lender/consent-requests': () => ({ items: [{ ...REQUEST, data: [short] }], nextCursor: null }) })
    expect(await (await desk.get('/bank/requests')).text()).toContain(w.tooShort(6, '近 12 个月纳税额'))
    expect(await (await site().get('/bank/requests')).text()).not.toContain('不会显示')
  })

  test('offers only categories that the purpose may ask for, and says which are sensitive', async () => {
    const html = await (await site().get(ASK)).text()
    expect(html).toContain('value="credit_history"')
    expect(html).toContain(w.form.sensitive('').slice(1))
    expect(html).not.toContain('value="carbon"')
    expect(await (await site().get(`${ASK}?purpose=RENEWAL`)).text()).toContain('value="carbon"')
  })

  test('sends what was filled in, how far back with each category', async () => {
    const desk = site()
    const form = postedForm(await (await desk.get(ASK)).text(), ASK)
    form.append('data', 'tax')
    form.append('data', 'cash_flow')
    form.set('days', '９０')
    expect((await desk.post(ASK, form)).headers.get('location')).toBe('/bank/requests?sent')
    const data = [
      { category: 'tax', lookbackMonths: 6 },
      { category: 'cash_flow', lookbackMonths: 6 },
    ]
    expect(desk.asked.find(({ call }) => call.startsWith('POST'))?.body).toEqual({
      ...{ applicationId: APP, purpose: 'POSTLOAN', data, validDays: 90, reads: 6, deleteAfterDays: 90 },
    })
  })

  test.each([
    ['nothing ticked', {}, 'f-data', w.form.pickData],
    ['days that are no number', { data: 'tax', days: '半年' }, 'f-days', '「有效几天」要写成整数'],
  ])('with %s asks nothing of the API', async (_, over, at, said) => {
    const desk = site()
    const form = new URLSearchParams({ purpose: 'POSTLOAN', days: '30', reads: '1', lookback: '6', keep: '90', ...over })
    const answer = await desk.post(ASK, form)
    const html = await answer.text()
    expect([answer.status, desk.asked.some(({ call }) => call.startsWith('POST'))]).toEqual([422, false])
    expect(html).toContain(`href="#${at}"`)
    expect(html).toContain(said)
  })

  test.each([
    ['/validDays', '最长 366 天。 At most 366 days.', 'f-days', '「有效几天」最长 366 天'],
    ['/reads', '最多 24 次。 At most 24 reads.', 'f-reads', '最多 24 次'],
    ['/data/0/lookbackMonths', '最远 12 个月。 At most 12 months back.', 'f-lookback', '最远 12 个月'],
    ['/deleteAfterDays', '最迟 90 天后删除。 At most 90 days of keeping.', 'f-keep', '最迟 90 天后删除'],
    ['/data/0/category', '「贷后管理本笔贷款」不能要「碳账户」。 Not for this purpose.', 'f-data', '不能要「碳账户」'],
  ])('refused at %s names the bound at its own box and keeps what was typed', async (pointer, detail, at, said) => {
    const errors = [{ pointer, code: 'consent_exceeds_template', detail }]
    const desk = site({ 'POST /api/v1/lender/consent-requests': () => refuse(422, { code: 'consent_exceeds_template', errors }) })
    const answer = await desk.post(ASK, new URLSearchParams({ purpose: 'POSTLOAN', data: 'tax', days: '777', reads: '99', lookback: '60', keep: '999' }))
    const html = await answer.text()
    expect(answer.status).toBe(422)
    for (const one of [`href="#${at}"`, said, 'value="777"']) expect(html).toContain(one)
  })

  test('the same while the first waits is said in the bank’s words', async () => {
    const detail = '同样的请求正等待对方答复，请勿重复发送。 The same request awaits its answer.'
    const desk = site({ 'POST /api/v1/lender/consent-requests': () => refuse(409, { code: 'request_open', detail }) })
    const answer = await desk.post(ASK, new URLSearchParams({ purpose: 'POSTLOAN', data: 'tax', days: '30', reads: '1', lookback: '6', keep: '90' }))
    expect(answer.status).toBe(409)
    expect(await answer.text()).toContain('正等待对方答复')
  })
})

describe('what was asked', () => {
  test.each(['requested', 'provisional', 'granted', 'denied', 'lapsed'] as const)('and is %s says so in words', async (status) => {
    const html = await (
      await site({ 'GET /api/v1/lender/consent-requests': () => ({ items: [{ ...REQUEST, status }], nextCursor: null }) }).get('/bank/requests')
    ).text()
    expect(html).toContain(w.statuses[status])
    expect(html.includes(`name="consent" value="${CNS}"`)).toBe(status === 'granted')
    expect(html.includes(w.answerBy('2026-11-26 10:00'))).toBe(status === 'requested')
  })

  test('where nothing was, says where one begins', async () => {
    const html = await (await site({ 'GET /api/v1/lender/consent-requests': () => ({ items: [], nextCursor: null }) }).get('/bank/requests')).text()
    expect(html).toContain('href="/bank?status=approved"')
  })

  test('and granted, is looked at under that consent and not under the application’s own', async () => {
    const desk = site({ [`GET /api/v1/lender/applications/${APP}/profile`]: () => refuse(403, { code: 'consent_revoked' }) })
    const html = await (await desk.post(`/bank/cases/${APP}/look`, new URLSearchParams({ consent: CNS }))).text()
    expect(desk.asked.at(-1)).toMatchObject({ call: `GET /api/v1/lender/applications/${APP}/profile`, query: `?consentId=${CNS}` })
    expect(html).toContain('客户已撤回授权')
  })
})
