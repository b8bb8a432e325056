import type { Context, Hono } from 'hono'
import type { BatchRecordPage, RecordTrace } from '../../../src/lineage/contract.ts'
import type { BatchView } from '../../../src/sources/contract.ts'
import { htmlResponse } from '../../client/answer-page.ts'
import type { Problem } from '../../client/problem.ts'
import { RecordPage } from './record-page.tsx'
import { RecordsPage } from './records-page.tsx'
import type { DeskVisit } from './rows.tsx'

/** From a file's row to the offer it decided. */
export function mountRecords(
  portal: Hono,
  desk: (handle: (visit: DeskVisit) => Promise<Response>) => (c: Context) => Promise<Response>,
  refused: (visit: DeskVisit, problem: Problem) => Response,
): void {
  portal.get(
    '/ops/imports/:id/records',
    desk(async (visit) => {
      const path = `/imports/${encodeURIComponent(visit.c.req.param('id') ?? '')}`
      const cursor = visit.c.req.query('cursor') ?? ''
      const batch = await visit.api.get<BatchView>(`/api/v1${path}`)
      if (!batch.ok) return refused(visit, batch.problem)
      const answer = await visit.api.get<BatchRecordPage>(`/api/v1${path}/records`, { cursor, limit: 50 })
      if (!answer.ok) return refused(visit, answer.problem)
      const { items, nextCursor } = answer.body
      const here = `/ops${path}/records`
      const nextHref = nextCursor === null ? null : `${here}?${new URLSearchParams({ cursor: nextCursor })}`
      return htmlResponse(<RecordsPage desk={visit.desk} batch={batch.body} items={items} nextHref={nextHref} firstHref={cursor === '' ? null : here} />)
    }),
  )

  portal.get(
    '/ops/subjects/:id/records/:recordId',
    desk(async (visit) => {
      const { id = '', recordId = '' } = visit.c.req.param() as { id?: string; recordId?: string }
      const answer = await visit.api.get<RecordTrace>(`/api/v1/subjects/${encodeURIComponent(id)}/records/${encodeURIComponent(recordId)}`)
      return answer.ok ? htmlResponse(<RecordPage desk={visit.desk} trace={answer.body} />) : refused(visit, answer.problem)
    }),
  )
}
