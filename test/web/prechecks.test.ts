import { describe, expect, test } from 'vitest'
import { CONSENT_STATUSES, TEMPLATES } from '../../src/consent/model.ts'
import type { PrecheckDisclosure, PrecheckView } from '../../src/loans/precheck-contract.ts'
import type { LenderRecall } from '../../src/recalls/contract.ts'
import { bankPortal } from '../../web/portals/bank/index.tsx'
import { words } from '../../web/words/index.ts'
import { applicationOf, borrowerSite, consentOf, recallOf, refuse, SUBJECT } from '../support/borrower-site.ts'
import { postedForm } from './posted-form.ts'

const CNS = consentOf().id
const AT = (home: string) => `${home}/authorise?match=mch_1&product=prd_fits&purpose=PRECHECK`
const LEGAL = { textId: 't', version: 1, lang: 'zh-CN', text: '一\n二', sha256: 'ef'.repeat(32), maxDays: 7, maxReads: 1, defaultDays: 3, defaultReads: 1 }
const templates = () => ({ items: TEMPLATES.map(({ code, ...rest }) => ({ ...rest, purpose: code })) })
const GIVEN = consentOf({
  ...{ applicationId: null, purpose: { code: 'PRECHECK', text: '申请前查看一次，判断能否办理' }, readsTotal: 1, readsUsed: 0, deleteAfter: 'P7D' },
})
const borrower = (role: string, answers: Record<string, () => unknown> = {}) =>
  borrowerSite(role, {
    'GET /api/v1/consent-templates': templates,
    'GET /api/v1/consent-text': () => LEGAL,
    'GET /api/v1/consents': () => ({ items: [] }),
    'POST /api/v1/consents': () => GIVEN,
    ...answers,
  })

describe.each([
  ['firm', '/firm'],
  ['farmer', '/farmer'],
] as const)('a %s that lets a bank look once', (role, home) => {
  test('is led there from the offer, beside applying and after it', async () => {
    const html = await (await borrower(role).get(`${home}/offers/mch_1`)).text()
    const ways = [...html.matchAll(/href="([^"]*\/authorise\?[^"]*product=prd_fits[^"]*)"/g)].map(([, href]) => href!.replaceAll('&amp;', '&'))
    expect(ways.map((way) => new URL(way, 'http://x').searchParams.get('purpose'))).toEqual([null, 'PRECHECK'])
  })

  test('ticks what may be shown before an application and reads what has to wait', async () => {
    const html = await (await borrower(role).get(AT(home))).text()
    const offered = [...html.matchAll(/type="checkbox"[^>]*value="([a-z_]+)"/g)].map(([, value]) => value)
    const open = TEMPLATES.find(({ code }) => code === 'PRECHECK')!.categories!
    expect(offered.length).toBeGreaterThan(1)
    expect(offered.filter((category) => !open.includes(category!))).toEqual([])
    expect(html).not.toMatch(/type="checkbox"[^>]*\schecked/)
    for (const said of [words.zh.consents.once.later('经营信息'), words.zh.consents.once.lead, '从同意起 3 天', '到期后 7 天内删除'])
      expect(html).toContain(said)
    expect(html).not.toContain('name="reads"')
  })

  test('gives it for one product and applies for nothing', async () => {
    const site = borrower(role)
    const form = postedForm(await (await site.get(AT(home))).text(), `${home}/authorise`)
    form.append('data', 'tax')
    form.set('days', '1')
    const answer = await site.post(`${home}/authorise`, [...form] as [string, string][])
    expect(answer.headers.get('location')).toBe(`${home}/consents/${CNS}?done=once`)
    expect(site.changes.map(({ path, body }) => ({ path, body }))).toEqual([
      {
        path: '/api/v1/consents',
        body: { subjectId: SUBJECT, productId: 'prd_fits', purpose: 'PRECHECK', data: [{ category: 'tax' }], validDays: 1, reads: 1 },
      },
    ])
  })

  test('and has given it already is led to that one instead of giving a second', async () => {
    const site = borrower(role, { 'GET /api/v1/consents': () => ({ items: [{ ...GIVEN, productId: 'prd_fits' }] }) })
    for (const answer of [
      await site.get(AT(home)),
      await site.post(`${home}/authorise`, [
        ['match', 'mch_1'],
        ['product', 'prd_fits'],
        ['purpose', 'PRECHECK'],
        ['data', 'tax'],
      ]),
    ])
      expect(answer.headers.get('location')).toBe(`${home}/consents/${CNS}?done=onceOpen`)
    expect(site.changes).toEqual([])
  })

  test.each([
    ['used up', { status: 'consumed' }],
    ['of another product', { productId: 'prd_maybe' }],
    ['for an application', { purpose: { code: 'UNDERWRITE', text: 'x' } }],
  ] as const)('may give one where what it gave before is %s', async (_, over) => {
    const items = [{ ...GIVEN, productId: 'prd_fits', ...over }]
    expect((await borrower(role, { 'GET /api/v1/consents': () => ({ items }) }).get(AT(home))).status).toBe(200)
  })

  test('and has applied already is led to the application', async () => {
    const site = borrower(role, { 'GET /api/v1/applications': () => ({ items: [applicationOf()] }) })
    expect((await site.get(AT(home))).headers.get('location')).toBe(`${home}/applications/${applicationOf().id}?done=open`)
  })

  test('with nothing ticked, or refused, keeps the page of one look', async () => {
    const site = borrower(role, { 'POST /api/v1/consents': () => refuse(422, { code: 'x', detail: '现在不行。 No.' }) })
    const about: [string, string][] = [
      ['match', 'mch_1'],
      ['product', 'prd_fits'],
      ['purpose', 'PRECHECK'],
      ['_key', 'k'],
    ]
    for (const [form, said] of [
      [about, '请至少勾选一类数据|请至少勾一项'],
      [[...about, ['data', 'tax'] as [string, string]], '现在不行。'],
    ] as const) {
      const answer = await site.post(`${home}/authorise`, [...form])
      const html = await answer.text()
      expect(answer.status).toBe(422)
      expect(html).toMatch(new RegExp(said))
      expect(postedForm(html, `${home}/authorise`).get('purpose')).toBe('PRECHECK')
    }
  })

  test('sees it among its consents and in its page, with what to do to apply and to take it back', async () => {
    const answers = { 'GET /api/v1/consents': () => ({ items: [GIVEN] }), [`GET /api/v1/consents/${CNS}`]: () => GIVEN }
    const list = await (await borrower(role, answers).get(`${home}/consents`)).text()
    for (const said of ['申请前查看一次', `href="${home}/consents/${CNS}/revoke"`, '0 次，最多 1 次']) expect(list).toContain(said)
    const one = await (await borrower(role, answers).get(`${home}/consents/${CNS}?done=once`)).text()
    for (const said of [words.zh.consents.done.once, words.zh.consents.once.next, `href="${home}/need"`]) expect(one).toContain(said)
  })
})

const PRECHECK: PrecheckView = {
  ...{ id: CNS, productId: 'prd_01jd7w9k8m0000000000000000', productVersion: 2, productName: '示例税易贷', status: 'granted' },
  data: [{ category: 'tax', label: '纳税信用' }],
  ...{ grantedAt: '2026-11-23T02:00:00.000Z', validTo: '2026-11-26T02:00:00.000Z', endedAt: null, reads: { used: 0, total: 1 } },
  ...{ deleteAfter: 'P7D', deleteTrigger: 'expiry', hash: 'ab'.repeat(32) },
}
const from = { source: 'gsxt', record: 'registration', recordKey: '1', recordId: 'rec', provider: '公示系统', name: '公示系统' }
const entry = {
  ...{ attribute: 'name', label: '名称', labelEn: 'Name', value: '示例<公司>', unit: null, type: 'text', freshness: 'fresh', asOf: '2026-11-01' },
  ...{ from, losers: [], decidedBy: 'only', doubt: null, disputedItems: [] },
}
const section = { category: 'registration', label: '登记信息', labelEn: 'Registration', plain: '名称', sensitive: false, granted: true, entries: [entry] }
const LOOK = {
  ...{ precheckId: CNS, asOf: '2026-11-24', gateway: null },
  sections: [section, { ...section, category: 'tax', label: '纳税信用', granted: false, entries: [] }],
  criteria: [{ verdict: 'unknown', criterion: 'x', text: '客户没有授权纳税信用' }],
  consent: {
    ...{ id: CNS, hash: 'ab'.repeat(32), readNo: 1, readsTotal: 1, validTo: PRECHECK.validTo, deleteAfter: 'P7D', deleteTrigger: 'expiry' },
    purpose: '申请前查看一次',
  },
} as unknown as PrecheckDisclosure

/** The desk over an API that answers as told and remembers what it was asked. */
function bank(answers: Record<string, () => unknown> = {}, role = 'lender_viewer') {
  const calls: string[] = []
  const known: Record<string, () => unknown> = {
    'GET /api/v1/me': () => ({ role, displayName: '客户经理', institutionId: 'ins_a', institutionName: '示例银行甲' }),
    'GET /api/v1/lender/prechecks': () => ({ items: [PRECHECK], nextCursor: 'c1' }),
    [`GET /api/v1/lender/prechecks/${CNS}`]: () => PRECHECK,
    [`GET /api/v1/lender/prechecks/${CNS}/profile`]: () => LOOK,
    ...answers,
  }
  const app = bankPortal({
    api: async (request) => {
      const call = `${request.method} ${new URL(request.url).pathname}`
      calls.push(call)
      const answer = known[call]?.() ?? refuse(404)
      return answer instanceof Response ? answer : Response.json(answer)
    },
    demo: true,
    now: () => new Date('2026-11-24T04:00:00Z'),
  })
  const headers = { cookie: '__Host-suixin=s' }
  return {
    looks: () => calls.filter((call) => call.endsWith('/profile')).length,
    get: async (path: string) => app.request(path, { headers }),
    post: async (path: string) => app.request(path, { method: 'POST', body: new URLSearchParams(), headers }),
  }
}
const w = words.zh.prechecks

describe('the bank’s desk', () => {
  test('lists who lets it look once, without a fact about anybody, and leads on', async () => {
    const desk = bank()
    const html = await (await desk.get('/bank/prechecks')).text()
    for (const said of [`href="/bank/prechecks/${CNS}"`, '示例税易贷', '纳税信用', '还没看', '2026-11-26 10:00', 'cursor=c1']) expect(html).toContain(said)
    expect([desk.looks(), html.includes('示例&lt;公司&gt;')]).toEqual([0, false])
    expect(await (await bank().get('/bank/prechecks')).text()).toContain('href="/bank/prechecks"')
  })

  test('where nobody does, says how it would come to that', async () => {
    const html = await (await bank({ 'GET /api/v1/lender/prechecks': () => ({ items: [], nextCursor: null }) }).get('/bank/prechecks')).text()
    expect(html).toContain(words.zh.consents.once.act)
  })

  test('never looks by opening or reloading a page', async () => {
    const desk = bank()
    const html = await (await desk.get(`/bank/prechecks/${CNS}`)).text()
    expect((await desk.get(`/bank/prechecks/${CNS}/look`)).headers.get('location')).toBe(`/bank/prechecks/${CNS}`)
    expect(desk.looks()).toBe(0)
    expect(html).toContain(`method="post" action="/bank/prechecks/${CNS}/look"`)
    expect(html).toContain(w.look)
  })

  test('looks once by the button, which says so, and offers no second', async () => {
    const desk = bank()
    const answer = await desk.post(`/bank/prechecks/${CNS}/look`)
    const html = await answer.text()
    expect([answer.status, desk.looks(), answer.headers.get('cache-control')]).toEqual([200, 1, 'no-store'])
    for (const said of ['<h1>示例&lt;公司&gt;</h1>', w.lookDone('2026-11-24'), '授权到期后 7 天内删除', '未授权', '客户没有授权纳税信用'])
      expect(html).toContain(said)
    expect(html).not.toContain(`/bank/prechecks/${CNS}/look`)
  })

  test.each([
    ['consent_consumed', w.refusedTitles.consent_consumed],
    ['consent_revoked', '客户已撤回授权'],
    ['consent_expired', '授权已到期'],
  ])('refused with %s says why and what next', async (code, title) => {
    const desk = bank({ [`GET /api/v1/lender/prechecks/${CNS}/profile`]: () => refuse(403, { code, detail: '不能再看。 No.' }) })
    const answer = await desk.post(`/bank/prechecks/${CNS}/look`)
    const html = await answer.text()
    expect(answer.status).toBe(403)
    for (const said of [`<h1>${title}</h1>`, '不能再看。', w.refusedNext, 'req-12345678', `href="/bank/prechecks/${CNS}"`]) expect(html).toContain(said)
  })

  test.each(CONSENT_STATUSES.filter((status) => status !== 'granted'))('offers no look where it is %s, and says what remains', async (status) => {
    const html = await (await bank({ [`GET /api/v1/lender/prechecks/${CNS}`]: () => ({ ...PRECHECK, status }) }).get(`/bank/prechecks/${CNS}`)).text()
    expect(html).not.toContain('/look"')
    expect(html).toContain(w.ended[status] ?? w.notNow)
  })

  test('knows no other lender’s, and is closed to a firm', async () => {
    expect((await bank().get('/bank/prechecks/cns_01jd7w9k8m0000000000000009')).status).toBe(404)
    expect((await bank().post('/bank/prechecks/cns_01jd7w9k8m0000000000000009/look')).status).toBe(404)
    expect((await bank({}, 'firm').get('/bank/prechecks')).status).toBe(403)
  })
})

describe('a recall of what one look showed', () => {
  const recall = { ...recallOf(), applicationId: null, advice: '请停用。', fields: [], answeredByName: null } as unknown as LenderRecall
  const answers = {
    'GET /api/v1/lender/recalls': () => ({ items: [recall], open: 1, nextCursor: null }),
    [`GET /api/v1/lender/recalls/${recall.id}`]: () => recall,
  }

  test.each(['/bank/recalls', `/bank/recalls/${recall.id}`])('leads from %s to that look', async (path) => {
    const html = await (await bank(answers).get(path)).text()
    expect(html).toContain(`href="/bank/prechecks/${CNS}"`)
    expect(html).not.toContain('/bank/cases/')
  })
})
