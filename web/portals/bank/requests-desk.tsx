import type { Hono } from 'hono'
import type { TemplateView } from '../../../src/consent/contract.ts'
import type { CaseView } from '../../../src/loans/contract.ts'
import { htmlResponse, seeOther } from '../../client/answer-page.ts'
import { readForm } from '../../client/form-body.ts'
import { formKeyOf, keyAfter, newFormKey } from '../../client/form-key.ts'
import { formErrors, type Problem } from '../../client/problem.ts'
import type { FormError } from '../../ui/error-summary.tsx'
import { noSuchPage } from '../../ui/problem-page.tsx'
import { words } from '../../words/index.ts'
import { guarantorsOn } from './guarantors-desk.tsx'
import type { Visit } from './index.tsx'
import type { RecallDesk } from './recalls-desk.tsx'
import { NUMBERS, type RequestValues, requestBody, requestPointers, requestStart, requestValues } from './request-form.ts'
import { RequestFormPage, type RequestFormPageProps } from './request-form-page.tsx'
import { type LenderRequest, RequestsPage } from './requests-page.tsx'

const LIST = '/bank/requests'

/** What the house asks of its customers: the list, and asking anew from an approved case. */
export function mountRequests(portal: Hono, { desk, refused }: RecallDesk): void {
  portal.get(
    LIST,
    desk(async (visit) => {
      const cursor = visit.c.req.query('cursor') ?? ''
      const answer = await visit.api.get<{ items: LenderRequest[]; nextCursor: string | null }>('/api/v1/lender/consent-requests', { cursor, limit: 50 })
      if (!answer.ok) return refused(visit, answer.problem)
      const { items, nextCursor } = answer.body
      return htmlResponse(
        <RequestsPage
          desk={visit.desk}
          items={items}
          sent={visit.c.req.query('sent') !== undefined}
          nextHref={nextCursor === null ? null : `${LIST}?${new URLSearchParams({ cursor: nextCursor })}`}
          firstHref={cursor === '' ? null : LIST}
        />,
      )
    }),
  )

  type Drawn = Pick<RequestFormPageProps, 'desk' | 'file' | 'templates' | 'template' | 'guarantorId'>

  /** The case, if its customer or a guarantor can be asked, and what each purpose may ask for. */
  async function asking(visit: Visit, purpose: string): Promise<Drawn | Response> {
    const file = await visit.api.get<CaseView>(`/api/v1/lender/applications/${encodeURIComponent(visit.c.req.param('id') ?? '')}`)
    if (!file.ok) return refused(visit, file.problem)
    const guarantorId = visit.c.req.param('guarantor') ?? null
    const whole = seeOther(`/bank/cases/${file.body.id}`)
    // Whose application was not approved is no customer; the case itself says how it stands, and whom it can ask.
    if (guarantorId === null && file.body.status !== 'approved') return whole
    if (guarantorId !== null && !(await guarantorsOn(visit, file.body.id)).some(({ id, mayAsk }) => id === guarantorId && mayAsk)) return whole
    const answer = await visit.api.get<{ items: TemplateView[] }>('/api/v1/consent-templates')
    if (!answer.ok) return refused(visit, answer.problem)
    // A guarantee is about somebody else than the customer: each is asked from where it stands.
    const templates = answer.body.items.filter((one) => one.begunBy === 'lender' && (one.purpose === 'GUARANTEE') === (guarantorId !== null))
    const template = templates.find((one) => one.purpose === purpose) ?? templates[0]
    return template === undefined ? refused(visit, noSuchPage()) : { desk: visit.desk, file: file.body, templates, template, guarantorId }
  }

  for (const path of ['/bank/cases/:id/ask', '/bank/cases/:id/guarantors/:guarantor/ask']) {
    portal.get(
      path,
      desk(async (visit) => {
        const drawn = await asking(visit, visit.c.req.query('purpose') ?? '')
        if (drawn instanceof Response) return drawn
        return htmlResponse(<RequestFormPage {...drawn} values={requestStart(drawn.template)} formKey={newFormKey()} errors={[]} />)
      }),
    )

    portal.post(
      path,
      desk(async (visit) => {
        const form = await readForm(visit.c.req.raw)
        const key = formKeyOf(form)
        const drawn = await asking(visit, form.text('purpose'))
        if (drawn instanceof Response) return drawn
        const values = requestValues(form)
        const again = (said: Pick<RequestFormPageProps, 'errors' | 'formKey' | 'requestId'>, status: number) =>
          htmlResponse(<RequestFormPage {...drawn} values={values} {...said} />, status)
        const { body, errors } = requestBody(values, drawn.file.id, drawn.template.purpose)
        if (errors.length > 0) return again({ errors, formKey: key }, 422)
        const whom = drawn.guarantorId === null ? {} : { guarantorId: drawn.guarantorId }
        const answer = await visit.api.post<LenderRequest>('/api/v1/lender/consent-requests', { ...body, ...whom }, { key })
        if (answer.ok) return seeOther(`${LIST}?sent`)
        const { problem } = answer
        if (problem.status === 401 || problem.status === 404) return refused(visit, problem)
        return again({ errors: refusalOf(problem, values), formKey: keyAfter(problem, key), requestId: problem.requestId }, problem.status)
      }),
    )
  }
}

/** A bound says itself and not of what: on top of the page each goes with the name of its box. */
function refusalOf(problem: Problem, values: RequestValues): FormError[] {
  const w = words.zh.bank.requests.form
  return formErrors(problem, requestPointers(values)).map(({ field, message }) => {
    const box = NUMBERS.find((name) => name === field)
    return { field, message: box === undefined ? message : w.beyond(w[box], message) }
  })
}
