import type { Context, Hono } from 'hono'
import type { FeedList, FeedRunPage, FeedRunView } from '../../../src/sources/feed-contract.ts'
import { htmlResponse, seeOther } from '../../client/answer-page.ts'
import { readForm } from '../../client/form-body.ts'
import { formKeyOf, keyAfter, newFormKey } from '../../client/form-key.ts'
import type { Problem } from '../../client/problem.ts'
import { FEEDS_HOME, FeedsPage } from './health-feeds-page.tsx'
import { RunsPage } from './health-runs-page.tsx'
import type { DeskVisit } from './rows.tsx'

/** Health of the sources, and what was asked of them. */
export function mountHealth(
  portal: Hono,
  desk: (handle: (visit: DeskVisit) => Promise<Response>) => (c: Context) => Promise<Response>,
  refused: (visit: DeskVisit, problem: Problem) => Response,
): void {
  async function feedsPage(visit: DeskVisit, formKey: string, problem: Problem | null): Promise<Response> {
    const list = await visit.api.get<FeedList>('/api/v1/feeds')
    if (!list.ok) return refused(visit, list.problem)
    return htmlResponse(<FeedsPage desk={visit.desk} list={list.body} formKey={formKey} problem={problem} />, problem?.status ?? 200)
  }

  portal.get(
    FEEDS_HOME,
    desk((visit) => feedsPage(visit, newFormKey(), null)),
  )

  portal.post(
    `${FEEDS_HOME}/:source/:record/pull`,
    desk(async (visit) => {
      const { source = '', record = '' } = visit.c.req.param() as { source?: string; record?: string }
      const key = formKeyOf(await readForm(visit.c.req.raw))
      const path = `/api/v1/feeds/${encodeURIComponent(source)}/${encodeURIComponent(record)}/pull`
      const run = await visit.api.post<FeedRunView>(path, {}, { key })
      // The newest run of the source stands first, with what came of it.
      if (run.ok) return seeOther(`${FEEDS_HOME}/runs?${new URLSearchParams({ source })}`)
      return feedsPage(visit, keyAfter(run.problem, key), run.problem)
    }),
  )

  portal.get(
    `${FEEDS_HOME}/runs`,
    desk(async (visit) => {
      const { source = '', cursor = '' } = visit.c.req.query()
      const runs = await visit.api.get<FeedRunPage>('/api/v1/feeds/runs', { source, cursor, limit: 50 })
      if (!runs.ok) return refused(visit, runs.problem)
      const hrefOf = (next: string | null) => {
        const query = new URLSearchParams({ ...(source === '' ? {} : { source }), ...(next === null ? {} : { cursor: next }) })
        return query.size === 0 ? `${FEEDS_HOME}/runs` : `${FEEDS_HOME}/runs?${query}`
      }
      const { items, nextCursor } = runs.body
      const page = { runs: items, source, nextHref: nextCursor === null ? null : hrefOf(nextCursor), firstHref: cursor === '' ? null : hrefOf(null) }
      return htmlResponse(<RunsPage desk={visit.desk} {...page} />)
    }),
  )
}
