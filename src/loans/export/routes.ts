import type { OpenAPIHono } from '@hono/zod-openapi'
import { principalFrom, requireLender, requireStepUp } from '../../identity/index.ts'
import { readCursor, signCursor } from '../../platform/http/cursor.ts'
import { rethrowContention } from '../../platform/http/effect.ts'
import { operation } from '../../platform/http/operation.ts'
import { contextOf, mount, personal, type RimEnv } from '../../platform/http/rim.ts'
import { Fault } from '../../platform/kernel/fault.ts'
import { pageLimit, safeText, z } from '../../platform/kernel/schema.ts'
import type { LoanPorts } from '../routes/reader.ts'
import { exportPage } from './service.ts'
import { exportLines, exportSheet } from './sheet.ts'

const MOST_CASES = 20

const ExportQuery = z.object({
  format: z.enum(['jsonl', 'csv']).default('jsonl'),
  status: z.enum(['submitted', 'approved', 'declined', 'withdrawn']).optional(),
  cursor: safeText(512).optional(),
  limit: pageLimit,
})

const NextCursor = z.string().max(512).optional().openapi({ description: 'Ask for the next page with it; absent on the last' })

export function mountExport(router: OpenAPIHono<RimEnv>, { nameOf, gatewayOf }: LoanPorts): void {
  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/lender/export',
        operationId: 'exportProfiles',
        tags: ['lender'],
        summary: 'Consented profiles of your cases, a page at a time; every case on a page is a logged read',
        description: `At most ${MOST_CASES} cases a page, whatever \`limit\` says, and fewer where reading takes long; a case whose consent does not allow the read stands there with the reason. Whoever exports has shown their strongest factor within five minutes (403 \`step_up_required\`).`,
        request: { query: ExportQuery },
        responses: {
          200: {
            description: 'A page: a line of JSON a case, or a line of CSV a fact',
            headers: z.object({ 'Suixin-Next-Cursor': NextCursor }),
            content: { 'application/x-ndjson': { schema: safeText(2_000_000) }, 'text/csv': { schema: safeText(2_000_000) } },
          },
        },
      },
      { signedIn: true },
    ),
    async (c) => {
      if (c.req.method !== 'GET') throw new Fault('malformed', 'use_get', '导出请用 GET。 Use GET for the export; HEAD would spend reads.')
      const principal = principalFrom(c)
      const { lenderId } = requireLender(principal)
      requireStepUp(principal)
      const { format, status, cursor, limit } = c.req.valid('query')
      const ctx = contextOf(c)
      const list = `export ${lenderId} ${status ?? ''}`
      const [at, id] = readCursor(c.get('secret'), list, cursor)?.split(' ') ?? []
      const query = { status: status ?? null, limit: Math.min(limit, MOST_CASES), after: at && id ? { at: new Date(at), id } : null }
      const { rows, next } = await exportPage(ctx, { nameOf, gateway: gatewayOf(ctx) }, { lenderId, actorId: principal.userId }, query).catch(rethrowContention)
      personal(c)
      if (next) c.header('Suixin-Next-Cursor', signCursor(c.get('secret'), list, `${next.at.toISOString()} ${next.id}`))
      c.header('Content-Disposition', `attachment; filename="suixin-profiles.${format}"`)
      return format === 'csv'
        ? c.body(exportSheet(rows), 200, { 'Content-Type': 'text/csv; charset=utf-8' })
        : c.body(exportLines(rows), 200, { 'Content-Type': 'application/x-ndjson; charset=utf-8' })
    },
  )
}
