import type { OpenAPIHono } from '@hono/zod-openapi'
import { createRouter, type RimEnv } from '../../platform/http/rim.ts'
import { inquiryRoutes } from './inquiries.ts'
import { logRoutes } from './log.ts'
import { ownRoutes } from './own.ts'
import type { ConsentPorts } from './ports.ts'
import { proposalRoutes } from './proposals.ts'
import { receiptRoutes } from './receipts.ts'
import { standingRoutes } from './standing.ts'

export type { ConsentPorts, CustomerCase } from './ports.ts'

export function consentRoutes(ports: ConsentPorts): OpenAPIHono<RimEnv> {
  const router = createRouter()
  for (const routes of [ownRoutes, inquiryRoutes, proposalRoutes, standingRoutes, receiptRoutes, logRoutes]) router.route('/', routes(ports))
  return router
}
