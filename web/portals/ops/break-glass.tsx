import { type Context, Hono } from 'hono'
import type { BreakGlassDisclosure, BreakGlassPage, BreakGlassView } from '../../../src/breakglass/contract.ts'
import { BASES, BREAK_GLASS_STATUSES } from '../../../src/breakglass/model.ts'
import { htmlResponse, seeOther } from '../../client/answer-page.ts'
import { type Api, createApi, type Send } from '../../client/api.ts'
import { digestIn, sha256OfFile } from '../../client/file-hash.ts'
import { readForm } from '../../client/form-body.ts'
import { formKeyOf, keyAfter, newFormKey } from '../../client/form-key.ts'
import { homeOf, type Me, readMe } from '../../client/me.ts'
import { formErrors, type Problem } from '../../client/problem.ts'
import type { FormError } from '../../ui/error-summary.tsx'
import { noSuchPage, ProblemPage } from '../../ui/problem-page.tsx'
import { words } from '../../words/index.ts'
import { type BreakGlassForm, BreakGlassLook, BreakGlassWishes } from './break-glass-page.tsx'

export const BREAK_GLASS_HOME = '/ops/break-glass'
const ROLES: readonly string[] = ['operator', 'regulator', 'auditor']

interface Visit {
  c: Context
  api: Api
  me: Me
}

/** Asking, agreeing and looking: for the operator, the bureau and the audit. */
export function breakGlassPages({ api: send, demo }: { api: Send; demo: boolean }): Hono {
  const portal = new Hono()

  function desk(handle: (visit: Visit) => Promise<Response>) {
    return async (c: Context): Promise<Response> => {
      const request = c.req.raw
      const api = createApi(send, request)
      const me = await readMe(api, request)
      if (me === null) return seeOther(`/sign-in?next=${encodeURIComponent(BREAK_GLASS_HOME)}`)
      return ROLES.includes(me.role) ? handle({ c, api, me }) : refused(me, { ...noSuchPage(), status: 403, code: 'forbidden' })
    }
  }

  const refused = (me: Me, problem: Problem) =>
    htmlResponse(
      <ProblemPage problem={problem} portal="public" nav={words.zh.frame.publicNav} reader={{ name: me.displayName }} home={homeOf(me.role)} demo={demo} />,
      problem.status,
    )

  const BLANK: BreakGlassForm = { code: '', basis: BASES[0]!.code, documentNo: '', documentSha256: '' }

  async function wishes(
    { api, me }: Visit,
    values: BreakGlassForm,
    key: string,
    problem: Problem | null,
    missing: readonly FormError[] = [],
  ): Promise<Response> {
    const answer = await api.get<BreakGlassPage>('/api/v1/break-glass', { limit: 100 })
    if (!answer.ok) return refused(me, answer.problem)
    const w = words.zh.breakGlass
    const fields = {
      '/code': { field: 'code', label: w.code },
      '/basis': { field: 'basis', label: w.basis },
      '/documentNo': { field: 'documentNo', label: w.documentNo },
      '/documentSha256': { field: 'document', label: w.document },
    }
    const page = { me, demo, items: answer.body.items, values, formKey: key, newKey: newFormKey }
    return htmlResponse(
      <BreakGlassWishes {...page} errors={problem ? formErrors(problem, fields) : missing} requestId={problem?.requestId} />,
      problem?.status ?? (missing.length > 0 ? 422 : 200),
    )
  }

  portal.get(
    BREAK_GLASS_HOME,
    desk((visit) => wishes(visit, BLANK, newFormKey(), null)),
  )

  portal.post(
    BREAK_GLASS_HOME,
    desk(async (visit) => {
      const form = await readForm(visit.c.req.raw)
      const key = formKeyOf(form)
      const file = form.file('document')
      const documentSha256 = file === null ? digestIn(form.text('documentSha256')) : await sha256OfFile(file)
      const values = { code: form.text('code'), basis: form.text('basis'), documentNo: form.text('documentNo'), documentSha256: documentSha256 ?? '' }
      if (documentSha256 === null) return wishes(visit, values, key, null, [{ field: 'document', message: words.zh.breakGlass.needDocument }])
      const answer = await visit.api.post<BreakGlassView>('/api/v1/break-glass', values, { key })
      return answer.ok ? seeOther(BREAK_GLASS_HOME) : wishes(visit, values, keyAfter(answer.problem, key), answer.problem)
    }),
  )

  portal.post(
    `${BREAK_GLASS_HOME}/:id/answer`,
    desk(async (visit) => {
      const form = await readForm(visit.c.req.raw)
      const path = `/api/v1/break-glass/${encodeURIComponent(visit.c.req.param('id') ?? '')}/answer`
      const answer = await visit.api.post<BreakGlassView>(path, { approve: form.text('answer') === BREAK_GLASS_STATUSES[1] }, { key: formKeyOf(form) })
      return answer.ok ? seeOther(BREAK_GLASS_HOME) : refused(visit.me, answer.problem)
    }),
  )

  // A look is an entry in the log: it is asked for by a button and never by a link that something follows by itself.
  portal.post(
    `${BREAK_GLASS_HOME}/:id/look`,
    desk(async ({ c, api, me }) => {
      const answer = await api.get<BreakGlassDisclosure>(`/api/v1/break-glass/${encodeURIComponent(c.req.param('id') ?? '')}/profile`)
      return answer.ok ? htmlResponse(<BreakGlassLook me={me} demo={demo} disclosure={answer.body} />) : refused(me, answer.problem)
    }),
  )

  for (const step of ['answer', 'look']) portal.get(`${BREAK_GLASS_HOME}/:id/${step}`, () => seeOther(BREAK_GLASS_HOME))
  return portal
}
