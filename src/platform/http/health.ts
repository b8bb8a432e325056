import type { OpenAPIHono } from '@hono/zod-openapi'
import { Fault } from '../kernel/fault.ts'
import { z } from '../kernel/schema.ts'
import { json, operation } from './operation.ts'
import { createRouter, mount, type RimEnv } from './rim.ts'

const Health = z.object({ status: z.literal('ok'), checks: z.record(z.string().max(40), z.string().max(200)) }).openapi('Health')

/** @param checks each throws what is wrong; its message is shown, and so is the text that a sound one returns */
export function healthRoutes(checks: Readonly<Record<string, () => Promise<unknown>>>): OpenAPIHono<RimEnv> {
  const router = createRouter()
  mount(
    router,
    operation(
      { method: 'get', path: '/healthz', operationId: 'healthz', tags: ['health'], summary: 'The process is up', responses: { 200: json(Health, 'Up') } },
      { signedIn: false },
    ),
    (c) => c.json({ status: 'ok', checks: {} }),
  )
  mount(
    router,
    operation(
      { method: 'get', path: '/readyz', operationId: 'readyz', tags: ['health'], summary: 'Ready for requests', responses: { 200: json(Health, 'Ready') } },
      { signedIn: false },
    ),
    async (c) => {
      const results = await Promise.all(
        Object.entries(checks).map(async ([name, check]) => {
          try {
            const said = await check()
            return { name, said: typeof said === 'string' ? said : 'ok', sound: true }
          } catch (error) {
            return { name, said: error instanceof Error ? error.message.slice(0, 200) : 'failed', sound: false }
          }
        }),
      )
      const wrong = results.filter(({ sound }) => !sound).map(({ name, said }) => `${name}: ${said}`)
      if (wrong.length > 0) throw new Fault('unavailable', 'unready', `还不能服务。 Not ready: ${wrong.join('; ')}`, { retryAfterSeconds: 2 })
      return c.json({ status: 'ok', checks: Object.fromEntries(results.map(({ name, said }) => [name, said])) }, 200, { 'Cache-Control': 'no-store' })
    },
  )
  return router
}
