import type { OpenAPIHono } from '@hono/zod-openapi'
import { displayNames, principalFrom, requireLender } from '../../identity/index.ts'
import type { Context } from '../../platform/context.ts'
import { readCursor, signCursor } from '../../platform/http/cursor.ts'
import { effect } from '../../platform/http/effect.ts'
import { resource } from '../../platform/http/etag.ts'
import { IdempotencyHeader, json, jsonBody, operation } from '../../platform/http/operation.ts'
import { contextOf, createRouter, mount, personal, type Rim, type RimEnv } from '../../platform/http/rim.ts'
import { notFound } from '../../platform/kernel/fault.ts'
import { idOf, pageLimit, safeText, z } from '../../platform/kernel/schema.ts'
import type { Gateway } from '../../profiles/model.ts'
import type { CatalogueItem } from '../../sources/model.ts'
import { BatchPage, BatchRequest, BatchView, CountsRequest, CountsView, ENTRY_BASES, EntryPage } from '../screening-contract.ts'
import { CITY } from './area.ts'
import { batchesOf, cancelBatch, orderBatch, readBatch } from './service/batch.ts'
import { countSubjects, paceCounts } from './service/count.ts'
import { entriesOf } from './service/entries.ts'
import type { ScreenBatch } from './store.ts'
import { batchView, countsView } from './view.ts'

export interface ScreeningPorts {
  catalogue: readonly CatalogueItem[]
  /** The licensed bureau, for what is about natural persons. */
  gatewayOf(ctx: Context): Gateway
}

const BatchParam = z.object({ id: idOf('screening') })
const PageQuery = z.object({ cursor: safeText(512).optional(), limit: pageLimit })
const EntryQuery = PageQuery.extend({ basis: z.enum(ENTRY_BASES).optional() })

export function screeningRoutes(ports: ScreeningPorts): OpenAPIHono<RimEnv> {
  const router = createRouter()
  mountCounts(router, ports)
  mountBatches(router)
  mountEntries(router, ports)
  return router
}

function mountCounts(router: OpenAPIHono<RimEnv>, { catalogue }: ScreeningPorts): void {
  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/api/v1/lender/screenings/counts',
        operationId: 'countScreening',
        tags: ['lender'],
        summary: 'How many subjects criteria would take, and what rules most of them out',
        description:
          'By open records alone: what needs consent is unknown. Counts are whole tens, never more than there are, none under ten; from which number on a ten is told hangs on who is counted and not on how it is asked, so that two questions do not tell of the one subject they differ by. Sixty a minute for each lender.',
        request: { body: jsonBody(CountsRequest) },
        responses: { 200: json(CountsView, 'The counts, as of a day') },
      },
      { signedIn: true, refuses: [429] },
    ),
    async (c) => {
      const { lenderId } = requireLender(principalFrom(c))
      const { criteria, audience, district } = c.req.valid('json')
      const ctx = contextOf(c)
      await paceCounts(ctx, lenderId)
      const asked = { criteria, audience, area: district ?? CITY }
      personal(c)
      return c.json(countsView(await countSubjects(ctx, catalogue, asked), criteria, c.get('secret')), 200)
    },
  )
}

function mountBatches(router: OpenAPIHono<RimEnv>): void {
  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/api/v1/lender/batches',
        operationId: 'orderBatch',
        tags: ['lender'],
        summary: 'Look at everybody of a village, town, district or the city with one version of a product',
        request: { headers: IdempotencyHeader, body: jsonBody(BatchRequest) },
        responses: { 201: json(BatchView, 'Ordered; it goes on by itself') },
      },
      { signedIn: true, effect: true },
    ),
    async (c) => {
      const { lenderId } = requireLender(principalFrom(c))
      const { userId } = principalFrom(c)
      return effect(c, 'orderBatch', await c.req.text(), async (ctx) => {
        const view = await viewOf(c, ctx, await orderBatch(ctx, { lenderId, userId, ...c.req.valid('json') }))
        return { status: 201, body: view, headers: { Location: `/api/v1/lender/batches/${view.id}` } }
      })
    },
  )

  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/lender/batches',
        operationId: 'listBatches',
        tags: ['lender'],
        summary: 'Your batches, newest first',
        request: { query: PageQuery },
        responses: { 200: json(BatchPage, 'A page of batches') },
      },
      { signedIn: true },
    ),
    async (c) => {
      const { lenderId } = requireLender(principalFrom(c))
      const { cursor, limit } = c.req.valid('query')
      const ctx = contextOf(c)
      const list = `screening batches ${lenderId}`
      const rows = await batchesOf(ctx, lenderId, limit + 1, readCursor(c.get('secret'), list, cursor))
      const page = rows.slice(0, limit)
      personal(c)
      const nextCursor = rows.length > limit ? signCursor(c.get('secret'), list, page.at(-1)!.id) : null
      return c.json({ items: await viewsOf(c, ctx, page), nextCursor }, 200)
    },
  )

  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/lender/batches/{id}',
        operationId: 'readBatch',
        tags: ['lender'],
        summary: 'One batch: how far it is, and its totals once it is done',
        request: { params: BatchParam },
        responses: { 200: json(BatchView, 'The batch') },
      },
      { signedIn: true },
    ),
    async (c) => {
      const { lenderId } = lenderOr404(c)
      const ctx = contextOf(c)
      return resource(c, await viewOf(c, ctx, await readBatch(ctx, lenderId, c.req.valid('param').id)))
    },
  )

  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/api/v1/lender/batches/{id}/cancel',
        operationId: 'cancelBatch',
        tags: ['lender'],
        summary: 'Stop a batch; what it named so far stays',
        request: { params: BatchParam, headers: IdempotencyHeader },
        responses: { 200: json(BatchView, 'Cancelled') },
      },
      { signedIn: true, effect: true },
    ),
    async (c) => {
      const { lenderId } = lenderOr404(c)
      const { id } = c.req.valid('param')
      await readBatch(contextOf(c), lenderId, id)
      return effect(c, 'cancelBatch', await c.req.text(), async (ctx) => ({
        status: 200,
        body: await viewOf(c, ctx, await cancelBatch(ctx, lenderId, id)),
      }))
    },
  )
}

function mountEntries(router: OpenAPIHono<RimEnv>, { gatewayOf }: ScreeningPorts): void {
  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/lender/batches/{id}/entries',
        operationId: 'listBatchEntries',
        tags: ['lender'],
        summary: 'Whom a batch may name: firms that open records alone decide, and applicants with a live consent',
        description:
          'Each applicant on a page is a read under that consent: counted, logged, and seen by the applicant. Each firm that open records decide is told by a line in its own access log. Ask for `basis=public` to read under no consent.',
        request: { params: BatchParam, query: EntryQuery },
        responses: { 200: json(EntryPage, 'A page; whose consent has ended is left out') },
      },
      { signedIn: true },
    ),
    async (c) => {
      const { lenderId, userId } = lenderOr404(c)
      const { basis, cursor, limit } = c.req.valid('query')
      const ctx = contextOf(c)
      const batch = await readBatch(ctx, lenderId, c.req.valid('param').id)
      const list = `screening entries ${batch.id} ${basis ?? 'all'}`
      const skip = Number(readCursor(c.get('secret'), list, cursor) ?? 0)
      const { items, next } = await entriesOf(ctx, batch, userId, gatewayOf(ctx), { basis, skip, limit })
      personal(c)
      return c.json({ items, nextCursor: next === null ? null : signCursor(c.get('secret'), list, String(next)) }, 200)
    },
  )
}

/** A batch belongs to the lender that ordered it; to everyone else it is not there. */
function lenderOr404(c: Rim): { lenderId: string; userId: string } {
  const principal = principalFrom(c)
  if (principal.role !== 'lender_viewer' && principal.role !== 'lender_approver') throw notFound()
  return { lenderId: requireLender(principal).lenderId, userId: principal.userId }
}

async function viewsOf(c: Rim, ctx: Context, batches: readonly ScreenBatch[]): Promise<BatchView[]> {
  const names = await displayNames(
    ctx,
    batches.map(({ createdBy }) => createdBy),
  )
  return batches.map((batch) => batchView(batch, names.get(batch.createdBy) ?? null, c.get('secret')))
}

async function viewOf(c: Rim, ctx: Context, batch: ScreenBatch): Promise<BatchView> {
  return (await viewsOf(c, ctx, [batch]))[0]!
}
