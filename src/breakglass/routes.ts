import type { OpenAPIHono } from '@hono/zod-openapi'
import { displayNames, principalFrom, requireOwner, requireRole } from '../identity/index.ts'
import type { Context } from '../platform/context.ts'
import { readCursor, signCursor } from '../platform/http/cursor.ts'
import { effect, rethrowContention } from '../platform/http/effect.ts'
import { IdempotencyHeader, json, jsonBody, operation } from '../platform/http/operation.ts'
import { contextOf, createRouter, mount, personal, type RimEnv } from '../platform/http/rim.ts'
import { Fault } from '../platform/kernel/fault.ts'
import { idOf, pageLimit, safeText, z } from '../platform/kernel/schema.ts'
import { civilDateOf } from '../platform/kernel/time.ts'
import { attributeOf, profileView, type SourceName } from '../profiles/model.ts'
import { BASES, basisOn } from './basis.ts'
import { BreakGlassAnswer, BreakGlassDisclosure, BreakGlassList, BreakGlassPage, BreakGlassRequest, BreakGlassView } from './contract.ts'
import type { BreakGlass } from './model.ts'
import { answerBreakGlass, breakGlassOf, fieldsOf, listBreakGlassWishes, readBreakGlass, requestBreakGlass } from './service.ts'

const WishParam = z.object({ id: idOf('breakGlass') })
const SubjectParam = z.object({ id: idOf('subject') })
const SUBJECTS_AT_MOST = 200

export function breakGlassRoutes(nameOf: SourceName): OpenAPIHono<RimEnv> {
  const router = createRouter()

  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/break-glass',
        operationId: 'listBreakGlass',
        tags: ['operations'],
        summary: 'Every wish to look without a consent, newest first',
        request: { query: z.object({ cursor: safeText(512).optional(), limit: pageLimit }) },
        responses: { 200: json(BreakGlassPage, 'A page') },
      },
      { signedIn: true },
    ),
    async (c) => {
      requireRole(principalFrom(c), 'operator', 'regulator', 'auditor')
      const { cursor, limit } = c.req.valid('query')
      const ctx = contextOf(c)
      const rows = await listBreakGlassWishes(ctx, null, limit + 1, readCursor(c.get('secret'), 'break-glass', cursor))
      const last = rows[limit - 1]
      personal(c)
      return c.json({
        items: await views(ctx, rows.slice(0, limit)),
        nextCursor: rows.length <= limit || !last ? null : signCursor(c.get('secret'), 'break-glass', last.id),
      })
    },
  )

  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/api/v1/break-glass',
        operationId: 'requestBreakGlass',
        tags: ['operations'],
        summary: 'Ask to look without a consent, on a statute and with a writ; nothing opens before a second person agrees',
        request: { headers: IdempotencyHeader, body: jsonBody(BreakGlassRequest) },
        responses: { 201: json(BreakGlassView, 'Asked') },
      },
      { signedIn: true, effect: true },
    ),
    async (c) => {
      const principal = principalFrom(c)
      requireRole(principal, 'operator')
      return effect(c, 'requestBreakGlass', await c.req.text(), async (ctx) => ({
        status: 201,
        body: (await views(ctx, [await requestBreakGlass(ctx, principal.userId, c.req.valid('json'))]))[0],
      }))
    },
  )

  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/api/v1/break-glass/{id}/answer',
        operationId: 'answerBreakGlass',
        tags: ['operations'],
        summary: 'A second person, of the bureau or the audit, says yes or no; yes opens it for thirty minutes to the one who asked',
        request: { params: WishParam, headers: IdempotencyHeader, body: jsonBody(BreakGlassAnswer) },
        responses: { 200: json(BreakGlassView, 'Answered') },
      },
      { signedIn: true, effect: true },
    ),
    async (c) => {
      const principal = principalFrom(c)
      requireRole(principal, 'regulator', 'auditor')
      const { id } = c.req.valid('param')
      await breakGlassOf(contextOf(c), id)
      return effect(c, 'answerBreakGlass', await c.req.text(), async (ctx) => ({
        status: 200,
        body: (await views(ctx, [await answerBreakGlass(ctx, principal.userId, id, c.req.valid('json').approve)]))[0],
      }))
    },
  )

  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/break-glass/{id}/profile',
        operationId: 'readBreakGlass',
        tags: ['operations'],
        summary: 'Look: the fields of the basis and no others; every call is a logged read, and the subject sees it',
        request: { params: WishParam },
        responses: { 200: json(BreakGlassDisclosure, 'What the basis opens') },
      },
      { signedIn: true },
    ),
    async (c) => {
      if (c.req.method !== 'GET') throw new Fault('malformed', 'use_get', '应急查看请用 GET。 Use GET to look; HEAD would write an entry and show nothing.')
      const principal = principalFrom(c)
      requireRole(principal, 'operator')
      const ctx = contextOf(c)
      const { id } = c.req.valid('param')
      const { wish, profile, logIndex } = await ctx.db.transaction((tx) => readBreakGlass({ ...ctx, db: tx }, principal.userId, id)).catch(rethrowContention)
      personal(c)
      const { sections, asOf } = profileView(profile, nameOf)
      return c.json({ wish: (await views(ctx, [wish]))[0], asOf, sections: sections.filter(({ granted }) => granted), logIndex })
    },
  )

  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/subjects/{id}/break-glass',
        operationId: 'listSubjectBreakGlass',
        tags: ['subjects'],
        summary: 'Who asked to look at you, or looked, by a statute and without your consent',
        request: { params: SubjectParam },
        responses: { 200: json(BreakGlassList, 'At most 200, newest first') },
      },
      { signedIn: true },
    ),
    async (c) => {
      const { id } = c.req.valid('param')
      requireOwner(principalFrom(c), id)
      const ctx = contextOf(c)
      personal(c)
      return c.json({ items: await views(ctx, await listBreakGlassWishes(ctx, id, SUBJECTS_AT_MOST, null)) })
    },
  )

  return router
}

async function views(ctx: Context, rows: readonly BreakGlass[]): Promise<BreakGlassView[]> {
  const people = await displayNames(
    ctx,
    rows.flatMap(({ requestedBy, answeredBy }) => (answeredBy === null ? [requestedBy] : [requestedBy, answeredBy])),
  )
  return rows.map(({ requestedBy, answeredBy, requestedAt, answeredAt, readUntil, basis: code, ...row }) => {
    // As it stood on the day it was named.
    const basis = basisOn(code, civilDateOf(requestedAt)) ?? BASES.find((known) => known.code === code)!
    return {
      ...row,
      basis: { code, zh: basis.zh, law: basis.law },
      fields: fieldsOf(basis).map((id) => ({ id, label: attributeOf(id).zh })),
      requestedByName: people.get(requestedBy) ?? requestedBy,
      requestedAt: requestedAt.toISOString(),
      answeredByName: answeredBy === null ? null : (people.get(answeredBy) ?? answeredBy),
      answeredAt: answeredAt?.toISOString() ?? null,
      readUntil: readUntil?.toISOString() ?? null,
    }
  })
}
