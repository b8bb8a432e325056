import { type Context, Hono } from 'hono'
import type { FindingPage, NoticeView, QualityDay } from '../../../src/quality/contract.ts'
import { htmlResponse, seeOther } from '../../client/answer-page.ts'
import { type Api, createApi, type Send } from '../../client/api.ts'
import { readForm } from '../../client/form-body.ts'
import { formKeyOf, keyAfter, newFormKey } from '../../client/form-key.ts'
import { homeOf, readMe } from '../../client/me.ts'
import { formErrors, type Problem } from '../../client/problem.ts'
import { noSuchPage, ProblemPage } from '../../ui/problem-page.tsx'
import { words } from '../../words/index.ts'
import { QualityFindingsPage } from './quality-findings-page.tsx'
import { QUALITY_HOME, type QualityDesk, qualityLayout } from './quality-frame.tsx'
import { QualityNoticePage } from './quality-notice-page.tsx'
import { QualityPage } from './quality-page.tsx'

interface Visit {
  c: Context
  api: Api
  desk: QualityDesk
}

/** Pages of data quality for the operator and the bureau; mounted in the operator's portal. */
export function qualityPages({ api: send, demo }: { api: Send; demo: boolean }): Hono {
  const portal = new Hono()

  function desk(handle: (visit: Visit) => Promise<Response>) {
    return async (c: Context): Promise<Response> => {
      const request = c.req.raw
      const api = createApi(send, request)
      const me = await readMe(api, request)
      if (me === null) {
        const { pathname, search } = new URL(request.url)
        return seeOther(`/sign-in?next=${encodeURIComponent(request.method === 'GET' ? pathname + search : QUALITY_HOME)}`)
      }
      if (me.role !== 'operator' && me.role !== 'regulator') {
        const problem = c.req.param('id') === undefined ? { ...noSuchPage(), status: 403, code: 'forbidden' } : noSuchPage()
        const frame = { portal: 'public', nav: words.zh.frame.publicNav, reader: { name: me.displayName }, home: homeOf(me.role), demo } as const
        return htmlResponse(<ProblemPage problem={problem} {...frame} />, problem.status)
      }
      return handle({ c, api, desk: { demo, me } })
    }
  }

  const refused = ({ desk: reader }: Visit, problem: Problem) => htmlResponse(<ProblemPage problem={problem} {...qualityLayout(reader)} />, problem.status)

  portal.get(
    QUALITY_HOME,
    desk(async (visit) => {
      // An emptied date field asks for today.
      const answer = await visit.api.get<QualityDay>('/api/v1/quality/daily', { day: visit.c.req.query('day') || null })
      return answer.ok ? htmlResponse(<QualityPage desk={visit.desk} report={answer.body} />) : refused(visit, answer.problem)
    }),
  )

  portal.get(
    `${QUALITY_HOME}/findings`,
    desk(async (visit) => {
      const { source, rule, cursor } = visit.c.req.query()
      const filter = { ...(source ? { source } : {}), ...(rule ? { rule } : {}) }
      const answer = await visit.api.get<FindingPage>('/api/v1/quality/findings', { ...filter, cursor: cursor || null, limit: 50 })
      if (!answer.ok) return refused(visit, answer.problem)
      const { nextCursor } = answer.body
      const here = (more: Record<string, string>) => `${QUALITY_HOME}/findings?${new URLSearchParams({ ...filter, ...more })}`
      return htmlResponse(
        <QualityFindingsPage
          desk={visit.desk}
          findings={answer.body}
          isFiltered={Object.keys(filter).length > 0}
          nextHref={nextCursor === null ? null : here({ cursor: nextCursor })}
          firstHref={cursor ? here({}) : null}
        />,
      )
    }),
  )

  const noticePath = ({ c }: Visit) => `/api/v1/imports/${encodeURIComponent(c.req.param('id') ?? '')}/notice`

  portal.get(
    '/ops/imports/:id/notice',
    desk(async (visit) => {
      const answer = await visit.api.get<NoticeView>(noticePath(visit))
      if (!answer.ok) return refused(visit, answer.problem)
      return htmlResponse(<QualityNoticePage desk={visit.desk} notice={answer.body} errors={[]} formKey={newFormKey()} />)
    }),
  )

  portal.post(
    '/ops/imports/:id/notice',
    desk(async (visit) => {
      const key = formKeyOf(await readForm(visit.c.req.raw))
      const issued = await visit.api.post<NoticeView>(noticePath(visit), undefined, { key })
      if (issued.ok) return seeOther(`/ops/imports/${issued.body.batchId}/notice`)
      const { problem } = issued
      const shown = await visit.api.get<NoticeView>(noticePath(visit))
      if (!shown.ok) return refused(visit, problem)
      const page = { notice: shown.body, errors: formErrors(problem), requestId: problem.requestId, formKey: keyAfter(problem, key) }
      return htmlResponse(<QualityNoticePage desk={visit.desk} {...page} />, problem.status)
    }),
  )

  return portal
}
