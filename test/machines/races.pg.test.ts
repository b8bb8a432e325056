import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestApp, testApp } from '../support/test-app.ts'
import { ASSERTION_TYPE, askToken, assertionOf, machine, proofOf } from './machine.ts'

let app: TestApp
beforeAll(async () => {
  app = await testApp('postgres', { connections: 20 })
})
afterAll(() => app.close())

test('of twenty parallel requests with one assertion exactly one gets a token, ten times over', async () => {
  const { clientId, key } = await machine(app, ['cases.read'])
  for (let round = 0; round < 10; round++) {
    const form = { grant_type: 'client_credentials', client_assertion_type: ASSERTION_TYPE, client_assertion: await assertionOf(app, clientId, key) }
    const proofs = await Promise.all(Array.from({ length: 20 }, () => proofOf(app, key, { method: 'POST', path: '/oauth/token' })))
    const answers = await Promise.all(proofs.map((proof) => askToken(app, form, proof)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(answers.filter(({ body }) => body.code === 'assertion_replayed')).toHaveLength(19)
  }
})

test('of twenty parallel requests under one proof exactly one is let in', async () => {
  const bot = await machine(app, ['cases.read'])
  const path = '/api/v1/lender/applications'
  const headers = { authorization: `DPoP ${bot.token}`, dpop: await proofOf(app, bot.key, { method: 'GET', path, token: bot.token }) }
  const answers = await Promise.all(Array.from({ length: 20 }, () => app.nobody.get(path, { headers })))
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  expect(answers.filter(({ status }) => status === 401)).toHaveLength(19)
})
