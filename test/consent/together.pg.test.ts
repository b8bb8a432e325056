/** Reads of one consent that are served together: each has its own entry, none gets more than is left, and what befalls one befalls nobody else. */
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { revokeConsent } from '../../src/consent/service/change.ts'
import { DEFAULT_LOG, logKeeper, withSealing } from '../../src/log/index.ts'
import type { Context } from '../../src/platform/context.ts'
import { type Database, rowsOf } from '../../src/platform/db/client.ts'
import { openPostgres } from '../../src/platform/db/postgres.ts'
import { Fault } from '../../src/platform/kernel/fault.ts'
import { type DisclosureRequest, discloseTo } from '../../src/profiles/index.ts'
import { profileBytes } from '../../src/profiles/merge.ts'
import type { Gateway } from '../../src/profiles/model.ts'
import { macOf } from '../../src/vault/index.ts'
import { applyFor, productNamed, subjectOf } from '../journeys/errand.ts'
import { TEST_LOG_ORIGIN, testLogKeyring } from '../support/log-key.ts'
import { type TestApp, testApp } from '../support/test-app.ts'

let app: TestApp
let database: Database
let firm: { subjectId: string; consentId: string }
let household: { subjectId: string; consentId: string }
beforeAll(async () => {
  app = await testApp('postgres')
  database = openPostgres(app.url!, { max: 8, role: 'suixin_app' })
  const hardware = await app.signIn('firm-hardware')
  firm = { subjectId: await subjectOf(hardware), ...(await applyFor(hardware, (await productNamed(hardware, '示例税易贷')).id, { categories: ['tax'] })) }
  const farmer = await app.signIn('farmer')
  const { items } = (await farmer.get('/api/v1/products?audience=household&purpose=farming&limit=100')).body
  const { id } = items.find((p: { lenderName: string }) => p.lenderName === '示例银行甲广州分行')
  const asking = { amountFen: '10000000', termMonths: 12, purpose: 'farming' }
  household = { subjectId: await subjectOf(farmer), ...(await applyFor(farmer, id, { categories: ['village'] }, asking)) }
})
afterAll(async () => {
  await database.close()
  await app.close()
})

let made = 0
/** As an errand's own consent, under other ids and with other terms of access. */
async function consentLike(of: typeof firm, access: object): Promise<DisclosureRequest> {
  const suffix = String(++made).padStart(8, '0')
  const [consentId, applicationId] = [`cns_000000000000000000${suffix}`, `app_000000000000000000${suffix}`]
  const [row] = await rowsOf<{ lender: string }>(
    app.database.db,
    sql`
      insert into consents
      select (jsonb_populate_record(c, jsonb_build_object('id', ${consentId}::text, 'application_id', ${applicationId}::text, 'reads_used', 0,
        'artefact', jsonb_set(c.artefact, '{access}', ${JSON.stringify(access)}::jsonb)))).*
      from consents c where c.subject_id = ${of.subjectId} and c.id = ${of.consentId} returning lender_id as lender`,
  )
  return { subjectId: of.subjectId, consentId, applicationId, lenderId: row!.lender, actorId: 'usr_00000000000000000000000001' }
}
const reads = (total: number | null) => ({ fetch: total === 1 ? 'one_time' : 'on_demand', perWindow: null, total })

const keeper = logKeeper({ ...DEFAULT_LOG, origin: TEST_LOG_ORIGIN }, testLogKeyring)
beforeEach(() => keeper.seal?.(contextOf('seal')))
function contextOf(requestId: string): Context {
  return withSealing({ db: database.db, clock: app.mode.clock, ids: app.mode.ids, master: app.mode.master, requestId }, keeper)
}
const noGateway: Gateway = () => Promise.reject(new Error('firms alone are read here'))

/** What one hand got: its read's number, or the code it was refused with. */
async function read(of: DisclosureRequest, requestId: string, gateway = noGateway) {
  return discloseTo(contextOf(requestId), of, gateway).then(
    ({ consent, logIndex, profile, pass }) => ({ requestId, readNo: consent.readsUsed, logIndex, profile, pass, code: 'data' }),
    (error: unknown) => ({ requestId, readNo: 0, logIndex: 0, profile: null, pass: null, code: error instanceof Fault ? error.code : 'broken' }),
  )
}
const readAtOnce = (of: DisclosureRequest, many: number, tag: string) => Promise.all(Array.from({ length: many }, (_, n) => read(of, `${tag}-${made}-${n}`)))

interface Entry {
  index: number
  kind: string
  transaction: string
  actorId: string
  leaf: { rid: string; n: number; rd?: string; gw?: string; op: string }
}
async function logOf({ consentId }: DisclosureRequest): Promise<Entry[]> {
  const rows = await rowsOf<{ index: number | string; kind: string; transaction: string; actor: string; leaf: string }>(
    app.database.db,
    sql`select log_index as index, kind, xmin::text as transaction, actor_id as actor, leaf from access_log where consent_id = ${consentId} order by log_index`,
  )
  return rows.map(({ index, actor, leaf, ...row }) => ({ ...row, index: Number(index), actorId: actor, leaf: JSON.parse(leaf) }))
}
const released = async (of: DisclosureRequest) => (await logOf(of)).filter(({ kind }) => kind === 'read.released')
async function stateOf({ consentId }: DisclosureRequest) {
  const [row] = await rowsOf<{ status: string; used: number | string }>(
    app.database.db,
    sql`select status, reads_used as used from consents where id = ${consentId}`,
  )
  return { status: row!.status, used: Number(row!.used) }
}

describe('thirty reads at once of a consent that has ten left', () => {
  test('ten get data, each with its own number, entry and bytes in it; twenty are refused and that is written down', async () => {
    const of = await consentLike(firm, reads(10))
    const outcomes = await readAtOnce(of, 30, 'ten')
    const got = outcomes.filter(({ code }) => code === 'data')
    expect(got.map(({ readNo }) => readNo).sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    expect(outcomes.filter(({ code }) => code === 'consent_consumed')).toHaveLength(20)

    const log = await logOf(of)
    const entries = log.filter(({ kind }) => kind === 'read.released')
    expect(entries.map(({ leaf }) => leaf.n)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    const bytesOf = (requestId: string) => profileBytes(got.find((one) => one.requestId === requestId)!.profile!)
    for (const { index, leaf } of entries) {
      const own = got.find(({ requestId }) => requestId === leaf.rid)!
      expect({ readNo: own.readNo, logIndex: own.logIndex }).toEqual({ readNo: leaf.n, logIndex: index })
      expect(leaf.rd).toBe(await macOf(contextOf('check'), of.subjectId, bytesOf(leaf.rid)))
    }
    expect(log.filter(({ kind }) => kind === 'read.denied').map(({ leaf }) => leaf.rid)).toHaveLength(20)
    const ends = log.filter(({ kind }) => kind === 'consent.consumed')
    expect(ends.map(({ leaf }) => leaf.rid)).toEqual([entries.at(-1)!.leaf.rid])
    expect(ends[0]!.index).toBeGreaterThan(entries.at(-1)!.index)
    expect(await stateOf(of)).toEqual({ status: 'consumed', used: 10 })
    // They did go together, or all of this says nothing.
    expect(new Set(entries.map(({ transaction }) => transaction)).size).toBeLessThan(5)
  })

  test('of one that may be read once, one', async () => {
    for (let round = 0; round < 5; round++) {
      const of = await consentLike(firm, reads(1))
      const outcomes = await readAtOnce(of, 12, 'once')
      expect(outcomes.filter(({ code }) => code === 'data')).toHaveLength(1)
      expect(outcomes.filter(({ code }) => code === 'consent_consumed')).toHaveLength(11)
      expect(await released(of)).toHaveLength(1)
    }
  })

  test('of one that may be read three times a day, three', async () => {
    const of = await consentLike(firm, { fetch: 'on_demand', perWindow: { n: 3, window: 'P1D' }, total: 20 })
    const outcomes = await readAtOnce(of, 12, 'window')
    expect(outcomes.map(({ code }) => code).sort()).toEqual([...Array(9).fill('consent_quota'), 'data', 'data', 'data'])
    expect(await stateOf(of)).toEqual({ status: 'granted', used: 3 })
  })
})

test('each stands in the log as whoever looked', async () => {
  const of = await consentLike(firm, reads(null))
  const hands = ['usr_00000000000000000000000001', 'usr_00000000000000000000000002', 'usr_00000000000000000000000003']
  await Promise.all(Array.from({ length: 9 }, (_, n) => read({ ...of, actorId: hands[n % 3]! }, `hand-${n % 3}-${n}`)))
  const entries = await released(of)
  expect(entries).toHaveLength(9)
  for (const { actorId, leaf } of entries) expect(actorId).toBe(hands[Number(leaf.rid.split('-')[1])])
  expect(new Set(entries.map(({ actorId, leaf }) => `${actorId} ${leaf.op}`)).size).toBe(3)
})

test('a revoke among them: whoever asks after it was answered is refused, and no read stands behind it', async () => {
  for (let round = 0; round < 5; round++) {
    const of = await consentLike(firm, reads(1_000))
    let revoked = false
    const hand = async (n: number) => {
      const late: string[] = []
      for (let asked = 0; late.length < 2; asked++) {
        const isLate = revoked
        const { code } = await read(of, `revoke-${round}-${n}-${asked}`)
        if (isLate) late.push(code)
      }
      return late
    }
    const hands = Array.from({ length: 10 }, (_, n) => hand(n))
    while ((await stateOf(of)).used < 20) await new Promise((resolve) => setTimeout(resolve, 2))
    await database.db.transaction((tx) =>
      revokeConsent({ ...contextOf(`revoke-${round}`), db: tx }, of.subjectId, of.consentId, { actorId: of.actorId, why: 'subject_request', reason: 'race' }),
    )
    revoked = true
    expect(new Set((await Promise.all(hands)).flat())).toEqual(new Set(['consent_revoked']))
    const log = await logOf(of)
    const end = log.find(({ kind }) => kind === 'consent.revoked')!.index
    const entries = log.filter(({ kind }) => kind === 'read.released')
    expect(entries.every(({ index }) => index < end)).toBe(true)
    expect((await stateOf(of)).used).toBe(entries.length)
  }
})

test('one that cannot be written down fails alone, and takes no read from the others', async () => {
  const of = await consentLike(firm, reads(20))
  const outcomes = await Promise.all(Array.from({ length: 8 }, (_, n) => read(of, n === 4 ? 'a text that is\0none' : `poisoned-${n}`)))
  expect(outcomes.map(({ code }) => code)).toEqual(['data', 'data', 'data', 'data', 'broken', 'data', 'data', 'data'])
  expect((await released(of)).map(({ leaf }) => leaf.n)).toEqual([1, 2, 3, 4, 5, 6, 7])
  expect(await stateOf(of)).toEqual({ status: 'granted', used: 7 })
})

test('what cannot be had within two seconds is not had: nobody gets data, nothing is counted, then or later', async () => {
  const of = await consentLike(firm, reads(20))
  let outcomes: { code: string; tookMs: number }[] = []
  await app.database.db.transaction(async (tx) => {
    await tx.execute(sql`select from consents where id = ${of.consentId} for update`)
    outcomes = await Promise.all(
      Array.from({ length: 10 }, async (_, n) => {
        const began = performance.now()
        const { code } = await read(of, `late-${n}`)
        return { code, tookMs: performance.now() - began }
      }),
    )
  })
  for (const { code, tookMs } of outcomes) {
    expect(['deadline', 'broken']).toContain(code)
    expect(tookMs).toBeLessThan(2_500)
  }
  // Nor does it come late; and the next one is served as ever.
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(await logOf(of)).toEqual([])
  expect((await read(of, 'afterwards')).readNo).toBe(1)
})

test('natural persons: each goes under the ticket it was given, and nobody without one', async () => {
  const of = await consentLike(household, reads(20))
  let asked = 0
  const gateway: Gateway = async () => {
    const n = asked++
    return n % 4 === 3 ? { unavailable: 'shut', retryAfterSeconds: 1 } : { bureau: 'bureau', ticket: `ticket-${n}` }
  }
  const outcomes = await Promise.all(Array.from({ length: 12 }, (_, n) => read(of, `person-${n}`, gateway)))
  const got = outcomes.filter(({ code }) => code === 'data')
  expect(outcomes.filter(({ code }) => code === 'gateway_unavailable')).toHaveLength(3)
  expect(got).toHaveLength(9)
  const entries = await released(of)
  expect(Object.fromEntries(entries.map(({ leaf }) => [leaf.rid, leaf.gw]))).toEqual(
    Object.fromEntries(got.map(({ requestId, pass }) => [requestId, pass!.ticket])),
  )
  expect(new Set(entries.map(({ leaf }) => leaf.gw)).size).toBe(9)
})
