import type { Context, Hono } from 'hono'
import type { LenderRecall, LenderRecallPage } from '../../../src/recalls/contract.ts'
import { htmlResponse, seeOther } from '../../client/answer-page.ts'
import { readForm } from '../../client/form-body.ts'
import { formKeyOf, keyAfter, newFormKey } from '../../client/form-key.ts'
import { formErrors, type Problem } from '../../client/problem.ts'
import { words } from '../../words/index.ts'
import type { Visit } from './index.tsx'
import { RecallPage, type RecallPageProps } from './recalls-item-page.tsx'
import { RECALL_FILTERS, RecallsPage } from './recalls-page.tsx'

/** What the recall pages need of the portal they stand in. */
export interface RecallDesk {
  desk(handle: (visit: Visit) => Promise<Response>): (c: Context) => Promise<Response>
  refused(visit: Visit, problem: Problem): Response
  now(): Date
}

const POINTERS = {
  '/answer': { field: 'answer', label: words.zh.recalls.answerTitle },
  '/legalGround': { field: 'legalGround', label: words.zh.recalls.ground },
}

/** The recalls of the house: the list, one of them, its answer. */
export function mountRecalls(portal: Hono, { desk, refused, now }: RecallDesk): void {
  portal.get(
    '/bank/recalls',
    desk(async ({ c, api, desk: reader }) => {
      const status = RECALL_FILTERS.find((known) => known === c.req.query('status')) ?? 'open'
      const cursor = c.req.query('cursor') ?? ''
      const answer = await api.get<LenderRecallPage>('/api/v1/lender/recalls', { status: status === 'all' ? null : status, cursor, limit: 50 })
      const href = (next: string | null) => `/bank/recalls?${new URLSearchParams(next === null ? { status } : { status, cursor: next })}`
      const page = {
        ...{ desk: reader, status, now: now(), done: c.req.query('done') !== undefined, newKey: newFormKey },
        firstHref: cursor === '' ? null : href(null),
      }
      if (!answer.ok) return htmlResponse(<RecallsPage {...page} items={[]} problem={answer.problem} nextHref={null} />, answer.problem.status)
      const { items, nextCursor } = answer.body
      return htmlResponse(<RecallsPage {...page} items={items} problem={null} nextHref={nextCursor === null ? null : href(nextCursor)} />)
    }),
  )

  function recallPage(
    visit: Visit,
    recall: LenderRecall,
    form: Pick<RecallPageProps, 'values' | 'errors' | 'requestId'> & { key: string },
    status = 200,
  ): Response {
    const { key, ...shown } = form
    return htmlResponse(<RecallPage desk={visit.desk} recall={recall} now={now()} {...shown} keys={{ answer: key, acknowledge: newFormKey() }} />, status)
  }

  portal.get(
    '/bank/recalls/:id',
    desk(async (visit) => {
      const recall = await readRecall(visit)
      if (!recall.ok) return refused(visit, recall.problem)
      return recallPage(visit, recall.body, { values: { answer: '', legalGround: '' }, errors: [], key: newFormKey() })
    }),
  )

  portal.post(
    '/bank/recalls/:id/answer',
    desk(async (visit) => {
      const form = await readForm(visit.c.req.raw)
      const values = { answer: form.text('answer'), legalGround: form.text('legalGround') }
      const key = formKeyOf(form)
      const answer = await visit.api.post<LenderRecall>(`/api/v1/lender/recalls/${idFrom(visit)}/answer`, values, { key })
      if (answer.ok) return seeOther('/bank/recalls?done')
      const { problem } = answer
      const recall = await readRecall(visit)
      if (!recall.ok || problem.status === 404) return refused(visit, problem)
      const errors = formErrors(problem, POINTERS)
      return recallPage(visit, recall.body, { values, errors, requestId: problem.requestId, key: keyAfter(problem, key) }, problem.status)
    }),
  )

  portal.post(
    '/bank/recalls/:id/acknowledge',
    desk(async (visit) => {
      const form = await readForm(visit.c.req.raw)
      const answer = await visit.api.post<LenderRecall>(`/api/v1/lender/recalls/${idFrom(visit)}/acknowledge`, {}, { key: formKeyOf(form) })
      return answer.ok ? seeOther(`/bank/recalls/${idFrom(visit)}`) : refused(visit, answer.problem)
    }),
  )

  // Whoever comes back to the address of a step (after signing in) gets the recall.
  for (const step of ['answer', 'acknowledge'])
    portal.get(`/bank/recalls/:id/${step}`, (c) => seeOther(`/bank/recalls/${encodeURIComponent(c.req.param('id'))}`))
}

function idFrom({ c }: Visit): string {
  return encodeURIComponent(c.req.param('id') ?? '')
}

function readRecall(visit: Visit) {
  return visit.api.get<LenderRecall>(`/api/v1/lender/recalls/${idFrom(visit)}`)
}
