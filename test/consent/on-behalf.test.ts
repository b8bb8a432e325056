import { createHash } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { DEMO_PASSWORD, FARMER } from '../../src/demo/people.ts'
import { grant, must, productNamed, subjectOf } from '../journeys/errand.ts'
import { type TestApp, type TestClient, testApp } from '../support/test-app.ts'

let app: TestApp
let farmer: TestClient
let officer: TestClient
let operator: TestClient
let farm: string
beforeAll(async () => {
  app = await testApp('pglite')
})
afterAll(() => app.close())
beforeEach(async () => {
  await app.reset()
  farmer = await app.signIn('farmer')
  officer = await app.signIn('officer')
  operator = await app.signIn('operator')
  const { items } = must(await farmer.get('/api/v1/products?purpose=farming&limit=100'), 200).body
  farm = items.find((p: { lenderName: string }) => p.lenderName === '示例银行甲广州分行').id
}, 60_000)

const sha = (text: string) => createHash('sha256').update(text).digest('hex')
const tick = (...categories: string[]) => categories.map((category) => ({ category, separateConsent: true }))
const age = (seconds: number) => app.mode.sessionClock.set(new Date(app.mode.sessionClock.now().getTime() + seconds * 1000))
const proposal = (over: object = {}) => ({
  ...{ householdNo: FARMER.code, productId: farm, data: tick('village'), method: 'written', evidenceSha256: sha('sheet') },
  mandate: { sha256: sha('mandate'), scope: ['UNDERWRITE', 'RENEWAL'], from: '2026-11-01', to: '2027-12-31' },
  ...over,
})
const propose = (client: TestClient, over: object = {}) => client.post('/api/v1/officer/consents', proposal(over))

/** Shows the password again; the session goes on under another secret. */
async function provedAgain(client: TestClient): Promise<TestClient> {
  const { headers } = must(await client.post('/api/v1/sessions/step-up', { password: DEMO_PASSWORD }), 204)
  const cookie = headers.getSetCookie()[0]!.split(';')[0]!
  return { ...client, cookie, post: (path, body, sending) => client.post(path, body, { ...sending, headers: { ...sending?.headers, cookie } }) }
}

describe('who acts for somebody else', () => {
  test('as an officer, proposes within five minutes of having shown who it is, and by the password again after that', async () => {
    age(299)
    must(await propose(officer), 201)
    age(1)
    must(await propose(officer), 403, 'step_up_required')
    must(await propose(await provedAgain(officer)), 201)
  })

  test('as the second officer, confirms by the same rule', async () => {
    const { id } = must(await propose(officer), 201).body
    const second = await app.signIn('officer-second')
    app.advance(25 * 3600)
    age(300)
    const confirm = (client: TestClient) => client.post(`/api/v1/officer/consents/${id}/confirm`, { callBackSha256: sha('call') })
    must(await confirm(second), 403, 'step_up_required')
    expect(must(await confirm(await provedAgain(second)), 200).body.status).toBe('granted')
  })

  test('as an agent or a guardian, gives and opens again by the same rule; taking back needs nothing', async () => {
    const subjectId = await subjectOf(farmer)
    const guardian = { username: 'farmer', role: 'guardian', evidence: [{ what: 'guardianship', sha256: sha('court') }] }
    must(await operator.post(`/api/v1/subjects/${subjectId}/grantors`, guardian), 200)
    const { id } = must(await grant(farmer, farm, { categories: ['village'] }), 201).body
    age(300)
    must(await grant(farmer, farm, { categories: ['village'] }), 403, 'step_up_required')
    must(await farmer.post(`/api/v1/consents/${id}/supersede`, { data: tick('village') }), 403, 'step_up_required')
    must(await farmer.post(`/api/v1/consents/${id}/pause`), 200)
    must(await farmer.post(`/api/v1/consents/${id}/resume`), 403, 'step_up_required')
    must(await (await provedAgain(farmer)).post(`/api/v1/consents/${id}/resume`), 200)
    age(300)
    const again = await app.signIn('farmer')
    age(300)
    must(await again.post(`/api/v1/consents/${id}/revoke`, {}), 200)
  })
})

test('who acts for itself, with a password and no second factor, is asked nothing more', async () => {
  age(3600)
  const { id } = must(await grant(farmer, farm, { categories: ['village'] }), 201).body
  must(await farmer.post(`/api/v1/consents/${id}/pause`), 200)
  must(await farmer.post(`/api/v1/consents/${id}/resume`), 200)
  must(await farmer.post(`/api/v1/consents/${id}/supersede`, { data: tick('village') }), 201)
})

test('whoever has its data erased shows the password again, and a farmer without a second factor can', async () => {
  const path = `/api/v1/subjects/${await subjectOf(farmer)}/erasure`
  age(300)
  must(await farmer.post(path, { words: '删除我的数据' }), 403, 'step_up_required')
  expect(must(await farmer.get(path), 200).body.erasedAt).toBeNull()
  expect(must(await (await provedAgain(farmer)).post(path, { words: '删除我的数据' }), 200).body.erasedAt).not.toBeNull()
})

describe('a lender’s request that a household answers with its officer', () => {
  const find = (client: TestClient, householdNo: string, no: string) =>
    client.get(`/api/v1/officer/consent-requests?${new URLSearchParams({ householdNo, no })}`)

  async function requested(): Promise<string> {
    const own = must(await grant(farmer, farm, { categories: ['village'] }), 201).body
    const asking = { consentId: own.id, amountFen: '10000000', termMonths: 12, purpose: 'farming' }
    const application = must(await farmer.post('/api/v1/applications', asking), 201).body
    const bank = await app.signIn('bank-a-approver')
    const approved = { outcome: 'approved', amountFen: '10000000', termMonths: 12, rateBp: 420 }
    must(await bank.post(`/api/v1/lender/applications/${application.id}/decision`, approved), 200)
    const body = { applicationId: application.id, purpose: 'RENEWAL', data: [{ category: 'village' }], validDays: 20, reads: 2 }
    return must(await bank.post('/api/v1/lender/consent-requests', body), 201).body.id
  }

  test('is found by the number that the household reads out, in any case, without the household’s own words', async () => {
    const id = await requested()
    const { items } = must(await find(officer, FARMER.code, id.slice(-6).toUpperCase()), 200).body
    expect(items).toMatchObject([{ id, purpose: { code: 'RENEWAL' }, lenderName: '示例银行甲广州分行', reads: 2, validDays: 20 }])
    expect(items[0]).not.toHaveProperty('reason')
  })

  test('is not listed, not guessed at, and gone once it was answered', async () => {
    const id = await requested()
    const no = id.slice(-6)
    must(await find(officer, FARMER.code, ''), 422, 'request_no')
    must(await find(officer, FARMER.code, no.slice(1)), 422, 'request_no')
    must(await find(officer, FARMER.code, '%%%%%%'), 422, 'request_no')
    expect(must(await find(officer, FARMER.code, `${no.slice(0, 5)}${no.endsWith('0') ? '1' : '0'}`), 200).body.items).toEqual([])
    must(await find(officer, 'H440114103999-9001', no), 422, 'unknown_household')
    must(await find(farmer, FARMER.code, no), 403, 'role_required')
    must(await farmer.post(`/api/v1/consent-requests/${id}/deny`, {}), 200)
    expect(must(await find(officer, FARMER.code, no), 200).body.items).toEqual([])
  })

  test('becomes a proposal under its own id', async () => {
    const id = await requested()
    expect(must(await propose(officer, { productId: undefined, requestId: id }), 201).body).toMatchObject({ id, status: 'provisional' })
  })

  test.each([
    ['confirmed by the household', 'granted', (id: string) => farmer.post(`/api/v1/consents/${id}/confirm`)],
    ['refused by the household', 'denied', (id: string) => farmer.post(`/api/v1/consents/${id}/deny`, {})],
    ['taken back before it was confirmed', 'denied', (id: string) => farmer.post(`/api/v1/consents/${id}/revoke`, {})],
  ] as const)('%s, stands as %s in the lender’s list', async (_, status, answer) => {
    const id = await requested()
    must(await propose(officer, { productId: undefined, requestId: id }), 201)
    const bank = await app.signIn('bank-a-viewer')
    const stands = async () => must(await bank.get('/api/v1/lender/consent-requests'), 200).body.items[0]
    expect(await stands()).toMatchObject({ id, status: 'provisional' })
    must(await answer(id), 200)
    expect(await stands()).toMatchObject({ id, status })
  })

  test('that nobody confirms within the proposal’s own 72 hours lapses, and not before', async () => {
    const id = await requested()
    app.advance(71 * 3600)
    must(await propose(officer, { productId: undefined, requestId: id }), 201)
    const bank = await app.signIn('bank-a-viewer')
    const stands = async () => must(await bank.get('/api/v1/lender/consent-requests'), 200).body.items[0].status
    app.advance(2 * 3600)
    expect(await stands()).toBe('provisional')
    app.advance(71 * 3600)
    // The next request of the same case settles what is over.
    await bank.post('/api/v1/lender/consent-requests', {
      ...{ applicationId: must(await bank.get('/api/v1/lender/consent-requests'), 200).body.items[0].applicationId, purpose: 'POSTLOAN' },
      data: [{ category: 'village' }],
    })
    const { items } = must(await bank.get('/api/v1/lender/consent-requests'), 200).body
    expect(items.find((one: { id: string }) => one.id === id).status).toBe('lapsed')
  })

  test('of a firm is nothing that an officer finds', async () => {
    const firm = await app.signIn('firm-hardware')
    const { id } = await productNamed(firm, '示例税易贷')
    must(await grant(firm, id), 201)
    must(await find(officer, '91440199MADEM0A155', 'abcdef'), 422, 'unknown_household')
  })
})
