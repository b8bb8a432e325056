import { afterAll, beforeAll, expect, test } from 'vitest'
import { sendDue, type WebhookSender } from '../../src/deliveries/index.ts'
import { machine } from '../machines/machine.ts'
import { type TestApp, testApp } from '../support/test-app.ts'

let app: TestApp
beforeAll(async () => {
  app = await testApp('postgres', { connections: 20 })
})
afterAll(() => app.close())

test('four workers at once send each of a hundred deliveries exactly once', async () => {
  const bot = await machine(app, ['events.read', 'webhooks.write'])
  const hooks = []
  for (const n of [1, 2, 3, 4]) hooks.push((await bot.post('/api/v1/webhooks', { url: `https://h${n}.bank.example/`, types: ['recall.issued'] })).body.id)
  for (let i = 0; i < 100; i++) await bot.post(`/api/v1/webhooks/${hooks[i % 4]}/test`)
  const ids: string[] = []
  const sender: WebhookSender = {
    post: async ({ headers }) => {
      ids.push(headers['webhook-id']!)
      await new Promise((done) => setTimeout(done, 5))
      return { ok: true, status: 204 }
    },
  }
  const context = () => ({ db: app.database.db, clock: app.mode.clock, ids: app.mode.ids, master: app.mode.master, requestId: 'sending' })
  await Promise.all([1, 2, 3, 4].map(() => sendDue(context(), { sender, random: () => 0 })))
  expect(ids).toHaveLength(100)
  expect(new Set(ids).size).toBe(100)
})
