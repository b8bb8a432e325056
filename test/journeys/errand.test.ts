import { afterAll, beforeAll, describe, test } from 'vitest'
import { type TestApp, testApp } from '../support/test-app.ts'
import { ERRANDS } from './errand.ts'

let app: TestApp
beforeAll(async () => {
  app = await testApp('pglite')
})
afterAll(() => app.close())

describe('on the embedded database', () => {
  for (const { title, run } of ERRANDS) test(title, () => run(app))
})
