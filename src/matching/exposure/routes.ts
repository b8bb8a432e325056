import type { OpenAPIHono } from '@hono/zod-openapi'
import { lenders, principalFrom, requireLender } from '../../identity/index.ts'
import { json, operation } from '../../platform/http/operation.ts'
import { contextOf, createRouter, mount, personal, type RimEnv } from '../../platform/http/rim.ts'
import { civilDateOf } from '../../platform/kernel/time.ts'
import { type Exposure, TOP_PLACES } from '../exposure.ts'
import { exposureReport, viewExposure } from './contract.ts'
import { exposuresOn } from './service.ts'

export function exposureRoutes(): OpenAPIHono<RimEnv> {
  const router = createRouter()
  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/lender/exposure',
        operationId: 'readExposure',
        tags: ['lender'],
        summary: 'Share of the top places over the last 28 days, beside the fair one',
        description: 'A lender reads its own share; the operator and the regulator read every lender’s.',
        responses: { 200: json(exposureReport, 'Counted up to yesterday') },
      },
      { signedIn: true },
    ),
    async (c) => {
      const principal = principalFrom(c)
      const seesAll = principal.role === 'operator' || principal.role === 'regulator'
      const own = seesAll ? null : requireLender(principal).lenderId
      const ctx = contextOf(c)
      const { from, to, exposures } = await exposuresOn(ctx, civilDateOf(ctx.clock.now()))
      const names = new Map((await lenders(ctx)).map(({ id, name }) => [id, name]))
      const none = (lenderId: string): Exposure => ({
        lenderId,
        appearances: 0,
        shownPlaces: 0,
        fairPlacesBp: 0,
        shownShareBp: 0,
        fairShareBp: 0,
        deficitBp: 0,
      })
      const shown = own === null ? exposures : [exposures.find(({ lenderId }) => lenderId === own) ?? none(own)]
      personal(c)
      return c.json({
        from,
        to,
        topPlaces: TOP_PLACES,
        items: shown.map((exposure) => viewExposure(exposure, names.get(exposure.lenderId) ?? exposure.lenderId, own !== null)),
      })
    },
  )
  return router
}
