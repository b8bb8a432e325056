import type { Hono } from 'hono'
import type { GuarantorView } from '../../src/loans/guarantors-contract.ts'
import { seeOther } from '../client/answer-page.ts'
import { readForm } from '../client/form-body.ts'
import { formKeyOf, keyAfter, newFormKey } from '../client/form-key.ts'
import { type FieldMap, formErrors } from '../client/problem.ts'
import { words } from '../words/index.ts'
import { paths } from './api-paths.ts'
import { applicationPage } from './following.tsx'
import type { Side } from './side.ts'
import { type BorrowerDeps, forReaders, refusedPage } from './visit.tsx'

const FIELDS: FieldMap = { '/code': { field: 'code', label: words.zh.guarantee.borrower.code } }

/** Naming a guarantor on the page of the application, and taking the naming back. */
export function mountGuaranteeing(portal: Hono, deps: BorrowerDeps, side: Side): void {
  const page = forReaders(deps, side)
  const { home } = side

  portal.post(
    '/applications/:id/guarantors',
    page(async (visit, c) => {
      const id = c.req.param('id') ?? ''
      const form = await readForm(c.req.raw)
      const key = formKeyOf(form)
      const code = form.text('code')
      const answer = await visit.api.post<GuarantorView>(paths.guarantors(id), { code }, { key })
      if (answer.ok) return seeOther(`${home}/applications/${id}?done=named#guarantors`)
      const { problem } = answer
      if (problem.status === 401 || problem.status === 404) return refusedPage(visit, problem, c.req.raw)
      const said = { code, formKey: keyAfter(problem, key), errors: formErrors(problem, FIELDS), requestId: problem.requestId }
      return applicationPage(visit, id, c.req.raw, deps.now(), { done: null, guarantors: said }, problem.status)
    }),
  )

  portal.post(
    '/applications/:id/guarantors/:guarantor/withdraw',
    page(async (visit, c) => {
      const id = c.req.param('id') ?? ''
      const key = formKeyOf(await readForm(c.req.raw))
      const answer = await visit.api.post<GuarantorView>(paths.withdrawGuarantor(c.req.param('guarantor') ?? ''), {}, { key })
      if (answer.ok) return seeOther(`${home}/applications/${id}?done=unnamed#guarantors`)
      const { problem } = answer
      if (problem.status === 401 || problem.status === 404) return refusedPage(visit, problem, c.req.raw)
      const said = { code: '', formKey: newFormKey(), errors: formErrors(problem), requestId: problem.requestId }
      return applicationPage(visit, id, c.req.raw, deps.now(), { done: null, guarantors: said }, problem.status)
    }),
  )
}
