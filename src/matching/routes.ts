import type { OpenAPIHono } from '@hono/zod-openapi'
import { ownSubject, principalFrom, requireOwner } from '../identity/index.ts'
import { resource } from '../platform/http/etag.ts'
import { json, jsonBody, operation } from '../platform/http/operation.ts'
import { contextOf, createRouter, mount, personal, type RimEnv } from '../platform/http/rim.ts'
import { notFound } from '../platform/kernel/fault.ts'
import { idOf, z } from '../platform/kernel/schema.ts'
import type { SourceName } from '../profiles/index.ts'
import { adviceResponse, replayView, whatIfRequest, whatIfResponse } from './advice-contract.ts'
import { matchRequest, matchResponse, offerView } from './contract.ts'
import { advise } from './service/advise.ts'
import type { MarketNow } from './service/market.ts'
import { matchSubject, readRun } from './service/match-subject.ts'
import { offerOfRun } from './service/offer-of-run.ts'
import { replayRun } from './service/replay.ts'
import { whatIf } from './service/what-if.ts'

/** @param marketNow one per app: it keeps what is on offer between requests */
export function matchingRoutes({ nameOf, marketNow }: { nameOf: SourceName; marketNow: MarketNow }): OpenAPIHono<RimEnv> {
  const router = createRouter()

  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/api/v1/matches',
        operationId: 'matchSubject',
        tags: ['matching'],
        summary: 'Ranked offers with reasons for a need; nothing reaches a lender',
        description: 'Asking twice does no harm, so no Idempotency-Key is wanted; each answer is kept as a run.',
        request: { body: jsonBody(matchRequest) },
        responses: { 201: json(matchResponse, 'Every product: eligible ones ranked, then those that lack data, then the refused ones') },
      },
      { signedIn: true },
    ),
    async (c) => {
      const { subjectId, ...need } = c.req.valid('json')
      requireOwner(principalFrom(c), subjectId)
      const { view, text } = await matchSubject(contextOf(c), marketNow, subjectId, need, nameOf)
      personal(c)
      return c.body(text, 201, { 'Content-Type': 'application/json', Location: `/api/v1/matches/${view.id}` })
    },
  )

  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/matches/{id}',
        operationId: 'readMatch',
        tags: ['matching'],
        summary: 'A run as it was answered',
        request: { params: z.object({ id: idOf('match') }) },
        responses: { 200: json(matchResponse, 'The run') },
      },
      { signedIn: true },
    ),
    async (c) => {
      const own = ownSubject(principalFrom(c))
      if (own === null) throw notFound()
      return resource(c, await readRun(contextOf(c), own, c.req.valid('param').id))
    },
  )

  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/api/v1/matches/what-if',
        operationId: 'whatIf',
        tags: ['matching'],
        summary: 'The best offer for each of several amounts and terms; nothing is kept',
        request: { body: jsonBody(whatIfRequest) },
        responses: { 200: json(whatIfResponse, 'A cell for each amount and term') },
      },
      { signedIn: true },
    ),
    async (c) => {
      const { subjectId, ...variants } = c.req.valid('json')
      requireOwner(principalFrom(c), subjectId)
      personal(c)
      return c.json(await whatIf(contextOf(c), marketNow, subjectId, variants))
    },
  )

  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/matches/{id}/offers/{productId}',
        operationId: 'readMatchOffer',
        tags: ['matching'],
        summary: 'One product as the run judged it, listed or not: why not that one',
        request: { params: z.object({ id: idOf('match'), productId: idOf('product') }) },
        responses: { 200: json(offerView, 'The offer; its rank where the answer listed it') },
      },
      { signedIn: true },
    ),
    async (c) => {
      const own = ownSubject(principalFrom(c))
      if (own === null) throw notFound()
      const { id, productId } = c.req.valid('param')
      personal(c)
      return c.json(await offerOfRun(contextOf(c), marketNow, own, id, productId, nameOf))
    },
  )

  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/matches/{id}/advice',
        operationId: 'adviseOnMatch',
        tags: ['matching'],
        summary: 'For the offers of a run: what would open or cheapen each, confirmed by a second run, and the least a lender has to see',
        request: { params: z.object({ id: idOf('match') }) },
        responses: { 200: json(adviceResponse, 'For up to 20 offers of each status') },
      },
      { signedIn: true },
    ),
    async (c) => {
      const own = ownSubject(principalFrom(c))
      if (own === null) throw notFound()
      personal(c)
      return c.json(await advise(contextOf(c), marketNow, own, c.req.valid('param').id))
    },
  )

  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/matches/{id}/replay',
        operationId: 'replayMatch',
        tags: ['matching'],
        summary: 'For the operator: the run made again from what it was made from, and whether the bytes are the same',
        request: { params: z.object({ id: idOf('match') }) },
        responses: { 200: json(replayView, 'The outcome') },
      },
      { signedIn: true },
    ),
    async (c) => {
      if (principalFrom(c).role !== 'operator') throw notFound()
      personal(c)
      return c.json(await replayRun(contextOf(c), c.req.valid('param').id, nameOf))
    },
  )

  return router
}
