import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestApp, testApp } from '../support/test-app.ts'
import { ERRANDS } from './errand.ts'

let app: TestApp
let embedded: TestApp
beforeAll(async () => {
  app = await testApp('postgres')
  embedded = await testApp('pglite')
  for (const each of [app, embedded]) each.recording = true
})
afterAll(() => Promise.all([app.close(), embedded.close()]))

describe('on PostgreSQL', () => {
  for (const { title, run } of ERRANDS) test(title, () => run(app))

  test('every answer of every errand, and the state left behind, is the one PGlite gives', async () => {
    for (const { run } of ERRANDS) await run(embedded)
    expect(app.exchanges.length).toBeGreaterThan(150)
    expect(embedded.exchanges).toEqual(app.exchanges)
    expect(await embedded.digest()).toBe(await app.digest())
  })
})
