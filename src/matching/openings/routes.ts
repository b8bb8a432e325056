import type { OpenAPIHono } from '@hono/zod-openapi'
import { principalFrom, requireOwner } from '../../identity/index.ts'
import { effect } from '../../platform/http/effect.ts'
import { IdempotencyHeader, json, operation } from '../../platform/http/operation.ts'
import { contextOf, createRouter, mount, personal, type RimEnv } from '../../platform/http/rim.ts'
import { idOf, z } from '../../platform/kernel/schema.ts'
import { OpeningNoticeList, OpeningNoticeView } from '../openings-contract.ts'
import { noticesOf, readNotice } from './service/notices.ts'
import type { Notice } from './store.ts'

const SubjectParam = z.object({ id: idOf('subject') })
const NoticeParam = SubjectParam.extend({ productId: idOf('product') })

export function openingRoutes(): OpenAPIHono<RimEnv> {
  const router = createRouter()

  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/subjects/{id}/openings',
        operationId: 'listOpenings',
        tags: ['subjects'],
        summary: 'Products that opened for you lately, each told once, with the reason',
        description:
          'Open means that audience and all criteria are met; what you need is no part of it. A product is told again only after it was closed to you for 90 days. Listed are notices not yet read and those of the last 30 days, of products that are still open.',
        request: { params: SubjectParam },
        responses: { 200: json(OpeningNoticeList, 'At most 50, newest first') },
      },
      { signedIn: true },
    ),
    async (c) => {
      const { id } = c.req.valid('param')
      requireOwner(principalFrom(c), id)
      personal(c)
      return c.json({ items: (await noticesOf(contextOf(c), id)).map(viewOf) })
    },
  )

  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/api/v1/subjects/{id}/openings/{productId}/read',
        operationId: 'readOpening',
        tags: ['subjects'],
        summary: 'Say that you have read it',
        request: { params: NoticeParam, headers: IdempotencyHeader },
        responses: { 200: json(OpeningNoticeView, 'Read') },
      },
      { signedIn: true, effect: true },
    ),
    async (c) => {
      const { id, productId } = c.req.valid('param')
      requireOwner(principalFrom(c), id)
      return effect(c, 'readOpening', await c.req.text(), async (ctx) => ({ status: 200, body: viewOf(await readNotice(ctx, id, productId)) }))
    },
  )
  return router
}

function viewOf({ productId, version, productName, lenderId, lenderName, cause, sentence, createdAt, readAt }: Notice): OpeningNoticeView {
  return { productId, version, productName, lenderId, lenderName, cause, sentence, since: createdAt.toISOString(), readAt: readAt?.toISOString() ?? null }
}
