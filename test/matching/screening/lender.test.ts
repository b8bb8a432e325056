import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { entriesOf as showEntries } from '../../../src/matching/screening/service/entries.ts'
import { findBatch } from '../../../src/matching/screening/store.ts'
import type { CountsView, EntryView } from '../../../src/matching/screening-contract.ts'
import type { Context } from '../../../src/platform/context.ts'
import { rowsOf } from '../../../src/platform/db/client.ts'
import { canonicalJson } from '../../../src/platform/kernel/canonical.ts'
import type { Delivery, Gateway } from '../../../src/profiles/model.ts'
import { macOf } from '../../../src/vault/index.ts'
import { must, productNamed, subjectOf, terms } from '../../journeys/errand.ts'
import { type TestApp, type TestClient, testApp } from '../../support/test-app.ts'
import { testMaster } from '../../support/test-master.ts'

let app: TestApp
let bank: TestClient
let other: TestClient
let firm: TestClient
let farmer: TestClient
beforeAll(async () => {
  app = await testApp('pglite')
  bank = await app.signIn('bank-a-viewer')
  other = await app.signIn('bank-b-viewer')
  firm = await app.signIn('firm-hardware')
  farmer = await app.signIn('farmer')
  await drain()
}, 120_000)
afterAll(() => app.close())

const drain = () => app.nobody.post('/__test/outbox/drain')
const count = async (body: object, status = 200): Promise<CountsView> => must(await bank.post('/api/v1/lender/screenings/counts', body), status).body
const log = async (client: TestClient) => must(await client.get(`/api/v1/subjects/${await subjectOf(client)}/access-log`), 200).body.items

describe('live counts', () => {
  const CRITERIA = [{ attr: 'ageMonths', op: '>=', value: 60 }, { not: { attr: 'industry', op: 'prefix', value: ['C'] } }]

  test('are whole tens as of a day, with what rules most out, and the same when asked again or in other words', async () => {
    const counts = await count({ criteria: CRITERIA, audience: ['enterprise'] })
    expect(counts.asOf).toBe('2026-11-23')
    const figures = [counts.total, counts.meet, counts.couldMeet, counts.short, ...counts.byCriterion.flatMap((c) => [c.meet, c.couldMeet, c.short])]
    for (const { count: shown, hidden } of figures) expect(hidden ? shown === null : shown! >= 10 && shown! % 10 === 0).toBe(true)
    expect(counts.total.count).toBeGreaterThanOrEqual(20)
    expect(counts.byCriterion.map(({ sentence }) => sentence)).toEqual(['成立满 60 个月', expect.stringContaining('行业')])
    expect(await count({ criteria: CRITERIA, audience: ['enterprise'] })).toEqual(counts)
    const turned = await count({ criteria: [...CRITERIA].reverse().map((one) => ({ not: { not: one } })), audience: ['enterprise', 'enterprise'] })
    expect([turned.total, turned.meet, turned.couldMeet, turned.short]).toEqual([counts.total, counts.meet, counts.couldMeet, counts.short])
  })

  test('of one set are one number, in whatever words: no averaging over forty ways of asking', async () => {
    const ways = Array.from({ length: 20 }, (_, i) => [
      { attr: 'ageMonths', op: '>=', value: 60 },
      {
        any: [
          { attr: 'kind', op: '=', value: 'enterprise' },
          { attr: 'registeredCapitalFen', op: '=', value: String(i) },
        ],
      },
    ])
    const answers = new Set<string>()
    for (const criteria of ways) answers.add(JSON.stringify((await count({ criteria, audience: ['enterprise'] })).meet))
    expect(answers.size).toBe(1)
    const [alone] = [(await count({ criteria: [ways[0]![0]!], audience: ['enterprise'] })).meet]
    expect([...answers]).toEqual([JSON.stringify(alone)])
  })

  test('of no criteria are the total, and no part is above it', async () => {
    const all = await count({ criteria: [] })
    expect(all.meet).toEqual(all.total)
    expect(all.total.count).toBeGreaterThan(0)
  })

  test('never tell of fewer than ten', async () => {
    const one = await count({
      criteria: [
        { attr: 'kind', op: '=', value: 'enterprise' },
        { attr: 'registeredCapitalFen', op: '=', value: '123456' },
      ],
    })
    expect(one.meet).toEqual({ count: null, hidden: true })
    const nobody = await count({ criteria: [], district: '440118', audience: ['rural_collective'] })
    expect(nobody).toMatchObject({ total: { count: null, hidden: true }, biggestExcluder: null })
  })

  test('know nothing of what needs consent', async () => {
    const { meet, short } = await count({ criteria: [{ attr: 'greenCode', op: '=', value: '绿' }], audience: ['household'] })
    expect([meet.hidden, short.hidden]).toEqual([true, true])
  })

  test.each<[object, string]>([
    [{ criteria: [{ attr: 'noSuch', op: '=', value: 1 }] }, '/criteria/0/attr'],
    [{ criteria: [{ attr: 'ageMonths', op: '>=', value: -1 }] }, '/criteria/0/value'],
    [{ criteria: [], district: '999999' }, '/district'],
    [{ criteria: [], audience: ['everybody'] }, '/audience/0'],
  ])('refuse %j by name', async (body, pointer) => {
    const { status, body: problem } = await bank.post('/api/v1/lender/screenings/counts', body)
    expect([status, problem.errors[0].pointer]).toEqual([422, pointer])
  })

  test('are for people of a lender, and for as many a minute as somebody types', async () => {
    must(await firm.post('/api/v1/lender/screenings/counts', { criteria: [] }), 403)
    for (let i = 0; i < 60; i++) must(await other.post('/api/v1/lender/screenings/counts', { criteria: [] }), 200)
    const refused = must(await other.post('/api/v1/lender/screenings/counts', { criteria: [] }), 429, 'too_many_attempts')
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    app.advance(61)
    must(await other.post('/api/v1/lender/screenings/counts', { criteria: [] }), 200)
  })
})

async function order(client: TestClient, product: { id: string; version: number }, area = '4401') {
  return must(await client.post('/api/v1/lender/batches', { productId: product.id, version: product.version, area }), 201).body
}

async function entriesOf(client: TestClient, id: string, query = ''): Promise<EntryView[]> {
  const items: EntryView[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { body } = must(await client.get(`/api/v1/lender/batches/${id}/entries?limit=7${query}${cursor === '' ? '' : `&cursor=${cursor}`}`), 200)
    expect(body.items.length).toBeLessThanOrEqual(7)
    items.push(...body.items)
    cursor = body.nextCursor
  }
  return items
}

/** Drafted by one and published by another. */
async function offered(name: string, criteria: readonly object[]): Promise<{ id: string; version: number; lenderId: string }> {
  const approver = await app.signIn('bank-a-approver')
  const { id } = must(await bank.post('/api/v1/products', { ...terms(name, 60), criteria }), 201).body
  must(await bank.post(`/api/v1/products/${id}/submit`), 200)
  must(await approver.post(`/api/v1/products/${id}/publish`), 200)
  return productNamed(bank, name)
}

describe('a batch over an area', () => {
  test('goes on by itself, tells totals only at its end, and one order under one key is one batch', async () => {
    const product = await productNamed(firm, '示例税易贷')
    const body = { productId: product.id, version: product.version, area: '4401' }
    const first = must(await bank.post('/api/v1/lender/batches', body, { key: 'one-order' }), 201)
    expect(first.body).toMatchObject({
      status: 'running',
      progressPercent: 0,
      totals: null,
      area: { code: '4401', name: '广州市' },
      createdByName: '甲行客户经理',
    })
    const again = must(await bank.post('/api/v1/lender/batches', body, { key: 'one-order' }), 201)
    expect([again.body.id, again.headers.get('idempotency-replayed')]).toEqual([first.body.id, 'true'])
    await drain()
    const done = must(await bank.get(first.headers.get('location')!), 200).body
    expect(done).toMatchObject({ status: 'done', progressPercent: 100, asOf: '2026-11-23' })
    expect(done.totals.total.count % 10).toBe(0)
    const { items } = must(await bank.get('/api/v1/lender/batches?limit=1'), 200).body
    expect(items).toEqual([done])
    must(await other.get(first.headers.get('location')!), 404)
    must(await bank.post(`/api/v1/lender/batches/${done.id}/cancel`), 409, 'illegal_transition')
  })

  test('can be stopped before its end', async () => {
    const { id } = await order(bank, await productNamed(firm, '示例税易贷'))
    expect(must(await bank.post(`/api/v1/lender/batches/${id}/cancel`), 200).body).toMatchObject({ status: 'cancelled', totals: null })
    await drain()
    expect(must(await bank.get(`/api/v1/lender/batches/${id}`), 200).body.status).toBe('cancelled')
  })

  test('of a village over households names nobody without consent', async () => {
    const product = await productNamed(farmer, '示例惠农 e 贷')
    expect(must(await farmer.get(`/api/v1/products/${product.id}`), 200).body.terms.audience).toEqual(['household'])
    const { id } = await order(bank, product, '440114103206')
    await drain()
    const walked = await findBatch(app.database.db, product.lenderId, id)
    expect(walked!.walked).toBeGreaterThan(0)
    expect([walked!.met, walked!.short]).toEqual([0, 0])
    expect(await entriesOf(bank, id)).toEqual([])
  })

  test('names a household that authorised this lender for this product, as a read under that consent and through the bureau', async () => {
    const product = await productNamed(farmer, '示例惠农 e 贷')
    const subjectId = await subjectOf(farmer)
    const grant = { subjectId, productId: product.id, data: [{ category: 'village', separateConsent: true }], reads: 3 }
    const consent = must(await farmer.post('/api/v1/consents', grant), 201).body
    const { id } = await order(bank, product, '440114103206')
    await drain()
    // Deciding it was nobody's look.
    expect((await log(farmer)).map(({ kind }: { kind: string }) => kind)).toEqual(['consent.granted'])
    expect(await entriesOf(bank, id, '&basis=public')).toEqual([])
    expect(await log(farmer)).toHaveLength(1)
    const entries = await entriesOf(bank, id)
    expect(entries).toEqual([
      { basis: 'consent', verdict: expect.stringMatching(/^(met|short)$/), applicationId: consent.applicationId, consentId: consent.id },
    ])
    expect(JSON.stringify(entries)).not.toContain(subjectId)
    expect((await log(farmer))[0]).toMatchObject({ kind: 'read.released', consentId: consent.id, readNo: 1, actorName: '甲行客户经理' })
    // The entry vouches for just what went out.
    const [released] = await rowsOf<{ leaf: string }>(
      app.database.db,
      sql`select leaf from access_log where consent_id = ${consent.id} and kind = 'read.released'`,
    )
    const ctx: Context = { db: app.database.db, clock: app.mode.clock, ids: app.mode.ids, master: testMaster, requestId: 'test' }
    expect(JSON.parse(released!.leaf).rd).toBe(await macOf(ctx, subjectId, canonicalJson(entries[0]! as never)))

    // Another product of the same lender is another purpose.
    const elsewhere = await order(bank, await productNamed(farmer, '示例税易贷'), '4401')
    await drain()
    expect((await entriesOf(bank, elsewhere.id)).filter(({ basis }) => basis === 'consent')).toEqual([])

    must(await farmer.post(`/api/v1/consents/${consent.id}/revoke`, { reason: '不借了' }), 200)
    expect(await entriesOf(bank, id)).toEqual([])
    expect((await log(farmer))[0]).toMatchObject({ kind: 'read.denied', why: 'consent_revoked' })
    const told = await log(farmer)
    expect(await entriesOf(bank, id)).toEqual([])
    expect(await log(farmer)).toEqual(told)
  })

  test('shows nobody and counts nothing while the bureau is not reachable', async () => {
    const product = await productNamed(farmer, '示例惠农 e 贷')
    const grant = { subjectId: await subjectOf(farmer), productId: product.id, data: [{ category: 'village', separateConsent: true }] }
    const consent = must(await farmer.post('/api/v1/consents', grant), 201).body
    const { id } = await order(bank, product, '440114103206')
    await drain()
    const ctx: Context = { db: app.database.db, clock: app.mode.clock, ids: app.mode.ids, master: testMaster, requestId: 'test' }
    const batch = (await findBatch(ctx.db, product.lenderId, id))!
    const before = await log(farmer)
    const asked: Delivery[] = []
    const away = async (delivery: Delivery) => {
      asked.push(delivery)
      return { unavailable: 'away', retryAfterSeconds: 60 }
    }
    await expect(showEntries(ctx, batch, 'usr_test', away, { skip: 0, limit: 10 })).rejects.toMatchObject({
      code: 'gateway_unavailable',
      retryAfterSeconds: 60,
    })
    expect(await log(farmer)).toEqual(before)
    // The bureau is told which fields, and of no value.
    expect(asked).toEqual([
      {
        consentRef: consent.id,
        recipient: product.lenderId,
        purpose: 'UNDERWRITE',
        subjectKind: 'household',
        fields: ['householdGrade', 'householdScore'],
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    ])
  })

  test('shows nobody and writes nothing down while the log cannot be sealed', async () => {
    const product = await offered('示例待封贷', [{ attr: 'ageMonths', op: '>=', value: 12 }])
    const { id } = await order(bank, product)
    await drain()
    const batch = (await findBatch(app.database.db, product.lenderId, id))!
    const clock = { now: () => new Date(app.mode.clock.now().getTime() + 60_000) }
    const ctx: Context = { db: app.database.db, clock: app.mode.clock, ids: app.mode.ids, master: testMaster, requestId: 'test' }
    const listed = async () => (await rowsOf<{ n: number }>(app.database.db, sql`select count(*)::int as n from access_log where consent_id = ${id}`))[0]!.n
    const never: Gateway = () => Promise.reject(new Error('nobody is asked'))
    const query = { basis: 'public' as const, skip: 0, limit: 1 }
    // Its own entry is the one that then waits.
    await showEntries(ctx, batch, 'usr_test', never, query)
    const before = await listed()
    await expect(showEntries({ ...ctx, clock }, batch, 'usr_test', never, query)).rejects.toMatchObject({ code: 'log_not_sealed' })
    expect(await listed()).toBe(before)
    await drain()
    await showEntries({ ...ctx, clock }, batch, 'usr_test', never, query)
    expect(await listed()).toBe(before + 1)
  })

  test('lists every firm that open records show to meet it, a page at a time and each once', async () => {
    const product = await offered('示例公开贷', [{ attr: 'ageMonths', op: '>=', value: 12 }])
    const { id } = await order(bank, product)
    await drain()
    const entries = await entriesOf(bank, id)
    const batch = await findBatch(app.database.db, product.lenderId, id)
    expect(entries.length).toBe(batch!.met)
    expect(entries.length).toBeGreaterThan(7)
    for (const entry of entries) expect(entry).toEqual({ basis: 'public', verdict: 'met', subjectId: expect.any(String), code: expect.stringMatching(/^91/) })
    // Each firm finds the listing in its own log: who, for which product, when, by what.
    const mine = await subjectOf(firm)
    expect(entries.some((entry) => entry.basis === 'public' && entry.subjectId === mine)).toBe(true)
    const told = await log(firm)
    expect(told[0]).toMatchObject({
      ...{ kind: 'screening.listed', consentId: id, lenderId: product.lenderId, lenderName: '示例银行甲广州分行', actorName: '甲行客户经理' },
      ...{ fields: [{ id: 'ageMonths' }], why: 'public_records', product: { id: product.id, version: product.version, name: '示例公开贷' } },
    })
    const [{ listed }] = (await rowsOf<{ listed: number }>(
      app.database.db,
      sql`select count(distinct subject_id)::int as listed from access_log where consent_id = ${id}`,
    )) as [{ listed: number }]
    expect(listed).toBe(entries.length)
    // Whoever asks for applicants alone lists no firm.
    expect(await entriesOf(bank, id, '&basis=consent')).toEqual([])
    expect(await log(firm)).toEqual(told)
    expect(must(await firm.get('/firm/access-log'), 200).body).toContain('公开信息显示符合「示例公开贷」的条件')
    expect(new Set(entries.map((entry) => (entry.basis === 'public' ? entry.subjectId : ''))).size).toBe(entries.length)
  })

  test('names no firm by what its own page calls sensitive, nor by what it handed in of its own will', async () => {
    for (const [name, criterion] of [
      ['示例营收贷', { attr: 'revenueFen', op: '>=', value: '0' }],
      ['示例人数贷', { attr: 'staff', op: '>=', value: 0 }],
      ['示例碳贷', { attr: 'carbonRatioBp', op: '>=', value: 0 }],
    ] as const) {
      const product = await offered(name, [criterion])
      const { id } = await order(bank, product)
      await drain()
      expect(await entriesOf(bank, id)).toEqual([])
      const { walked, unknown } = (await findBatch(app.database.db, product.lenderId, id))!
      expect([name, walked > 0, unknown]).toEqual([name, true, walked])
    }
  })

  test.each([
    [{ area: '440199' }, '/area'],
    [{ area: '44011' }, '/area'],
    [{ version: 99 }, '/version'],
    [{ productId: 'prd_00000000000000000000000000' }, '/productId'],
  ])('with %j is refused by name', async (wrong, pointer) => {
    const product = await productNamed(firm, '示例税易贷')
    const { status, body } = await bank.post('/api/v1/lender/batches', { productId: product.id, version: product.version, area: '4401', ...wrong })
    expect([status, body.errors[0].pointer]).toEqual([422, pointer])
  })
})
