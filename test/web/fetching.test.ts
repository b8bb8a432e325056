import { describe, expect, test } from 'vitest'
import { feeds } from '../../src/feeds/index.ts'
import { profileView } from '../../src/profiles/model.ts'
import type { AnswerView } from '../../src/sources/feed-contract.ts'
import { givenBy } from '../../web/borrowing/index.ts'
import { borrowerSite, catalogueOf, refuse, SUBJECT } from '../support/borrower-site.ts'
import { entryOf, profileOf } from '../support/match-builders.ts'

const QUERIES = `/api/v1/subjects/${SUBJECT}/queries`
const PRESENTATIONS = `/api/v1/subjects/${SUBJECT}/presentations`
const ASK = '/firm/sources/cash-flow/cash_flow'
const PRESENT = '/firm/sources/gz-tax/tax_code'
const KEY = 'k-1'

function answerOf(over: Partial<AnswerView> = {}): AnswerView {
  return { run: 'run_1', outcome: 'ok', rows: 1, accepted: 1, duplicate: 0, quarantined: 0, asOf: '2026-10-31', batchId: null, ...over }
}

const withFlow = profileView(
  profileOf({}, [
    entryOf('inflowFen12m', {
      value: '1286000000',
      asOf: '2026-10-31',
      from: { source: 'cash-flow', record: 'cash_flow', recordKey: 'k', recordId: 'rec' },
    }),
  ]),
  feeds.nameOf,
)
const WITH_FLOW = { [`GET /api/v1/subjects/${SUBJECT}/profile`]: () => withFlow }

describe('what can be fetched', () => {
  test('is what the catalogue lets be asked for or presented, and nothing else', async () => {
    const html = await (await borrowerSite('firm').get('/firm/sources')).text()
    expect(html).toContain(`href="${ASK}"`)
    expect(html).toContain(`href="${PRESENT}"`)
    expect(html).not.toContain('tax_grade')
    expect(html.match(/还没有取过。/g)).toHaveLength(2)
  })

  test('of an item no longer in force is not offered', async () => {
    const items = catalogueOf().items.map((item) => ({ ...item, inForce: false }))
    const html = await (await borrowerSite('firm', { 'GET /api/v1/catalogue': () => ({ items }) }).get('/firm/sources')).text()
    expect(html).toContain('现在没有要您自己去取的数据。')
    expect(html).not.toContain(ASK)
  })

  test('says what it gives, what it is for, and what came the last time with its day', async () => {
    const html = await (await borrowerSite('firm', WITH_FLOW).get('/firm/sources')).text()
    for (const said of ['近 12 个月流入、近 12 个月流出', '流水稳定的企业', '1,286 万元', '2026-10-31 更新', '再取一次']) expect(html).toContain(said)
  })

  test('is said attribute by attribute for every source that answers a subject', () => {
    const items = feeds.sources.flatMap((source) =>
      source.channels.flatMap((channel) => (channel.way === 'query' || channel.way === 'present' ? [{ id: `${source.id}/${channel.record}` }] : [])),
    )
    expect(items.length).toBeGreaterThan(3)
    expect(items.filter((item) => givenBy(item).length === 0)).toEqual([])
  })

  test('is no page of a household', async () => {
    expect((await borrowerSite('farmer').get('/farmer/sources')).status).toBe(404)
  })
})

describe('asking a source', () => {
  test('first says who is asked what, that no bank sees it, and how long it is kept; nothing is asked yet', async () => {
    const { get, changes } = borrowerSite('firm')
    const html = await (await get(ASK)).text()
    for (const said of ['资金流平台、责任单位甲', '近 12 个月流入', '没有一家银行会看到', '最多 24 个月', '不问了', '同意，去取']) expect(html).toContain(said)
    expect(changes).toEqual([])
    const pair = /<div class="buttons equal">(.*?)<\/div>/s.exec(html)![1]!
    expect([...pair.matchAll(/class="([^"]+)"/g)].map((m) => m[1])).toEqual(['button', 'button'])
  })

  test('asks once under the form\u2019s key and leads to what came', async () => {
    const { post, changes } = borrowerSite('firm', { [`POST ${QUERIES}`]: () => answerOf() })
    const answer = await post(ASK, [['_key', KEY]])
    expect(changes).toEqual([{ path: QUERIES, key: KEY, body: { source: 'cash-flow', record: 'cash_flow' } }])
    expect(answer.headers.get('location')).toBe('/firm/sources?done=taken&of=cash-flow%2Fcash_flow')
  })

  test.each([
    [{}, 'taken', '资金流信用信息取到了，数据到 2026-10-31。'],
    [{ accepted: 0, duplicate: 1 }, 'same', '资金流信用信息和上次一样，数据还是到 2026-10-31。'],
    [{ outcome: 'empty', rows: 0, accepted: 0, asOf: null }, 'empty', '资金流平台答复：没有您的资金流信用信息。这不算坏记录'],
    [{ accepted: 0, quarantined: 1 }, 'held', '先放在一边由平台核对，没有用上'],
  ] as [Partial<AnswerView>, string, string][])('%j is said as %s', async (over, done, said) => {
    const { get, post } = borrowerSite('firm', { ...WITH_FLOW, [`POST ${QUERIES}`]: () => answerOf(over) })
    const location = (await post(ASK, [['_key', KEY]])).headers.get('location')!
    expect(location).toContain(`done=${done}&`)
    expect(await (await get(location)).text()).toContain(said)
  })

  test.each(['?done=%3Ci%3E&of=cash-flow%2Fcash_flow', '?done=taken&of=%3Cscript%3E', '?done=constructor&of=cash-flow%2Fcash_flow'])(
    'an address made up as %s says nothing',
    async (query) => {
      const html = await (await borrowerSite('firm').get(`/firm/sources${query}`)).text()
      expect(html).not.toContain('role="status"')
      expect(html).not.toMatch(/<script|<i>/)
    },
  )

  test.each([
    [503, 'source_unavailable', '资金流平台现在没有答复。您已有的数据和日期都不变。请过几分钟再取', true],
    [503, 'source_wrong', '资金流平台的答复读不懂，什么也没有收下', true],
    [409, 'source_not_connected', '线路还没有接通', false],
  ])('%i %s says in plain words what to do; the key stays: %s', async (status, code, said, keeps) => {
    const { post } = borrowerSite('firm', { [`POST ${QUERIES}`]: () => refuse(status, { code, detail: 'x' }) })
    const answer = await post(ASK, [['_key', KEY]])
    const html = await answer.text()
    expect(answer.status).toBe(status)
    expect(html).toContain(said)
    expect(html).toContain('req-12345678')
    expect(html.includes(`value="${KEY}"`)).toBe(keeps)
  })

  test('too often is said with when to try again', async () => {
    const { post } = borrowerSite('firm', {
      [`POST ${QUERIES}`]: () => refuse(429, { code: 'too_many', detail: '操作太频繁，请 1 小时后再试。 Too many.' }),
    })
    expect(await (await post(ASK, [['_key', KEY]])).text()).toContain('操作太频繁，请 1 小时后再试。')
  })

  test.each(['/firm/sources/gz-tax/tax_grade', '/firm/sources/x/y', '/firm/sources/cash-flow/%3Cscript%3E'])('%s is not there to be asked', async (path) => {
    const { get, post, changes } = borrowerSite('firm')
    expect((await get(path)).status).toBe(404)
    expect((await post(path, [['_key', KEY]])).status).toBe(404)
    expect(changes).toEqual([])
  })

  test('leads to the sign-in when the session ended in between', async () => {
    const { post } = borrowerSite('firm', { [`POST ${QUERIES}`]: () => refuse(401) })
    expect((await post(ASK, [['_key', KEY]])).headers.get('location')).toBe(`/sign-in?next=${encodeURIComponent(ASK)}`)
  })
})

describe('presenting a code', () => {
  test('sends it as one word, whatever the clipboard put between', async () => {
    const { post, changes } = borrowerSite('firm', { [`POST ${PRESENTATIONS}`]: () => answerOf() })
    const answer = await post(PRESENT, [
      ['_key', KEY],
      ['code', ' aaa.\r\nbbb. ccc\n'],
    ])
    expect(changes).toEqual([{ path: PRESENTATIONS, key: KEY, body: { source: 'gz-tax', code: 'aaa.bbb.ccc' } }])
    expect(answer.headers.get('location')).toBe('/firm/sources?done=taken&of=gz-tax%2Ftax_code')
  })

  test('without a code asks for one and sends nothing', async () => {
    const { post, changes } = borrowerSite('firm')
    const answer = await post(PRESENT, [
      ['_key', KEY],
      ['code', ' \n'],
    ])
    expect(answer.status).toBe(422)
    expect(await answer.text()).toContain('href="#f-code"')
    expect(changes).toEqual([])
  })

  test.each([
    ['code_unreadable', '不是完整的码'],
    ['code_algorithm', '签名方式不能接受'],
    ['code_unknown_key', '不是出具单位公布的'],
    ['code_bad_signature', '签名对不上'],
    ['code_wrong_issuer', '不是这家单位出具的'],
    ['code_wrong_audience', '是出示给别人的'],
    ['code_expired', '过期了'],
    ['code_not_yet_valid', '比现在还晚'],
    ['code_claims', '内容不全'],
    ['holder_mismatch', '是别的企业的'],
  ])('%s is said beside the box in plain words, the code kept and nothing of it run', async (code, said) => {
    const { post } = borrowerSite('firm', {
      [`POST ${PRESENTATIONS}`]: () => refuse(422, { code, errors: [{ pointer: '/code', code, detail: 'x' }] }),
    })
    const answer = await post(PRESENT, [
      ['_key', KEY],
      ['code', '</textarea><script>alert(1)</script>'],
    ])
    const html = await answer.text()
    expect(answer.status).toBe(422)
    expect(html).toMatch(new RegExp(`id="e-code">.*?${said}`, 's'))
    expect(html).not.toContain('<script')
    expect(html).toContain('&lt;/textarea&gt;&lt;script&gt;')
    expect(html).not.toContain(`value="${KEY}"`)
  })
})

test.each(['/firm/sources', ASK, PRESENT, '/firm/report'])('%s is one document without script or inline style', async (path) => {
  const answer = await borrowerSite('firm').get(path)
  const html = await answer.text()
  expect(answer.status).toBe(200)
  expect(html).not.toMatch(/<script|<style|\sstyle=|\son\w+=/)
  expect(html.match(/<h1/g)).toHaveLength(1)
  expect(answer.headers.get('cache-control')).toBe('no-store')
})
