import type { OpenAPIHono } from '@hono/zod-openapi'
import { actsForLender, ownSubject, principalFrom } from '../../identity/index.ts'
import { json, operation } from '../../platform/http/operation.ts'
import { contextOf, createRouter, mount, personal, type RimEnv } from '../../platform/http/rim.ts'
import { Fault, notFound } from '../../platform/kernel/fault.ts'
import { ReceiptView } from '../contract.ts'
import { receiptOf, showReceipt } from '../service/receipt.ts'
import { ConsentParam } from './own.ts'
import type { ConsentPorts } from './ports.ts'
import { receiptView } from './views.ts'

/** Proof of a consent in one request, for the subject and for the lender that relies on it. */
export function receiptRoutes(ports: ConsentPorts): OpenAPIHono<RimEnv> {
  const router = createRouter()

  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/consents/{id}/receipt',
        operationId: 'readConsentReceipt',
        tags: ['consents'],
        summary: 'The artefact, its signature and each step of its life as the log has it',
        description: 'For the subject and for the lender that the consent names; that a lender opened it is written into the log.',
        request: { params: ConsentParam },
        responses: { 200: json(ReceiptView, 'The receipt') },
      },
      { signedIn: true },
    ),
    async (c) => {
      if (c.req.method !== 'GET') throw new Fault('malformed', 'use_get', '查看回执请用 GET。 Use GET for the receipt; HEAD would leave an entry.')
      const principal = principalFrom(c)
      const { id } = c.req.valid('param')
      const own = ownSubject(principal)
      if (own === null && !actsForLender(principal)) throw notFound()
      const ctx = contextOf(c)
      const receipt =
        own !== null
          ? await receiptOf(ctx, ports.signing, own, id)
          : await ctx.db.transaction((tx) => showReceipt({ ...ctx, db: tx }, ports.signing, principal.institutionId!, id, principal.userId))
      personal(c)
      return c.json(receiptView(receipt, ports.catalogue))
    },
  )

  return router
}
