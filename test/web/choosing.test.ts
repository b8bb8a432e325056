import { describe, expect, test } from 'vitest'
import type { AdviceList } from '../../src/matching/advice-contract.ts'
import { amountsAround, termsAround } from '../../web/borrowing/variants.ts'
import { borrowerSite, matchOf, refuse, SUBJECT } from '../support/borrower-site.ts'

const ADVICE: AdviceList = {
  items: [
    {
      productId: 'prd_no',
      ways: [
        {
          ...{ effect: 'opens', annualRateBp: 400, savesFen: null, sentence: '行政处罚（甲1号）修复以后，就能申请；最早 2026-12-01 可以申请信用修复' },
          change: { change: 'items_end', attribute: 'penaltyCount12m', list: 'penalties', items: ['甲1号'], from: '2026-12-01' },
        },
      ],
      leastDisclosure: { decides: ['registration'], prices: [], sentence: '定这款产品只需要登记信息' },
    },
    {
      productId: 'prd_fits',
      ways: [],
      leastDisclosure: { decides: ['tax'], prices: ['carbon'], sentence: '定这款产品只需要纳税信用；再加上碳账户，才能拿到现在算出的利率' },
    },
  ],
}
const advised = { 'GET /api/v1/matches/mch_1/advice': () => ADVICE }

describe('the offers', () => {
  test('say what would open a refused one and the least that the bank has to see', async () => {
    const html = await (await borrowerSite('firm', advised).get('/firm/offers/mch_1')).text()
    expect(html).toContain('怎样能办成')
    expect(html).toContain('最早 2026-12-01 可以申请信用修复')
    expect(html).toContain('定这款产品只需要纳税信用；再加上碳账户')
  })

  test('are shown all the same where no advice can be had', async () => {
    const answer = await borrowerSite('firm', { 'GET /api/v1/matches/mch_1/advice': () => refuse(404) }).get('/firm/offers/mch_1')
    expect(answer.status).toBe(200)
    expect(await answer.text()).not.toContain('怎样能办成')
  })

  test.each(['cheapest', 'fastest', 'surest'])('asked again as %s send the same need', async (prefer) => {
    const { post, changes } = borrowerSite('firm')
    const sent = await post('/firm/offers', [
      ['amount', '50'],
      ['term', '12'],
      ['purpose', 'materials'],
      ['prefer', prefer],
    ])
    expect(sent.headers.get('location')).toBe('/firm/offers/mch_1')
    expect(changes).toMatchObject([{ path: '/api/v1/matches', body: { subjectId: SUBJECT, amountFen: '50000000', termMonths: 12, prefer } }])
  })

  test('of a full quota say until when, and mark it', async () => {
    const match = matchOf()
    const paused = { ...match, offers: match.offers.map((o) => ({ ...o, paused: { until: '2026-12-01', sentence: '额度已满，2026-12-01 恢复' } })) }
    const html = await (await borrowerSite('firm', { 'GET /api/v1/matches/mch_1': () => paused }).get('/firm/offers/mch_1')).text()
    expect(html).toContain('额度已满，2026-12-01 恢复')
  })

  test('of a large market say that they are the first', async () => {
    const match = matchOf()
    const large = { ...match, counts: { eligible: 150, unknown: 700, ineligible: 2150 } }
    const html = await (await borrowerSite('firm', { 'GET /api/v1/matches/mch_1': () => large }).get('/firm/offers/mch_1')).text()
    expect(html).toContain('有 150 款产品适合您')
    expect(html).toContain(`全部 3000 款都算过了，这里列出最前面的 ${match.offers.length} 款`)
  })
})

describe('the words on an offer', () => {
  test.each([
    ['firm', '/firm/offers/mch_1', ['「年化（IRR）」', '「LPR」', '不是说您难批']],
    ['firm', '/firm/offers/mch_1/compare?p=prd_fits&p=prd_maybe', ['「年化（IRR）」', '「LPR」', '不是说您难批']],
    ['farmer', '/farmer/offers/mch_1', ['不是说您难批']],
  ] as const)('are told to a %s on %s before they stand there', async (role, path, said) => {
    const html = await (await borrowerSite(role).get(path)).text()
    for (const one of said) expect(html.indexOf(one)).toBeGreaterThan(0)
    expect(html.indexOf('不是说您难批')).toBeLessThan(html.lastIndexOf('获批情况'))
  })
})

describe('offers side by side', () => {
  const compare = async (query: string) => (await borrowerSite('firm', advised).get(`/firm/offers/mch_1/compare${query}`)).text()

  test('stand in columns, and what is best of a line is said in words', async () => {
    const html = await compare('?p=prd_fits&p=prd_no')
    expect(html).toContain('<th role="columnheader" scope="col">税易贷</th>')
    expect(html).toContain('<th role="columnheader" scope="col">老店贷</th>')
    expect(html).toContain('不排名')
    expect(html.match(/选这款，去授权/g)).toHaveLength(1)
  })

  test('ask for a choice where fewer than two were picked', async () => {
    expect(await compare('')).toContain('先在结果页勾选 2 到 4 款')
    expect(await compare('?p=prd_fits&p=prd_fits')).toContain('先在结果页勾选 2 到 4 款')
    expect(await compare('?p=prd_fits&p=prd_no')).not.toContain('先在结果页')
  })

  test('of another answer are not there', async () => {
    expect((await borrowerSite('firm').get('/firm/offers/mch_2/compare?p=prd_fits')).status).toBe(404)
  })
})

describe('other amounts and terms', () => {
  const cell = (amountFen: string, termMonths: number, annualRateBp: number | null) => ({
    ...{ amountFen, termMonths, eligible: annualRateBp === null ? 0 : 3, unknown: 1 },
    best: annualRateBp === null ? null : { productId: 'prd_fits', productName: '税易贷', lenderName: '甲行', amountFen, annualRateBp, costFen: '1000000' },
  })
  const answers = {
    'POST /api/v1/matches/what-if': async (request: Request) => {
      const { amountsFen, termsMonths } = (await request.json()) as { amountsFen: string[]; termsMonths: number[] }
      return { asOf: '2026-11-23', cells: amountsFen.flatMap((a, i) => termsMonths.map((t) => cell(a, t, i === 0 ? null : 300 + t))) }
    },
  }

  test('stand around what is asked, each with its best offer and a way on', async () => {
    const html = await (await borrowerSite('firm', answers).get('/firm/what-if?amount=100&term=12&purpose=materials')).text()
    expect(html).toContain('data-live="what-if"')
    expect(html).toContain('您要的')
    expect(html).toContain('没有可选的')
    expect(html).toContain('年化 3.12%')
    expect(html.match(/表里最低/g)).toBeNull()
    expect(html).toContain('<script src="/assets/live-form.')
  })

  test.each([
    ['amount=x&term=12', 'e-amount'],
    ['amount=100&term=1.5', 'e-term'],
  ])('%s is said beside its box, and nothing is asked', async (query, id) => {
    const { get, changes } = borrowerSite('firm', answers)
    const answer = await get(`/firm/what-if?${query}&purpose=materials`)
    expect(answer.status).toBe(422)
    expect(await answer.text()).toContain(`id="${id}"`)
    expect(changes).toEqual([])
  })

  test('beyond what the API takes are said beside the box that they were worked out from', async () => {
    const far = { 'POST /api/v1/matches/what-if': () => refuse(422, { errors: [{ pointer: '/termsMonths/3', code: 'too_big', detail: 'Too big' }] }) }
    const answer = await borrowerSite('firm', far).get('/firm/what-if?amount=100&term=999&purpose=materials')
    expect(answer.status).toBe(422)
    expect(await answer.text()).toContain('id="e-term"')
  })

  test.each([
    [20_000_000n, [10_000_000n, 16_000_000n, 20_000_000n, 30_000_000n]],
    [123_456n, [61_728n, 98_764n, 100_000n, 123_456n]],
    [1n, [1n]],
    [1_000_000_000_000n, [500_000_000_000n, 800_000_000_000n, 1_000_000_000_000n]],
  ])('amounts around %i fen', (asked, expected) => {
    expect(amountsAround(asked)).toEqual(expected)
  })

  test.each([
    [24, [6, 12, 24, 36]],
    [1, [1, 6, 12, 24]],
    [360, [24, 36, 60, 360]],
    [7, [6, 7, 12, 24]],
  ])('terms around %i months', (asked, expected) => {
    expect(termsAround(asked)).toEqual(expected)
  })
})
