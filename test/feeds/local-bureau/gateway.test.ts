import { describe, expect, test } from 'vitest'
import { PURPOSE_CODES } from '../../../src/consent/model.ts'
import { demoServer } from '../../../src/feeds/local-bureau/demo-server.ts'
import { deliveryRequest, GATEWAY_AUTH, type GatewayDelivery, readDelivery } from '../../../src/feeds/local-bureau/gateway.ts'
import { localBureau } from '../../../src/feeds/local-bureau/source.ts'
import { playedCity, send } from '../played-city.ts'

const DELIVERY: GatewayDelivery = {
  consentRef: 'cns_01',
  recipient: 'ins_bank_a',
  purpose: 'UNDERWRITE',
  subjectKind: 'household',
  fields: ['householdGrade', 'landCentiMu'],
  sha256: 'a1'.repeat(32),
}

function bureau() {
  const city = playedCity({ firms: 0 })
  const handlers = demoServer(city)
  const register = (changed: Record<string, unknown> = {}, auth: typeof GATEWAY_AUTH | null = GATEWAY_AUTH) => {
    const asked = deliveryRequest(DELIVERY)
    return send(handlers, 'local-bureau', { auth, at: city.now(), asked: { ...asked, body: { ...(asked.body as object), ...changed } } })
  }
  return { city, register }
}

describe('the licensed gateway', () => {
  test('is the bureau’s, and no other source says that it is one', () => {
    expect(localBureau.gateway).toBe(true)
  })

  test('registers a delivery under a ticket, and the same delivery later under the same', async () => {
    const { city, register } = bureau()
    const first = await register()
    expect(first.status).toBe(201)
    const told = readDelivery(await first.json())
    expect(told).toEqual({ ticket: expect.stringMatching(/^GW[0-9A-F]{16}$/), at: '2026-11-23T02:00:00.000Z' })
    city.putOn(60_000)
    expect(readDelivery(await (await register()).json())).toEqual(told)
  })

  test.each(PURPOSE_CODES)('registers a delivery for every purpose that a consent can have: %s', async (purpose) => {
    expect((await bureau().register({ purpose })).status).toBe(201)
  })

  test.each([
    { consentRef: 'cns_02' },
    { purpose: 'RENEWAL' },
    { recipient: 'ins_bank_b' },
    { subjectKind: 'sole_trader' },
    { fields: ['householdGrade'] },
    { sha256: 'a2'.repeat(32) },
  ])('gives another delivery (%j) another ticket', async (changed) => {
    const { register } = bureau()
    const tickets = [await (await register()).json(), await (await register(changed)).json()].map((body) => readDelivery(body))
    expect(tickets[0]).toHaveProperty('ticket')
    expect(tickets[1]).toHaveProperty('ticket')
    expect(tickets[0]).not.toEqual(tickets[1])
  })

  test.each([
    [{ purpose: 'MARKETING' }, 'unknown_purpose'],
    [{ fields: [] }, 'no_fields'],
    [{ fields: [1] }, 'malformed'],
    [{ sha256: 'A1'.repeat(32) }, 'malformed'],
    [{ sha256: 'a'.repeat(63) }, 'malformed'],
    [{ consentRef: '' }, 'malformed'],
    [{ recipient: undefined }, 'malformed'],
  ])('refuses %j as %s', async (changed, code) => {
    const response = await bureau().register(changed)
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([422, code])
  })

  test('registers nothing without a token', async () => {
    expect((await bureau().register({}, null)).status).toBe(401)
  })
})

describe('the gateway’s answer', () => {
  const good = { ticket: 'GW0123456789ABCDEF', at: '2026-11-23T10:00:00+08:00' }

  test('is read', () => {
    expect(readDelivery({ ...good, more: 1 })).toEqual(good)
  })

  test.each([
    [null, 'the answer is no object'],
    ['GW0123456789ABCDEF', 'the answer is no object'],
    [{ ...good, ticket: undefined }, 'ticket is no ticket number'],
    [{ ...good, ticket: 'GW0123456789ABCDE' }, 'ticket is no ticket number'],
    [{ ...good, ticket: 'GW0123456789ABCDEF0' }, 'ticket is no ticket number'],
    [{ ...good, at: '2026-11-23' }, 'at is no time'],
    [{ ...good, at: '2026-13-23T10:00:00Z' }, 'at is no time'],
    [{ ...good, at: 1 }, 'at is no time'],
  ])('%j is wrong by name', (body, wrong) => {
    expect(readDelivery(body)).toEqual({ wrong })
  })
})
