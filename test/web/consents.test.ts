import { describe, expect, test } from 'vitest'
import type { InquiryView, ReceiptView } from '../../src/consent/contract.ts'
import { CONSENT_STATUSES } from '../../src/consent/model.ts'
import { whyOf } from '../../web/ui/log-words.ts'
import { words } from '../../web/words/index.ts'
import { borrowerSite, consentOf, entryOfLog, refuse, SUBJECT } from '../support/borrower-site.ts'
import { postedForm } from './posted-form.ts'

const ID = consentOf().id
const SLIP = `/firm/consents/${ID}`
const LOG = `GET /api/v1/subjects/${SUBJECT}/access-log`

const INQUIRY: InquiryView = {
  ...{
    id: ID,
    status: 'requested',
    lenderId: 'ins_1',
    lenderName: '甲行',
    applicationId: consentOf().applicationId!,
    productId: 'prd_fits',
    productVersion: 1,
  },
  purpose: { code: 'POSTLOAN', text: '贷后管理本笔贷款' },
  data: [
    { category: 'tax', label: '纳税信用', fields: ['taxGrade'], sensitive: false, lookbackMonths: 6, tooShortFor: [] },
    { category: 'tax_data', label: '纳税数据', fields: ['taxPaidFen'], sensitive: true, lookbackMonths: 6, tooShortFor: [] },
  ],
  ...{ validDays: 180, reads: 6, deleteAfterDays: 90, deleteTrigger: 'expiry', askedAt: '2026-11-23T02:00:00.000Z', answerBy: '2026-11-26T02:00:00.000Z' },
  ...{ answeredAt: null, reason: null, hash: 'ab'.repeat(32) },
}
const asked = { 'GET /api/v1/consent-requests': () => ({ items: [INQUIRY] }) }

const answers = (over: Parameters<typeof consentOf>[0]) => ({
  [`GET /api/v1/consents/${ID}`]: () => consentOf(over),
  'GET /api/v1/consents': () => ({ items: [consentOf(over)] }),
})

describe('what is promised', () => {
  const fields = ['averageBalanceFen', 'inflowFen12m', 'outflowFen12m']
  const data = (lookback: string) => [{ category: 'cash_flow', label: '资金流水', fields, sensitive: true, lookback }]
  test.each([
    ['P6M', 1],
    ['P12M', 3],
  ])('under a lookback of %s counts only what it can show: %i of three', async (lookback, shown) => {
    const html = await (await borrowerSite('firm', answers({ data: data(lookback) })).get(SLIP)).text()
    expect(html).toContain(words.zh.consents.fields(shown))
  })

  test('by a request is what is left of it', async () => {
    const tooShortFor = [{ field: 'taxPaidFen12m', label: '近 12 个月纳税额', months: 12 }]
    const inquiry = { ...INQUIRY, data: [{ ...INQUIRY.data[1]!, fields: ['invoicedFen', 'taxPaidFen12m'], tooShortFor }] }
    const site = borrowerSite('firm', { 'GET /api/v1/consent-requests': () => ({ items: [inquiry] }) })
    expect(await (await site.get(`/firm/consent-requests/${ID}`)).text()).toContain(words.zh.consents.fields(1))
  })
})

describe('a consent', () => {
  test.each([
    ['decision', 'P30D', '银行决定后 30 天内删除'],
    ['expiry', 'P7D', '到期后 7 天内删除'],
  ])('whose artefact counts the days of keeping from %s says so, and asks once more with those days', async (trigger, deleteAfter, said) => {
    const site = borrowerSite('firm', answers({ deleteAfter, artefact: { retention: { deleteAfter, trigger } } }))
    expect(await (await site.get(SLIP)).text()).toContain(said)
    expect(await (await site.get(`${SLIP}/revoke`)).text()).toContain(`最迟在撤回后 ${/\d+/.exec(deleteAfter)![0]} 天内删除`)
  })

  test.each(CONSENT_STATUSES)('that is %s says so in words', async (status) => {
    const html = await (await borrowerSite('firm', answers({ status })).get(SLIP)).text()
    expect(html).toContain(words.zh.consents.state[status])
  })

  test.each([
    ['granted', ['pause', 'revoke']],
    ['paused', ['resume', 'revoke']],
    ['provisional', ['confirm', 'deny']],
    ['revoked', []],
    ['consumed', []],
    ['superseded', []],
  ] as const)('that is %s offers %j and nothing else', async (status, offered) => {
    const html = await (await borrowerSite('firm', answers({ status })).get(SLIP)).text()
    const steps = ['pause', 'resume', 'revoke', 'confirm', 'deny'].filter((step) => html.includes(`"${SLIP}/${step}"`))
    expect(steps.sort()).toEqual([...offered].sort())
  })

  test('is paused by one form with its own key, and the page behind says so', async () => {
    const site = borrowerSite('firm', { [`POST /api/v1/consents/${ID}/pause`]: () => consentOf({ status: 'paused' }) })
    const form = postedForm(await (await site.get(SLIP)).text(), `${SLIP}/pause`)
    const answer = await site.post(`${SLIP}/pause`, [...form])
    expect(answer.headers.get('location')).toBe(`${SLIP}?done=paused`)
    expect(site.changes).toEqual([{ path: `/api/v1/consents/${ID}/pause`, key: form.get('_key'), body: {} }])
  })

  test('that could not be paused says why on top and stays', async () => {
    const site = borrowerSite('firm', { [`POST /api/v1/consents/${ID}/pause`]: () => refuse(409, { code: 'illegal_transition' }) })
    const answer = await site.post(`${SLIP}/pause`, [])
    expect(answer.status).toBe(409)
    expect(await answer.text()).toContain('role="alert"')
  })

  test('names the one that took its place, its version, and what was given beside it', async () => {
    const next = `cns_${'1'.repeat(26)}`
    const over = { status: 'superseded', rev: 2, replacedBy: next, bundle: { id: 'bnd_1', settles: true } } as const
    const html = await (await borrowerSite('firm', answers(over)).get(SLIP)).text()
    for (const said of [`href="/firm/consents/${next}"`, '第 2 版', '其余的自动撤回']) expect(html).toContain(said)
  })

  test('shows its own looks however many others lie between', async () => {
    const others = Array.from({ length: 100 }, (_, i) => entryOfLog({ index: 1000 - i, consentId: `cns_${'2'.repeat(26)}` }))
    const site = borrowerSite('firm', {
      [LOG]: (request) =>
        new URL(request.url).searchParams.get('cursor') === 'next'
          ? { items: [entryOfLog({ index: 3, readNo: 7 })], nextCursor: null }
          : { items: others, nextCursor: 'next' },
    })
    for (const path of [SLIP, `/firm/applications/${consentOf().applicationId}`]) expect(await (await site.get(path)).text()).toContain('第 7 次')
  })
})

describe('my consents', () => {
  test('tell one who never gave any that there is nothing yet', async () => {
    const html = await (await borrowerSite('farmer', { 'GET /api/v1/consents': () => ({ items: [] }) }).get('/farmer/consents')).text()
    expect(html).toContain(words.zh.pieces.empty.none_yet)
  })

  test('put what waits for an answer before what runs', async () => {
    const html = await (await borrowerSite('firm', asked).get('/firm/consents')).text()
    expect(html.indexOf(`/firm/consent-requests/${ID}`)).toBeLessThan(html.indexOf(words.zh.consents.live))
  })
})

describe('a lender\u2019s request', () => {
  const path = `/firm/consent-requests/${ID}`

  test('has nothing ticked, the sensitive set apart, and two plain buttons', async () => {
    const html = await (await borrowerSite('firm', asked).get(path)).text()
    expect(html).not.toMatch(/type="checkbox"[^>]*\schecked/)
    expect(html).toContain('name="separate" value="tax_data"')
    expect(html.match(/<button class="button" type="submit" name="answer"/g)).toHaveLength(2)
  })

  test.each([
    [
      'grant',
      [
        ['data', 'tax'],
        ['separate', 'tax_data'],
      ],
      'grant',
      { data: [{ category: 'tax' }, { category: 'tax_data', separateConsent: true }] },
    ],
    ['grant', [['data', 'tax']], 'grant', { data: [{ category: 'tax' }] }],
    ['deny', [], 'deny', {}],
  ] as const)('answered by %s with %j asks the API for %s', async (answer, ticks, step, body) => {
    const site = borrowerSite('firm', {
      ...asked,
      [`POST /api/v1/consent-requests/${ID}/grant`]: () => consentOf(),
      [`POST /api/v1/consent-requests/${ID}/deny`]: () => ({ ...INQUIRY, status: 'denied' }),
    })
    const said = await site.post(`${path}/answer`, [['answer', answer], ...ticks.map(([name, value]): [string, string] => [name, value])])
    expect(said.status).toBe(303)
    expect(site.changes.map(({ path: to, body: sent }) => [to, sent])).toEqual([[`/api/v1/consent-requests/${ID}/${step}`, body]])
  })

  test('agreed to without a tick asks nothing of the API', async () => {
    const site = borrowerSite('firm', asked)
    expect((await site.post(`${path}/answer`, [['answer', 'grant']])).status).toBe(422)
    expect(site.changes).toEqual([])
  })

  test('of somebody else is not there', async () => {
    expect((await borrowerSite('firm', { 'GET /api/v1/consent-requests': () => ({ items: [] }) }).get(path)).status).toBe(404)
  })
})

describe('who looked', () => {
  test.each([
    [7, '已封存于第 7 条检查点', true],
    [null, '正在封存', false],
  ])('says of a row sealed in %s: %s', async (sealedIn, said, hasProof) => {
    const html = await (await borrowerSite('firm', { [LOG]: () => ({ items: [entryOfLog({ sealedIn })], nextCursor: null }) }).get('/firm/access-log')).text()
    expect(html).toContain(said)
    expect(html.includes('href="/api/v1/log/entries/2/receipt"')).toBe(hasProof)
  })

  test.each([
    ['granted', true],
    ['paused', true],
    ['revoked', false],
  ] as const)('a look under a consent that is %s can be stopped from its row: %s', async (status, can) => {
    const html = await (await borrowerSite('firm', answers({ status })).get('/firm/access-log')).text()
    expect(html.includes(words.zh.consents.proof.stop)).toBe(can)
  })

  test.each([
    ['consent.superseded', 'ab'.repeat(32), '换成新的授权'],
    ['consent.expired', 'effective 2026-12-23T02:00:00.000Z', '到了期限'],
    ['consent.granted', 'confirmed second_officer', '另一位服务员回访后确认'],
    ['read.denied', 'consent_paused', '授权已暂停'],
    ['delete.requested', 'decided due 2026-12-24', '申请有了结果，最迟 2026-12-24 删除'],
    ['delete.overdue', 'due 2026-12-24', '最迟 2026-12-24，没有答复'],
    ['client.registered', 'registered', '新登记'],
    ['client.keys_changed', 'key_added', '加了一把公钥'],
    ['client.keys_changed', 'key_retired', '停用一把公钥'],
    ['webhook.changed', 'address_changed', '换了接收地址'],
    ['webhook.changed', 'types_changed', '换了通知种类'],
    ['webhook.changed', 'secret_rotated', '换了签名密钥'],
    ['webhook.changed', 'enabled', '恢复接收'],
    ['webhook.closed', 'closed', '已停用'],
    ['read.denied', 'something_new', 'something_new'],
  ])('says why a %s stands there by %s in words', (kind, why, said) => {
    expect(whyOf({ kind, why }, words.zh.sme.access.whyWords)).toBe(said)
  })
})

describe('a receipt', () => {
  const receipt = (verified: boolean | null): ReceiptView => {
    const {
      endReason: _reason,
      bundle: _bundle,
      ...consent
    } = consentOf({
      artefact: {
        grantor: { role: 'agent', assurance: 'otp' },
        grantee: { name: '甲行', onward: [] },
        ...{ access: { fetch: 'on_demand', perWindow: { n: 2, window: 'P30D' }, total: 5 } },
        validity: { from: '2026-11-23T02:00:00.000Z', to: '2026-12-23T02:00:00.000Z' },
        retention: { deleteAfter: 'P30D', trigger: 'decision' },
        legal: { version: 3, sha256: 'ef'.repeat(32) },
        issued: { at: '2026-11-23T02:00:00.000Z', kid: 'k'.repeat(43) },
      },
    })
    return { consent, text: '{}', hash: 'cd'.repeat(32), sig: null, verified, keys: '/.well-known/jwks.json', life: [] }
  }
  const site = (verified: boolean | null) => borrowerSite('firm', { [`GET /api/v1/consents/${ID}/receipt`]: () => receipt(verified) })

  test.each([
    [true, '和平台现在公布的公钥相符'],
    [false, '不相符！'],
    [null, '当时还没有平台签名'],
  ])('whose signature holds: %s says %s', async (verified, said) => {
    expect(await (await site(verified).get(`${SLIP}/receipt`)).text()).toContain(said)
  })

  test('says who gave it, how often in which window, and leads to the verify page with its number and hash', async () => {
    const html = await (await site(true).get(`${SLIP}/receipt`)).text()
    for (const said of ['委托代理人，凭一次性口令', '每 30 天最多 2 次', '不能给任何人', `/verify?no=${ID}&amp;hash=${'cd'.repeat(32)}`])
      expect(html).toContain(said)
  })

  test('can be kept as the file the API gave', async () => {
    const answer = await site(true).get(`${SLIP}/receipt.json`)
    expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="suixin-${ID}.json"`)
    expect(await answer.json()).toEqual(receipt(true))
  })
})

describe('what is agreed to', () => {
  test('is said in at most 150 characters, for the longest name a lender may have in the demo city', () => {
    expect(words.zh.consents.plainText('示例股份制银行丁广州分行', 20, 366).length).toBeLessThanOrEqual(150)
  })

  test.each([
    [
      [
        ['reads', '2'],
        ['days', '7'],
      ],
      { reads: 2, validDays: 7 },
    ],
    [
      [
        ['reads', '99'],
        ['days', '9999'],
      ],
      { reads: 5, validDays: 30 },
    ],
    [[], { reads: 5, validDays: 30 }],
  ] as const)('with %j asks for %j: less than usual, never more', async (chosen, bounds) => {
    const site = borrowerSite('firm')
    await site.post('/firm/authorise', [['match', 'mch_1'], ['product', 'prd_fits'], ['data', 'tax'], ...chosen.map(([k, v]): [string, string] => [k, v])])
    expect(site.changes[0]?.body).toMatchObject(bounds)
  })

  test('goes with the least that decides the product, ticked for nobody', async () => {
    const least = { decides: ['tax'], prices: [], sentence: '定这款产品只需要纳税信用' }
    const site = borrowerSite('firm', { 'GET /api/v1/matches/mch_1/advice': () => ({ items: [{ productId: 'prd_fits', ways: [], leastDisclosure: least }] }) })
    const html = await (await site.get('/firm/authorise?match=mch_1&product=prd_fits')).text()
    expect(html).toContain(least.sentence)
    expect(html).not.toMatch(/type="checkbox"[^>]*\schecked/)
  })
})

describe('several lenders at once', () => {
  const path = '/firm/authorise-several?match=mch_1&p=prd_fits&p=prd_maybe'
  const bundle = { 'POST /api/v1/consent-bundles': () => ({ items: [consentOf(), consentOf({ productId: 'prd_maybe' })] }) }
  const given: [string, string][] = [
    ['match', 'mch_1'],
    ['p', 'prd_fits'],
    ['p', 'prd_maybe'],
    ['settles', 'yes'],
  ]
  const both: [string, string][] = [
    ['give', 'prd_fits'],
    ['give', 'prd_maybe'],
  ]

  test('get a slip each, ticked for none of them', async () => {
    const html = await (await borrowerSite('firm').get(path)).text()
    expect(html.match(/<section class="slip">/g)).toHaveLength(2)
    expect(html).not.toMatch(/type="checkbox"[^>]*\schecked/)
  })

  test('are one request to the API and an application each', async () => {
    const site = borrowerSite('firm', bundle)
    expect((await site.post('/firm/authorise-several', [...given, ...both, ['data', 'tax']])).headers.get('location')).toBe('/firm/applications')
    expect(site.changes.map((change) => change.path)).toEqual(['/api/v1/consent-bundles', '/api/v1/applications', '/api/v1/applications'])
    expect(site.changes[0]?.body).toEqual({ subjectId: SUBJECT, productIds: ['prd_fits', 'prd_maybe'], settles: true, data: [{ category: 'tax' }] })
  })

  test.each([
    ['no data', both],
    [
      'one lender',
      [
        ['give', 'prd_fits'],
        ['data', 'tax'],
      ],
    ],
  ] as [string, [string, string][]][])('with %s ticked ask nothing of the API', async (_, more) => {
    const site = borrowerSite('firm', bundle)
    expect((await site.post('/firm/authorise-several', [...given, ...more])).status).toBe(422)
    expect(site.changes).toEqual([])
  })

  test('where one application does not arrive it is said, with both ways out; the other is sent all the same', async () => {
    let asked = 0
    const site = borrowerSite('firm', { ...bundle, 'POST /api/v1/applications': () => (asked++ === 0 ? refuse(503) : consentOf()) })
    const answer = await site.post('/firm/authorise-several', [...given, ...both, ['data', 'tax']])
    expect([answer.status, asked]).toEqual([503, 2])
    expect(await answer.text()).toContain(words.zh.sme.stuck.retry)
  })

  test('need two that lend', async () => {
    expect((await borrowerSite('firm').get('/firm/authorise-several?match=mch_1&p=prd_fits')).status).toBe(404)
  })
})

describe('the home page', () => {
  test.each([
    ['firm', '/firm', { status: 'granted' }, 1],
    ['farmer', '/farmer', { status: 'provisional' }, 2],
  ] as const)('of a %s says how much waits for its word', async (role, path, over, count) => {
    const html = await (await borrowerSite(role, { ...asked, ...answers(over) }).get(path)).text()
    expect(html).toContain(`<a href="${path}/consents">有 ${count} 件事等您答复</a>`)
  })

  test('says nothing where nothing waits', async () => {
    expect(await (await borrowerSite('firm').get('/firm')).text()).not.toContain('件事等您答复')
  })
})
