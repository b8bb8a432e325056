import type { OpenAPIHono } from '@hono/zod-openapi'
import { actsForLender, institutionNamed, lenders, type Principal, principalFrom, requireLender } from '../identity/index.ts'
import type { Context } from '../platform/context.ts'
import { readCursor, signCursor } from '../platform/http/cursor.ts'
import { effect } from '../platform/http/effect.ts'
import { etagOf, requireMatch, resource } from '../platform/http/etag.ts'
import { IdempotencyHeader, IfMatchHeader, json, jsonBody, operation } from '../platform/http/operation.ts'
import { contextOf, createRouter, mount, personal, type Rim, type RimEnv } from '../platform/http/rim.ts'
import { throttle } from '../platform/http/throttle.ts'
import { notFound } from '../platform/kernel/fault.ts'
import { idOf, z } from '../platform/kernel/schema.ts'
import type { AttributeId } from '../profiles/model.ts'
import { annualRate, annualRateByDate } from './annual-rate.ts'
import { draftRequest, type ProductVersionView, type ProductView, pauseRequest, productPage, productQuery, productRequest, productView } from './contract.ts'
import { criteriaGuide, criteriaGuideView } from './criteria-guide.ts'
import { AnnualRateRequest, AnnualRateResponse, flowsOf, QuoteRequest, QuoteResponse, quoteView } from './finance-contract.ts'
import type { Population } from './population.ts'
import { quote } from './quote.ts'
import { createProduct, type Proofs, pauseProduct, productsOf, publishedProducts, publishProduct, putDraft, readProduct, submitProduct } from './service.ts'
import type { Product, ProductVersion } from './store.ts'
import { termsView } from './terms-schema.ts'
import type { Evaluate } from './test-case.ts'
import { describeCriterion } from './wording.ts'

/** Each publication is checked against the whole city: more than a desk has in a day would be questions, not products. */
const PUBLICATIONS_A_DAY = 60
const DAY_SECONDS = 86_400

const ProductParam = z.object({ id: idOf('product') })

export interface ProductPorts {
  /** Runs a lender's test cases: the meaning of criteria stands to the right of this slice. */
  evaluate: Evaluate
  /** Counts whom criteria would let in; absent where nobody counts. */
  populationOf?: (ctx: Context) => Population
  /** The items of the data catalogue an attribute is taken from, `source/record`. */
  itemsOf?: (attribute: AttributeId) => readonly string[]
}

export function productRoutes(ports: ProductPorts): OpenAPIHono<RimEnv> {
  const router = createRouter()
  mountOffers(router, ports)
  mountMaking(router, ports)
  mountPause(router)
  return router
}

/** Reading: open to everyone; drafts to the lender's own people. */
function mountOffers(router: OpenAPIHono<RimEnv>, { itemsOf = () => [] }: ProductPorts): void {
  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/products',
        operationId: 'listProducts',
        tags: ['products'],
        summary: 'Products on offer; with `status` a lender’s own, drafts included',
        request: { query: productQuery },
        responses: { 200: json(productPage, 'A page of products, by id') },
      },
      { signedIn: false, refuses: [401, 403] },
    ),
    async (c) => {
      const ctx = contextOf(c)
      const { lenderId, audience, purpose, status, cursor, limit } = c.req.valid('query')
      const own = status !== undefined && status !== 'published'
      if (own) personal(c)
      const all = own
        ? (await ownViews(ctx, requireLender(principalFrom(c)).lenderId)).filter((p) => p.status === status || p.draft?.status === status)
        : (await publishedProducts(ctx)).map(
            (p): ProductView => ({
              id: p.id,
              lenderId: p.lender.id,
              lenderName: p.lender.name,
              version: p.version,
              status: 'published',
              terms: termsView(p.terms),
              criteriaZh: p.terms.criteria.map(describeCriterion),
              publishedAt: p.publishedAt.toISOString(),
              testCases: null,
              pausedUntil: p.pausedUntil,
              pausedReason: p.pausedReason,
              upcoming: null,
              draft: null,
            }),
          )
      const after = readCursor(c.get('secret'), 'products', cursor)
      const fitting = all
        .filter((p) => lenderId === undefined || p.lenderId === lenderId)
        .filter((p) => audience === undefined || p.terms.audience.includes(audience))
        .filter((p) => purpose === undefined || p.terms.purposes.includes(purpose))
        .filter((p) => after === null || p.id > after)
      const items = fitting.slice(0, limit)
      return c.json({ items, nextCursor: fitting.length > limit ? signCursor(c.get('secret'), 'products', items.at(-1)!.id) : null })
    },
  )

  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/products/{id}',
        operationId: 'readProduct',
        tags: ['products'],
        summary: 'One product',
        request: { params: ProductParam },
        responses: { 200: json(productView, 'The product; its draft too for the lender’s own people') },
      },
      { signedIn: false, refuses: [404] },
    ),
    async (c) => {
      const product = await readProduct(contextOf(c), c.req.valid('param').id)
      const caller = c.get('caller') as Principal | null
      if (product && caller && actsForLender(caller) && caller.institutionId === product.lenderId)
        return resource(c, await viewForLender(contextOf(c), product))
      if (!product?.published) throw notFound()
      return resource(c, { ...(await viewForLender(contextOf(c), product)), testCases: null, upcoming: null, draft: null })
    },
  )

  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/criteria/schema',
        operationId: 'readCriteriaSchema',
        tags: ['products'],
        summary: 'What criteria can ask: every attribute with its unit and its questions, and the tree as JSON Schema',
        description: 'For builders of forms. A criterion that fits the schema is still refused where it contradicts another or crosses a red line.',
        responses: { 200: json(criteriaGuideView, 'The attributes, the limits of a tree, what is never asked, and the schema') },
      },
      { signedIn: false },
    ),
    (c) => c.json(criteriaGuide(itemsOf)),
  )

  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/api/v1/finance/quote',
        operationId: 'quoteLoan',
        tags: ['tools'],
        summary: 'What a loan really costs: schedule, totals, annual rate (IRR)',
        request: { body: jsonBody(QuoteRequest) },
        responses: { 200: json(QuoteResponse, 'The quote') },
      },
      { signedIn: false },
    ),
    (c) => {
      return c.json(quoteView(quote(c.req.valid('json'))))
    },
  )

  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/api/v1/finance/annual-rate',
        operationId: 'annualRate',
        tags: ['tools'],
        summary: 'The annual rate (IRR, or XIRR for dated flows) of cash flows',
        request: { body: jsonBody(AnnualRateRequest) },
        responses: { 200: json(AnnualRateResponse, 'The rate') },
      },
      { signedIn: false },
    ),
    (c) => {
      const asked = flowsOf(c.req.valid('json').flows)
      return c.json(asked.by === 'date' ? annualRateByDate(asked.flows) : annualRate(asked.flows))
    },
  )
}

/** Making: the lender's own people, four eyes. */
function mountMaking(router: OpenAPIHono<RimEnv>, ports: ProductPorts): void {
  const proofsIn = (ctx: Context): Proofs => ({ evaluate: ports.evaluate, ...(ports.populationOf && { population: ports.populationOf(ctx) }) })
  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/api/v1/products',
        operationId: 'createProduct',
        tags: ['products'],
        summary: 'Begin a product as a draft',
        request: { headers: IdempotencyHeader, body: jsonBody(productRequest) },
        responses: { 201: json(productView, 'The draft') },
      },
      { signedIn: true, effect: true },
    ),
    async (c) => {
      const maker = makerFrom(c)
      return effect(c, 'createProduct', await c.req.text(), async (ctx) => {
        const view = await viewForLender(ctx, await createProduct(ctx, maker, c.req.valid('json')))
        return { status: 201, body: view, headers: { Location: `/api/v1/products/${view.id}`, ETag: etagOf(view) } }
      })
    },
  )

  mount(
    router,
    operation(
      {
        method: 'put',
        path: '/api/v1/products/{id}/draft',
        operationId: 'putDraft',
        tags: ['products'],
        summary: 'Replace the draft; what is published stays until the next publication',
        request: { params: ProductParam, headers: IfMatchHeader, body: jsonBody(draftRequest) },
        responses: { 200: json(productView, 'The product with its draft') },
      },
      { signedIn: true, change: true },
    ),
    async (c) => {
      const maker = makerFrom(c)
      const ctx = contextOf(c)
      const { id } = c.req.valid('param')
      const product = await ctx.db.transaction((tx) => {
        const inner = { ...ctx, db: tx }
        return putDraft(inner, maker, id, c.req.valid('json'), async (current) => requireMatch(c, etagOf(await viewForLender(inner, current))))
      })
      return resource(c, await viewForLender(ctx, product))
    },
  )

  for (const step of [
    { verb: 'submit', operationId: 'submitProduct', summary: 'Hand the draft to a second person', run: submitProduct, role: undefined },
    {
      verb: 'publish',
      operationId: 'publishProduct',
      summary: 'Put the submitted version on offer: an approver who neither drafted nor submitted it',
      run: publishProduct,
      role: 'lender_approver',
    },
  ] as const) {
    mount(
      router,
      operation(
        {
          method: 'post',
          path: `/api/v1/products/{id}/${step.verb}`,
          operationId: step.operationId,
          tags: ['products'],
          summary: step.summary,
          request: { params: ProductParam, headers: IdempotencyHeader },
          responses: { 200: json(productView, 'The product') },
        },
        { signedIn: true, effect: true, ...(step.verb === 'publish' ? { refuses: [429] } : {}) },
      ),
      async (c) => {
        const maker = makerFrom(c, step.role)
        // Counted outside the effect: a refused publication takes nothing back.
        if (step.verb === 'publish') await throttle(contextOf(c), `publish ${maker.lenderId}`, PUBLICATIONS_A_DAY, DAY_SECONDS)
        return effect(c, step.operationId, await c.req.text(), async (ctx) => {
          const view = await viewForLender(ctx, await step.run(ctx, maker, c.req.valid('param').id, proofsIn(ctx)))
          return { status: 200, body: view, headers: { ETag: etagOf(view) } }
        })
      },
    )
  }
}

/** When a quota is full is nothing that four eyes must see: it takes nothing from a firm but today. */
function mountPause(router: OpenAPIHono<RimEnv>): void {
  mount(
    router,
    operation(
      {
        method: 'put',
        path: '/api/v1/products/{id}/pause',
        operationId: 'pauseProduct',
        tags: ['products'],
        summary: 'The quota is full until a day, or open again; the terms stay as they are',
        request: { params: ProductParam, headers: IfMatchHeader, body: jsonBody(pauseRequest) },
        responses: { 200: json(productView, 'The product') },
      },
      { signedIn: true, change: true },
    ),
    async (c) => {
      const maker = makerFrom(c, 'lender_approver')
      const ctx = contextOf(c)
      const { id } = c.req.valid('param')
      const asked = c.req.valid('json')
      const product = await ctx.db.transaction((tx) => {
        const inner = { ...ctx, db: tx }
        const pause = asked.paused ? { until: asked.until, reason: asked.reason } : null
        return pauseProduct(inner, maker, id, pause, async (current) => requireMatch(c, etagOf(await viewForLender(inner, current))))
      })
      return resource(c, await viewForLender(ctx, product))
    },
  )
}

function makerFrom(c: Rim, role?: 'lender_approver') {
  const principal = principalFrom(c)
  return { lenderId: requireLender(principal, role).lenderId, userId: principal.userId }
}

function versionView({ version, status, terms, testCases, publishedAt }: ProductVersion): ProductVersionView {
  return {
    version,
    status,
    terms: termsView(terms),
    criteriaZh: terms.criteria.map(describeCriterion),
    publishedAt: publishedAt?.toISOString() ?? null,
    testCases: [...testCases],
  }
}

async function viewForLender(ctx: Context, product: Product): Promise<ProductView> {
  const lender = await institutionNamed(ctx, product.lenderId)
  return viewOf(product, lender!.name)
}

async function ownViews(ctx: Context, lenderId: string): Promise<ProductView[]> {
  const names = new Map((await lenders(ctx)).map((l) => [l.id, l.name]))
  return (await productsOf(ctx, lenderId)).map((p) => viewOf(p, names.get(p.lenderId)!))
}

/** What is on offer; else what was published last, to come or past; else the draft. */
function viewOf({ id, lenderId, published, standing, pending, pause }: Product, lenderName: string): ProductView {
  const shown = (published ?? standing.at(-1) ?? pending)!
  const upcoming = standing.find(({ version }) => published !== null && version > published.version)
  return {
    ...versionView(shown),
    id,
    lenderId,
    lenderName,
    pausedUntil: pause?.until ?? null,
    pausedReason: pause?.reason ?? null,
    upcoming: upcoming ? versionView(upcoming) : null,
    draft: pending ? versionView(pending) : null,
  }
}
