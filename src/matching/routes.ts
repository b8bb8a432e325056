import type { OpenAPIHono } from '@hono/zod-openapi'
import { ownSubject, principalFrom, requireOwner } from '../identity/index.ts'
import { resource } from '../platform/http/etag.ts'
import { json, jsonBody, operation } from '../platform/http/operation.ts'
import { contextOf, createRouter, mount, personal, type RimEnv } from '../platform/http/rim.ts'
import { notFound } from '../platform/kernel/fault.ts'
import { idOf, z } from '../platform/kernel/schema.ts'
import type { SourceName } from '../profiles/index.ts'
import { matchRequest, matchResponse } from './contract.ts'
import { matchSubject, readRun } from './service.ts'

export function matchingRoutes({ nameOf }: { nameOf: SourceName }): OpenAPIHono<RimEnv> {
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
      const view = await matchSubject(contextOf(c), subjectId, need, nameOf)
      personal(c)
      return c.json(view, 201, { Location: `/api/v1/matches/${view.id}` })
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

  return router
}
