import type { OpenAPIHono } from '@hono/zod-openapi'
import { principalFrom } from '../identity/index.ts'
import { readCursor, signCursor } from '../platform/http/cursor.ts'
import { json, operation } from '../platform/http/operation.ts'
import { contextOf, createRouter, mount, personal, type RimEnv } from '../platform/http/rim.ts'
import { notFound } from '../platform/kernel/fault.ts'
import { idOf, pageLimit, safeText, z } from '../platform/kernel/schema.ts'
import type { Fact } from '../profiles/model.ts'
import type { SourceRegister } from '../sources/model.ts'
import { BatchRecordPage, RecordTrace } from './contract.ts'
import { batchRecords, traceRecord } from './service.ts'

export function lineageRoutes(register: SourceRegister<Fact>): OpenAPIHono<RimEnv> {
  const router = createRouter()

  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/imports/{id}/records',
        operationId: 'listImportRecords',
        tags: ['imports'],
        summary: 'The records that the rows of a batch became',
        request: { params: z.object({ id: idOf('batch') }), query: z.object({ cursor: safeText(512).optional(), limit: pageLimit }) },
        responses: { 200: json(BatchRecordPage, 'A page, in file order; a row that was known already became none') },
      },
      { signedIn: true },
    ),
    async (c) => {
      if (principalFrom(c).role !== 'operator') throw notFound()
      const { id } = c.req.valid('param')
      const { cursor, limit } = c.req.valid('query')
      const purpose = `records ${id}`
      const list = await batchRecords(contextOf(c), id, limit + 1, Number(readCursor(c.get('secret'), purpose, cursor) ?? -1))
      const items = list.slice(0, limit)
      personal(c)
      return c.json({ items, nextCursor: list.length > limit ? signCursor(c.get('secret'), purpose, String(items.at(-1)!.rowNo)) : null })
    },
  )

  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/subjects/{id}/records/{recordId}',
        operationId: 'traceRecord',
        tags: ['imports'],
        summary: 'One record’s way: file row, versions, what holds in the profile and by which rule, the offers it decided',
        request: { params: z.object({ id: idOf('subject'), recordId: z.string().regex(/^[0-9a-f]{32}$/) }) },
        responses: { 200: json(RecordTrace, 'The trace') },
      },
      { signedIn: true },
    ),
    async (c) => {
      if (principalFrom(c).role !== 'operator') throw notFound()
      const { id, recordId } = c.req.valid('param')
      personal(c)
      return c.json(await traceRecord(contextOf(c), register, id, recordId))
    },
  )

  return router
}
