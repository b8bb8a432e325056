import type { Hono } from 'hono'
import { htmlResponse, seeOther } from '../client/answer-page.ts'
import { readForm } from '../client/form-body.ts'
import { formErrors } from '../client/problem.ts'
import { paths } from './api-paths.ts'
import { adviceOn } from './choosing.tsx'
import { fetchableAttributes } from './fetchable.ts'
import { needBody, needPointers, needValues } from './need-form.ts'
import { NeedPage } from './need-page.tsx'
import { OffersPage } from './offers-page.tsx'
import type { MatchView } from './reasons.tsx'
import type { Side } from './side.ts'
import { type BorrowerDeps, forReaders, refusedPage } from './visit.tsx'

/** Saying the need and reading the answer. Nothing here reaches a lender. */
export function mountLooking(portal: Hono, deps: BorrowerDeps, side: Side): void {
  const page = forReaders(deps, side)
  const w = side.words.need

  portal.get(
    '/need',
    page(async ({ stand }, c) => htmlResponse(<NeedPage stand={stand} values={needValues((name) => c.req.query(name), side)} errors={[]} />)),
  )

  portal.get(
    '/offers',
    page(async (_, c) => seeOther(`${side.home}/need${new URL(c.req.url).search}`)),
  )

  portal.post(
    '/offers',
    page(async (visit, c) => {
      const form = await readForm(c.req.raw)
      const values = needValues((name) => form.text(name), side)
      const { body, errors } = needBody(values, w)
      if (errors) return htmlResponse(<NeedPage stand={visit.stand} values={values} errors={errors} />, 422)
      const answer = await visit.api.post<MatchView>(paths.matches, { subjectId: visit.subjectId, ...body, limit: 20, ...preferred(form.text('prefer')) })
      if (answer.ok) return seeOther(`${side.home}/offers/${answer.body.id}`)
      const { problem } = answer
      if (problem.status === 401) return refusedPage(visit, problem, c.req.raw)
      return htmlResponse(
        <NeedPage stand={visit.stand} values={values} errors={formErrors(problem, needPointers(w))} requestId={problem.requestId} />,
        problem.status,
      )
    }),
  )

  portal.get(
    '/offers/:id',
    page(async (visit, c) => {
      const answer = await visit.api.get<MatchView>(paths.match(c.req.param('id') ?? ''))
      if (!answer.ok) return refusedPage(visit, answer.problem, c.req.raw)
      const fetchable = await fetchableAttributes(visit.api, side)
      const advice = await adviceOn(visit, answer.body.id)
      const refused = c.req.query('refused') !== undefined
      return htmlResponse(<OffersPage stand={visit.stand} match={answer.body} fetchable={fetchable} advice={advice} refused={refused} />)
    }),
  )
}

/** Left out where the page did not ask. */
function preferred(text: string): { prefer?: string } {
  return text === '' ? {} : { prefer: text }
}
