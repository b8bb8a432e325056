import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { DELIVERIES_SWEEP, deliveryJobs, type Sent, sendDue, whileTrying } from '../../src/deliveries/index.ts'
import { emit } from '../../src/platform/jobs/service.ts'
import { verifyWebhook } from '../../src/platform/outside/webhook-signature.ts'
import { applyFor, look, must, productNamed } from '../journeys/errand.ts'
import { type Machine, machine, signedIn } from '../machines/machine.ts'
import { type TestApp, type TestClient, testApp } from '../support/test-app.ts'

/** What a resolver says of the names in these tests; of any other that there is none. */
const ADDRESSES: Readonly<Record<string, readonly string[]>> = {
  'a.bank.example': ['8.8.8.8', '2606:4700::1111'],
  'b.bank.example': ['8.8.4.4'],
  'inside.bank.example': ['10.1.2.3'],
  'trap.bank.example': ['8.8.8.8', '127.0.0.1'],
  'mapped.bank.example': ['::ffff:127.0.0.1'],
  'empty.bank.example': [],
}
const asked: string[] = []
async function resolve(host: string): Promise<readonly string[]> {
  asked.push(host)
  const found = ADDRESSES[host]
  if (found === undefined) throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' })
  return found
}

let app: TestApp
let approver: TestClient
let firm: TestClient
let bot: Machine
let other: Machine
beforeAll(async () => {
  app = await testApp('pglite', { app: { resolve } })
  approver = await app.signIn('bank-a-approver')
  firm = await app.signIn('firm-hardware')
  bot = await machine(app, ['cases.read', 'events.read', 'webhooks.write'])
  other = await machine(app, ['events.read', 'webhooks.write'], { approver: 'bank-b-approver' })
})
afterAll(() => app.close())
beforeEach(async () => {
  await app.database.db.execute('truncate webhooks, lender_events, deliveries, delivery_attempts, jobs, applications, lender_queue, consents cascade')
  await renewTokens()
  received = []
  answers.clear()
})

/** Tokens end after ten minutes of the app's clock. */
async function renewTokens() {
  bot = await signedIn(app, bot.clientId, bot.key)
  other = await signedIn(app, other.clientId, other.key)
}

interface Received {
  url: string
  headers: Headers
  text: string
}
let received: Received[] = []
const answers = new Map<string, Sent>()
const OK: Sent = { ok: true, status: 204 }
const failing = (status: number): Sent => ({ ok: false, status, failure: 'status', detail: `status ${status}`, pauseMs: null })

const context = () => ({ db: app.database.db, clock: app.mode.clock, ids: app.mode.ids, master: app.mode.master, requestId: 'sending' })
const means = {
  sender: {
    post: async ({ url, headers, body }: { url: string; headers: Readonly<Record<string, string>>; body: Uint8Array }) => {
      received.push({ url, headers: new Headers(headers), text: new TextDecoder().decode(body) })
      return answers.get(url) ?? OK
    },
  },
  random: () => 0,
}
const send = () => sendDue(context(), means)
const drain = () => app.nobody.post('/__test/outbox/drain')

const URL_A = 'https://a.bank.example/hook'
const URL_B = 'https://b.bank.example/hook'
const ALL = ['consent.granted', 'consent.revoked', 'application.submitted', 'application.withdrawn', 'application.decided', 'recall.issued']
const hook = async (url = URL_A, types: readonly string[] = ALL) => must(await bot.post('/api/v1/webhooks', { url, types }), 201).body
const deliveries = async (query = '') => must(await bot.get(`/api/v1/deliveries${query}`), 200).body.items
const verdict = ({ headers, text }: Received, secrets: readonly string[]) =>
  verifyWebhook({ headers, body: new TextEncoder().encode(text), secrets, now: app.mode.clock.now() })
async function firmApplies() {
  const { id } = await productNamed(firm, '示例税易贷')
  return applyFor(firm, id)
}

/** As its causes announce them: a grant and an application to bank A. */
async function twoEvents() {
  const { institutionId: lenderId } = (await approver.get('/api/v1/me')).body
  const ids = { lenderId, subjectId: 'sub_1', consentId: 'cns_1', applicationId: 'app_1' }
  await emit(context(), 'consent.granted', ids)
  await drain()
  await emit(context(), 'application.submitted', ids)
  await drain()
}

describe('a lender’s receiver', () => {
  test('is told of a grant, an application and a revocation, each signed, by ids and without a fact', async () => {
    const { secret } = await hook()
    const { consentId, applicationId } = await firmApplies()
    await drain()
    must(await firm.post(`/api/v1/applications/${applicationId}/withdraw`), 200)
    await drain()
    await send()
    const told = received.map(({ text }) => JSON.parse(text))
    expect(told.map(({ type }) => type).sort()).toEqual(['application.submitted', 'application.withdrawn', 'consent.granted', 'consent.revoked'])
    const revoked = told.find(({ type }) => type === 'consent.revoked')
    expect(revoked).toEqual({
      id: expect.stringMatching(/^evt_/),
      type: 'consent.revoked',
      timestamp: app.mode.clock.now().toISOString(),
      data: { consentId, purpose: 'UNDERWRITE', applicationId },
      checkpoint: revoked.checkpoint,
    })
    for (const one of received) {
      expect(verdict(one, [secret])).toMatchObject({ ok: true, id: JSON.parse(one.text).id })
      expect(one.text).not.toMatch(/sub_|usr_|五金|91440199/)
    }
    expect((await deliveries()).every((d: { status: string }) => d.status === 'delivered')).toBe(true)
  })

  test('is told that what it read must be deleted, by which day, and that the firm said no to what it asked', async () => {
    await hook(URL_A, ['deletion.requested', 'consent.denied'])
    const { consentId, applicationId } = await firmApplies()
    await drain()
    must(await look(approver, applicationId), 200)
    const approved = { outcome: 'approved', amountFen: '200000000', termMonths: 12, rateBp: 400 }
    must(await approver.post(`/api/v1/lender/applications/${applicationId}/decision`, approved), 200)
    const asked = { applicationId, purpose: 'POSTLOAN', data: [{ category: 'tax' }] }
    const { id: requestId } = must(await approver.post('/api/v1/lender/consent-requests', asked), 201).body
    must(await firm.post(`/api/v1/consent-requests/${requestId}/deny`), 200)
    must(await firm.post(`/api/v1/consents/${consentId}/revoke`), 200)
    await drain()
    await send()
    const told = received.map(({ text }) => JSON.parse(text)).sort((a, b) => (a.type < b.type ? -1 : 1))
    const [duty] = must(await approver.get('/api/v1/lender/deletions'), 200).body.items
    expect(told.map(({ type, data }) => ({ type, data }))).toEqual([
      { type: 'consent.denied', data: { consentId: requestId, purpose: 'POSTLOAN', applicationId } },
      { type: 'deletion.requested', data: { consentId, deletionId: duty.id, dueOn: duty.dueOn } },
    ])
    for (const { text } of received) expect(text).not.toMatch(/sub_|usr_|五金|91440199/)
    expect(must(await bot.get('/api/v1/events?type=deletion.requested'), 200).body.items[0].data).toEqual(told[1].data)
  })

  test('hears only the types it asked for, and never what is another lender’s', async () => {
    await hook(URL_A, ['application.submitted'])
    must(await other.post('/api/v1/webhooks', { url: URL_B, types: ALL }), 201)
    await twoEvents()
    await send()
    expect(received.map(({ url, text }) => [url, JSON.parse(text).type])).toEqual([[URL_A, 'application.submitted']])
    expect(must(await other.get('/api/v1/events'), 200).body.items).toEqual([])
  })

  test('holds either of two secrets during a rotation, and the old one to its end', async () => {
    const { id, secret: old } = await hook()
    const { secret: fresh, secrets } = must(await bot.post(`/api/v1/webhooks/${id}/rotate`, { overlapHours: 24 }), 200).body
    expect(fresh).not.toBe(old)
    expect(secrets).toHaveLength(2)
    const ping = async () => {
      received = []
      must(await bot.post(`/api/v1/webhooks/${id}/test`), 201)
      await send()
      return received[0]!
    }
    const during = await ping()
    for (const secret of [old, fresh]) expect(verdict(during, [secret]).ok).toBe(true)
    app.advance(24 * 3_600 + 1)
    await renewTokens()
    const after = await ping()
    expect(verdict(after, [old])).toMatchObject({ ok: false, why: 'bad_signature' })
    expect(verdict(after, [fresh]).ok).toBe(true)
    // After a leak nobody waits.
    const { secret: last } = must(await bot.post(`/api/v1/webhooks/${id}/rotate`, { overlapHours: 0 }), 200).body
    const now = await ping()
    expect([verdict(now, [fresh]).ok, verdict(now, [last]).ok]).toEqual([false, true])
  })

  test('is told its secret once: a replay of the request says null, and nothing that is kept shows it', async () => {
    const body = { clientId: bot.clientId, url: URL_A, types: ALL }
    const first = must(await approver.post('/api/v1/webhooks', body, { key: 'once' }), 201).body
    expect(first.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
    const again = must(await approver.post('/api/v1/webhooks', body, { key: 'once' }), 201).body
    expect(again).toEqual({ ...first, secret: null })
    expect(must(await approver.get(`/api/v1/webhooks/${first.id}`), 200).body).not.toHaveProperty('secret')
    const kept = await app.database.db.execute(`select (select json_agg(w) from webhooks w)::text || (select json_agg(i) from idempotency i)::text as t`)
    expect(JSON.stringify(kept)).not.toContain(first.secret.slice(6, 40))
  })

  test('stands in the log with each change, by who made it and without its secret or address', async () => {
    const { id, secret } = must(await approver.post('/api/v1/webhooks', { clientId: bot.clientId, url: URL_A, types: ALL }), 201).body
    must(await approver.post(`/api/v1/webhooks/${id}/rotate`, {}), 200)
    must(await approver.send('PATCH', `/api/v1/webhooks/${id}`, { body: { url: URL_B }, headers: { 'if-match': '*' } }), 200)
    must(await bot.post(`/api/v1/webhooks/${id}/close`), 200)
    await drain()
    const { items } = must(await (await app.signIn('auditor')).get('/api/v1/audit/events?limit=100'), 200).body
    const changes = items.filter(({ consentId }: { consentId: string }) => consentId === id)
    expect(changes.map(({ kind, why }: { kind: string; why: string }) => `${kind} ${why}`).sort()).toEqual([
      'webhook.changed address_changed',
      'webhook.changed secret_rotated',
      'webhook.closed closed',
      'webhook.registered registered',
    ])
    expect(JSON.stringify(changes)).not.toContain(secret.slice(6, 40))
    expect(JSON.stringify(changes)).not.toMatch(/[ab]\.bank\.example/)
  })

  test('moves to another address and to other types in place: its id and its secret stay, and what waits goes there', async () => {
    const made = must(await approver.post('/api/v1/webhooks', { clientId: bot.clientId, url: URL_A, types: ALL }), 201).body
    const path = `/api/v1/webhooks/${made.id}`
    const patch = (body: object, headers: Record<string, string> = { 'if-match': '*' }) => approver.send('PATCH', path, { body, headers })
    answers.set(URL_A, failing(500))
    const { consentId } = await applyFor(firm, (await productNamed(firm, '示例税易贷')).id)
    await drain()
    await send()
    const { headers } = must(await approver.get(path), 200)
    must(await patch({ url: URL_B }, {}), 428, 'if_match_required')
    must(await patch({ url: URL_B }, { 'if-match': '"stale"' }), 412, 'etag_stale')
    const moved = must(await patch({ url: URL_B }, { 'if-match': headers.get('etag')! }), 200).body
    expect(moved).toMatchObject({ id: made.id, url: URL_B, types: made.types, status: 'enabled', failuresInARow: 0, heldUntil: null })
    expect(moved).not.toHaveProperty('secret')
    received = []
    app.advance(60)
    await send()
    const grant = received.find(({ text }) => text.includes('consent.granted') && text.includes(consentId))!
    expect(grant.url).toBe(URL_B)
    expect(verdict(grant, [made.secret])).toMatchObject({ ok: true })
    expect(must(await patch({ types: ['recall.issued'] }), 200).body).toMatchObject({ url: URL_B, types: ['recall.issued'] })
  })

  test('moves to no address that would not be registered, at nobody else’s hand, and not once it is closed', async () => {
    const { id } = must(await approver.post('/api/v1/webhooks', { clientId: bot.clientId, url: URL_A, types: ALL }), 201).body
    const path = `/api/v1/webhooks/${id}`
    const by = (who: TestClient, body: object) => who.send('PATCH', path, { body, headers: { 'if-match': '*' } })
    expect(must(await by(approver, { url: 'https://169.254.169.254/' }), 422, 'target_private_address').body.errors[0].pointer).toBe('/url')
    must(await by(approver, { url: 'http://hooks.bank.example/' }), 422, 'target_not_https')
    must(await by(approver, { url: 'https://trap.bank.example/' }), 422, 'target_private_address')
    must(await by(approver, { url: 'https://nowhere.bank.example/' }), 422, 'target_unresolved')
    must(await by(approver, {}), 422)
    must(await by(await app.signIn('bank-a-viewer'), { url: URL_B }), 403, 'approver_only')
    must(await by(await app.signIn('bank-b-approver'), { url: URL_B }), 404)
    expect(must(await approver.get(path), 200).body.url).toBe(URL_A)
    must(await approver.post(`${path}/close`), 200)
    must(await by(approver, { url: URL_B }), 409, 'webhook_closed')
  })
})

describe('a delivery', () => {
  test('that fails is tried again by the back-off, under one id, and goes when the receiver is back', async () => {
    await hook()
    answers.set(URL_A, failing(500))
    await twoEvents()
    await send()
    expect(received).toHaveLength(2)
    await send()
    expect(received, 'not before its time').toHaveLength(2)
    answers.set(URL_A, OK)
    app.advance(5)
    await send()
    expect(received).toHaveLength(4)
    expect(new Set(received.map(({ headers }) => headers.get('webhook-id'))).size).toBe(2)
    const [first, , again] = received
    expect(again!.text).toBe(first!.text)
    expect(again!.headers.get('webhook-signature')).not.toBe(first!.headers.get('webhook-signature'))
    const [one] = await deliveries('?status=delivered&limit=1')
    expect(one.attempts.map(({ status, failure }: { status: number; failure: string }) => [status, failure])).toEqual([
      [500, 'status'],
      [204, null],
    ])
  })

  test('that fails for three days becomes a dead letter, which can be tried again', async () => {
    const { id } = await hook()
    answers.set(URL_A, failing(503))
    must(await approver.post(`/api/v1/webhooks/${id}/test`), 201)
    for (let hour = 0; hour < 74; hour++) {
      await send()
      app.advance(3_600)
    }
    const { items } = must(await approver.get('/api/v1/deliveries?status=dead'), 200).body
    expect(items).toHaveLength(1)
    expect(items[0].tried).toBeGreaterThan(8)
    expect(items[0].attempts).toHaveLength(items[0].tried)
    const tries = received.length
    await send()
    expect(received).toHaveLength(tries)
    answers.set(URL_A, OK)
    must(await approver.post(`/api/v1/deliveries/${items[0].id}/retry`), 200)
    must(await approver.post(`/api/v1/deliveries/${items[0].id}/retry`), 409, 'delivery_not_dead')
    app.advance(900)
    await send()
    expect(must(await approver.get('/api/v1/deliveries'), 200).body.items[0]).toMatchObject({ status: 'delivered' })
  }, 60_000)

  test('to a receiver that is gone (410) ends there: it is disabled, what waits becomes dead letters, and it can be enabled', async () => {
    const { id } = await hook()
    answers.set(URL_A, failing(410))
    await twoEvents()
    await send()
    expect(must(await bot.get(`/api/v1/webhooks/${id}`), 200).body).toMatchObject({ status: 'disabled', disabledWhy: 'gone' })
    expect((await deliveries('?status=dead')).length).toBe(2)
    must(await bot.post(`/api/v1/webhooks/${id}/test`), 409, 'webhook_not_enabled')
    must(await bot.post(`/api/v1/deliveries/${(await deliveries())[0].id}/retry`), 409, 'webhook_not_enabled')
    answers.set(URL_A, OK)
    must(await bot.post(`/api/v1/webhooks/${id}/enable`), 200)
    for (const { id: dead } of await deliveries('?status=dead')) must(await bot.post(`/api/v1/deliveries/${dead}/retry`), 200)
    await send()
    expect((await deliveries('?status=delivered')).length).toBe(2)
  })

  test('to a dead receiver holds up nobody: after five failures it is asked by one at a time, while others get theirs', async () => {
    const dead = await hook(URL_A)
    const alive = await hook(URL_B)
    answers.set(URL_A, { ok: false, status: null, failure: 'timeout', detail: 'no answer', pauseMs: null })
    for (let i = 0; i < 30; i++) {
      must(await bot.post(`/api/v1/webhooks/${dead.id}/test`), 201)
      must(await bot.post(`/api/v1/webhooks/${alive.id}/test`), 201)
    }
    await send()
    const to = (url: string) => received.filter((one) => one.url === url).length
    expect(to(URL_B)).toBe(30)
    // Four at a time until the fifth failure is seen.
    expect(to(URL_A)).toBe(8)
    const { failuresInARow, heldUntil } = must(await bot.get(`/api/v1/webhooks/${dead.id}`), 200).body
    expect(failuresInARow).toBeGreaterThanOrEqual(5)
    expect(Date.parse(heldUntil)).toBe(app.mode.clock.now().getTime() + 60_000)
    app.advance(60)
    await send()
    expect(to(URL_A), 'one probe').toBe(9)
    answers.set(URL_A, OK)
    app.advance(120)
    await send()
    expect(to(URL_A), 'all of them, once one got through').toBeGreaterThan(30)
    expect((await deliveries('?status=pending')).length).toBe(0)
  })

  test('of a client that was closed is not made', async () => {
    const { clientId } = await machine(app, ['webhooks.write'])
    must(await approver.post('/api/v1/webhooks', { clientId, url: URL_A, types: ALL }), 201)
    must(await approver.post(`/api/v1/clients/${clientId}/close`), 200)
    await twoEvents()
    await send()
    expect(received).toEqual([])
  })
})

describe('the list of events', () => {
  test('is walked by a cursor that is always there, and misses none that comes later', async () => {
    await twoEvents()
    const first = must(await bot.get('/api/v1/events?limit=1'), 200).body
    expect(first).toMatchObject({ items: [{ type: 'consent.granted', place: 1 }], more: true })
    const second = must(await bot.get(`/api/v1/events?cursor=${first.nextCursor}`), 200).body
    expect(second).toMatchObject({ items: [{ type: 'application.submitted', place: 2 }], more: false })
    expect(must(await bot.get(`/api/v1/events?cursor=${second.nextCursor}`), 200).body).toMatchObject({ items: [], nextCursor: second.nextCursor })
    await twoEvents()
    const later = must(await bot.get(`/api/v1/events?cursor=${second.nextCursor}`), 200).body
    expect(later.items.map(({ type }: { type: string }) => type).sort()).toEqual(['application.submitted', 'consent.granted'])
    const typed = must(await bot.get('/api/v1/events?type=application.submitted'), 200).body
    expect(typed.items).toHaveLength(2)
    must(await other.get(`/api/v1/events?cursor=${second.nextCursor}`), 422, 'bad_cursor')
  })

  test('sends one again under its own id to whoever takes it today', async () => {
    await twoEvents()
    const [event] = must(await bot.get('/api/v1/events?type=consent.granted'), 200).body.items
    must(await bot.post(`/api/v1/events/${event.id}/replay`), 409, 'no_receiver')
    await hook()
    const { items } = must(await bot.post(`/api/v1/events/${event.id}/replay`), 200).body
    expect(items).toHaveLength(1)
    await send()
    expect(received.map(({ headers }) => headers.get('webhook-id'))).toEqual([event.id])
  })

  test('keeps them for thirty days', async () => {
    await twoEvents()
    const [event] = must(await bot.get('/api/v1/events'), 200).body.items
    app.advance(30 * 86_400 - 1)
    await renewTokens()
    must(await bot.get(`/api/v1/events/${event.id}`), 200)
    app.advance(1)
    must(await bot.get(`/api/v1/events/${event.id}`), 404)
    expect(must(await bot.get('/api/v1/events'), 200).body.items).toEqual([])
    await deliveryJobs[DELIVERIES_SWEEP]!(context(), {})
    app.advance(1)
    await deliveryJobs[DELIVERIES_SWEEP]!(context(), {})
    expect(await app.database.db.execute('select 1 from lender_events')).toMatchObject({ rows: [] })
  })
})

describe('while trying, where there may be no network', () => {
  test('a name that nobody answers for is taken, one that leads inside is not, and one kept for examples is not asked for', async () => {
    const trying = whileTrying(resolve)
    asked.length = 0
    expect(await trying('hooks.bank.example')).toBeNull()
    expect(await trying('example.com')).toBeNull()
    expect(asked).toEqual([])
    expect(await trying('nowhere.bank.test')).toBeNull()
    expect(await whileTrying(async () => ['127.0.0.1'])('sly.bank.cn')).toEqual(['127.0.0.1'])
    expect(await whileTrying(() => new Promise(() => {}))('slow.bank.cn')).toBeNull()
  })
})

describe('a webhook is refused', () => {
  test.each([
    ['http://hooks.bank.example/', 'target_not_https'],
    ['https://127.0.0.1/', 'target_private_address'],
    ['https://[::ffff:169.254.169.254]/', 'target_private_address'],
    ['https://localhost/', 'target_private_name'],
    ['https://127.0.0.1.nip.io/', 'target_private_name'],
    ['https://inside.bank.example/', 'target_private_address'],
    ['https://trap.bank.example/', 'target_private_address'],
    ['https://mapped.bank.example/', 'target_private_address'],
    ['https://empty.bank.example/', 'target_unresolved'],
    ['https://nowhere.bank.example/', 'target_unresolved'],
  ])('at %s', async (url, code) => {
    const answer = must(await bot.post('/api/v1/webhooks', { url, types: ALL }), 422, code)
    expect(answer.body.errors[0].pointer).toBe('/url')
    expect(must(await bot.get('/api/v1/webhooks'), 200).body.items).toEqual([])
  })
  test('once, by where its name leads then: the same request again is answered as before, and asks no resolver', async () => {
    const post = (key: string) => bot.send('POST', '/api/v1/webhooks', { url: URL_A, types: ALL }, { 'idempotency-key': key })
    asked.length = 0
    const first = must(await post('once'), 201).body
    expect(asked).toEqual(['a.bank.example'])
    expect(must(await post('once'), 201).body.id).toBe(first.id)
    expect(asked).toHaveLength(1)
    // An address is no name.
    must(await bot.post('/api/v1/webhooks', { url: 'https://8.8.8.8/', types: ALL }), 201)
    expect(asked).toHaveLength(1)
  })

  test('for another’s client, or one that is closed', async () => {
    must(await bot.post('/api/v1/webhooks', { clientId: other.clientId, url: URL_A, types: ALL }), 422, 'unknown_client')
    must(await approver.post('/api/v1/webhooks', { clientId: other.clientId, url: URL_A, types: ALL }), 422, 'unknown_client')
    must(await approver.post('/api/v1/webhooks', { url: URL_A, types: ALL }), 422, 'unknown_client')
  })
})
