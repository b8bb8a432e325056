import { afterAll, beforeAll, expect, test } from 'vitest'
import { subjectOf } from '../../journeys/errand.ts'
import { type TestApp, testApp } from '../../support/test-app.ts'

let app: TestApp
beforeAll(async () => {
  app = await testApp('pglite')
})
afterAll(() => app.close())

test('a throttled operation tells on each answer how much is left, on one that is refused for another reason, too', async () => {
  const firm = await app.signIn('firm-hardware')
  const path = `/api/v1/subjects/${await subjectOf(firm)}/presentations`
  const present = async () => (await firm.post(path, { source: 'gz-tax', code: 'a.b.c' })).headers
  const [first, second] = [await present(), await present()]
  const left = (headers: Headers) => Number(/^"present";r=(\d+);t=\d+$/.exec(headers.get('ratelimit') ?? '')?.[1])
  expect(left(first)).toBeGreaterThan(0)
  expect(left(second)).toBe(left(first) - 1)
  expect(first.get('ratelimit-policy')).toBe(`"present";q=${left(first) + 1};w=3600`)
})

test('an operation without a limit of its own tells none', async () => {
  expect((await app.nobody.get('/api/v1/products')).headers.get('ratelimit')).toBe(null)
})
