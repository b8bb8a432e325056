import type { OpenAPIHono } from '@hono/zod-openapi'
import { actsForLender, principalFrom, requireRole, requireStepUp } from '../../identity/index.ts'
import { readCursor, signCursor } from '../../platform/http/cursor.ts'
import { operation } from '../../platform/http/operation.ts'
import { contextOf, createRouter, mount, personal, type RimEnv } from '../../platform/http/rim.ts'
import { safeText, z } from '../../platform/kernel/schema.ts'
import { type AuditSource, type DumpPlace, dumpPage } from './service.ts'

const DUMP_TYPE = 'application/x-ndjson'

export function auditRoutes(source: AuditSource): OpenAPIHono<RimEnv> {
  const router = createRouter()

  mount(
    router,
    operation(
      {
        ...{ method: 'get', path: '/api/v1/audit/dump', operationId: 'dumpAudit', tags: ['audit'] },
        summary: 'The whole log with its checkpoints and consents, to be checked offline with suixin verify',
        description:
          'JSON Lines of the form `suixin-audit/1`, page by page: follow `Link: <…>; rel="next"` until there is none and put the pages one behind the other; that is the file. An auditor gets every entry; a lender gets its own, the others as hashes alone, so that the tree is still whole. No personal data. Whoever asks for the first page has shown their strongest factor within five minutes (403 `step_up_required`); the pages behind it are for the same person.',
        request: { query: z.object({ cursor: safeText(512).optional() }) },
        responses: { 200: { description: 'The next lines', content: { [DUMP_TYPE]: { schema: safeText(100_000_000) } } } },
      },
      { signedIn: true },
    ),
    async (c) => {
      const principal = principalFrom(c)
      if (!actsForLender(principal)) requireRole(principal, 'auditor')
      const scope = actsForLender(principal) ? principal.institutionId! : 'whole'
      const { cursor } = c.req.valid('query')
      if (cursor === undefined) requireStepUp(principal)
      const list = `audit-dump ${scope} ${principal.userId}`
      const { lines, next } = await dumpPage(contextOf(c), source, scope, placeFrom(readCursor(c.get('secret'), list, cursor)))
      personal(c)
      if (next) c.header('Link', `</api/v1/audit/dump?cursor=${signCursor(c.get('secret'), list, `${next.from} ${next.to} ${next.lines}`)}>; rel="next"`)
      return c.body(lines.map((line) => `${line}\n`).join(''), 200, {
        'Content-Type': `${DUMP_TYPE}; charset=utf-8`,
        'Content-Disposition': 'attachment; filename="suixin-audit.jsonl"',
      })
    },
  )

  return router
}

function placeFrom(text: string | null): DumpPlace | null {
  if (text === null) return null
  const [from, to, lines] = text.split(' ').map(Number) as [number, number, number]
  return { from, to, lines }
}
