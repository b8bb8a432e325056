import { describe, expect, test } from 'vitest'
import { PRODUCTS } from '../../src/demo/products.ts'
import type { CaseView, DisclosureView } from '../../src/loans/contract.ts'
import type { ProductView } from '../../src/products/contract.ts'
import { criteriaGuide } from '../../src/products/criteria-guide.ts'
import { describeCriterion } from '../../src/products/model.ts'
import { termsIn, termsView } from '../../src/products/terms-schema.ts'
import { choicesOf, opsFor } from '../../web/portals/bank/criterion-rows.ts'
import { bankPortal } from '../../web/portals/bank/index.tsx'
import { postedForm } from './posted-form.ts'

const APP = 'app_01jd7w9k8m0000000000000000'
const PRD = 'prd_01jd7w9k8m0000000000000000'
const NOW = new Date('2026-11-23T04:00:00Z')

const CASE: CaseView = {
  id: APP,
  productId: PRD,
  productVersion: 1,
  productName: '示例税易贷',
  status: 'submitted',
  amountFen: '150000000',
  termMonths: 24,
  purpose: 'working_capital',
  submittedAt: '2026-11-23T02:00:00.000Z',
  answerDue: '2026-11-24',
  endedAt: null,
  consentId: 'cns_01jd7w9k8m0000000000000000',
  decision: null,
  decidedByName: null,
  reads: { used: 0, total: 5 },
}

const LOOK: DisclosureView = {
  gateway: null,
  applicationId: APP,
  asOf: '2026-11-23',
  sections: [
    {
      category: 'registration',
      label: '登记信息',
      labelEn: 'Registration',
      plain: '',
      sensitive: false,
      granted: true,
      entries: [
        {
          ...{ attribute: 'name', label: '名称', labelEn: 'Name', type: 'text', unit: null, freshness: 'fresh', value: '示例<公司>', text: null, scheme: null },
          ...{ asOf: '2026-01-02', validUntil: null, decidedBy: 'only', doubt: null, disputedItems: [], losers: [], edition: null },
          from: { source: 'samr', record: 'registration', recordKey: 'k', recordId: 'rec', provider: '公示系统' },
        },
      ],
    },
    { category: 'tax', label: '纳税信用', labelEn: 'Tax', plain: '', sensitive: false, granted: false, entries: [] },
  ],
  criteria: [
    { verdict: 'met', criterion: '成立满 24 个月', text: '成立 61 个月，要求满 24 个月' },
    { verdict: 'unknown', criterion: '纳税信用 A 级', text: '企业没有授权纳税信用，不知道是否为 A 级' },
  ],
  consent: {
    id: 'cns_01jd7w9k8m0000000000000000',
    hash: 'ab'.repeat(32),
    readNo: 2,
    readsTotal: 5,
    validTo: '2026-12-20T16:00:00.000Z',
    deleteAfter: 'P30D',
    deleteTrigger: 'decision',
    purpose: '审查本笔贷款申请',
  },
}

function productView(terms = PRODUCTS[0]!.terms): ProductView {
  const version = {
    version: 1,
    terms: termsView(terms),
    criteriaZh: terms.criteria.map(describeCriterion),
    publishedAt: NOW.toISOString(),
    testCases: [],
  }
  const open = { pausedUntil: null, pausedReason: null, upcoming: null, draft: null }
  return { ...version, ...open, status: 'published', id: PRD, lenderId: 'ins_a', lenderName: 'A' }
}

type Answers = Record<string, (request: Request) => Response | Promise<Response>>

/** The desk over an API that answers as told, by "METHOD path", and remembers what it was asked. */
function site(answers: Answers = {}, role = 'lender_approver') {
  const asked: Request[] = []
  const known: Answers = {
    'GET /api/v1/me': () => Response.json({ role, displayName: '审批人', institutionId: 'ins_a', institutionName: '示例银行甲' }),
    [`GET /api/v1/lender/applications/${APP}`]: () => Response.json(CASE),
    [`GET /api/v1/lender/applications/${APP}/profile`]: () => Response.json(LOOK),
    'GET /api/v1/decline-reasons': () => Response.json({ items: [{ code: 'high_debt', label: '负债偏高', next: '降低后再来' }] }),
    [`GET /api/v1/products/${PRD}`]: () => Response.json(productView(), { headers: { etag: '"v1"' } }),
    'GET /api/v1/products': () => Response.json({ items: [], nextCursor: null }),
    ...answers,
  }
  const app = bankPortal({
    api: async (request) => {
      asked.push(request.clone())
      return (known[`${request.method} ${new URL(request.url).pathname}`] ?? (() => refuse(404)))(request)
    },
    demo: true,
    now: () => NOW,
  })
  const headers = { cookie: '__Host-suixin=s' }
  const get = async (path: string) => app.request(path, { headers })
  const post = async (path: string, form: Record<string, string> | URLSearchParams = {}) =>
    app.request(path, { method: 'POST', body: new URLSearchParams(form), headers })
  const calls = () => asked.map((request) => `${request.method} ${new URL(request.url).pathname}`).filter((call) => !call.endsWith('/me'))
  return { app, asked, get, post, calls }
}

function refuse(status: number, more: object = {}): Response {
  const body = { type: 'urn:x', title: 'x', status, code: 'x', detail: '', requestId: 'req-12345678', errors: [], ...more }
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/problem+json' } })
}

const PROFILE = `GET /api/v1/lender/applications/${APP}/profile`

describe('the desk', () => {
  test('sends a visitor to the door and back to where they were going', async () => {
    const { app } = site()
    const answer = await app.request('/bank?status=all')
    expect(answer.headers.get('location')).toBe('/sign-in?next=%2Fbank%3Fstatus%3Dall')
  })

  test.each([
    ['/bank', 403],
    [`/bank/cases/${APP}`, 404],
    [`/bank/products/${PRD}/edit`, 404],
  ])('is closed to a firm: %s answers %i', async (path, status) => {
    const { get, calls } = site({}, 'firm')
    expect((await get(path)).status).toBe(status)
    expect(calls()).toEqual([])
  })
})

describe('the queue', () => {
  const item = {
    id: APP,
    productId: PRD,
    productName: '示例税易贷',
    amountFen: '150000000',
    termMonths: 24,
    purpose: 'materials',
    submittedAt: CASE.submittedAt,
    answerDue: '2026-11-24',
  }

  test('asks for what waits, and says how long is left of the promise', async () => {
    const { get, asked } = site({ 'GET /api/v1/lender/applications': () => Response.json({ items: [{ ...item, status: 'submitted' }], nextCursor: 'c1' }) })
    const html = await (await get('/bank')).text()
    expect(new URL(asked.at(-1)!.url).search).toBe('?status=submitted&limit=50')
    // From noon on the 23rd to the end of the 24th.
    expect(html).toContain('还有 36 小时')
    expect(html).toContain('href="/bank?status=submitted&amp;cursor=c1"')
    expect(html).toContain(`href="/bank/cases/${APP}"`)
  })

  test('says what became of a decided one instead of a clock', async () => {
    const { get } = site({ 'GET /api/v1/lender/applications': () => Response.json({ items: [{ ...item, status: 'declined' }], nextCursor: null }) })
    const html = await (await get('/bank?status=all')).text()
    expect(html).toContain('<span class="tag">已拒绝</span>')
    expect(html).not.toContain('还有')
  })
})

describe('a case', () => {
  test('opened or reloaded never looks at data', async () => {
    const { get, calls } = site()
    const html = await (await get(`/bank/cases/${APP}`)).text()
    await get(`/bank/cases/${APP}`)
    await get(`/bank/cases/${APP}/look`)
    expect(calls()).not.toContain(PROFILE)
    expect(html).toContain(`method="post" action="/bank/cases/${APP}/look"`)
    expect(html).not.toContain('示例&lt;公司&gt;')
  })

  test('looked at shows the consented facts in place, kept by nobody', async () => {
    const { post, calls } = site()
    const answer = await post(`/bank/cases/${APP}/look`)
    const html = await answer.text()
    expect(answer.status).toBe(200)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(calls().filter((call) => call === PROFILE)).toHaveLength(1)
    expect(html).toContain('<h1>示例&lt;公司&gt;</h1>')
    expect(html).toContain('公示系统')
    expect(html).toContain('2 项条件满足 1 项')
    expect(html).toContain('企业没有授权纳税信用')
    expect(html).toContain('可看 5 次，已看 2 次')
    expect(html).toContain('abababababababab<')
    expect(html).toContain('第 3 次，共 5 次')
    expect(html).toContain(`action="/bank/cases/${APP}/decision"`)
  })

  test('says of a set that was not granted that word and nothing else', async () => {
    const html = await (await site().post(`/bank/cases/${APP}/look`)).text()
    const set = html.slice(html.indexOf('纳税信用 </h2>'))
    expect(set.slice(0, set.indexOf('</section>')).replace(/<[^>]*>/g, '')).toBe('纳税信用 未授权')
  })

  test('about a natural person says through which bureau it came; about a firm says nothing of the kind', async () => {
    const look = (gateway: DisclosureView['gateway']) => site({ [PROFILE]: () => Response.json({ ...LOOK, gateway }) }).post(`/bank/cases/${APP}/look`)
    const html = await (await look({ bureau: '地方<征信>平台', ticket: 'GW0123456789ABCDEF' })).text()
    expect(html).toContain('经持牌征信机构传送：地方&lt;征信&gt;平台，编号 GW0123456789ABCDEF')
    expect(await (await look(null)).text()).not.toContain('持牌征信机构')
  })

  test('shows granted lists as tables, marks items and values in doubt, and says what others say', async () => {
    const [registration] = LOOK.sections
    const [name] = registration!.entries
    const penalty = {
      documentNo: 'P<1>',
      category: '',
      kindOfViolation: '消防',
      fineFen: '100',
      confiscatedFen: null,
      decidedOn: '2026-01-01',
      shownUntil: null,
      authority: '局',
    }
    const list = {
      ...name!,
      attribute: 'penalties',
      label: '行政处罚',
      type: 'list',
      value: [penalty, { ...penalty, documentNo: 'P2' }],
      doubt: 'objection',
      disputedItems: [0],
    }
    const grade = {
      ...name!,
      attribute: 'taxGrade',
      label: '纳税信用级别',
      type: 'grade',
      value: 'A',
      freshness: 'disputed',
      doubt: 'conflict',
      decidedBy: 'tie',
    }
    const losers = [{ value: 'B', asOf: '2026-01-02', from: { ...name!.from!, source: 'gz-credit', provider: '信用系统' } }]
    const sections = [{ ...registration!, entries: [list, { ...grade, losers }] }]
    const html = await (await site({ [PROFILE]: () => Response.json({ ...LOOK, sections }) }).post(`/bank/cases/${APP}/look`)).text()
    expect(html.match(/>存疑</g)).toHaveLength(1)
    for (const said of ['P&lt;1&gt;', '主体已提出异议', 'A 级', '存疑：来源之间说法不一致', '另有记录「B 级」', '信用系统']) expect(html).toContain(said)
  })

  test('offers no further look once all are used', async () => {
    const last = { ...LOOK, consent: { ...LOOK.consent, readNo: 5 } }
    const html = await (await site({ [PROFILE]: () => Response.json(last) }).post(`/bank/cases/${APP}/look`)).text()
    expect(html).not.toContain(`/bank/cases/${APP}/look`)
  })

  test.each([
    ['consent_revoked', '客户已撤回授权'],
    ['consent_expired', '授权已到期'],
    ['consent_consumed', '查看次数已用完'],
  ])('refused with %s says so on a page of its own', async (code, title) => {
    const { post } = site({ [PROFILE]: () => refuse(403, { code, detail: '请联系企业。 Ask.' }) })
    const answer = await post(`/bank/cases/${APP}/look`)
    const html = await answer.text()
    expect(answer.status).toBe(403)
    expect(html).toContain(`<h1>${title}</h1>`)
    expect(html).toContain('请联系企业。')
    expect(html).toContain('req-12345678')
  })

  test('of another lender is not there', async () => {
    expect((await site().get('/bank/cases/app_01jd7w9k8m0000000000000001')).status).toBe(404)
  })

  test('warns beside the button that a refused look is logged too', async () => {
    expect(await (await site().get(`/bank/cases/${APP}`)).text()).toContain('客户可能已撤回授权；被拒绝的查看也会记入日志。')
  })

  test('of the whole desk is closed to a firm, which is led back to its own pages', async () => {
    const answer = await site({}, 'firm').get('/bank')
    expect(answer.status).toBe(403)
    expect(await answer.text()).toContain('<a class="button main" href="/firm">')
  })

  test('tells a viewer that an approver decides', async () => {
    const html = await (await site({}, 'lender_viewer').get(`/bank/cases/${APP}`)).text()
    expect(html).not.toContain('/decision"')
    expect(html).toContain('由本行审批人提交')
  })
})

describe('a decision', () => {
  const decision = `POST /api/v1/lender/applications/${APP}/decision`

  test('that comes too late is told so, not in the API\u2019s states', async () => {
    const detail = '申请现在是 declined，不能再 approve。请刷新后再看。 The application is declined.'
    const { post } = site({ [decision]: () => refuse(409, { code: 'illegal_transition', detail }) })
    const answer = await post(`/bank/cases/${APP}/decision`, { _key: 'k', outcome: 'approved', amount: '100', months: '12', rate: '3.65' })
    const html = await answer.text()
    expect(answer.status).toBe(409)
    expect(html).toContain('这笔申请已有结果')
    expect(html).not.toContain('不能再 approve')
  })

  test('goes out in the units of the API under the form\u2019s own key, and leads back to the case', async () => {
    const { post, asked } = site({ [decision]: () => Response.json(CASE) })
    const answer = await post(`/bank/cases/${APP}/decision`, { _key: 'k-1', outcome: 'approved', amount: '120.5', months: '18', rate: '3.65', note: 'a\r\nb' })
    expect(answer.headers.get('location')).toBe(`/bank/cases/${APP}?recorded`)
    expect(await asked.at(-1)!.json()).toEqual({ outcome: 'approved', amountFen: '120500000', termMonths: 18, rateBp: 365, reasons: [], note: 'a\nb' })
    expect(asked.at(-1)!.headers.get('idempotency-key')).toBe('k-1')
  })

  test('to refuse leaves the prefilled money aside', async () => {
    const { post, asked } = site({ [decision]: () => Response.json(CASE) })
    await post(`/bank/cases/${APP}/decision`, { _key: 'k', outcome: 'declined', amount: '150', months: '24', rate: '', reasons: 'high_debt', note: '' })
    expect(await asked.at(-1)!.json()).toEqual({ outcome: 'declined', reasons: ['high_debt'], note: '' })
  })

  test('refused keeps what was typed, says why on top, and looks at nothing', async () => {
    const errors = [{ pointer: '/reasons', code: 'reasons_required', detail: '拒绝必须至少选一个原因。 One.' }]
    const { post, calls } = site({ [decision]: () => refuse(422, { errors }) })
    const answer = await post(`/bank/cases/${APP}/decision`, { _key: 'k', outcome: 'declined', amount: '99', months: '24', rate: '', note: '说明' })
    const html = await answer.text()
    expect(answer.status).toBe(422)
    expect(html).toContain('href="#f-reasons"')
    expect(html).toContain('value="99"')
    expect(html).toContain('>说明</textarea>')
    expect(postedForm(html, `/bank/cases/${APP}/decision`).get('outcome')).toBe('declined')
    expect(calls()).not.toContain(PROFILE)
  })

  test('without an outcome, or with words for numbers, is not sent', async () => {
    const { post, calls } = site()
    expect(await (await post(`/bank/cases/${APP}/decision`, { _key: 'k' })).text()).toContain('href="#f-outcome"')
    const html = await (await post(`/bank/cases/${APP}/decision`, { _key: 'k', outcome: 'approved', amount: 'x', months: '1.5' })).text()
    for (const field of ['amount', 'months', 'rate']) expect(html).toContain(`href="#f-${field}"`)
    expect(calls()).not.toContain(decision)
  })

  test('whose outcome is unknown keeps its key, so that sending again decides once', async () => {
    const { post } = site({ [decision]: () => refuse(503) })
    const html = await (await post(`/bank/cases/${APP}/decision`, { _key: 'k-7', outcome: 'declined', reasons: 'high_debt' })).text()
    expect(postedForm(html, `/bank/cases/${APP}/decision`).get('_key')).toBe('k-7')
  })
})

describe('own products', () => {
  const draft = (status: 'draft' | 'submitted'): ProductView => ({ ...productView(), draft: { ...productView(), version: 2, status, publishedAt: null } })
  const lists = (product: ProductView) => ({
    'GET /api/v1/products': (request: Request) => {
      const status = new URL(request.url).searchParams.get('status')
      return Response.json({ items: status === null || status === product.draft?.status ? [status === null ? productView() : product] : [], nextCursor: null })
    },
  })

  test('on offer and drafted at once stand there once, with the draft\u2019s step', async () => {
    const html = await (await site(lists(draft('draft'))).get('/bank/products')).text()
    expect(html.match(/<article/g)).toHaveLength(1)
    expect(html).toContain(`action="/bank/products/${PRD}/submit"`)
    expect(html).not.toContain('/publish"')
  })

  test.each([
    ['lender_approver', true],
    ['lender_viewer', false],
  ])('submitted: a %s finds the button to publish: %s', async (role, there) => {
    const html = await (await site(lists(draft('submitted')), role).get('/bank/products')).text()
    expect(html.includes(`action="/bank/products/${PRD}/publish"`)).toBe(there)
  })

  test('refused a second pair of eyes says the API\u2019s sentence', async () => {
    const { post, asked } = site({
      ...lists(draft('submitted')),
      [`POST /api/v1/products/${PRD}/publish`]: () => refuse(403, { code: 'second_person_required', detail: '请另一位同事复核发布。 Someone else.' }),
    })
    const answer = await post(`/bank/products/${PRD}/publish`, { _key: 'k-2' })
    expect(answer.status).toBe(403)
    expect(await answer.text()).toContain('请另一位同事复核发布。')
    expect(asked.find((request) => request.method === 'POST')?.headers.get('idempotency-key')).toBe('k-2')
  })

  test('of another lender are not there to be changed', async () => {
    const { get } = site({ [`GET /api/v1/products/${PRD}`]: () => Response.json({ ...productView(), lenderId: 'ins_b' }) })
    expect((await get(`/bank/products/${PRD}/edit`)).status).toBe(404)
  })
})

describe('the product form', () => {
  test.each(PRODUCTS.map(({ terms }) => [terms.name, terms] as const))('opened and saved as it is sends %s back unchanged', async (_, terms) => {
    const { get, post, asked } = site({
      [`GET /api/v1/products/${PRD}`]: () => Response.json(productView(terms), { headers: { etag: '"v1"' } }),
      [`PUT /api/v1/products/${PRD}/draft`]: () => Response.json(productView(terms)),
    })
    const form = postedForm(await (await get(`/bank/products/${PRD}/edit`)).text(), `/bank/products/${PRD}/edit`)
    const answer = await post(`/bank/products/${PRD}/edit`, form)
    expect(answer.headers.get('location')).toBe('/bank/products?done=saved')
    const sent: unknown = await asked.at(-1)!.json()
    expect(sent).toEqual(termsView(terms))
    expect(termsView(termsIn.parse(sent))).toEqual(termsView(terms))
    expect(asked.at(-1)!.headers.get('if-match')).toBe('"v1"')
  })

  test('overtaken by a colleague says so, keeps the input and leads to the newest', async () => {
    const { get, post } = site({ [`PUT /api/v1/products/${PRD}/draft`]: () => refuse(412, { code: 'etag_stale' }) })
    const form = postedForm(await (await get(`/bank/products/${PRD}/edit`)).text(), `/bank/products/${PRD}/edit`)
    form.set('name', '改过的名字')
    const answer = await post(`/bank/products/${PRD}/edit`, form)
    const html = await answer.text()
    expect(answer.status).toBe(412)
    expect(html).toContain('同事改过这个产品')
    expect(html).toContain(`<a href="/bank/products/${PRD}/edit">`)
    expect(html).toContain('value="改过的名字"')
  })

  test('begun anew is sent once under its key; a wrong row is named beside its box', async () => {
    const errors = [{ pointer: '/criteria/0/value', code: 'bad_value', detail: '须是 A、B 之一。 One of A, B.' }]
    const { get, post } = site({ 'POST /api/v1/products': () => refuse(422, { errors }) })
    const form = postedForm(await (await get('/bank/products/new')).text(), '/bank/products/new')
    for (const [name, value] of Object.entries({
      name: 'x',
      minWan: '1',
      maxWan: '2',
      minMonths: '1',
      maxMonths: '2',
      unsecured: 'yes',
      spread: '1',
      floor: '1',
      cap: '2',
    }))
      form.set(name, value)
    form.set('c0attr', 'taxGrade')
    form.set('c0value', 'Z')
    const html = await (await post('/bank/products/new', form)).text()
    expect(html).toContain('<a href="#f-c0value">第 1 条：须是 A、B 之一。</a>')
    expect(html).toContain('id="e-c0value"')
    expect(postedForm(html, '/bank/products/new').get('c0value')).toBe('Z')
    expect(postedForm(html, '/bank/products/new').get('_key')).not.toBe(form.get('_key'))
  })
})

test.each([
  ['/bank', 0],
  [`/bank/cases/${APP}`, 0],
  ['/bank/products', 0],
  ['/bank/products/new', 1],
  [`/bank/products/${PRD}/edit`, 1],
])('%s has no inline style and no script but %i of our own, and is kept by no cache', async (path, scripts) => {
  const { get } = site({ 'GET /api/v1/lender/applications': () => Response.json({ items: [], nextCursor: null }) })
  const answer = await get(path)
  const html = await answer.text()
  expect(answer.status).toBe(200)
  expect(html).not.toMatch(/<style|\sstyle=|\son\w+=/)
  expect(html.match(/<script[^>]*>/g) ?? []).toEqual(
    Array(scripts).fill(expect.stringMatching(/^<script src="\/assets\/live-form\.[0-9a-f]+\.js" type="module">$/)),
  )
  expect(answer.headers.get('cache-control')).toBe('no-store')
  expect(html.match(/<h1/g)).toHaveLength(1)
})

const NO_FIGURE = { count: null, hidden: true }
const figure = (count: number) => ({ count, hidden: false })
const COUNTED = {
  ...{ asOf: '2026-11-01', total: figure(3000), meet: figure(120), couldMeet: figure(900), short: figure(1980) },
  biggestExcluder: { leafPath: '/criteria/0', sentence: '纳税信用 A 级', excluded: figure(1500) },
  byCriterion: [{ sentence: '纳税信用 A 级', meet: figure(200), couldMeet: figure(900), short: figure(1500) }],
}

describe('the builder', () => {
  const preview = `/bank/products/${PRD}/preview`
  const asks = 'POST /api/v1/lender/screenings/counts'

  /** The form of a product without criteria but these boxes. */
  async function formWith(desk: ReturnType<typeof site>, boxes: Record<string, string>): Promise<URLSearchParams> {
    const form = postedForm(await (await desk.get(`/bank/products/${PRD}/edit`)).text(), `/bank/products/${PRD}/edit`)
    for (const name of [...form.keys()]) if (/^c\d/.test(name)) form.delete(name)
    for (const [name, value] of Object.entries(boxes)) form.append(name, value)
    return form
  }
  const criteriaAsked = async (asked: readonly Request[]) =>
    Promise.all(asked.filter(({ url }) => url.endsWith('/counts')).map(async (request) => ((await request.clone().json()) as { criteria: unknown }).criteria))

  test('says how many are left, what keeps most out and whom each row keeps out; what is half written it leaves out and says so', async () => {
    const desk = site({ [asks]: () => Response.json(COUNTED) })
    const form = await formWith(desk, { c0attr: 'taxGrade', c0op: '=', c0value: 'A', c1attr: 'staff', c1op: '>=', c1value: '' })
    const html = await (await desk.post(preview, form)).text()
    for (const said of ['符合：120 户', '最挡人的条件：「纳税信用 A 级」，挡住约 1500 户。', '有 1 条还没写完整', '数据截至 2026-11-01'])
      expect(html).toContain(said)
    expect(html).toContain('id="n-c0" data-part="">挡住约 1500 户<')
    expect(html).toMatch(/id="n-c1" data-part=""><span class="warn">还没写完整/)
    expect((await criteriaAsked(desk.asked)).at(-1)).toEqual([{ attr: 'taxGrade', op: '=', value: 'A' }])
  })

  test('counts on without a criterion that the API refuses, and says its sentence at the row', async () => {
    const errors = [{ pointer: '/criteria/0/value', code: 'out_of_range', detail: '请核对单位。 Check the unit.' }]
    let times = 0
    const desk = site({ [asks]: () => (times++ === 1 ? refuse(422, { errors }) : Response.json({ ...COUNTED, meet: NO_FIGURE })) })
    const form = await formWith(desk, { c0attr: 'debtRatioBp', c0op: '<=', c0value: '9999999', c1attr: 'taxGrade', c1op: '=', c1value: 'A' })
    const html = await (await desk.post(preview, form)).text()
    expect(html).toMatch(/id="n-c0" data-part=""><span class="warn long">请核对单位。</)
    expect(html).toContain('id="n-c1" data-part="">挡住约 1500 户<')
    expect(html).toContain('符合：少于二十，不显示')
    expect((await criteriaAsked(desk.asked)).at(-1)).toEqual([{ attr: 'taxGrade', op: '=', value: 'A' }])
  })

  test('says why there is no count, and the form is there all the same', async () => {
    const desk = site({ [asks]: () => refuse(429, { retryAfterSeconds: 5 }) })
    const html = await (await desk.post(preview, await formWith(desk, { c0attr: 'staff', c0value: '5' }))).text()
    expect(html).toContain('试的次数太多了')
    expect(postedForm(html, `/bank/products/${PRD}/edit`).get('c0value')).toBe('5')
  })

  test.each([
    ['add criteria', 'c1attr', { c0value: '5', c1attr: '' }],
    ['group criteria', 'c1attr', { c0value: '5', c1group: 'g0', c2group: 'g0' }],
    ['drop criteria 0', '', { c0value: null }],
    ['add tiers', 't2label', { t2label: '' }],
    ['drop tiers 0', '', { t1label: null }],
    ['add limits', 'l0label', { l0max: '' }],
    ['add topUp', 'u0max', { u0attr: '' }],
    ['add subsidies', 's0label', { s0source: '' }],
    ['add cases', 'x0label', { x0on: '2026-11-23', x0f0attr: 'staff' }],
    ['add nothing', '', { c0value: '5' }],
  ])('pressed "%s" keeps what was typed, saves nothing and leads the focus to %s', async (step, focus, boxes) => {
    const desk = site({ [asks]: () => Response.json(COUNTED) })
    const form = await formWith(desk, { c0attr: 'staff', c0op: '>=', c0value: '5', c0group: '' })
    form.set('name', '改过的名字')
    form.set('step', step)
    const html = await (await desk.post(preview, form)).text()
    const shown = postedForm(html, `/bank/products/${PRD}/edit`)
    expect(shown.get('name')).toBe('改过的名字')
    expect(shown.get('_etag')).toBe('"v1"')
    for (const [name, value] of Object.entries(boxes)) expect([name, shown.get(name)]).toEqual([name, value])
    if (focus !== '') expect(/id="f-(\w+)"[^>]*autofocus/.exec(html)?.[1]).toBe(focus)
    expect(desk.calls().filter((call) => !call.startsWith('GET') && call !== asks)).toEqual([])
  })

  test('makes of the rows of a group one criterion, and takes a row out of it', async () => {
    const desk = site({ [asks]: () => Response.json(COUNTED) })
    const group = { c0attr: 'taxGrade', c0op: '=', c0value: 'A', c0group: 'g0', c1attr: 'staff', c1op: 'not >=', c1value: '5', c1group: 'g0' }
    const html = await (await desk.post(preview, await formWith(desk, { ...group, step: 'into criteria 0' }))).text()
    expect((await criteriaAsked(desk.asked)).at(-1)).toEqual([
      { any: [{ attr: 'taxGrade', op: '=', value: 'A' }, { not: { attr: 'staff', op: '>=', value: 5 } }] },
    ])
    const shown = postedForm(html, `/bank/products/${PRD}/edit`)
    expect(shown.get('c2group')).toBe('g0')
    shown.set('step', 'ungroup criteria 1')
    expect(postedForm(await (await desk.post(preview, shown)).text(), `/bank/products/${PRD}/edit`).has('c0attr')).toBe(false)
  })

  test('offers what the API\u2019s guide to criteria tells, by category, and of each attribute the questions it takes', async () => {
    const guide = criteriaGuide(() => [])
    const desk = site({ [asks]: () => Response.json(COUNTED) })
    const html = await (await desk.post(preview, await formWith(desk, { c0attr: 'staff', c0op: '>=', c0value: '' }))).text()
    const select = html.slice(html.indexOf('id="f-c0attr"'), html.indexOf('</select>', html.indexOf('id="f-c0attr"')))
    const groups = [...select.matchAll(/<optgroup label="([^"]*)">(.*?)<\/optgroup>/g)].flatMap(([, label, options]) =>
      [...options!.matchAll(/value="(\w+)"[^>]*>([^<]*)</g)].map(([, id, zh]) => [label, id, zh]),
    )
    const told = guide.attributes.map(({ categoryZh, id, zh }) => [categoryZh, id, zh])
    expect(groups.toSorted()).toEqual(told.toSorted())
    for (const { id, ops, codes, grades } of guide.attributes) {
      expect(opsFor(id).filter((op) => !op.startsWith('not '))).toEqual(expect.arrayContaining([...ops]))
      expect(opsFor(id)).toHaveLength(2 * ops.length)
      if (codes) expect(choicesOf(id)).toEqual(codes.map(({ zh }) => zh))
      else if (grades) expect(choicesOf(id)).toHaveLength(grades.length)
      else expect(choicesOf(id)).toBeNull()
    }
  })

  test('of another lender\u2019s product is not there', async () => {
    const { post } = site({ [`GET /api/v1/products/${PRD}`]: () => Response.json({ ...productView(), lenderId: 'ins_b' }) })
    expect((await post(preview)).status).toBe(404)
  })
})

describe('a version refused on its way out', () => {
  test('says each thing once, and leads to the rows that are to be mended', async () => {
    const detail = '用例「太小」应为符合，实际不符合：由「从业人数不少于 5 人」决定。 Test case 1.'
    const errors = [
      { pointer: '/testCases/0/expect', code: 'test_case_failed', detail },
      { pointer: '/criteria/0', code: 'decides_test_case', detail },
    ]
    const testCases = [{ label: '太小', profile: { staff: 1 }, asOf: '2026-11-23', expect: 'eligible' as const }]
    const version = { ...productView(), version: 2, status: 'submitted' as const, publishedAt: null, testCases }
    const { post } = site({
      [`POST /api/v1/products/${PRD}/publish`]: () => refuse(422, { code: 'test_case_failed', detail, errors }),
      [`GET /api/v1/products/${PRD}`]: () => Response.json({ ...productView(), draft: version }),
    })
    const answer = await post(`/bank/products/${PRD}/publish`)
    const html = await answer.text()
    expect(answer.status).toBe(422)
    expect(html).toContain(`<a href="/bank/products/${PRD}/edit#f-x0expect">用例 1：用例「太小」应为符合，实际不符合：由「从业人数不少于 5 人」决定。</a>`)
    expect(html).toContain(`<a href="/bank/products/${PRD}/edit#f-c0attr">第 1 条决定了上面那个用例的结果。</a>`)
  })
})

describe('a full quota', () => {
  const listed = (more: object) => ({
    'GET /api/v1/products': () => Response.json({ items: [{ ...productView(), ...more }], nextCursor: null }),
    [`PUT /api/v1/products/${PRD}/pause`]: () => Response.json(productView()),
  })

  test('is said by the approver, with a day and a reason', async () => {
    const { get, post, asked } = site(listed({}))
    const html = await (await get('/bank/products')).text()
    expect(html).toContain('额度满了，先暂停')
    const answer = await post(`/bank/products/${PRD}/pause`, { [`until-${PRD}`]: '2026-12-01', [`reason-${PRD}`]: '本月额度已满' })
    expect(answer.headers.get('location')).toBe('/bank/products?done=paused')
    expect(await asked.at(-1)!.json()).toEqual({ paused: true, until: '2026-12-01', reason: '本月额度已满' })
  })

  test('is lifted with one button, and says until when it holds', async () => {
    const { get, post, asked } = site(listed({ pausedUntil: '2026-12-01', pausedReason: '本月额度已满' }))
    const html = await (await get('/bank/products')).text()
    expect(html).toContain('额度已满，2026-12-01 恢复')
    expect(html).toContain('恢复接单')
    await post(`/bank/products/${PRD}/pause`)
    expect(await asked.at(-1)!.json()).toEqual({ paused: false })
  })

  test('is no matter of a viewer', async () => {
    const { get } = site(listed({}), 'lender_viewer')
    expect(await (await get('/bank/products')).text()).not.toContain('额度满了，先暂停')
  })
})
