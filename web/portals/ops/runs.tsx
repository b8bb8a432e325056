import type { Context, Hono } from 'hono'
import type { ReplayView } from '../../../src/matching/advice-contract.ts'
import { htmlResponse } from '../../client/answer-page.ts'
import type { Problem } from '../../client/problem.ts'
import { words } from '../../words/index.ts'
import type { DeskVisit } from './rows.tsx'
import { RunPage } from './run-page.tsx'

/** A match that somebody asks about, made again from what it was made from. */
export function mountRuns(
  portal: Hono,
  desk: (handle: (visit: DeskVisit) => Promise<Response>) => (c: Context) => Promise<Response>,
  refused: (visit: DeskVisit, problem: Problem) => Response,
): void {
  portal.get(
    '/ops/runs',
    desk(async (visit) => {
      const id = (visit.c.req.query('id') ?? '').trim().slice(0, 40)
      if (id === '') return htmlResponse(<RunPage desk={visit.desk} id="" run={null} errors={[]} />)
      const answer = await visit.api.get<ReplayView>(`/api/v1/matches/${encodeURIComponent(id)}/replay`)
      if (answer.ok) return htmlResponse(<RunPage desk={visit.desk} id={id} run={answer.body} errors={[]} />)
      if (answer.problem.status !== 404) return refused(visit, answer.problem)
      return htmlResponse(<RunPage desk={visit.desk} id={id} run={null} errors={[{ field: 'id', message: words.zh.ops.run.unknown }]} />, 404)
    }),
  )
}
