import { createHash } from 'node:crypto'
import type { OpenAPIHono } from '@hono/zod-openapi'
import { principalFrom, requireRole } from '../../identity/index.ts'
import { readCursor, signCursor } from '../../platform/http/cursor.ts'
import { effect } from '../../platform/http/effect.ts'
import { resource } from '../../platform/http/etag.ts'
import { IdempotencyHeader, json, operation } from '../../platform/http/operation.ts'
import { contextOf, mount, personal, type RimEnv } from '../../platform/http/rim.ts'
import { Fault, notFound } from '../../platform/kernel/fault.ts'
import { idOf, pageLimit, safeText, z } from '../../platform/kernel/schema.ts'
import { BatchPage, BatchView, ImportQuery, QuarantinePage, SourceList } from '../contract.ts'
import { freeFileName } from '../personal-text.ts'
import { batches, importFile, logRefusal, quarantineOf, readBatch } from '../service.ts'
import type { SourceRegister } from '../source.ts'
import type { Batch } from '../store.ts'
import { viewKeptRows } from './workbench.ts'

/** Refusals of a whole file that are written down: it is not in the catalogue, or it is not what it says. */
const TURNED_AWAY = new Set([
  'unknown_source',
  'unknown_record',
  'not_in_catalogue',
  'missing_columns',
  'duplicate_header',
  'unsupported_format',
  'no_header',
  'way_not_open',
])

const PageQuery = z.object({ cursor: safeText(512).optional(), limit: pageLimit })
const BatchParam = z.object({ id: idOf('batch') })
const FILE_TYPES = [
  'text/csv',
  'application/x-ndjson',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/octet-stream',
] as const

export function mountImports<F>(router: OpenAPIHono<RimEnv>, register: SourceRegister<F>): void {
  const titleOf = (source: string, record: string) => register.kindOf(source, record)?.titleZh ?? record
  const view = ({
    createdBy: _,
    linesDone: _lines,
    createdAt,
    finishedAt,
    checkedAt,
    noticedAt,
    format,
    way,
    status,
    ...batch
  }: Batch): z.infer<typeof BatchView> => ({
    ...batch,
    format: format as 'csv',
    way: way as 'upload',
    status: status as 'done',
    finishedAt: finishedAt?.toISOString() ?? null,
    checkedAt: checkedAt?.toISOString() ?? null,
    noticedAt: noticedAt?.toISOString() ?? null,
    title: titleOf(batch.source, batch.record),
    createdAt: createdAt.toISOString(),
  })

  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/sources',
        operationId: 'listSources',
        tags: ['imports'],
        summary: 'Which records are taken in, with their columns',
        responses: { 200: json(SourceList, 'Every kind of record') },
      },
      { signedIn: false },
    ),
    (c) =>
      c.json({
        items: register.kinds.map((k) => ({
          source: k.source,
          record: k.record,
          title: k.titleZh,
          titleEn: k.titleEn,
          provider: register.nameOf(k.source),
          columns: k.columns.map(({ name, code, required, personal: p, hint, example }) => ({
            name,
            code: code ?? null,
            required: required ?? false,
            personal: p ?? null,
            hint: hint ?? null,
            example: example ?? null,
          })),
        })),
      }),
  )

  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/api/v1/imports',
        operationId: 'importFile',
        tags: ['imports'],
        summary: 'Take in one file: CSV, XLSX or JSON lines, at most 10 MiB',
        description:
          'Encodings: UTF-8 with or without BOM, UTF-16LE with BOM, GBK/GB18030. Bad rows go to quarantine; the batch goes on. received = accepted + duplicate + quarantined.',
        request: {
          query: ImportQuery,
          headers: IdempotencyHeader,
          body: { required: true, content: Object.fromEntries(FILE_TYPES.map((t) => [t, { schema: z.string().openapi({ format: 'binary' }) }])) },
        },
        responses: { 201: json(BatchView, 'The batch with its counts') },
      },
      { signedIn: true, effect: true },
    ),
    async (c) => {
      const principal = principalFrom(c)
      requireRole(principal, 'operator')
      const { source, record, fileName, whole } = c.req.valid('query')
      const bytes = new Uint8Array(await c.req.arrayBuffer())
      const answer = effect(c, `importFile ${source} ${record}${whole === 'true' ? ' whole' : ''}`, bytes, async (ctx) => {
        const batch = await importFile(ctx, register, {
          source,
          record,
          bytes,
          contentType: c.req.header('content-type'),
          fileName: fileName === undefined ? undefined : freeFileName(fileName),
          whole: whole === 'true',
          actorId: principal.userId,
        })
        return { status: 201, body: view(batch), headers: { Location: `/api/v1/imports/${batch.id}` } }
      })
      return answer.catch(async (error: unknown) => {
        // Outside the transaction that was rolled back: what was turned away is written down.
        if (error instanceof Fault && TURNED_AWAY.has(error.code)) {
          const sha256 = createHash('sha256').update(bytes).digest('hex')
          await logRefusal(contextOf(c), { source, record, way: 'upload', code: error.code, detail: error.message, sha256, actorId: principal.userId })
        }
        throw error
      })
    },
  )

  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/imports',
        operationId: 'listImports',
        tags: ['imports'],
        summary: 'Batches, newest first',
        request: { query: PageQuery },
        responses: { 200: json(BatchPage, 'A page of batches') },
      },
      { signedIn: true },
    ),
    async (c) => {
      requireRole(principalFrom(c), 'operator')
      const { cursor, limit } = c.req.valid('query')
      const list = await batches(contextOf(c), limit + 1, readCursor(c.get('secret'), 'imports', cursor))
      const items = list.slice(0, limit)
      personal(c)
      return c.json({ items: items.map(view), nextCursor: list.length > limit ? signCursor(c.get('secret'), 'imports', items.at(-1)!.id) : null })
    },
  )

  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/imports/{id}',
        operationId: 'readImport',
        tags: ['imports'],
        summary: 'One batch',
        request: { params: BatchParam },
        responses: { 200: json(BatchView, 'The batch') },
      },
      { signedIn: true },
    ),
    async (c) => {
      const principal = principalFrom(c)
      if (principal.role !== 'operator') throw notFound()
      return resource(c, view(await readBatch(contextOf(c), c.req.valid('param').id)))
    },
  )

  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/imports/{id}/quarantine',
        operationId: 'listQuarantine',
        tags: ['imports'],
        summary: 'Rows kept aside, with the reason for each',
        request: { params: BatchParam, query: PageQuery },
        responses: { 200: json(QuarantinePage, 'A page of rows, in file order') },
      },
      { signedIn: true },
    ),
    async (c) => {
      const principal = principalFrom(c)
      if (principal.role !== 'operator') throw notFound()
      const ctx = contextOf(c)
      const { id } = c.req.valid('param')
      const { cursor, limit } = c.req.valid('query')
      const batch = await readBatch(ctx, id)
      const list = await quarantineOf(ctx, batch, limit + 1, Number(readCursor(c.get('secret'), `quarantine ${id}`, cursor) ?? 0))
      const items = await viewKeptRows(ctx, list.slice(0, limit))
      personal(c)
      return c.json({ items, nextCursor: list.length > limit ? signCursor(c.get('secret'), `quarantine ${id}`, String(items.at(-1)!.rowNo)) : null })
    },
  )
}
