import { createRoute, OpenAPIHono } from '@hono/zod-openapi'
import { describe, expect, it } from 'vitest'
import { answer } from '../../src/matching/answer.ts'
import { matchRequest, matchResponse, matchView } from '../../src/matching/contract.ts'
import { marketOf } from '../../src/matching/market.ts'
import type { Candidate, MatchRun } from '../../src/matching/model.ts'
import { policyOn } from '../../src/matching/rank-policy.ts'
import { NO_STANDINGS } from '../../src/matching/standings.ts'
import { canonicalJson } from '../../src/platform/kernel/canonical.ts'
import { productPage, productQuery, productRequest, productView } from '../../src/products/contract.ts'
import { termsIn } from '../../src/products/terms-schema.ts'
import { AS_OF, candidateOf, needOf, profileOf } from '../support/match-builders.ts'
import taxLoan from '../vectors/tax-loan-as-published.json' with { type: 'json' }

const firm = profileOf({
  kind: 'enterprise',
  ageMonths: 62,
  taxGrade: 'A',
  sizeClass: 'small',
  revenueFen: '360000000',
  penaltyCount12m: 0,
  industry: 'C1311',
  customsGrade: '常规',
  district: '440106',
})
const taxCandidate: Candidate = { ...candidateOf({ productId: 'prd_tax' }), terms: termsIn.parse(taxLoan) }
const labour = { attr: 'labourGrade', op: '>=', value: 'A' } as const
const candidates = [
  taxCandidate,
  candidateOf({ productId: 'prd_maybe', terms: { criteria: [labour] } }),
  candidateOf({ productId: 'prd_no', terms: { maxFen: 40_000_000n, criteria: [labour, { attr: 'ageMonths', op: '>=', value: 120 }] } }),
]

/** The house's ids, where the builders use short ones. */
const idOf = (prefix: string, short: string) => `${prefix}_${short.replace(/[^0-9a-hjkmnp-tv-z]/g, '0').padStart(26, '0')}`

function runOf(from = candidates): MatchRun {
  const policy = policyOn(AS_OF)
  const need = needOf()
  return {
    id: idOf('mch', '1'),
    subjectId: idOf('sub', '1'),
    asOf: firm.asOf,
    policyVersion: policy.version,
    profileHash: 'ab'.repeat(32),
    need,
    ...answer(
      marketOf(
        from.map((c) => ({ ...c, productId: idOf('prd', c.productId.slice(4)), lenderId: idOf('ins', c.lenderId.slice(4)) })),
        policy,
        NO_STANDINGS,
      ),
      firm,
      need,
    ),
  }
}

describe('the answer', () => {
  const view = matchView(runOf(), (source) => source)

  it('keeps to its own schema, which adds and drops nothing', () => {
    expect(matchResponse.parse(view)).toEqual(view)
  })

  it('is the same to the byte for the same input, whatever the order of the products', () => {
    expect(canonicalJson(matchView(runOf([...candidates].reverse()), (source) => source))).toBe(canonicalJson(view))
  })

  it('counts what it shows and says what could open more', () => {
    expect(view.counts).toEqual({ eligible: 1, unknown: 1, ineligible: 1 })
    expect(view.unlocks).toEqual([{ categories: ['public_credit'], upToProducts: 1, sentence: '补上公共信用数据，最多还能多 1 个产品' }])
  })

  it('shows the tax loan with its price: LPR 300 + 85 − 30 − 10, which just reaches the floor', () => {
    const [offer] = view.offers
    expect(offer).toMatchObject({
      productId: idOf('prd', 'tax'),
      rank: 1,
      status: 'eligible',
      price: { lprBp: 300, spreadBp: 85, rateBp: 345, bound: null, amountFen: '50000000' },
    })
    expect(offer?.reasons[1]).toMatchObject({ verdict: 'met', sentence: '纳税信用 A、B 或 M 级（730 天内的数据）' })
    expect(offer?.reasons[1]?.leaves[0]).toMatchObject({ sentence: '纳税信用 A 级，要求 A、B 或 M 级', from: { source: 'test', record: 'fact' }, asOf: AS_OF })
  })

  it('sums the parts of the score in yuan', () => {
    for (const offer of view.offers) {
      expect(offer.scoreFen).toBe(String(offer.score.reduce((sum, part) => sum + BigInt(part.fen), 0n)))
      expect(offer.scoreBp).toBe(offer.score.reduce((sum, part) => sum + part.bp, 0))
      for (const part of offer.score) expect(part.meaning).toMatch(/。$/)
    }
  })

  it('gives a refusal its reasons in words, and no others', () => {
    expect(view.offers.map((offer) => offer.principalReasons)).toEqual([[], [], ['成立 62 个月，要求满 120 个月，还差 58 个月']])
    expect(view.offers[2]?.limits).toEqual([
      { limit: 'amount_above', offered: '40000000', asked: '50000000', blocking: false, sentence: '最多贷 40 万元，您要 50 万元' },
    ])
  })
})

describe('the request', () => {
  const body = { subjectId: `sub_${'0'.repeat(26)}`, amountFen: '50000000', termMonths: 12, purpose: 'materials' }

  it('becomes a need with fen as an integer', () => {
    expect(matchRequest.parse(body)).toEqual({ ...body, limit: 5, amountFen: 50_000_000n })
  })

  it.each([
    ['subjectId', 'sub_x'],
    ['amountFen', '0'],
    ['amountFen', '-1'],
    ['amountFen', 2 ** 53],
    ['termMonths', 0],
    ['termMonths', 361],
    ['termMonths', '12'],
    ['purpose', 'gambling'],
    ['method', 'never'],
  ])('is refused for %s %j, naming it', (member, value) => {
    expect(matchRequest.safeParse({ ...body, [member]: value }).error?.issues[0]?.path).toEqual([member])
  })

  it.each([1, 360])('takes a term of %i months', (termMonths) => {
    expect(matchRequest.safeParse({ ...body, termMonths }).success).toBe(true)
  })
})

it('all of it can be written down as OpenAPI 3.1, the criteria tree by reference', () => {
  const app = new OpenAPIHono()
  const json = <T>(schema: T) => ({ 'application/json': { schema } })
  const answer = <T>(schema: T) => ({ 200: { description: 'ok', content: json(schema) } })
  const asked = { body: { content: json(matchRequest) } }
  app.openAPIRegistry.registerPath(createRoute({ method: 'post', path: '/matches', request: asked, responses: answer(matchResponse) }))
  app.openAPIRegistry.registerPath(
    createRoute({ method: 'post', path: '/products', request: { body: { content: json(productRequest) } }, responses: answer(productView) }),
  )
  app.openAPIRegistry.registerPath(createRoute({ method: 'get', path: '/products', request: { query: productQuery }, responses: answer(productPage) }))
  const document = JSON.stringify(app.getOpenAPI31Document({ openapi: '3.1.0', info: { title: 't', version: '1' } }))
  const { schemas } = JSON.parse(document).components
  expect(Object.keys(schemas)).toEqual(expect.arrayContaining(['Criterion', 'Match', 'Offer', 'Product', 'ProductTerms', 'ProductDraft']))
  expect(schemas.LeafReason.required).toContain('actual')
  expect(schemas.ProductDraft.properties.criteria.items).toEqual({ $ref: '#/components/schemas/Criterion' })
})

it('a product query takes 1 to 100 a page', () => {
  expect(productQuery.parse({ limit: '100', audience: 'household' })).toEqual({ limit: 100, audience: 'household' })
  for (const limit of ['0', '101', '1e1', '-1', '']) expect(productQuery.safeParse({ limit }).success).toBe(false)
})
