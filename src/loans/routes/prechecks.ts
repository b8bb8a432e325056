import type { OpenAPIHono } from '@hono/zod-openapi'
import { type Consent, prechecksOf, readPrecheck } from '../../consent/index.ts'
import { principalFrom, requireLender } from '../../identity/index.ts'
import type { Context } from '../../platform/context.ts'
import { readCursor, signCursor } from '../../platform/http/cursor.ts'
import { rethrowContention } from '../../platform/http/effect.ts'
import { resource } from '../../platform/http/etag.ts'
import { json, operation } from '../../platform/http/operation.ts'
import { contextOf, mount, personal, type RimEnv } from '../../platform/http/rim.ts'
import { Fault } from '../../platform/kernel/fault.ts'
import { idOf, pageLimit, safeText, z } from '../../platform/kernel/schema.ts'
import { CATEGORIES, CATEGORY_INFO } from '../../profiles/model.ts'
import { disclosedView } from '../disclosed-view.ts'
import { disclosePrecheck, termsOf } from '../precheck/service.ts'
import { PrecheckDisclosure, PrecheckPage, PrecheckView } from '../precheck-contract.ts'
import { LOGGED, type LoanPorts, lenderOr404, placedInLog } from './reader.ts'

const PrecheckParam = z.object({ id: idOf('consent') })
const PageQuery = z.object({ cursor: safeText(512).optional(), limit: pageLimit })

export function mountPrechecks(router: OpenAPIHono<RimEnv>, { nameOf, gatewayOf }: LoanPorts): void {
  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/lender/prechecks',
        operationId: 'listPrechecks',
        tags: ['lender'],
        summary: 'Who lets you look once before it applies, newest first; holds no fact about anybody',
        request: { query: PageQuery },
        responses: { 200: json(PrecheckPage, 'A page') },
      },
      { signedIn: true, scope: 'cases.read' },
    ),
    async (c) => {
      const { lenderId } = requireLender(principalFrom(c))
      const { cursor, limit } = c.req.valid('query')
      const ctx = contextOf(c)
      const list = `prechecks ${lenderId}`
      const rows = await prechecksOf(ctx, lenderId, limit + 1, readCursor(c.get('secret'), list, cursor))
      const page = rows.slice(0, limit)
      const items: PrecheckView[] = []
      for (const consent of page) items.push(await precheckView(ctx, consent))
      personal(c)
      return c.json({ items, nextCursor: rows.length > limit ? signCursor(c.get('secret'), list, page.at(-1)!.id) : null })
    },
  )

  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/lender/prechecks/{id}',
        operationId: 'readPrecheck',
        tags: ['lender'],
        summary: 'One precheck, before any data is looked at',
        request: { params: PrecheckParam },
        responses: { 200: json(PrecheckView, 'The precheck') },
      },
      { signedIn: true, scope: 'cases.read' },
    ),
    async (c) => {
      const { lenderId } = lenderOr404(c)
      const ctx = contextOf(c)
      return resource(c, await precheckView(ctx, await readPrecheck(ctx, lenderId, c.req.valid('param').id)))
    },
  )

  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/lender/prechecks/{id}/profile',
        operationId: 'disclosePrecheck',
        tags: ['lender'],
        summary: 'The one look: exactly the consented fields; a logged read that uses the consent up',
        request: { params: PrecheckParam },
        responses: { 200: { ...json(PrecheckDisclosure, 'The consented profile'), headers: LOGGED } },
      },
      { signedIn: true, scope: 'profiles.read' },
    ),
    async (c) => {
      // A HEAD would spend the one look and show nothing for it.
      if (c.req.method !== 'GET') throw new Fault('malformed', 'use_get', '查看授权数据请用 GET。 Use GET for the disclosure; HEAD would spend a read.')
      const { lenderId, userId } = lenderOr404(c)
      const ctx = contextOf(c)
      const { id } = c.req.valid('param')
      const disclosure = await disclosePrecheck(ctx, gatewayOf(ctx), lenderId, userId, id).catch(rethrowContention)
      personal(c)
      placedInLog(c, disclosure)
      return c.json({ precheckId: id, ...disclosedView(disclosure, nameOf) })
    },
  )
}

async function precheckView(ctx: Context, consent: Consent): Promise<PrecheckView> {
  const { id, status, artefact, grantedAt, validTo, endedAt, readsUsed, hash } = consent
  const { product, productVersion } = artefact.binding
  return {
    ...{ id, productId: product, productVersion, productName: (await termsOf(ctx, artefact)).name, status },
    data: artefact.data.map(({ category }) => ({ category, label: labelOf(category) })),
    ...{ grantedAt: grantedAt?.toISOString() ?? null, validTo: validTo.toISOString(), endedAt: endedAt?.toISOString() ?? null },
    ...{
      reads: { used: readsUsed, total: artefact.access.total },
      deleteAfter: artefact.retention.deleteAfter,
      deleteTrigger: artefact.retention.trigger,
      hash,
    },
  }
}

function labelOf(category: string): string {
  const known = CATEGORIES.find((one) => one === category)
  return known === undefined ? category : CATEGORY_INFO[known].zh
}
