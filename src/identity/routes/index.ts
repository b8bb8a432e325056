import type { OpenAPIHono } from '@hono/zod-openapi'
import { createRouter, type RimEnv } from '../../platform/http/rim.ts'
import { arrivalRoutes } from './arrivals.ts'
import { factorRoutes } from './factors.ts'
import { type House, sessionRoutes } from './sessions.ts'

export { identify, principalFrom, SESSION_COOKIE } from './caller.ts'
export type { House } from './sessions.ts'

export function identityRoutes(house: House): OpenAPIHono<RimEnv> {
  const router = createRouter()
  for (const routes of [sessionRoutes(house), factorRoutes(house), arrivalRoutes(house)]) router.route('/', routes)
  return router
}
