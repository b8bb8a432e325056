import { delay, getResponse, HttpResponse, http, type RequestHandler } from 'msw'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { demoCredentials, demoOrigin } from '../../src/feeds/demo-city.ts'
import { bureauGateway } from '../../src/feeds/index.ts'
import { stagedOutside } from '../../src/platform/outside/outside.ts'
import type { Connections } from '../../src/sources/index.ts'
import { applyFor, look, productNamed } from '../journeys/errand.ts'
import { type TestApp, type TestClient, testApp } from '../support/test-app.ts'
import { testMaster } from '../support/test-master.ts'

const ORIGIN = demoOrigin('local-bureau')
const TOKEN = http.post(`${ORIGIN}/oauth/token`, () => HttpResponse.json({ access_token: 't', token_type: 'Bearer', expires_in: 600 }))
let handlers: RequestHandler[] = []
let asked: { sha256: string; fields: string[]; consentRef: string; subjectKind: string }[] = []
let beforeAnswer: () => Promise<void> = async () => {}

const connections: Connections = {
  outside: stagedOutside((request) => getResponse(handlers, request)),
  endpointOf: (source) => (source === 'local-bureau' ? { ...demoCredentials(source), origin: ORIGIN, webhookSecrets: [] } : null),
  sleep: async () => {},
  random: () => 0,
}
const bureau = http.post(`${ORIGIN}/gateway/v1/deliveries`, async ({ request }) => {
  asked.push((await request.json()) as (typeof asked)[number])
  await beforeAnswer()
  return HttpResponse.json({ ticket: `GW${String(asked.length).padStart(16, '0')}`, at: '2026-11-23T02:00:00Z' }, { status: 201 })
})

let app: TestApp
let farmer: TestClient
let bank: TestClient
let operator: TestClient

beforeAll(async () => {
  app = await testApp('pglite', { app: { connections } })
  ;[farmer, bank, operator] = [await app.signIn('farmer'), await app.signIn('bank-a-viewer'), await app.signIn('operator')]
})
afterAll(() => app.close())
beforeEach(() => {
  handlers = [TOKEN, bureau]
  asked = []
  beforeAnswer = async () => {}
  // A breaker that an earlier test opened has closed again by then.
  app.advance(3_600)
})

async function farmersCase(): Promise<{ applicationId: string; consentId: string }> {
  const product = (await farmer.get('/api/v1/products?audience=household&purpose=farming&limit=100')).body.items.find(
    (p: { lenderName: string }) => p.lenderName === '示例银行甲广州分行',
  )
  const made = await applyFor(farmer, product.id, { categories: ['village', 'registration'] }, { amountFen: '10000000', termMonths: 12, purpose: 'farming' })
  return made
}
const readsUsed = async (consentId: string) => (await farmer.get(`/api/v1/consents/${consentId}`)).body.readsUsed
/** The newest entry as it was written: whether it is sealed by now is another matter. */
const lastLog = async () => ({ ...(await newestEntry()), sealedIn: null })
const newestEntry = async () => (await farmer.get(`/api/v1/subjects/${(await farmer.get('/api/v1/subjects')).body.items[0].id}/access-log`)).body.items[0]

describe('what a lender is to see of a household', () => {
  it('goes through the licensed bureau: fields and hash first, the ticket in the answer and in the log', async () => {
    const { applicationId, consentId } = await farmersCase()
    const { status, body } = await look(bank, applicationId)
    expect(status).toBe(200)
    expect(asked).toHaveLength(1)
    expect(asked[0]).toMatchObject({ consentRef: consentId, subjectKind: 'household' })
    expect(asked[0]!.sha256).toMatch(/^[0-9a-f]{64}$/)
    // No value of the household is told to the bureau.
    expect(JSON.stringify(asked[0])).not.toMatch(/AA|张|H4401/)
    const told = body.sections.flatMap((s: { entries: { attribute: string }[] }) => s.entries.map((e) => e.attribute))
    expect([...told].sort()).toEqual(asked[0]!.fields)
    expect(body.gateway).toEqual({ bureau: '地方征信平台', ticket: 'GW0000000000000001' })
    expect(await readsUsed(consentId)).toBe(1)
    await farmer.post(`/api/v1/applications/${applicationId}/withdraw`)
  })

  it.each([
    ['is down', () => [http.post(`${ORIGIN}/oauth/token`, () => HttpResponse.error())]],
    ['refuses', () => [TOKEN, http.post(`${ORIGIN}/gateway/v1/deliveries`, () => HttpResponse.json({ code: 'unknown_purpose' }, { status: 422 }))]],
    ['answers nonsense', () => [TOKEN, http.post(`${ORIGIN}/gateway/v1/deliveries`, () => HttpResponse.json({ ticket: 'yes' }, { status: 201 }))]],
    ['breaks down', () => [TOKEN, http.post(`${ORIGIN}/gateway/v1/deliveries`, () => new HttpResponse('oops', { status: 500 }))]],
    ['is too slow', () => [TOKEN, http.post(`${ORIGIN}/gateway/v1/deliveries`, () => delay('infinite'))]],
  ] as [string, () => RequestHandler[]][])(
    'stays here when the bureau %s: nothing read, nothing counted, nothing in the log',
    async (_, played) => {
      const { applicationId, consentId } = await farmersCase()
      const before = await lastLog()
      handlers = played()
      const { status, body, headers } = await look(bank, applicationId)
      expect([status, body.code, Number(headers.get('retry-after')) > 0]).toEqual([503, 'gateway_unavailable', true])
      expect(JSON.stringify(body)).not.toMatch(/AA|H4401/)
      expect(await readsUsed(consentId)).toBe(0)
      expect(await lastLog()).toEqual(before)
      await farmer.post(`/api/v1/applications/${applicationId}/withdraw`)
    },
    30_000,
  )

  it('is registered anew when a record comes in between the ticket and the read: the ticket stands for the bytes that go', async () => {
    const { applicationId } = await farmersCase()
    let once = true
    beforeAnswer = async () => {
      if (!once) return
      once = false
      const head = '户编号,所在村评定,评定日期\n'
      const { columns } = (await app.nobody.get('/api/v1/sources')).body.items.find(
        (k: { source: string; record: string }) => k.source === 'nongrongtong' && k.record === 'village',
      )
      const row = columns.filter((c: { personal: string | null }) => c.personal !== 'drop')
      const code = (await farmer.get('/api/v1/subjects')).body.items[0].code
      const file = `${row.map((c: { name: string }) => c.name).join()}\n${row.map((c: { name: string; example: string | null }) => (c.name === '户编号' ? code : (c.example ?? ''))).join()}\n`
      expect(head).toContain('户编号')
      const taken = await operator.post('/api/v1/imports?source=nongrongtong&record=village', file, { headers: { 'content-type': 'text/csv' } })
      expect(taken.body).toMatchObject({ accepted: 1 })
    }
    const { status, body } = await look(bank, applicationId)
    expect([status, asked.length, body.gateway.ticket]).toEqual([200, 2, 'GW0000000000000002'])
    expect(asked[0]!.sha256).not.toBe(asked[1]!.sha256)
    await farmer.post(`/api/v1/applications/${applicationId}/withdraw`)
  })

  it('asks nobody about a firm, and nobody about a look that is refused anyway', async () => {
    const firm = await app.signIn('firm-hardware')
    const product = await productNamed(firm, '示例税易贷')
    const { applicationId } = await applyFor(firm, product.id, { categories: ['tax'] })
    expect((await look(bank, applicationId)).body.gateway).toBeNull()
    const household = await farmersCase()
    await farmer.post(`/api/v1/consents/${household.consentId}/revoke`)
    expect((await look(bank, household.applicationId)).status).toBe(403)
    expect(asked).toEqual([])
  })
})

it('has no way at all where no bureau is connected', async () => {
  const gateway = bureauGateway({ ...connections, endpointOf: () => null })({
    db: app.database.db,
    clock: app.mode.clock,
    ids: app.mode.ids,
    master: testMaster,
    requestId: 'test',
  })
  const delivery = { consentRef: 'c', recipient: 'l', purpose: 'UNDERWRITE', subjectKind: 'household', fields: ['name'], sha256: 'a'.repeat(64) } as const
  expect(await gateway(delivery)).toMatchObject({ unavailable: 'not_connected' })
})
