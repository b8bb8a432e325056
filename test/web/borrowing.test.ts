import { describe, expect, test } from 'vitest'
import { answer } from '../../src/matching/answer.ts'
import { matchView } from '../../src/matching/contract.ts'
import { marketOf } from '../../src/matching/market.ts'
import { NO_STANDINGS, policyOn } from '../../src/matching/model.ts'
import { STYLE } from '../../web/ui/style.ts'
import { applicationOf, borrowerSite, catalogueOf, consentOf, entryOfLog, matchOf, recallOf, refuse, SUBJECT } from '../support/borrower-site.ts'
import { AS_OF, candidateOf, needOf, profileOf } from '../support/match-builders.ts'

const CONSENT = consentOf().id
const APPLICATION = applicationOf().id
const KEY = 'k-1'

function slip(...ticks: [string, string][]): [string, string][] {
  return [['match', 'mch_1'], ['product', 'prd_fits'], ['_key', KEY], ...ticks]
}

describe.each([
  ['firm', '/firm'],
  ['farmer', '/farmer'],
] as const)('the %s pages', (role, home) => {
  test('ask a visitor to sign in and keep where he wanted to go', async () => {
    const answer = await borrowerSite(role).visit(`${home}/need?amount=8`)
    expect(answer.status).toBe(303)
    expect(answer.headers.get('location')).toBe(`/sign-in?next=${encodeURIComponent(`${home}/need?amount=8`)}`)
  })

  test('are closed to everyone else', async () => {
    const other = borrowerSite(role === 'firm' ? 'farmer' : 'firm')
    expect((await other.get(home)).status).toBe(403)
    expect((await other.post(`${home}/authorise`, slip(['data', 'tax']))).status).toBe(403)
    expect(other.changes).toEqual([])
  })

  test('take the need in units of ten thousand yuan and answer under an address of its own', async () => {
    const { post, changes } = borrowerSite(role)
    const answer = await post(`${home}/offers`, [
      ['amount', '８.5'],
      ['term', '12'],
      ['purpose', 'farming'],
    ])
    expect(changes).toEqual([
      { path: '/api/v1/matches', key: null, body: { subjectId: SUBJECT, amountFen: '8500000', termMonths: 12, purpose: 'farming', limit: 20 } },
    ])
    expect(answer.headers.get('location')).toBe(`${home}/offers/mch_1`)
  })

  test('keep what was typed and ask nothing when a box is no number', async () => {
    const { post, changes } = borrowerSite(role)
    const answer = await post(`${home}/offers`, [
      ['amount', 'a"b'],
      ['term', ''],
      ['purpose', 'farming'],
    ])
    const html = await answer.text()
    expect(answer.status).toBe(422)
    expect(changes).toEqual([])
    expect(html).toContain('value="a&quot;b"')
    expect(html).toContain('href="#f-amount"')
    expect(html).toContain('href="#f-term"')
  })

  test('say the API\u2019s refusal beside its box', async () => {
    const { post } = borrowerSite(role, {
      'POST /api/v1/matches': () => refuse(422, { errors: [{ pointer: '/termMonths', code: 'invalid_too_big', detail: 'Too big' }] }),
    })
    const html = await (
      await post(`${home}/offers`, [
        ['amount', '8'],
        ['term', '999'],
        ['purpose', 'farming'],
      ])
    ).text()
    expect(html).toContain('id="e-term"')
    expect(html).toContain('req-12345678')
  })

  test.each([
    '',
    '/need',
    '/offers/mch_1',
    '/authorise?match=mch_1&product=prd_fits',
    '/applications',
    `/applications/${APPLICATION}`,
    `/applications/${APPLICATION}/withdraw`,
    `/consents/${CONSENT}/revoke`,
    '/access-log',
  ])('%s is one document without script or inline style, within 60 KB together with the style sheet', async (path) => {
    const answer = await borrowerSite(role).get(home + path)
    const html = await answer.text()
    expect(answer.status).toBe(200)
    expect(html).not.toMatch(/<script|<style|\sstyle=|\son\w+=/)
    expect(html).not.toContain('undefined')
    expect(html.match(/<h1/g)).toHaveLength(1)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(Buffer.byteLength(html) + Buffer.byteLength(STYLE)).toBeLessThanOrEqual(60 * 1024)
  })

  test.each([
    '/offers/mch_2',
    '/authorise?match=mch_2&product=prd_fits',
    '/authorise?match=mch_1&product=prd_other',
    '/applications/app_x',
    '/consents/cns_x/revoke',
    '/applications/app_x/withdraw',
  ])('%s, foreign or unknown, is the same 404 page', async (path) => {
    expect((await borrowerSite(role).get(home + path)).status).toBe(404)
  })

  test('lead to the sign-in when the session ended in between', async () => {
    const { get } = borrowerSite(role, { 'GET /api/v1/applications': () => refuse(401) })
    expect((await get(`${home}/applications`)).headers.get('location')).toBe(`/sign-in?next=${encodeURIComponent(`${home}/applications`)}`)
  })
})

describe('offers', () => {
  const offer = matchOf().offers[0]!

  test('count what fits and what lacks data, and rank only what fits', async () => {
    const html = await (await borrowerSite('firm').get('/firm/offers/mch_1')).text()
    expect(html).toContain('有 1 款产品适合您，另有 1 款差数据')
    expect(html.match(/class="rank">1</g)).toHaveLength(1)
    expect(html.match(/class="rank none"/g)).toHaveLength(1)
  })

  test('show the cost parts with the sums they add up to', async () => {
    const html = await (await borrowerSite('firm').get('/firm/offers/mch_1')).text()
    expect(offer.score.reduce((sum, p) => sum + BigInt(p.fen), 0n)).toBe(BigInt(offer.scoreFen))
    const grouped = (fen: string) => `${(Number(fen) / 100).toLocaleString('en-US', { minimumFractionDigits: 2 })} 元`
    for (const part of offer.score.filter((p) => p.fen !== '0')) expect(html).toContain(grouped(part.fen))
    expect(html).toContain(grouped(offer.scoreFen))
  })

  test('name a smaller loan and offer to see the need at that amount', async () => {
    const html = await (await borrowerSite('firm').get('/firm/offers/mch_1')).text()
    expect(html).toContain('最多贷 40 万元，您要 50 万元')
    expect(html).toContain('按 40 万元看')
    expect(html).toContain('<input type="hidden" name="amount" value="40"')
  })

  test('fold the refused ones with their reasons, and only count those for somebody else', async () => {
    const html = await (await borrowerSite('firm').get('/firm/offers/mch_1')).text()
    expect(html).toContain('为什么没有另外 1 款')
    expect(html).toContain('要求满 120 个月')
    expect(html).toContain('还有 1 款面向其他主体')
    expect(html).not.toContain('惠农贷')
  })

  test('stand under every reason with the office and the day', async () => {
    const html = await (await borrowerSite('firm').get('/firm/offers/mch_1')).text()
    expect(html).toMatch(/纳税信用 A 级，要求 A、B 或 M 级 <span class="source">市税务局/)
  })
})

describe('an offer that lacks data', () => {
  const asking = candidateOf({
    productId: 'prd_flow',
    lenderName: '戊行',
    terms: { name: '流水贷', criteria: [{ attr: 'inflowFen12m', op: '>=', value: '100000000' }] },
  })
  const match = (criteria = asking) => {
    const policy = policyOn(AS_OF)
    const need = needOf({ purpose: 'materials' })
    const found = answer(marketOf([criteria], policy, NO_STANDINGS), profileOf({ kind: 'enterprise' }), need)
    return matchView({ id: 'mch_1', subjectId: SUBJECT, asOf: AS_OF, policyVersion: policy.version, profileHash: 'ab'.repeat(32), need, ...found }, (id) => id)
  }
  const withMatch = (view: ReturnType<typeof match>) => ({ 'GET /api/v1/matches/mch_1': () => view })

  test('that can be fetched leads to where, in the sentence of what it opens, on the card and beside it', async () => {
    const html = await (await borrowerSite('firm', withMatch(match())).get('/firm/offers/mch_1')).text()
    expect(html.match(/补上资金流数据，最多还能多 1 个产品 <a class="nowrap" href="\/firm\/sources#cash_flow">去补充资金流<\/a>/g)).toHaveLength(2)
  })

  test('that cannot be fetched leads nowhere', async () => {
    const labour = candidateOf({ terms: { name: '稳岗贷', criteria: [{ attr: 'labourGrade', op: '>=', value: 'A' }] } })
    const html = await (await borrowerSite('firm', withMatch(match(labour))).get('/firm/offers/mch_1')).text()
    expect(html).toContain('补上公共信用数据')
    expect(html).not.toContain('/firm/sources')
  })

  test('of a category where only other things can be fetched leads nowhere either', async () => {
    const social = { ...catalogueOf().items[2]!, id: 'social-insurance/social', category: 'operations' }
    const about = async (attr: 'staff' | 'insuredStaff') => {
      const asked = candidateOf({ terms: { name: '用工贷', criteria: [{ attr, op: '>=', value: 5 }] } })
      const answers = { ...withMatch(match(asked)), 'GET /api/v1/catalogue': () => ({ items: [social] }) }
      return (await borrowerSite('firm', answers).get('/firm/offers/mch_1')).text()
    }
    expect(await about('staff')).not.toContain('/firm/sources')
    expect(await about('insuredStaff')).toContain('/firm/sources#operations')
  })

  test('sends no household to a page it does not have, and still shows when the catalogue is away', async () => {
    expect(await (await borrowerSite('farmer', withMatch(match())).get('/farmer/offers/mch_1')).text()).not.toContain('/sources')
    const away = await borrowerSite('firm', { ...withMatch(match()), 'GET /api/v1/catalogue': () => refuse(503) }).get('/firm/offers/mch_1')
    expect(away.status).toBe(200)
    expect(await away.text()).not.toContain('/firm/sources')
  })
})

describe('the consent page', () => {
  const at = '/firm/authorise?match=mch_1&product=prd_fits'

  test('has nothing ticked, though it marks what the product asks for', async () => {
    const html = await (await borrowerSite('firm').get(at)).text()
    expect(html).not.toContain('checked')
    expect(html.match(/这款产品的条件要看/g)).toHaveLength(3)
  })

  test('keeps sensitive categories apart, each with words of its own', async () => {
    const html = await (await borrowerSite('firm').get(at)).text()
    expect(html).toContain('name="separate" value="operations"')
    expect(html).toContain('我单独同意它看从业人数')
    expect(html).not.toContain('name="data" value="operations"')
  })

  test('tells a household only what a household\u2019s registration can hold', async () => {
    const html = await (await borrowerSite('farmer').get('/farmer/authorise?match=mch_1&product=prd_fits')).text()
    expect(html).toContain('姓名（只留姓）、户编号、地区')
    expect(html).not.toContain('注册资本')
  })

  test('gives refusing and agreeing the same size and weight', async () => {
    const html = await (await borrowerSite('firm').get(at)).text()
    const pair = /<div class="buttons equal">(.*?)<\/div>/s.exec(html)![1]!
    expect([...pair.matchAll(/class="([^"]+)"/g)].map((m) => m[1])).toEqual(['button', 'button'])
  })

  test('grants nothing without a tick', async () => {
    const { post, changes } = borrowerSite('firm')
    const answer = await post('/firm/authorise', slip())
    expect(answer.status).toBe(422)
    expect(await answer.text()).toContain('href="#f-data"')
    expect(changes).toEqual([])
  })

  test('grants what was ticked and applies for what the product lends, each once by the form\u2019s key', async () => {
    const { post, changes } = borrowerSite('firm')
    const answer = await post('/firm/authorise', slip(['data', 'tax'], ['data', 'registration'], ['separate', 'operations']))
    expect(changes).toEqual([
      {
        path: '/api/v1/consents',
        key: `${KEY}.consent`,
        body: {
          subjectId: SUBJECT,
          productId: 'prd_fits',
          data: [{ category: 'tax' }, { category: 'registration' }, { category: 'operations', separateConsent: true }],
          validDays: 30,
          reads: 5,
        },
      },
      { path: '/api/v1/applications', key: `${KEY}.apply`, body: { consentId: CONSENT, amountFen: '40000000', termMonths: 12, purpose: 'materials' } },
    ])
    expect(answer.headers.get('location')).toBe(`/firm/applications/${APPLICATION}?done=sent`)
  })

  test('keeps the ticks and says why when the consent is refused', async () => {
    const { post } = borrowerSite('firm', {
      'POST /api/v1/consents': () =>
        refuse(422, { errors: [{ pointer: '/data/0/separateConsent', code: 'separate_consent_required', detail: '敏感数据须单独勾选。' }] }),
    })
    const answer = await post('/firm/authorise', slip(['data', 'tax']))
    const html = await answer.text()
    expect(answer.status).toBe(422)
    expect(html).toContain('敏感数据须单独勾选。')
    expect(html).toMatch(/id="f-data-tax"[^>]*checked/)
    expect(html).not.toMatch(/id="f-data-registration"[^>]*checked/)
    expect(html).not.toContain(`value="${KEY}"`)
  })

  test.each([
    [503, true],
    [409, false],
  ])('says plainly that the consent stands when the application fails with %i; the key stays: %s', async (status, keeps) => {
    const { post } = borrowerSite('firm', { 'POST /api/v1/applications': () => refuse(status) })
    const answer = await post('/firm/authorise', slip(['data', 'tax']))
    const html = await answer.text()
    expect(answer.status).toBe(status)
    expect(html).toContain('授权已经给出，申请还没有送到')
    expect(html).toContain(`href="/firm/consents/${CONSENT}/revoke"`)
    expect(html.includes(`value="${KEY}.apply"`)).toBe(keeps)
  })

  test.each([[''], ['\u4fe1'], ['a b'], ['k'.repeat(300)]])('takes a form with the unusable key %j as a new request', async (key) => {
    const { post, changes } = borrowerSite('firm')
    for (const _ of [1, 2]) await post('/firm/authorise', [...slip(['data', 'tax']).filter(([name]) => name !== '_key'), ['_key', key]])
    const keys = changes.map((change) => change.key)
    expect(new Set(keys).size).toBe(4)
    for (const sent of keys) expect(sent).toMatch(/^[\x21-\x7e]{1,255}$/)
  })

  test('sends the application again under the same consent', async () => {
    const { post, changes } = borrowerSite('firm')
    await post('/firm/applications', [
      ['consent', CONSENT],
      ['amountFen', '40000000'],
      ['termMonths', '12'],
      ['purpose', 'materials'],
      ['_key', 'again'],
    ])
    expect(changes).toEqual([
      { path: '/api/v1/applications', key: 'again', body: { consentId: CONSENT, amountFen: '40000000', termMonths: 12, purpose: 'materials' } },
    ])
  })

  test('gives no second consent for a product that is applied for already', async () => {
    const { post, get, changes } = borrowerSite('firm', { 'GET /api/v1/applications': () => ({ items: [applicationOf()] }) })
    for (const answer of [await get(at), await post('/firm/authorise', slip(['data', 'tax']))]) {
      expect(answer.headers.get('location')).toBe(`/firm/applications/${APPLICATION}?done=open`)
    }
    expect(changes).toEqual([])
  })
})

describe('an application', () => {
  test('counts down to the end of the promised day', async () => {
    const html = await (await borrowerSite('firm').get(`/firm/applications/${APPLICATION}`)).text()
    // 16:00 on the 23rd in Shanghai; due when the 24th ends.
    expect(html).toContain('还有 32 小时')
  })

  test('that was refused says every reason and what to do next', async () => {
    const decision = {
      outcome: 'declined',
      amountFen: null,
      termMonths: null,
      rateBp: null,
      reasons: [{ code: 'high_debt', label: '现有负债偏高', next: '降低负债后再申请。' }],
      note: '欢迎再来',
    }
    const { get } = borrowerSite('firm', {
      [`GET /api/v1/applications/${APPLICATION}`]: () => applicationOf({ status: 'declined', decision: decision as never }),
    })
    const html = await (await get(`/firm/applications/${APPLICATION}`)).text()
    for (const said of ['现有负债偏高', '降低负债后再申请。', '欢迎再来']) expect(html).toContain(said)
    expect(html).not.toContain('撤回申请')
  })

  test('carries its slip with the seal, how often it was used, and who looked', async () => {
    const html = await (await borrowerSite('firm').get(`/firm/applications/${APPLICATION}`)).text()
    expect(html).toContain('印章：已授权')
    expect(html).toContain('1 次，最多 5 次')
    expect(html).toContain('审批员')
  })

  test('shows looks under its own consent only', async () => {
    const log = { items: [entryOfLog({ consentId: 'cns_other', actorName: '别人' })], nextCursor: null }
    const { get } = borrowerSite('firm', { [`GET /api/v1/subjects/${SUBJECT}/access-log`]: () => log })
    const html = await (await get(`/firm/applications/${APPLICATION}`)).text()
    expect(html).not.toContain('别人')
    expect(html).toContain('还没有人看过。')
  })
})

describe('taking back', () => {
  test('a consent asks once, then revokes and shows the application', async () => {
    const { get, post, changes } = borrowerSite('firm')
    expect(await (await get(`/firm/consents/${CONSENT}/revoke`)).text()).toContain('确定撤回授权')
    const answer = await post(`/firm/consents/${CONSENT}/revoke`, [['_key', KEY]])
    expect(changes).toEqual([{ path: `/api/v1/consents/${CONSENT}/revoke`, key: KEY, body: {} }])
    expect(answer.headers.get('location')).toBe(`/firm/applications/${APPLICATION}?done=revoked`)
  })

  test('a consent whose application never arrived leads to the log', async () => {
    const { post } = borrowerSite('firm', { [`GET /api/v1/applications/${APPLICATION}`]: () => refuse(404) })
    expect((await post(`/firm/consents/${CONSENT}/revoke`, [['_key', KEY]])).headers.get('location')).toBe('/firm/access-log?done=revoked')
  })

  test('an application ends it', async () => {
    const { post, changes } = borrowerSite('farmer')
    const answer = await post(`/farmer/applications/${APPLICATION}/withdraw`, [['_key', KEY]])
    expect(changes).toEqual([{ path: `/api/v1/applications/${APPLICATION}/withdraw`, key: KEY, body: {} }])
    expect(answer.headers.get('location')).toBe(`/farmer/applications/${APPLICATION}?done=withdrawn`)
  })

  test('an answered application says so in plain words', async () => {
    const { get } = borrowerSite('firm', { [`GET /api/v1/applications/${APPLICATION}`]: () => applicationOf({ status: 'declined' }) })
    const back = `/firm/applications/${APPLICATION}`
    expect((await get(`${back}/withdraw`)).headers.get('location')).toBe(`${back}?done=settled`)
    expect(await (await get(`${back}?done=settled`)).text()).toContain('这笔申请已有结果')
  })

  test('what has ended already asks nothing', async () => {
    const { get } = borrowerSite('firm', {
      [`GET /api/v1/consents/${CONSENT}`]: () => consentOf({ status: 'expired' }),
      [`GET /api/v1/applications/${APPLICATION}`]: () => applicationOf({ status: 'withdrawn' }),
    })
    const back = `/firm/applications/${APPLICATION}`
    expect((await get(`/firm/consents/${CONSENT}/revoke`)).headers.get('location')).toBe(`${back}?done=ended`)
    expect((await get(`${back}/withdraw`)).headers.get('location')).toBe(`${back}?done=withdrawn`)
    expect(await (await get(`${back}?done=ended`)).text()).toContain('这份授权已经结束，不用再撤回')
  })
})

describe('who looked', () => {
  test('names refused looks with their reason', async () => {
    const log = { items: [entryOfLog({ kind: 'read.denied', fields: [], readNo: 0, why: 'consent_revoked' })], nextCursor: 'next' }
    const { get } = borrowerSite('firm', { [`GET /api/v1/subjects/${SUBJECT}/access-log`]: () => log })
    const html = await (await get('/firm/access-log')).text()
    for (const said of ['想看，被拒绝', '甲行', '审批员', '授权已撤回', '什么也没看到', '2026-11-23 10:04']) expect(html).toContain(said)
    expect(html).toContain('href="/firm/access-log?cursor=next"')
  })

  test('names few fields in the row and folds many under their categories', async () => {
    const many = Array.from({ length: 7 }, (_, i) => ({ id: 'taxGrade', label: `项${i}` }))
    const log = { items: [entryOfLog({ fields: many }), entryOfLog({ index: 1 })], nextCursor: null }
    const html = await (await borrowerSite('firm', { [`GET /api/v1/subjects/${SUBJECT}/access-log`]: () => log }).get('/firm/access-log')).text()
    expect(html).toContain('7 项数据')
    expect(html).toContain('纳税信用级别')
  })
})

describe('told to stop', () => {
  const page = async (...recalls: ReturnType<typeof recallOf>[]) =>
    (await borrowerSite('firm', { [`GET /api/v1/subjects/${SUBJECT}/recalls`]: () => ({ items: recalls }) }).get('/firm/access-log')).text()

  test('nobody: the page does not speak of it', async () => {
    expect(await page()).not.toContain('已通知更正')
  })

  test.each([
    [{}, '还没答复，最迟 2026-11-30'],
    [{ status: 'acknowledged' }, '已看到通知，还没答复，最迟 2026-11-30'],
    [{ status: 'acknowledged', overdue: true }, '超过 2026-11-30 还没答复'],
    [{ status: 'answered', answer: 'deleted', answeredAt: '2026-11-24T20:00:00.000Z' }, '已删除</span><span class="source nowrap"> 2026-11-25'],
    [{ status: 'answered', answer: 'kept_for_law', legalGround: '《反洗钱法》<i>', answeredAt: '2026-11-24T02:00:00.000Z' }, '依据：《反洗钱法》&lt;i&gt;'],
  ] as [Parameters<typeof recallOf>[0], string][])('a lender, of which record, why, and its answer: %j', async (over, said) => {
    const html = await page(recallOf(over))
    for (const part of ['已通知更正', '甲行', '行政处罚', '文书号 穗罚〔2026〕1号', '记录已修复', '2026-11-23 10:00', said]) expect(html).toContain(part)
  })
})
