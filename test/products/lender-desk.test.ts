/** A lender's products through the API: what is refused points at its member, what is published was proven, a quota is paused. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { evaluateFacts } from '../../src/matching/index.ts'
import { match, type Need, policyOn } from '../../src/matching/model.ts'
import { publishProduct } from '../../src/products/index.ts'
import type { PopulationCount } from '../../src/products/model.ts'
import { listPauses } from '../../src/products/store.ts'
import { termsStored } from '../../src/products/terms-schema.ts'
import { must, productNamed, subjectOf, terms } from '../journeys/errand.ts'
import { profileOf } from '../support/match-builders.ts'
import { type TestApp, type TestClient, testApp } from '../support/test-app.ts'
import { testMaster } from '../support/test-master.ts'
import taxLoan from '../vectors/tax-loan-as-published.json' with { type: 'json' }

let app: TestApp
let viewer: TestClient
let approver: TestClient
let firm: TestClient

beforeAll(async () => {
  app = await testApp('pglite')
  viewer = await app.signIn('bank-a-viewer')
  approver = await app.signIn('bank-a-approver')
  firm = await app.signIn('firm-hardware')
}, 60_000)
afterAll(() => app.close())

const age = { attr: 'ageMonths', op: '>=', value: 12 }
const draftOf = (more: object = {}, name = '示例试卷贷') => ({ ...terms(name, 60), ...more })
const many = (count: number) => Array.from({ length: count }, (_, i) => ({ attr: 'ageMonths', op: '>=', value: i }))

async function offered(more: object, name?: string): Promise<string> {
  const { id } = must(await viewer.post('/api/v1/products', draftOf(more, name)), 201).body
  must(await viewer.post(`/api/v1/products/${id}/submit`), 200)
  must(await approver.post(`/api/v1/products/${id}/publish`), 200)
  return id
}

async function redraft(id: string, more: object): Promise<void> {
  must(await viewer.put(`/api/v1/products/${id}/draft`, draftOf(more), { headers: { 'if-match': '*' } }), 200)
  must(await viewer.post(`/api/v1/products/${id}/submit`), 200)
}

describe('bad input', () => {
  it.each<[string, object, string, string]>([
    ['an unknown attribute', { criteria: [age, { any: [{ attr: 'shoeSize', op: '=', value: 1 }] }] }, '/criteria/1/any/0/attr', 'unknown_attribute'],
    ['a trait of a person', { criteria: [{ attr: 'gender', op: '=', value: '女' }] }, '/criteria/0/attr', 'red_line'],
    ['yuan with a point', { criteria: [{ attr: 'revenueFen', op: '>=', value: '1.5' }] }, '/criteria/0/value', 'bad_value'],
    ['fen as a number', { criteria: [{ attr: 'revenueFen', op: '>=', value: 100 }] }, '/criteria/0/value', 'bad_value'],
    ['negative fen', { criteria: [{ attr: 'revenueFen', op: '>=', value: '-1' }] }, '/criteria/0/value', 'bad_value'],
    ['10^15 fen', { criteria: [{ attr: 'revenueFen', op: '>=', value: `1${'0'.repeat(15)}` }] }, '/criteria/0/value', 'bad_value'],
    ['percent for basis points', { criteria: [{ attr: 'debtRatioBp', op: '<=', value: 0.8 }] }, '/criteria/0/value', 'bad_value'],
    ['more than the unit holds', { criteria: [{ attr: 'activeMonths12m', op: '>=', value: 13 }] }, '/criteria/0/value', 'out_of_range'],
    ['ranges that contradict', { criteria: [age, { attr: 'ageMonths', op: '<=', value: 11 }] }, '/criteria/1/value', 'contradiction'],
    ['a choice without a way', { criteria: [age, { any: [{ not: age }] }] }, '/criteria/1/any/0/not/value', 'contradiction'],
    ['41 leaves in a group', { criteria: [{ any: many(41) }] }, '/criteria/0/any/40', 'too_many_leaves'],
    ['41 leaves in a row', { criteria: many(41) }, '/criteria/40', 'too_many_leaves'],
    [
      'a wrong leaf in a limit',
      { limits: [{ label: '档', maxFen: '1000000', when: { all: [{ ...age, value: '12' }] } }] },
      '/limits/0/when/all/0/value',
      'bad_value',
    ],
    [
      'a limit of what is no amount',
      { limits: [{ label: '档', maxFen: '1000000', ofAttribute: { attr: 'staff', shareBp: 1 } }] },
      '/limits/0/ofAttribute/attr',
      'not_an_amount',
    ],
    ['no limit for everybody', { limits: [{ label: '档', maxFen: '1000000', when: age }] }, '/limits', 'limit_without_base'],
    ['a limit below the least loan', { limits: [{ label: '档', maxFen: '999999' }] }, '/limits/0/maxFen', 'range_reversed'],
    [
      'a share that may not reach the least loan',
      { limits: [{ label: '档', maxFen: '1000000', ofAttribute: { attr: 'taxPaidFen12m', shareBp: 50_000 } }] },
      '/limits/0/ofAttribute',
      'limit_needs_criterion',
    ],
    ['a guarantee that raises nothing', { topUp: { when: age, maxFen: '300000000', guarantee: true, addBp: 0 } }, '/topUp/maxFen', 'range_reversed'],
    ['a name that reads backwards', { name: '税易\u202e贷' }, '/name', 'unseen_character'],
    ['a name with nothing between', { name: '税易\u200b贷' }, '/name', 'unseen_character'],
    [
      'a subsidy that nobody pays',
      {
        pricing: {
          ...{ spreadBp: 60, tiers: [], floorBp: 0, capBp: 900, fees: [] },
          subsidies: [150, 151].map((subsidyBp) => ({ label: '贴', when: age, subsidyBp, source: '文件' })),
        },
      },
      '/pricing/subsidies',
      'subsidies_too_high',
    ],
    ['an end before the beginning', { validFrom: '2026-12-02', validTo: '2026-12-01' }, '/validTo', 'range_reversed'],
    [
      'a test case of an unknown attribute',
      { testCases: [{ label: '甲', profile: { shoeSize: 1 }, asOf: '2026-11-23', expect: 'eligible' }] },
      '/testCases/0/profile/shoeSize',
      'unknown_attribute',
    ],
    [
      'a test case in the wrong unit',
      { testCases: [{ label: '甲', profile: { taxPaidFen12m: 5 }, asOf: '2026-11-23', expect: 'eligible' }] },
      '/testCases/0/profile/taxPaidFen12m',
      'bad_value',
    ],
  ])('%s is a 422 at its member', async (_, more, pointer, code) => {
    const { body } = must(await viewer.post('/api/v1/products', draftOf(more)), 422)
    expect(body.errors[0]).toMatchObject({ pointer, code })
  })

  it.each([
    ['without a term', { minMonths: undefined }, '/minMonths'],
    ['with a term of nought', { minMonths: 0 }, '/minMonths'],
    ['with a day that does not exist', { validFrom: '2026-02-30' }, '/validFrom'],
    [
      'with 51 test cases',
      { testCases: Array.from({ length: 51 }, () => ({ label: '甲', profile: {}, asOf: '2026-11-23', expect: 'unknown' })) },
      '/testCases',
    ],
    [
      'with a subsidy that names no document',
      { pricing: { spreadBp: 60, tiers: [], floorBp: 0, capBp: 900, fees: [], subsidies: [{ label: '贴', when: age, subsidyBp: 1, source: '' }] } },
      '/pricing/subsidies/0/source',
    ],
  ])('a product %s is a 422 that says where', async (_, more, pointer) => {
    expect(must(await viewer.post('/api/v1/products', draftOf(more)), 422).body.errors[0].pointer).toBe(pointer)
  })

  it.each([
    ['NaN', 400],
    ['Infinity', 400],
    ['1e999', 422],
  ])('a leaf of %s is no number, and a %i', async (text, status) => {
    const raw = JSON.stringify(draftOf({ criteria: [{ ...age, value: 7654 }] })).replace('7654', text)
    const answer = await viewer.post('/api/v1/products', raw, { headers: { 'content-type': 'application/json' } })
    expect(answer.status).toBe(status)
    if (status === 422) expect(answer.body.errors[0]).toMatchObject({ pointer: '/criteria/0/value', code: 'bad_value' })
  })

  it('a household that asks for 10^15 fen is told where, and offered nothing', async () => {
    const asked = { subjectId: await subjectOf(firm), amountFen: `1${'0'.repeat(15)}`, termMonths: 12, purpose: 'working_capital' }
    expect(must(await firm.post('/api/v1/matches', asked), 422).body.errors[0].pointer).toBe('/amountFen')
  })

  it('a day without an LPR is no price', () => {
    const need: Need = { amountFen: 1_000_000n, termMonths: 12, purpose: 'working_capital' }
    const candidate = {
      productId: 'prd',
      version: 1,
      lenderId: 'ins',
      lenderName: '行',
      publishedOn: '2019-01-01',
      terms: termsStored.parse(terms('示例', 60)),
    }
    const longAgo = { ...profileOf({ kind: 'enterprise', ageMonths: 24 }), asOf: '2019-08-19' }
    expect(() => match(longAgo, need, [candidate], policyOn('2026-11-23'))).toThrow(expect.objectContaining({ kind: 'invalid', code: 'lpr_missing' }))
  })
})

describe('a real tax loan’s page', () => {
  it('is posted as it stands and read back', async () => {
    const { id } = must(await viewer.post('/api/v1/products', taxLoan), 201).body
    expect(must(await viewer.get(`/api/v1/products/${id}`), 200).body.terms).toEqual(taxLoan)
  })

  it('with everything a bank may ask is on offer, with its limit and its top-up', async () => {
    const { id } = await productNamed(firm, '示例税信增额贷')
    const { body } = must(await firm.get(`/api/v1/products/${id}`), 200)
    expect(body.terms).toMatchObject({ topUp: { guarantee: true, maxFen: '500000000' }, limits: [{ maxFen: '100000000' }, { maxFen: '300000000' }] })
    expect(body.testCases).toBeNull()
  })
})

describe('the lender’s own test cases', () => {
  const young = { label: '太年轻', profile: { ageMonths: 11 }, asOf: '2026-11-23', expect: 'eligible' }

  it('stop a version that contradicts them, naming the case and the leaf', async () => {
    const { id } = must(await viewer.post('/api/v1/products', draftOf({ testCases: [young] })), 201).body
    const { body } = must(await viewer.post(`/api/v1/products/${id}/submit`), 422, 'test_case_failed')
    expect(body.errors.map((e: { pointer: string }) => e.pointer)).toEqual(['/testCases/0/expect', '/criteria/0'])
    expect(body.detail).toContain('太年轻')
  })

  it('let it through when they hold, stay with the version, and are seen by nobody else', async () => {
    const testCases = [{ ...young, expect: 'ineligible' }]
    const id = await offered({ testCases })
    expect(must(await viewer.get(`/api/v1/products/${id}`), 200).body.testCases).toEqual(testCases)
    for (const reader of [firm, app.nobody]) {
      const { body } = must(await reader.get(`/api/v1/products/${id}`), 200)
      expect(body.testCases).toBeNull()
      expect(JSON.stringify(body)).not.toContain('太年轻')
    }
    expect(JSON.stringify(must(await app.nobody.get('/api/v1/products?limit=100'), 200).body)).not.toContain('太年轻')
  })
})

describe('a product that nobody in the city could pass', () => {
  const counted = { total: 3_000, met: 0, short: 3_000, unknown: 0, byLeaf: [{ path: [0], short: 3_000 }] }
  const publish = (id: string, lenderId: string, count: PopulationCount) => {
    const { clock, ids } = app.mode
    const asked: unknown[] = []
    const population = async (...question: unknown[]) => {
      asked.push(question)
      return count
    }
    const done = app.database.db.transaction((db) =>
      publishProduct({ db, clock, ids, master: testMaster, requestId: 'req-1' }, { lenderId, userId: 'somebody else' }, id, {
        evaluate: evaluateFacts,
        population,
      }),
    )
    return { done, asked }
  }

  it('stays a submitted version, and its lender is told which leaf keeps all of them out', async () => {
    const { id, lenderId } = must(await viewer.post('/api/v1/products', draftOf()), 201).body
    must(await viewer.post(`/api/v1/products/${id}/submit`), 200)
    const { done, asked } = publish(id, lenderId, counted)
    await expect(done).rejects.toMatchObject({ kind: 'invalid', code: 'nobody_could_pass', errors: [{ pointer: '/criteria/0' }] })
    expect(asked).toEqual([[[age], ['enterprise']]])
    expect(must(await viewer.get(`/api/v1/products/${id}`), 200).body.draft).toMatchObject({ status: 'submitted' })
  })
})

describe('the days of a version', () => {
  it('that begins later waits, and the former one stays until its end', async () => {
    const id = await offered({ validTo: '2026-11-30' }, '示例换版贷')
    const path = `/api/v1/products/${id}`
    await redraft(id, { validFrom: '2026-11-30', name: '示例换版贷二' })
    const { body } = must(await approver.post(`${path}/publish`), 422, 'versions_overlap')
    expect(body.errors[0].pointer).toBe('/validFrom')
    await redraft(id, { validFrom: '2026-12-01', name: '示例换版贷二' })
    const published = must(await approver.post(`${path}/publish`), 200).body
    expect(published).toMatchObject({ version: 1, status: 'published', upcoming: { version: 2, terms: { validFrom: '2026-12-01' } }, draft: null })
    expect(must(await firm.get(path), 200).body).toMatchObject({ version: 1, upcoming: null })
  })

  it('that has ended is refused, and one that has not begun is on offer to nobody', async () => {
    const { id } = must(await viewer.post('/api/v1/products', draftOf({ validTo: '2026-11-22' })), 201).body
    must(await viewer.post(`/api/v1/products/${id}/submit`), 200)
    must(await approver.post(`/api/v1/products/${id}/publish`), 422, 'terms_expired')
    const later = await offered({ validFrom: '2026-12-01' }, '示例下月贷')
    must(await firm.get(`/api/v1/products/${later}`), 404)
    expect(must(await viewer.get(`/api/v1/products/${later}`), 200).body).toMatchObject({ version: 1, status: 'published', upcoming: null })
  })
})

describe('a full quota', () => {
  it('is said without a new version, ends by itself, and is kept in a log', async () => {
    const id = await offered({}, '示例额满贷')
    const path = `/api/v1/products/${id}`
    const full = { paused: true, until: '2026-12-01', reason: '本月额度已满' }
    const ifMatch = { headers: { 'if-match': '*' } }
    must(await viewer.put(`${path}/pause`, full, ifMatch), 403, 'approver_only')
    must(await approver.put(`${path}/pause`, full), 428, 'if_match_required')
    expect(must(await approver.put(`${path}/pause`, { ...full, until: '2026-11-23' }, ifMatch), 422, 'day_passed').body.errors[0].pointer).toBe('/until')
    must(await approver.put(`${path}/pause`, full, ifMatch), 200)
    expect(must(await firm.get(path), 200).body).toMatchObject({ version: 1, pausedUntil: '2026-12-01', pausedReason: '本月额度已满' })
    const page = must(await app.nobody.get('/api/v1/products?limit=100'), 200).body.items
    expect(page.find((item: { id: string }) => item.id === id)).toMatchObject({ pausedUntil: '2026-12-01' })
    must(await approver.put(`${path}/pause`, { paused: false }, ifMatch), 200)
    expect(must(await firm.get(path), 200).body).toMatchObject({ pausedUntil: null, pausedReason: null })
    const log = await listPauses(app.database.db, id)
    expect(log.map(({ no, pausedUntil, reason }) => [no, pausedUntil, reason])).toEqual([
      [1, '2026-12-01', '本月额度已满'],
      [2, null, null],
    ])
  })

  it('of a product that nobody was offered yet is no matter', async () => {
    const { id } = must(await viewer.post('/api/v1/products', draftOf()), 201).body
    must(await approver.put(`/api/v1/products/${id}/pause`, { paused: false }, { headers: { 'if-match': '*' } }), 409, 'not_published')
  })
})

describe('the schema for builders', () => {
  it('names every attribute with its unit and questions, what is never asked, and is one that validators read', async () => {
    const { body } = must(await app.nobody.get('/api/v1/criteria/schema'), 200)
    expect(body).toMatchObject({ maxDepth: 4, maxLeaves: 40 })
    const tax = body.attributes.find((a: { id: string }) => a.id === 'taxPaidFen12m')
    expect(tax).toMatchObject({ type: 'fen', unitZh: '分', ops: ['>=', '<=', '=', 'between'], category: 'tax_data', sensitive: true, zh: '近 12 个月纳税额' })
    expect(tax.catalogueItems).toContain('gz-tax/tax_code')
    expect(body.attributes.find((a: { id: string }) => a.id === 'taxGrade').grades).toEqual(['A', 'B', 'M', 'C', 'D'])
    expect(body.redLines.map((line: { id: string }) => line.id)).toEqual(
      expect.arrayContaining(['sex', 'age', 'ethnicity', 'marital', 'religion', 'health', 'political', 'repaired', 'expired']),
    )
    expect(body.jsonSchema.$defs.level4.oneOf).toEqual([{ $ref: '#/$defs/leaf' }])
  })
})
