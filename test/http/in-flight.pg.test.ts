import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { must, productNamed, subjectOf } from '../journeys/errand.ts'
import { type TestApp, testApp } from '../support/test-app.ts'

let app: TestApp
beforeAll(async () => {
  app = await testApp('postgres', { connections: 12 })
})
afterAll(() => app.close())

describe('one request sent ten times at once under one key', () => {
  test('has one effect: one answer, its replays, and 409 while it is in flight', async () => {
    const firm = await app.signIn('firm-hardware')
    const body = { subjectId: await subjectOf(firm), productId: (await productNamed(firm, '示例税易贷')).id, data: [{ category: 'tax' }] }
    const send = () => firm.post('/api/v1/consents', body, { key: 'ten-at-once' })
    const answers = await Promise.all(Array.from({ length: 10 }, send))
    const made = answers.filter(({ status }) => status === 201)
    const waiting = answers.filter(({ status }) => status === 409)
    expect(made.length + waiting.length).toBe(10)
    expect(made.filter(({ headers }) => !headers.has('idempotency-replayed'))).toHaveLength(1)
    expect(new Set(made.map((a) => a.body.id)).size).toBe(1)
    expect(waiting.length, 'nothing overlapped').toBeGreaterThan(0)
    for (const { body: problem, headers } of waiting) {
      expect(problem.code).toBe('idempotency_in_flight')
      expect(headers.get('retry-after')).toBe('1')
    }
    // Whoever was told to wait gets the one answer.
    expect(must(await send(), 201).body).toEqual(made[0]!.body)
    expect(must(await firm.get('/api/v1/consents'), 200).body.items).toHaveLength(1)
  })
})
