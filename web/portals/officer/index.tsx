import { Hono } from 'hono'
import type { ConsentView, LegalTextView, ProposalView } from '../../../src/consent/contract.ts'
import type { ProductView } from '../../../src/products/contract.ts'
import { htmlResponse, seeOther } from '../../client/answer-page.ts'
import type { Send } from '../../client/api.ts'
import { sha256OfFile } from '../../client/file-hash.ts'
import { readForm } from '../../client/form-body.ts'
import { formKeyOf, keyAfter, newFormKey } from '../../client/form-key.ts'
import { formErrors, type Problem } from '../../client/problem.ts'
import { doorFor, type RoleVisit } from '../../client/role-door.tsx'
import type { FormError } from '../../ui/error-summary.tsx'
import { ProblemPage } from '../../ui/problem-page.tsx'
import { words } from '../../words/index.ts'
import { deskLayout } from './frame.tsx'
import { emptyProposal, type HouseholdRequest, type ProposalValues, proposalBody, proposalPointers, proposalValues } from './proposal-form.ts'
import { ProposalsPage, type ProposalsPageProps } from './proposals-page.tsx'
import { ReadPage, type ReadPageProps, StartPage } from './propose-page.tsx'

export interface OfficerDeps {
  api: Send
  demo: boolean
  /** Whether a cooling-off is over. */
  now: () => Date
}

/** The village officer's desk: proposing a consent by mandate, and confirming a colleague's. */
export function officerPortal({ api: send, demo, now }: OfficerDeps): Hono {
  const portal = new Hono()
  const page = doorFor('village_officer', { api: send, demo, wrong: words.zh.officer.wrong })
  const refused = (visit: RoleVisit, problem: Problem) => htmlResponse(<ProblemPage problem={problem} {...deskLayout(visit)} />, problem.status)

  async function proposals(visit: RoleVisit, said: Pick<ProposalsPageProps, 'done' | 'errors' | 'requestId'>, status = 200): Promise<Response> {
    const answer = await visit.api.get<{ items: ProposalView[] }>('/api/v1/officer/consents')
    if (!answer.ok) return refused(visit, answer.problem)
    return htmlResponse(<ProposalsPage desk={visit} proposals={answer.body.items} now={now()} {...said} />, status)
  }

  portal.get(
    '/officer',
    page(async (visit) => {
      const asked = visit.c.req.query('done')
      return proposals(visit, { done: asked === 'proposed' || asked === 'confirmed' ? asked : null, errors: [] })
    }),
  )

  portal.post(
    '/officer/confirm',
    page(async (visit) => {
      const form = await readForm(visit.c.req.raw)
      const id = form.text('consent')
      const field = `record-${id}`
      const file = form.file(field)
      const w = words.zh.officer
      if (file === null) return proposals(visit, { done: null, errors: [{ field, message: w.read.needFile(w.callBack) }] }, 422)
      const body = { callBackSha256: await sha256OfFile(file) }
      const answer = await visit.api.post<ConsentView>(`/api/v1/officer/consents/${encodeURIComponent(id)}/confirm`, body, { key: formKeyOf(form) })
      if (answer.ok) return seeOther('/officer?done=confirmed')
      const { problem } = answer
      return proposals(visit, { done: null, errors: formErrors(problem), requestId: problem.requestId }, problem.status)
    }),
  )

  async function startPage(visit: RoleVisit, values: ProposalValues, errors: readonly FormError[], status = 200): Promise<Response> {
    const answer = await visit.api.get<{ items: ProductView[] }>('/api/v1/products', { audience: 'household', limit: 50 })
    if (!answer.ok) return refused(visit, answer.problem)
    return htmlResponse(<StartPage desk={visit} products={answer.body.items} values={values} errors={errors} />, status)
  }

  async function readPage(
    visit: RoleVisit,
    values: ProposalValues,
    inquiry: HouseholdRequest | null,
    said: Pick<ReadPageProps, 'formKey' | 'errors' | 'requestId'>,
    status = 200,
  ): Promise<Response> {
    let to: ReadPageProps['to']
    if (inquiry !== null) to = { inquiry }
    else {
      const product = await visit.api.get<ProductView>(`/api/v1/products/${encodeURIComponent(values.product)}`)
      if (!product.ok) return refused(visit, product.problem)
      to = { product: product.body }
    }
    const legal = await visit.api.get<LegalTextView>('/api/v1/consent-text', { purpose: inquiry?.purpose.code ?? 'UNDERWRITE' })
    if (!legal.ok) return refused(visit, legal.problem)
    return htmlResponse(<ReadPage desk={visit} to={to} legal={legal.body} values={values} {...said} />, status)
  }

  /** The request that the household named; a problem with it goes to the page that asked for its number. */
  async function inquiryOf(visit: RoleVisit, { household, request }: ProposalValues): Promise<HouseholdRequest | FormError[]> {
    const w = words.zh.officer.start
    const answer = await visit.api.get<{ items: HouseholdRequest[] }>('/api/v1/officer/consent-requests', { householdNo: household, no: request })
    if (answer.ok) return answer.body.items[0] ?? [{ field: 'request', message: w.noRequest }]
    return formErrors(answer.problem, { '/householdNo': { field: 'household', label: w.household }, '/no': { field: 'request', label: w.requestNo } })
  }

  portal.get(
    '/officer/propose',
    page(async (visit) => {
      const w = words.zh.officer.start
      const { household = '', product = '', request = '', go } = visit.c.req.query()
      const values = emptyProposal(household.trim(), product, request.trim())
      if (go === undefined) return startPage(visit, values, [])
      const errors: FormError[] = []
      if (values.household === '') errors.push({ field: 'household', message: words.zh.errors.field.required(w.household) })
      if (product === '' && values.request === '') errors.push({ field: 'product', message: w.chooseProduct })
      if (product !== '' && values.request !== '') errors.push({ field: 'request', message: w.oneOfTwo })
      if (errors.length > 0) return startPage(visit, values, errors, 422)
      const inquiry = values.request === '' ? null : await inquiryOf(visit, values)
      if (Array.isArray(inquiry)) return startPage(visit, values, inquiry, 422)
      return readPage(visit, values, inquiry, { formKey: newFormKey(), errors: [] })
    }),
  )

  portal.post(
    '/officer/propose',
    page(async (visit) => {
      const form = await readForm(visit.c.req.raw)
      const key = formKeyOf(form)
      const values = await proposalValues(form)
      const inquiry = values.request === '' ? null : await inquiryOf(visit, values)
      if (Array.isArray(inquiry)) return startPage(visit, values, inquiry, 422)
      const { body, errors } = proposalBody(values, inquiry)
      if (errors.length > 0) return readPage(visit, values, inquiry, { formKey: key, errors }, 422)
      const answer = await visit.api.post<ConsentView>('/api/v1/officer/consents', body, { key })
      if (answer.ok) return seeOther('/officer?done=proposed')
      const { problem } = answer
      if (problem.status === 401) return refused(visit, problem)
      const said = formErrors(problem, proposalPointers())
      // What the first page asked for is put right there.
      if (said.some(({ field }) => field === 'household' || field === 'product' || field === 'request')) return startPage(visit, values, said, problem.status)
      return readPage(visit, values, inquiry, { formKey: keyAfter(problem, key), errors: said, requestId: problem.requestId }, problem.status)
    }),
  )

  return portal
}
