import type { OpenAPIHono } from '@hono/zod-openapi'
import { displayNames, lenders, principalFrom, requireLender, requireOwner, requireRole } from '../identity/index.ts'
import type { Context } from '../platform/context.ts'
import { readCursor, signCursor } from '../platform/http/cursor.ts'
import { effect } from '../platform/http/effect.ts'
import { resource } from '../platform/http/etag.ts'
import { IdempotencyHeader, json, jsonBody, operation } from '../platform/http/operation.ts'
import { contextOf, createRouter, mount, personal, type Rim, type RimEnv } from '../platform/http/rim.ts'
import { notFound } from '../platform/kernel/fault.ts'
import { idOf, pageLimit, safeText, z } from '../platform/kernel/schema.ts'
import { type CivilDate, civilDateOf } from '../platform/kernel/time.ts'
import { LenderRecall, LenderRecallPage, OperatorRecallPage, RECALL_STATUSES, RecallAnswerRequest, SubjectRecallList } from './contract.ts'
import { lenderRecall, recallView } from './lender-view.ts'
import { awaitsAnswer, type Recall } from './model.ts'
import { acknowledgeRecall, answerRecall, openRecallsOf, readRecall, recallsBy, recallsOfSubject } from './service.ts'
import type { RecallPlace } from './store.ts'

const RecallParam = z.object({ id: idOf('recall') })
const SubjectParam = z.object({ id: idOf('subject') })
const PageQuery = z.object({ status: z.enum([...RECALL_STATUSES, 'open']).optional(), cursor: safeText(512).optional(), limit: pageLimit })
const LenderQuery = PageQuery.extend({ applicationId: idOf('application').optional() })

export function recallRoutes(): OpenAPIHono<RimEnv> {
  const router = createRouter()
  mountLender(router)
  mountOthers(router)
  return router
}

function mountLender(router: OpenAPIHono<RimEnv>): void {
  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/lender/recalls',
        operationId: 'listRecalls',
        tags: ['lender'],
        summary:
          'What you were shown and no longer stands, of any attribute: withdrawn, corrected, repaired or run out; what awaits an answer first, by its day',
        request: { query: LenderQuery },
        responses: { 200: json(LenderRecallPage, 'A page of recalls') },
      },
      { signedIn: true, scope: 'cases.read' },
    ),
    async (c) => {
      const { lenderId } = requireLender(principalFrom(c))
      const { status, cursor, limit, applicationId } = c.req.valid('query')
      const ctx = contextOf(c)
      const list = `recalls ${lenderId}`
      const rows = await recallsBy(ctx, { lenderId, status, applicationId }, limit + 1, placeFrom(c, list, cursor))
      const page = rows.slice(0, limit)
      personal(c)
      return c.json({ items: await lenderViews(ctx, page), open: await openRecallsOf(ctx, lenderId), nextCursor: nextAfter(c, list, rows, limit) })
    },
  )

  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/lender/recalls/{id}',
        operationId: 'readRecall',
        tags: ['lender'],
        summary: 'One recall',
        request: { params: RecallParam },
        responses: { 200: json(LenderRecall, 'The recall') },
      },
      { signedIn: true, scope: 'cases.read' },
    ),
    async (c) => {
      const { lenderId } = lenderOr404(c)
      const ctx = contextOf(c)
      return resource(c, await lenderView(ctx, await readRecall(ctx, lenderId, c.req.valid('param').id)))
    },
  )

  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/api/v1/lender/recalls/{id}/acknowledge',
        operationId: 'acknowledgeRecall',
        tags: ['lender'],
        summary: 'Say that a recall was seen',
        request: { params: RecallParam, headers: IdempotencyHeader },
        responses: { 200: json(LenderRecall, 'Acknowledged') },
      },
      { signedIn: true, scope: 'recalls.write', effect: true },
    ),
    async (c) => {
      const { lenderId } = lenderOr404(c)
      const { id } = c.req.valid('param')
      await readRecall(contextOf(c), lenderId, id)
      return effect(c, 'acknowledgeRecall', await c.req.text(), async (ctx) => ({
        status: 200,
        body: await lenderView(ctx, await acknowledgeRecall(ctx, lenderId, id)),
      }))
    },
  )

  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/api/v1/lender/recalls/{id}/answer',
        operationId: 'answerRecall',
        tags: ['lender'],
        summary: 'Say what was done with what was shown; final',
        request: { params: RecallParam, headers: IdempotencyHeader, body: jsonBody(RecallAnswerRequest) },
        responses: { 200: json(LenderRecall, 'Answered') },
      },
      { signedIn: true, scope: 'recalls.write', effect: true },
    ),
    async (c) => {
      const { lenderId, userId } = lenderOr404(c)
      const { id } = c.req.valid('param')
      await readRecall(contextOf(c), lenderId, id)
      return effect(c, 'answerRecall', await c.req.text(), async (ctx) => ({
        status: 200,
        body: await lenderView(ctx, await answerRecall(ctx, lenderId, userId, id, c.req.valid('json'))),
      }))
    },
  )
}

function mountOthers(router: OpenAPIHono<RimEnv>): void {
  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/subjects/{id}/recalls',
        operationId: 'listSubjectRecalls',
        tags: ['subjects'],
        summary: 'Which lenders were told that something they saw about you no longer stands, and what they answered',
        request: { params: SubjectParam },
        responses: { 200: json(SubjectRecallList, 'At most 200, newest first') },
      },
      { signedIn: true },
    ),
    async (c) => {
      const { id } = c.req.valid('param')
      requireOwner(principalFrom(c), id)
      const ctx = contextOf(c)
      const names = await lenderNames(ctx)
      const rows = await recallsOfSubject(ctx, id)
      personal(c)
      return c.json({
        items: rows.map((r) => ({
          ...recallView(r, today(ctx)),
          documentNo: r.documentNo || null,
          asOf: r.asOf,
          lenderId: r.lenderId,
          lenderName: names.get(r.lenderId) ?? r.lenderId,
          readIndex: r.logIndex,
        })),
      })
    },
  )

  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/recalls',
        operationId: 'listAllRecalls',
        tags: ['operations'],
        summary: 'Every recall, the longest overdue first',
        request: { query: PageQuery },
        responses: { 200: json(OperatorRecallPage, 'A page of recalls') },
      },
      { signedIn: true },
    ),
    async (c) => {
      requireRole(principalFrom(c), 'operator')
      const { status, cursor, limit } = c.req.valid('query')
      const ctx = contextOf(c)
      const rows = await recallsBy(ctx, { status }, limit + 1, placeFrom(c, 'all recalls', cursor))
      const names = await lenderNames(ctx)
      personal(c)
      return c.json({
        items: rows.slice(0, limit).map((r) => ({
          ...recallView(r, today(ctx)),
          subjectId: r.subjectId,
          lenderId: r.lenderId,
          lenderName: names.get(r.lenderId) ?? r.lenderId,
        })),
        nextCursor: nextAfter(c, 'all recalls', rows, limit),
      })
    },
  )
}

/** A recall is answered by people of the lender it went to; to everyone else it is not there. */
function lenderOr404(c: Rim): { lenderId: string; userId: string } {
  const principal = principalFrom(c)
  if (principal.role !== 'lender_viewer' && principal.role !== 'lender_approver') throw notFound()
  return { lenderId: requireLender(principal).lenderId, userId: principal.userId }
}

function placeFrom(c: Rim, list: string, cursor: string | undefined): RecallPlace | null {
  const [done, dueOn, id] = readCursor(c.get('secret'), list, cursor)?.split(' ') ?? []
  return dueOn === undefined || id === undefined ? null : { done: done === 'done', dueOn, id }
}

function nextAfter(c: Rim, list: string, rows: readonly Recall[], limit: number): string | null {
  const last = rows[limit - 1]
  if (rows.length <= limit || !last) return null
  return signCursor(c.get('secret'), list, `${awaitsAnswer(last.status) ? 'open' : 'done'} ${last.dueOn} ${last.id}`)
}

function today(ctx: Context): CivilDate {
  return civilDateOf(ctx.clock.now())
}

async function lenderNames(ctx: Context): Promise<Map<string, string>> {
  return new Map((await lenders(ctx)).map((l) => [l.id, l.name]))
}

async function lenderViews(ctx: Context, rows: readonly Recall[]): Promise<LenderRecall[]> {
  const people = await displayNames(
    ctx,
    rows.flatMap((r) => r.answeredBy ?? []),
  )
  return rows.map((r) => lenderRecall(r, today(ctx), r.answeredBy === null ? null : (people.get(r.answeredBy) ?? null)))
}

async function lenderView(ctx: Context, recall: Recall): Promise<LenderRecall> {
  return (await lenderViews(ctx, [recall]))[0]!
}
