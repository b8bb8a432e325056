import { describe, expect, test } from 'vitest'
import { termsView } from '../../src/products/terms-schema.ts'
import { officerPortal } from '../../web/portals/officer/index.tsx'
import type { HouseholdRequest } from '../../web/portals/officer/proposal-form.ts'
import { words } from '../../web/words/index.ts'
import { CANDIDATES, refuse } from '../support/borrower-site.ts'
import { postedForm } from './posted-form.ts'

const ID = 'cns_01jd7w9k8m00000000007w9k8m'
const HOUSEHOLD = 'H440114103206-9001'
const FARM = CANDIDATES.find(({ productId }) => productId === 'prd_farm')!
const PRODUCT = {
  ...{ id: 'prd_farm', lenderId: 'ins_1', lenderName: '丁行', version: 1, status: 'published', terms: termsView(FARM.terms) },
  ...{ criteriaZh: [], publishedAt: null, draft: null },
}
const REQUEST: HouseholdRequest = {
  ...{
    id: ID,
    status: 'requested',
    lenderId: 'ins_1',
    lenderName: '丁行',
    applicationId: 'app_01jd7w9k8m0000000000000000',
    productId: 'prd_farm',
    productVersion: 1,
  },
  purpose: { code: 'RENEWAL', text: '审查本笔贷款的续贷' },
  data: [{ category: 'village', label: '信用村', fields: ['householdGrade'], sensitive: true, lookbackMonths: 24, tooShortFor: [] }],
  ...{
    validDays: 20,
    reads: 2,
    deleteAfterDays: 30,
    deleteTrigger: 'decision',
    askedAt: '2026-11-23T02:00:00.000Z',
    answerBy: '2026-11-26T02:00:00.000Z',
    answeredAt: null,
    hash: 'ab'.repeat(32),
  },
}
const LEGAL = { textId: 't', version: 1, lang: 'zh-CN', text: '一', sha256: 'ef'.repeat(32), maxDays: 90, maxReads: 20, defaultDays: 30, defaultReads: 5 }

/** The desk over an API that answers as told and remembers what it was asked. */
function site(answers: Record<string, () => unknown> = {}) {
  const asked: { call: string; query: string; body: Record<string, unknown> | null }[] = []
  const known: Record<string, () => unknown> = {
    'GET /api/v1/me': () => ({
      userId: 'usr_1',
      role: 'village_officer',
      displayName: '服务员',
      institutionId: 'ins_9',
      institutionName: '站',
      subjectId: null,
    }),
    'GET /api/v1/products': () => ({ items: [PRODUCT], nextCursor: null }),
    'GET /api/v1/products/prd_farm': () => PRODUCT,
    'GET /api/v1/consent-text': () => LEGAL,
    'GET /api/v1/officer/consents': () => ({ items: [] }),
    'GET /api/v1/officer/consent-requests': () => ({ items: [REQUEST] }),
    'POST /api/v1/officer/consents': () => ({}),
    ...answers,
  }
  const app = officerPortal({
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

const start = (more: Record<string, string>) => `/officer/propose?${new URLSearchParams({ go: '1', household: HOUSEHOLD, ...more })}`
const papers = { mandateSha256: 'aa'.repeat(32), evidenceSha256: 'bb'.repeat(32), from: '2026-11-01', to: '2027-10-31', method: 'written', witness: '' }

describe('answering a lender’s request with a household', () => {
  test('reads out what that lender asks, and lets nothing else be ticked', async () => {
    const desk = site()
    const html = await (await desk.get(start({ request: '7W9K8M' }))).text()
    expect(html).toContain(words.zh.officer.read.askedText('丁行', '审查本笔贷款的续贷', 2, 20))
    expect([...html.matchAll(/type="checkbox"[^>]*value="(\w+)"/g)].map(([, value]) => value)).toEqual(['village'])
    expect(html).not.toMatch(/type="checkbox"[^>]*\schecked/)
    expect(desk.asked.find(({ call }) => call.endsWith('consent-text'))?.query).toBe('?purpose=RENEWAL')
  })

  test('sends the request’s id and its purpose as the mandate’s scope', async () => {
    const desk = site()
    const form = postedForm(await (await desk.get(start({ request: '7W9K8M' }))).text(), '/officer/propose')
    for (const [name, value] of Object.entries({ ...papers, separate: 'village' })) form.set(name, value)
    expect((await desk.post('/officer/propose', form)).headers.get('location')).toBe('/officer?done=proposed')
    const sent = desk.asked.find(({ call }) => call.startsWith('POST'))?.body
    expect(sent).toMatchObject({ requestId: ID, householdNo: HOUSEHOLD, mandate: { scope: ['RENEWAL'] } })
    expect(sent).not.toHaveProperty('productId')
  })

  test.each([
    ['neither product nor number', {}, 'f-product', words.zh.officer.start.chooseProduct],
    ['both', { product: 'prd_farm', request: '7W9K8M' }, 'f-request', words.zh.officer.start.oneOfTwo],
  ])('with %s goes no further', async (_, more, at, said) => {
    const answer = await site().get(start(more))
    const html = await answer.text()
    expect(answer.status).toBe(422)
    expect(html).toContain(`href="#${at}"`)
    expect(html).toContain(said)
  })

  test.each([
    ['is not found', () => ({ items: [] }), 'f-request', words.zh.officer.start.noRequest],
    [
      'is of another village',
      () => refuse(422, { errors: [{ pointer: '/householdNo', code: 'unknown_household', detail: '本村没有这个农户编号，请核对名册。 No.' }] }),
      'f-household',
      '本村没有这个农户编号',
    ],
  ])('whose number %s says so at its box', async (_, found, at, said) => {
    const answer = await site({ 'GET /api/v1/officer/consent-requests': found }).get(start({ request: '7W9K8M' }))
    const html = await answer.text()
    expect(answer.status).toBe(422)
    expect(html).toContain(`href="#${at}"`)
    expect(html).toContain(said)
  })
})

describe('proposing', () => {
  test('for a product asks for no request', async () => {
    const desk = site()
    const form = postedForm(await (await desk.get(start({ product: 'prd_farm' }))).text(), '/officer/propose')
    for (const [name, value] of Object.entries({ ...papers, separate: 'village' })) form.set(name, value)
    await desk.post('/officer/propose', form)
    expect(desk.asked.some(({ call }) => call.endsWith('consent-requests'))).toBe(false)
    expect(desk.asked.find(({ call }) => call.startsWith('POST'))?.body).toMatchObject({ productId: 'prd_farm', mandate: { scope: ['UNDERWRITE'] } })
  })

  test('that needs the officer to show who it is keeps the form, the papers’ hashes too, and opens the way beside it', async () => {
    const desk = site({ 'POST /api/v1/officer/consents': () => refuse(403, { code: 'step_up_required', detail: 'x' }) })
    const answer = await desk.post('/officer/propose', new URLSearchParams({ household: HOUSEHOLD, product: 'prd_farm', separate: 'village', ...papers }))
    const html = await answer.text()
    expect(answer.status).toBe(403)
    expect(html).toContain('<a href="/account/confirm" target="_blank" rel="noopener">')
    expect(html).toContain(words.zh.errors.code.step_up_required)
    for (const kept of [papers.mandateSha256, papers.evidenceSha256]) expect(html).toContain(`value="${kept}"`)
    expect(html).toMatch(/type="checkbox"[^>]*value="village"[^>]*\schecked/)
  })
})
