import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { jobHandlers } from '../../src/app.ts'
import { runTermOn } from '../../src/matching/run-term.ts'
import { rowsOf } from '../../src/platform/db/client.ts'
import { addDays, civilDateOf, startOf } from '../../src/platform/kernel/time.ts'
import { must, NEED, productNamed, subjectOf } from '../journeys/errand.ts'
import { type TestApp, type TestClient, testApp } from '../support/test-app.ts'
import { testMaster } from '../support/test-master.ts'

let app: TestApp
let [firm, farmer, operator, bank]: TestClient[] = []
let subjectId: string

beforeAll(async () => {
  app = await testApp('pglite')
  ;[firm, farmer, operator, bank] = [
    await app.signIn('firm-catering'),
    await app.signIn('farmer'),
    await app.signIn('operator'),
    await app.signIn('bank-a-approver'),
  ]
  subjectId = await subjectOf(firm!)
})
afterAll(() => app.close())

const change = (statement: string) => app.database.db.execute(sql.raw(statement))
const ask = async (over = {}) => must(await firm!.post('/api/v1/matches', { subjectId, ...NEED, ...over }), 201).body
const replay = async (id: string) => must(await operator!.get(`/api/v1/matches/${id}/replay`), 200).body

describe('a stored run', () => {
  it('is made again byte for byte from what it names', async () => {
    const run = await ask()
    const again = await replay(run.id)
    expect(again).toMatchObject({ id: run.id, subjectId, outcome: 'same', products: run.offers.length, counts: run.counts })
    expect(again.again).toEqual(again.stored)
  })

  it('stays the same after records have come, products have changed and another day has begun', async () => {
    const run = await ask({ prefer: 'surest' })
    app.advance(60)
    const csv =
      '行政相对人名称,行政相对人类别,统一社会信用代码,行政处罚决定书文号,违法行为类型,处罚类别,罚款金额（万元）,处罚决定日期,处罚机关\n广州示例鲜达餐饮管理有限公司,法人及非法人组织,91440199MADEM0B386,示例罚字〔2026〕第 99 号,未按规定公示年度报告,罚款,0.5,2026-05-06,示例市场监督管理局\n'
    must(await operator!.post('/api/v1/imports?source=gz-credit&record=penalty', csv, { headers: { 'content-type': 'text/csv' } }), 201)
    const own = await productNamed(firm!, '示例税易贷')
    const etag = must(await bank!.get(`/api/v1/products/${own.id}`), 200).headers.get('etag')!
    const pause = { paused: true, until: '2026-12-31', reason: '本月额度已满' }
    must(await bank!.put(`/api/v1/products/${own.id}/pause`, pause, { headers: { 'if-match': etag } }), 200)
    app.advance(86_400)
    const now = await ask({ prefer: 'surest' })
    expect(now.profileHash).not.toBe(run.profileHash)
    expect(now.offers.find((o: { productId: string }) => o.productId === own.id).paused).toMatchObject({ until: '2026-12-31' })
    expect((await replay(run.id)).outcome).toBe('same')
    expect((await replay(now.id)).outcome).toBe('same')
  })

  it('rests on what was on offer when it was asked for, however many are being answered', async () => {
    const own = await productNamed(firm!, '示例税易贷')
    const pauseUntil = async (until: string) => {
      const before = Array.from({ length: 5 }, () => ask())
      await change(`update products set paused_until = '${until}', paused_reason = '额度已满', revision = revision + 1 where id = '${own.id}'`)
      const asked = await Promise.all([ask(), ask(), ask()])
      await Promise.all(before)
      return asked.map(({ offers }) => offers.find((o: { productId: string }) => o.productId === own.id).paused.until)
    }
    for (const until of ['2027-01-31', '2027-02-28', '2027-03-31']) expect(await pauseUntil(until)).toEqual([until, until, until])
  })

  it('that was changed behind our back is found out', async () => {
    const run = await ask()
    await change(`update match_runs set result = jsonb_set(result::jsonb, '{offers,0,scoreBp}', '1') where id = '${run.id}'`)
    expect((await replay(run.id)).outcome).toBe('answer_differs')
  })

  it('is replayed by an operator only', async () => {
    const { id } = await ask()
    for (const client of [firm!, farmer!, bank!]) expect((await client.get(`/api/v1/matches/${id}/replay`)).status).toBe(404)
  })
})

describe('advice on a run', () => {
  it('names for each offer what a lender has to see, and ways that the matcher has confirmed', async () => {
    const run = await ask({ amountFen: '100000' })
    const { items } = must(await firm!.get(`/api/v1/matches/${run.id}/advice`), 200).body
    const firstOf = (status: string) => run.offers.filter((o: { status: string }) => o.status === status).slice(0, 20)
    const first = ['eligible', 'unknown', 'ineligible'].flatMap(firstOf)
    expect(items.map((i: { productId: string }) => i.productId)).toEqual(first.map((o: { productId: string }) => o.productId))
    const tooSmall = run.offers.filter((o: { limits: { limit: string }[]; status: string }) => o.limits.some((l) => l.limit === 'amount_below'))
    const opened = items.filter((i: { ways: { change: { change: string } }[] }) => i.ways.some((way) => way.change.change === 'need'))
    expect(tooSmall.length).toBeGreaterThan(0)
    expect(opened.length).toBeGreaterThan(0)
    for (const { productId, ways } of opened) {
      const { amountFen, termMonths } = ways.find((way: { change: { change: string } }) => way.change.change === 'need').change
      const again = await ask({ amountFen, termMonths })
      expect(again.offers.find((o: { productId: string }) => o.productId === productId).status).toBe('eligible')
    }
  })

  it('is the subject’s own', async () => {
    const { id } = await ask()
    for (const client of [farmer!, operator!, bank!]) expect((await client.get(`/api/v1/matches/${id}/advice`)).status).toBe(404)
  })
})

describe('one product of a run', () => {
  it('is answered as it was listed, and judged as the run did where it was not', async () => {
    const run = await ask()
    const listed = run.offers[3]
    expect(must(await firm!.get(`/api/v1/matches/${run.id}/offers/${listed.productId}`), 200).body).toEqual(listed)
    // As an answer of a large market leaves some out.
    await change(`update match_runs set result = jsonb_set(result::jsonb, '{offers}', (result::jsonb->'offers') - 3) where id = '${run.id}'`)
    expect(must(await firm!.get(`/api/v1/matches/${run.id}/offers/${listed.productId}`), 200).body).toEqual({ ...listed, rank: null })
  })

  it('is not there where it was not on offer, and is the subject’s own', async () => {
    const run = await ask()
    const path = `/api/v1/matches/${run.id}/offers`
    expect((await firm!.get(`${path}/prd_${'0'.repeat(26)}`)).status).toBe(404)
    expect((await farmer!.get(`${path}/${run.offers[0].productId}`)).status).toBe(404)
  })
})

describe('a look at other amounts and terms', () => {
  it('says for each what a run would say, and keeps nothing', async () => {
    const variants = { subjectId, purpose: NEED.purpose, amountsFen: ['10000000', '50000000'], termsMonths: [6, 24] }
    const before = must(await app.nobody.get('/__test/digest'), 200).body.sha256
    const { cells } = must(await firm!.post('/api/v1/matches/what-if', variants), 200).body
    expect(must(await app.nobody.get('/__test/digest'), 200).body.sha256).toBe(before)
    expect(cells.map(({ amountFen, termMonths }: { amountFen: string; termMonths: number }) => [amountFen, termMonths])).toEqual([
      ['10000000', 6],
      ['10000000', 24],
      ['50000000', 6],
      ['50000000', 24],
    ])
    for (const { amountFen, termMonths, eligible, unknown, best } of cells) {
      const run = await ask({ amountFen, termMonths })
      expect({ eligible, unknown }).toEqual({ eligible: run.counts.eligible, unknown: run.counts.unknown })
      expect(best?.productId ?? null).toBe(run.offers.find((o: { rank: number }) => o.rank === 1)?.productId ?? null)
    }
  })

  it('is refused for somebody else, and beyond what fits a table', async () => {
    const variants = { subjectId, purpose: NEED.purpose, amountsFen: ['10000000'], termsMonths: [6] }
    expect((await farmer!.post('/api/v1/matches/what-if', variants)).status).toBe(404)
    const many = await firm!.post('/api/v1/matches/what-if', { ...variants, termsMonths: [1, 2, 3, 4, 5, 6, 7] })
    expect(many).toMatchObject({ status: 422, body: { errors: [{ pointer: '/termsMonths' }] } })
  })
})

describe('a run of which a record was taken away', () => {
  it('is found out', async () => {
    const run = await ask()
    await change(`delete from records where subject_id = '${subjectId}' and record = 'tax_grade'`)
    expect((await replay(run.id)).outcome).toBe('profile_differs')
  })
})

describe('a natural person’s run', () => {
  it('lies sealed, and is read, advised on and made again like any other', async () => {
    const farmerId = await subjectOf(farmer!)
    const asked = await farmer!.post('/api/v1/matches', { subjectId: farmerId, ...NEED, purpose: 'farming' })
    const run = must(asked, 201).body
    const [row] = await rowsOf<{ lying: string }>(app.database.db, sql`select result::text as lying from match_runs where id = ${run.id}`)
    expect(row!.lying).toMatch(/^"sealed:1:[\w-]+"$/)
    expect(must(await farmer!.get(`/api/v1/matches/${run.id}`), 200).body).toEqual(run)
    expect(must(await farmer!.get(`/api/v1/matches/${run.id}/advice`), 200).body.items.length).toBeGreaterThan(0)
    expect((await replay(run.id)).outcome).toBe('same')
    const [open] = await rowsOf<{ lying: string }>(app.database.db, sql`select result::text as lying from match_runs where id = ${(await ask()).id}`)
    expect(open!.lying).toMatch(/^\{/)
  })
})

describe('a run past its term', () => {
  it('of a firm is told and cannot be made again, a natural person’s is gone; on the last day of the term both stand', async () => {
    const farmerId = await subjectOf(farmer!)
    const own = async () => must(await farmer!.post('/api/v1/matches', { subjectId: farmerId, ...NEED, purpose: 'farming' }), 201).body.id as string
    const [past, last, ownPast, ownLast] = [(await ask()).id, (await ask()).id, await own(), await own()] as [string, string, string, string]
    const today = civilDateOf(app.mode.clock.now())
    const begins = startOf(addDays(today, -runTermOn(today).days))
    const made = (id: string, at: Date) => app.database.db.execute(sql`update match_runs set created_at = ${at.toISOString()}::timestamptz where id = ${id}`)
    for (const id of [past, ownPast]) await made(id, new Date(begins.getTime() - 1))
    for (const id of [last, ownLast]) await made(id, begins)
    const unnamed = (hash: string, at: Date) =>
      app.database.db.execute(sql`insert into match_inputs (hash, body, created_at) values (${hash}, '{"members":[]}', ${at.toISOString()}::timestamptz)`)
    await unnamed('old', new Date(begins.getTime() - 1))
    await unnamed('young', begins)
    await change(
      `update match_inputs set created_at = created_at - interval '2 years' where hash in (select catalogue_hash from match_runs where id = '${last}')`,
    )

    const ctx = { db: app.database.db, clock: app.mode.clock, ids: app.mode.ids, master: testMaster, requestId: 'sweep' }
    await ctx.db.transaction(async (tx) => jobHandlers['matching.sweep']!({ ...ctx, db: tx }, {}))

    expect((await replay(past)).outcome).toBe('not_kept')
    expect(must(await firm!.get(`/api/v1/matches/${past}`), 200).body.id).toBe(past)
    must(await farmer!.get(`/api/v1/matches/${ownPast}`), 404)
    must(await operator!.get(`/api/v1/matches/${ownPast}/replay`), 404)
    const named = await rowsOf<{ id: string }>(ctx.db, sql`select id from match_runs where catalogue_hash is not null and standings_hash is not null`)
    expect(named.map(({ id }) => id)).toEqual(expect.arrayContaining([last, ownLast]))
    const inputs = await rowsOf<{ hash: string }>(ctx.db, sql`select hash from match_inputs`)
    expect(inputs.map(({ hash }) => hash)).toContain('young')
    expect(inputs.map(({ hash }) => hash)).not.toContain('old')
    // What runs name stays however old it is.
    const missing = sql`select r.id from match_runs r left join match_inputs i on i.hash = r.catalogue_hash where r.catalogue_hash is not null and i.hash is null`
    expect(await rowsOf(ctx.db, missing)).toEqual([])
  })
})
