import type { OpenAPIHono } from '@hono/zod-openapi'
import { displayNames, lenders, principalFrom, requireLender, requireOwner, requireRole, requireStepUp } from '../identity/index.ts'
import type { Context } from '../platform/context.ts'
import { readCursor, signCursor } from '../platform/http/cursor.ts'
import { effect } from '../platform/http/effect.ts'
import { IdempotencyHeader, json, jsonBody, operation } from '../platform/http/operation.ts'
import { contextOf, createRouter, mount, personal, type Rim, type RimEnv } from '../platform/http/rim.ts'
import { notFound } from '../platform/kernel/fault.ts'
import { idOf, pageLimit, safeText, z } from '../platform/kernel/schema.ts'
import { civilDateOf } from '../platform/kernel/time.ts'
import { attributeOf, isAttributeId } from '../profiles/model.ts'
import { AttestationRequest, ErasureRequest, ErasureView, LenderDeletion, LenderDeletionPage, OperatorDeletionPage, SubjectDeletionList } from './contract.ts'
import type { Duty } from './model.ts'
import { attestDeletion, dutiesBy, readDuty } from './service/duties.ts'
import { eraseSubject, erasureOf, HINDRANCE_SENTENCES } from './service/erase.ts'

const DeletionParam = z.object({ id: idOf('deletion') })
const SubjectParam = z.object({ id: idOf('subject') })
const PageQuery = z.object({ status: z.enum(['open', 'overdue', 'all']).default('open'), cursor: safeText(512).optional(), limit: pageLimit })
const SUBJECTS_AT_MOST = 500

export function deletionRoutes(): OpenAPIHono<RimEnv> {
  const router = createRouter()
  mountLender(router)
  mountSubject(router)
  mountOperator(router)
  return router
}

function mountLender(router: OpenAPIHono<RimEnv>): void {
  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/lender/deletions',
        operationId: 'listDeletions',
        tags: ['lender'],
        summary: 'What you read and have to delete: the consent ended, the case was decided, or the subject had itself erased; newest first',
        request: { query: PageQuery },
        responses: { 200: json(LenderDeletionPage, 'A page') },
      },
      { signedIn: true, scope: 'cases.read' },
    ),
    async (c) => {
      const { lenderId } = requireLender(principalFrom(c))
      const { status, cursor, limit } = c.req.valid('query')
      const ctx = contextOf(c)
      const list = `deletions ${lenderId} ${status}`
      const rows = await dutiesBy(ctx, { lenderId, open: openOf(status) }, limit + 1, readCursor(c.get('secret'), list, cursor))
      personal(c)
      return c.json({ items: await lenderViews(ctx, rows.slice(0, limit)), nextCursor: nextAfter(c, list, rows, limit) })
    },
  )

  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/api/v1/lender/deletions/{id}/attestation',
        operationId: 'attestDeletion',
        tags: ['lender'],
        summary: 'Say what became of what you read; final. The subject sees it, and it stands in the log',
        request: { params: DeletionParam, headers: IdempotencyHeader, body: jsonBody(AttestationRequest) },
        responses: { 200: json(LenderDeletion, 'Attested') },
      },
      { signedIn: true, scope: 'recalls.write', effect: true },
    ),
    async (c) => {
      const principal = principalFrom(c)
      if (principal.role !== 'lender_viewer' && principal.role !== 'lender_approver') throw notFound()
      const { lenderId } = requireLender(principal)
      const { id } = c.req.valid('param')
      await readDuty(contextOf(c), lenderId, id)
      return effect(c, 'attestDeletion', await c.req.text(), async (ctx) => ({
        status: 200,
        body: (await lenderViews(ctx, [await attestDeletion(ctx, { lenderId, userId: principal.userId }, id, c.req.valid('json'))]))[0],
      }))
    },
  )
}

function mountSubject(router: OpenAPIHono<RimEnv>): void {
  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/subjects/{id}/deletions',
        operationId: 'listSubjectDeletions',
        tags: ['subjects'],
        summary: 'Which lenders have to delete what they read about you, and what they attested',
        request: { params: SubjectParam },
        responses: { 200: json(SubjectDeletionList, 'At most 500, newest first') },
      },
      { signedIn: true },
    ),
    async (c) => {
      const { id } = c.req.valid('param')
      requireOwner(principalFrom(c), id)
      const ctx = contextOf(c)
      personal(c)
      return c.json({ items: await subjectViews(ctx, await dutiesBy(ctx, { subjectId: id }, SUBJECTS_AT_MOST, null)) })
    },
  )

  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/subjects/{id}/erasure',
        operationId: 'readErasure',
        tags: ['subjects'],
        summary: 'Whether your data can be erased, or since when they are',
        request: { params: SubjectParam },
        responses: { 200: json(ErasureView, 'How it stands') },
      },
      { signedIn: true },
    ),
    async (c) => {
      const { id } = c.req.valid('param')
      requireOwner(principalFrom(c), id)
      personal(c)
      return c.json(await erasureView(contextOf(c), id))
    },
  )

  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/api/v1/subjects/{id}/erasure',
        operationId: 'eraseSubject',
        tags: ['subjects'],
        summary: 'Have everything about you erased: a natural person’s right; final',
        description: 'Whoever asks for it has shown their strongest factor within five minutes, the password where there is no other (403 `step_up_required`).',
        request: { params: SubjectParam, headers: IdempotencyHeader, body: jsonBody(ErasureRequest) },
        responses: { 200: json(ErasureView, 'Erased') },
      },
      { signedIn: true, effect: true },
    ),
    async (c) => {
      const { id } = c.req.valid('param')
      const principal = principalFrom(c)
      requireOwner(principal, id)
      requireStepUp(principal)
      return effect(c, 'eraseSubject', await c.req.text(), async (ctx) => {
        await eraseSubject(ctx, id, principal.userId)
        return { status: 200, body: await erasureView(ctx, id) }
      })
    },
  )
}

function mountOperator(router: OpenAPIHono<RimEnv>): void {
  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/deletions',
        operationId: 'listAllDeletions',
        tags: ['operations'],
        summary: 'What lenders still have to delete, for the operator and the bureau; `overdue`: not attested by its day',
        request: { query: PageQuery },
        responses: { 200: json(OperatorDeletionPage, 'A page') },
      },
      { signedIn: true },
    ),
    async (c) => {
      requireRole(principalFrom(c), 'operator', 'regulator')
      const { status, cursor, limit } = c.req.valid('query')
      const ctx = contextOf(c)
      const list = `all deletions ${status}`
      const rows = await dutiesBy(ctx, { open: openOf(status) }, limit + 1, readCursor(c.get('secret'), list, cursor))
      const page = rows.slice(0, limit)
      const views = await subjectViews(ctx, page)
      personal(c)
      return c.json({ items: views.map((view, i) => ({ ...view, subjectId: page[i]!.subjectId })), nextCursor: nextAfter(c, list, rows, limit) })
    },
  )
}

function openOf(status: 'open' | 'overdue' | 'all'): 'open' | 'overdue' | undefined {
  return status === 'all' ? undefined : status
}

function nextAfter(c: Rim, list: string, rows: readonly Duty[], limit: number): string | null {
  const last = rows[limit - 1]
  return rows.length <= limit || !last ? null : signCursor(c.get('secret'), list, last.id)
}

function common(ctx: Context, { id, consentId, applicationId, cause, requestedAt, dueOn, answer, legalGround, answeredAt }: Duty) {
  return {
    ...{ id, consentId, applicationId, cause, requestedAt: requestedAt.toISOString(), dueOn },
    // By the day and not by the flag: a sweep that was late changes nothing about who was.
    ...{ overdue: answer === null && dueOn < civilDateOf(ctx.clock.now()), answer, legalGround, answeredAt: answeredAt?.toISOString() ?? null },
  }
}

async function lenderViews(ctx: Context, duties: readonly Duty[]): Promise<LenderDeletion[]> {
  const people = await displayNames(
    ctx,
    duties.flatMap(({ answeredBy }) => answeredBy ?? []),
  )
  return duties.map((duty) => ({
    ...common(ctx, duty),
    fields: duty.fields.map((id) => ({ id, label: isAttributeId(id) ? attributeOf(id).zh : id })),
    answeredByName: duty.answeredBy === null ? null : (people.get(duty.answeredBy) ?? null),
  }))
}

async function subjectViews(ctx: Context, duties: readonly Duty[]) {
  const names = new Map((await lenders(ctx)).map(({ id, name }) => [id, name]))
  return duties.map((duty) => ({ ...common(ctx, duty), lenderId: duty.lenderId, lenderName: names.get(duty.lenderId) ?? duty.lenderId }))
}

async function erasureView(ctx: Context, subjectId: string): Promise<z.infer<typeof ErasureView>> {
  const { erasure, hindrance, duties } = await erasureOf(ctx, subjectId)
  return {
    erasedAt: erasure?.at.toISOString() ?? null,
    demands: erasure?.demands ?? 0,
    hindrance: hindrance === null ? null : { code: hindrance, detail: HINDRANCE_SENTENCES[hindrance] },
    deletions: await subjectViews(ctx, duties),
  }
}
