import type { Hono } from 'hono'
import type { ErasureView } from '../../src/deletions/contract.ts'
import type { AccountSecurity } from '../../src/identity/contract.ts'
import { htmlResponse, seeOther } from '../client/answer-page.ts'
import { readForm } from '../client/form-body.ts'
import { formKeyOf, keyAfter, newFormKey } from '../client/form-key.ts'
import { formErrors, type Problem } from '../client/problem.ts'
import { words } from '../words/index.ts'
import { ErasurePage } from './erasure-page.tsx'
import type { Side } from './side.ts'
import { type BorrowerDeps, forReaders, refusedPage, type Visit } from './visit.tsx'

const POINTERS = { '/words': { field: 'words', label: words.zh.erasing.words } }

/** Having one's data deleted: what happens, the words, and what came of it. */
export function mountErasing(portal: Hono, deps: BorrowerDeps, side: Side): void {
  const page = forReaders(deps, side)

  portal.get(
    '/erasure',
    page(async (visit, c) => erasurePage(visit, newFormKey(), null, c.req.raw)),
  )

  portal.post(
    '/erasure',
    page(async (visit, c) => {
      const form = await readForm(c.req.raw)
      const key = formKeyOf(form)
      const answer = await visit.api.post<ErasureView>(pathOf(visit), { words: form.text('words') }, { key })
      return answer.ok ? seeOther(`${side.home}/erasure`) : erasurePage(visit, keyAfter(answer.problem, key), answer.problem, c.req.raw)
    }),
  )
}

function pathOf({ subjectId }: Visit): string {
  return `/api/v1/subjects/${encodeURIComponent(subjectId)}/erasure`
}

async function erasurePage(visit: Visit, formKey: string, problem: Problem | null, request: Request): Promise<Response> {
  const erasure = await visit.api.get<ErasureView>(pathOf(visit))
  if (!erasure.ok) return refusedPage(visit, erasure.problem, request)
  // Where that cannot be asked the form is shown: the API asks in any case.
  const security = await visit.api.get<AccountSecurity>('/api/v1/me/security')
  const isProved = problem?.code !== 'step_up_required' && (!security.ok || security.body.isSteppedUp)
  const errors = problem && isProved ? formErrors(problem, POINTERS) : []
  return htmlResponse(
    <ErasurePage stand={visit.stand} erasure={erasure.body} isProved={isProved} formKey={formKey} errors={errors} requestId={problem?.requestId} />,
    problem?.status ?? 200,
  )
}
