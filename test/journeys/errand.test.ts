import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Operation, operationsOf } from '../http/operations.ts'
import { misfits } from '../http/schema-fit.ts'
import { type TestApp, testApp } from '../support/test-app.ts'
import { ERRANDS } from './errand.ts'

let app: TestApp
beforeAll(async () => {
  app = await testApp('pglite')
  app.recording = true
})
afterAll(() => app.close())

describe('on the embedded database', () => {
  for (const { title, run } of ERRANDS) test(title, () => run(app))

  test('every answer on the way was of a status and a form that the document tells', async () => {
    const exchanges = app.exchanges.splice(0)
    app.recording = false
    const operations = await operationsOf(app)
    const { components } = (await app.nobody.get('/openapi.json')).body
    const tried = new Set<string>()
    for (const { request, status, body } of exchanges) {
      const operation = operationFor(operations, request)
      tried.add(operation.id)
      const told = operation.responses[status]
      expect(told, `${request} answered ${status}`).toBeDefined()
      const schema = Object.values<{ schema: object }>(told.content ?? {})[0]?.schema
      if (schema) expect(misfits(body, schema, components.schemas), `${request} ${status}`).toEqual([])
    }
    expect(tried.size).toBeGreaterThan(20)
  })
})

function operationFor(operations: readonly Operation[], request: string): Operation {
  const [method, target] = request.split(' ')
  const path = target!.split('?')[0]!
  const found = operations
    .filter((o) => o.method === method)
    .find((o) => o.path === path || new RegExp(`^${o.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path))
  if (!found) throw new Error(`${request} is not in the document`)
  return found
}
