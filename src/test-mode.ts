/** Switches for outside test clients, mounted with APP_MODE=test and never else. */
import type { OpenAPIHono } from '@hono/zod-openapi'
import { DAILY_JOBS, jobHandlers } from './app.ts'
import { plantCity } from './demo/index.ts'
import { feeds } from './feeds/index.ts'
import { type heldClock, type seededIds, seededKey } from './platform/chance.ts'
import type { Context } from './platform/context.ts'
import type { Db } from './platform/db/client.ts'
import { emptyDatabase, stateDigest } from './platform/db/maintenance.ts'
import { json, jsonBody, operation } from './platform/http/operation.ts'
import { contextOf, createRouter, mount, type RimEnv } from './platform/http/rim.ts'
import { drain, emitDaily } from './platform/jobs/service.ts'
import { countOut, int, safeText, z } from './platform/kernel/schema.ts'
import { type MasterKey, masterKey } from './platform/outside/master-key.ts'
import { drawWall } from './profiles/index.ts'
import { forgetKeys } from './vault/index.ts'

/** A Monday morning in Guangzhou; the demo files end three days earlier. */
export const TEST_START = new Date('2026-11-23T02:00:00.000Z')

/** Known to everybody, like all that test mode holds. */
export const TEST_MASTER = masterKey(Buffer.alloc(32, 7).toString('base64url'), seededKey)

export interface TestMode {
  clock: ReturnType<typeof heldClock>
  /** By which sessions end: it stands still while days are played through, unless they are to age with them. */
  sessionClock: ReturnType<typeof heldClock>
  ids: ReturnType<typeof seededIds>
  master: MasterKey
  /** Read late: the routes are known only once the app is built. */
  routes(): readonly { method: string; path: string }[]
  /** Sends what is due to lenders' webhooks. */
  send?(ctx: Context): Promise<number>
  /** What plays the outside begins anew, too. */
  onReset?(): void
}

export async function resetCity(db: Db, { clock, sessionClock, ids, master }: TestMode, seed: string): Promise<void> {
  clock.set(TEST_START)
  sessionClock.set(TEST_START)
  ids.reset(seed)
  forgetKeys()
  await emptyDatabase(db)
  await drawWall(db, feeds)
  await plantCity({ db, clock, ids, master, requestId: 'test-reset' }, feeds, 'street')
}

const Now = z.object({ now: z.iso.datetime() })

export function testRoutes(mode: TestMode): OpenAPIHono<RimEnv> {
  const router = createRouter()
  const open = { signedIn: false } as const

  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/__test/reset',
        operationId: 'testReset',
        tags: ['test'],
        summary: 'Begin again: an empty database with the seeded street, clock and ids',
        request: { query: z.object({ seed: safeText(64).default('1') }) },
        responses: { 200: json(z.object({ seed: z.string().max(64), now: z.iso.datetime() }), 'Reset') },
      },
      open,
    ),
    async (c) => {
      const { seed } = c.req.valid('query')
      await resetCity(contextOf(c).db, mode, seed)
      mode.onReset?.()
      return c.json({ seed, now: mode.clock.now().toISOString() })
    },
  )

  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/__test/clock',
        operationId: 'testClock',
        tags: ['test'],
        summary: 'Set the clock, or advance it; sessions age with it where `sessions` says so',
        request: {
          body: jsonBody(
            z
              .object({ set: z.iso.datetime().optional(), advanceSeconds: int(0, 400_000_000).optional(), sessions: z.boolean().optional() })
              .refine((b) => (b.set === undefined) !== (b.advanceSeconds === undefined), {
                message: 'set 和 advanceSeconds 只填一个。 Give either set or advanceSeconds.',
              }),
          ),
        },
        responses: { 200: json(Now, 'The clock now') },
      },
      open,
    ),
    (c) => {
      const { set, advanceSeconds, sessions = false } = c.req.valid('json')
      const before = mode.clock.now().getTime()
      mode.clock.set(set !== undefined ? new Date(set) : new Date(before + advanceSeconds! * 1000))
      if (sessions) mode.sessionClock.set(new Date(mode.sessionClock.now().getTime() + mode.clock.now().getTime() - before))
      return c.json({ now: mode.clock.now().toISOString() })
    },
  )

  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/__test/outbox/drain',
        operationId: 'testDrain',
        tags: ['test'],
        summary: 'Run every due job, and seal the log',
        responses: { 200: json(z.object({ done: countOut }), 'Drained') },
      },
      open,
    ),
    async (c) => {
      // The clock is held, so that nothing is due by itself: what a day brings is announced here.
      await emitDaily(contextOf(c), DAILY_JOBS)
      const done = await drain(contextOf(c), jobHandlers)
      await contextOf(c).sealing?.run?.()
      await mode.send?.(contextOf(c))
      return c.json({ done })
    },
  )

  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/__test/digest',
        operationId: 'testDigest',
        tags: ['test'],
        summary: 'Hash over the ordered business state',
        responses: { 200: json(z.object({ sha256: z.string().length(64) }), 'The digest') },
      },
      open,
    ),
    async (c) => c.json({ sha256: await stateDigest(contextOf(c).db) }),
  )

  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/__test/routes',
        operationId: 'testRoutes',
        tags: ['test'],
        summary: 'Every mounted operation',
        responses: { 200: json(z.object({ items: z.array(z.object({ method: z.string().max(10), path: z.string().max(200) })) }), 'Routes') },
      },
      open,
    ),
    (c) => c.json({ items: [...mode.routes()] }),
  )

  return router
}
