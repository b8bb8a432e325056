import type { OpenAPIHono } from '@hono/zod-openapi'
import { accountOfSubject, displayNames, ownSubject, principalFrom, requireRole } from '../../identity/index.ts'
import { effect } from '../../platform/http/effect.ts'
import { IdempotencyHeader, json, jsonBody, operation } from '../../platform/http/operation.ts'
import { contextOf, createRouter, mount, personal, type RimEnv } from '../../platform/http/rim.ts'
import { invalidField, notFound } from '../../platform/kernel/fault.ts'
import { idOf, z } from '../../platform/kernel/schema.ts'
import { GrantorList, GrantorRequest, GrantorView } from '../contract.ts'
import { capacitiesOf, recordCapacity } from '../service/standing.ts'
import type { GrantorRow } from '../store.ts'
import { subjectNamed } from './own.ts'

const SubjectParam = z.object({ id: idOf('subject') })

/** In what capacity people act for a subject: legal representative, agent by mandate, guardian. */
export function standingRoutes(): OpenAPIHono<RimEnv> {
  const router = createRouter()
  const view = ({ userId, role, mandate, evidence, checkedAt }: GrantorRow, names: ReadonlyMap<string, string>): GrantorView => ({
    ...{ userId, displayName: names.get(userId) ?? userId, role, mandate, evidence, checkedAt: checkedAt.toISOString() },
  })

  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/api/v1/subjects/{id}/grantors',
        operationId: 'recordGrantor',
        tags: ['subjects'],
        summary: 'Write down in what capacity an account acts for a subject, after its papers were seen',
        request: { params: SubjectParam, headers: IdempotencyHeader, body: jsonBody(GrantorRequest) },
        responses: { 200: json(GrantorView, 'Written down') },
      },
      { signedIn: true, effect: true },
    ),
    async (c) => {
      const principal = principalFrom(c)
      requireRole(principal, 'operator')
      const { id } = c.req.valid('param')
      const { username, ...capacity } = c.req.valid('json')
      return effect(c, 'recordGrantor', await c.req.text(), async (ctx) => {
        const subject = await subjectNamed(ctx, id)
        const account = await accountOfSubject(ctx, username, subject.id)
        if (!account) throw invalidField('/username', 'unknown_account', '这个账号不代表这家主体，请核对。 No such account acts for this subject.')
        const row = await recordCapacity(ctx, subject, account.userId, capacity, principal.userId)
        return { status: 200, body: view(row, new Map([[account.userId, account.displayName]])) }
      })
    },
  )

  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/subjects/{id}/grantors',
        operationId: 'listGrantors',
        tags: ['subjects'],
        summary: 'Who acts for a subject, and in what capacity',
        request: { params: SubjectParam },
        responses: { 200: json(GrantorList, 'Those whose papers were seen') },
      },
      { signedIn: true },
    ),
    async (c) => {
      const principal = principalFrom(c)
      const { id } = c.req.valid('param')
      const ctx = contextOf(c)
      if (principal.role !== 'operator' && ownSubject(principal) !== id) throw notFound()
      await subjectNamed(ctx, id)
      const rows = await capacitiesOf(ctx, id)
      const names = await displayNames(
        ctx,
        rows.map(({ userId }) => userId),
      )
      personal(c)
      return c.json({ items: rows.map((row) => view(row, names)) })
    },
  )

  return router
}
