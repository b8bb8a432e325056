import { Hono } from 'hono'
import type { BreakGlassPage } from '../../../src/breakglass/contract.ts'
import type { AuditEventView } from '../../../src/consent/contract.ts'
import type { CheckpointView } from '../../../src/log/contract.ts'
import { htmlResponse, seeOther } from '../../client/answer-page.ts'
import type { Send } from '../../client/api.ts'
import { dumpFile, plainCall } from '../../client/dump-file.ts'
import { formErrors, type Problem } from '../../client/problem.ts'
import { doorFor, type RoleVisit } from '../../client/role-door.tsx'
import { ProblemPage } from '../../ui/problem-page.tsx'
import { words } from '../../words/index.ts'
import { BreakGlassListPage } from './break-glass-page.tsx'
import { CheckpointsPage, type LogKeys } from './checkpoints-page.tsx'
import { EventsPage } from './events-page.tsx'
import { deskLayout } from './frame.tsx'

interface Page<T> {
  items: T[]
  nextCursor: string | null
}

/** The auditor's desk: the log, its checkpoints, and the looks by a statute. It reads and takes files; it changes nothing. */
export function auditPortal({ api: send, demo }: { api: Send; demo: boolean }): Hono {
  const portal = new Hono()
  const page = doorFor('auditor', { api: send, demo, wrong: words.zh.audit.wrong })
  const refused = (visit: RoleVisit, problem: Problem) => htmlResponse(<ProblemPage problem={problem} {...deskLayout(visit)} />, problem.status)
  const hrefs = (path: string, cursor: string, next: string | null, more: Record<string, string> = {}) => {
    const href = (query: Record<string, string>) => (Object.keys(query).length === 0 ? path : `${path}?${new URLSearchParams(query)}`)
    return { nextHref: next === null ? null : href({ ...more, cursor: next }), firstHref: cursor === '' ? null : href(more) }
  }

  portal.get(
    '/audit',
    page(async (visit) => {
      const w = words.zh.audit.filter
      const { kind = '', consent = '', lender = '', cursor = '' } = visit.c.req.query()
      const filters = { kind, consent: consent.trim(), lender: lender.trim() }
      const query = { kind, consentId: filters.consent, lenderId: filters.lender, cursor, limit: 50 }
      const answer = await visit.api.get<Page<AuditEventView>>('/api/v1/audit/events', query)
      if (!answer.ok) {
        const { problem } = answer
        if (problem.status !== 400 && problem.status !== 422) return refused(visit, problem)
        const fields = {
          '?kind': { field: 'kind', label: w.kind },
          '?consentId': { field: 'consent', label: w.consent },
          '?lenderId': { field: 'lender', label: w.lender },
        }
        return htmlResponse(
          <EventsPage desk={visit} filters={filters} events={null} errors={formErrors(problem, fields)} nextHref={null} firstHref={null} />,
          problem.status,
        )
      }
      const asked = Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== ''))
      const { items, nextCursor } = answer.body
      return htmlResponse(<EventsPage desk={visit} filters={filters} events={items} errors={[]} {...hrefs('/audit', cursor, nextCursor, asked)} />)
    }),
  )

  portal.get(
    '/audit/checkpoints',
    page(async (visit) => {
      const cursor = visit.c.req.query('cursor') ?? ''
      const list = await visit.api.get<Page<CheckpointView>>('/log/checkpoints', { cursor, limit: 50 })
      if (!list.ok) return refused(visit, list.problem)
      const keys = await visit.api.get<LogKeys>('/log/keys')
      if (!keys.ok) return refused(visit, keys.problem)
      const ready = await visit.api.get<{ checks: Record<string, string> }>('/readyz')
      const { log: lag = '', tiles = '' } = ready.ok ? ready.body.checks : {}
      const { items, nextCursor } = list.body
      return htmlResponse(
        <CheckpointsPage desk={visit} checkpoints={items} keys={keys.body} lag={lag} tiles={tiles} {...hrefs('/audit/checkpoints', cursor, nextCursor)} />,
      )
    }),
  )

  portal.get(
    '/audit/break-glass',
    page(async (visit) => {
      const cursor = visit.c.req.query('cursor') ?? ''
      const answer = await visit.api.get<BreakGlassPage>('/api/v1/break-glass', { cursor, limit: 50 })
      if (!answer.ok) return refused(visit, answer.problem)
      const { items, nextCursor } = answer.body
      return htmlResponse(<BreakGlassListPage desk={visit} wishes={items} {...hrefs('/audit/break-glass', cursor, nextCursor)} />)
    }),
  )

  portal.get(
    '/audit/dump',
    page(async (visit) => {
      const file = await dumpFile(send, visit.c.req.raw)
      if (file.status !== 403) return file
      const problem = (await file.json()) as Problem
      return problem.code === 'step_up_required' ? seeOther('/account/confirm?next=/audit/dump') : refused(visit, problem)
    }),
  )

  portal.get(
    '/audit/checkpoint',
    page(async (visit) => {
      const answer = await plainCall(send, visit.c.req.raw, '/log/checkpoint')
      const headers = { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' }
      if (!answer.ok) return answer
      return new Response(await answer.text(), { headers: { ...headers, 'Content-Disposition': 'attachment; filename="suixin-checkpoint.txt"' } })
    }),
  )

  return portal
}
