import type { Hono } from 'hono'
import type { BreakGlassList } from '../../src/breakglass/contract.ts'
import type { AccessLogPage, ConsentList, ConsentView } from '../../src/consent/contract.ts'
import type { SubjectDeletionList } from '../../src/deletions/contract.ts'
import type { ApplicationList, ApplicationView } from '../../src/loans/contract.ts'
import type { SubjectRecallList } from '../../src/recalls/contract.ts'
import { htmlResponse, seeOther } from '../client/answer-page.ts'
import { readForm } from '../client/form-body.ts'
import { formKeyOf, keyAfter, newFormKey } from '../client/form-key.ts'
import { formErrors, type Problem } from '../client/problem.ts'
import { day, money } from '../ui/format.ts'
import { words } from '../words/index.ts'
import { AccessPage } from './access-page.tsx'
import { paths } from './api-paths.ts'
import { ApplicationPage, DONE, type Done } from './application-page.tsx'
import { ApplicationsPage } from './applications-page.tsx'
import { guarantorsNamed } from './guarantee-terms.ts'
import type { GuarantorDesk } from './guarantors-sheet.tsx'
import { entriesUnder } from './holding.tsx'
import type { Side } from './side.ts'
import { durationWords } from './slip-terms.tsx'
import { TakeBackPage } from './take-back-page.tsx'
import { type BorrowerDeps, forReaders, refusedPage, type Visit } from './visit.tsx'

/** Following an application, reading who looked, and taking back. */
export function mountFollowing(portal: Hono, deps: BorrowerDeps, side: Side): void {
  const page = forReaders(deps, side)
  const { home } = side

  portal.get(
    '/applications',
    page(async (visit, c) => {
      const answer = await visit.api.get<ApplicationList>(paths.applications)
      if (!answer.ok) return refusedPage(visit, answer.problem, c.req.raw)
      return htmlResponse(<ApplicationsPage stand={visit.stand} applications={answer.body.items} now={deps.now()} />)
    }),
  )

  portal.get(
    '/applications/:id',
    page(async (visit, c) =>
      applicationPage(visit, c.req.param('id') ?? '', c.req.raw, deps.now(), {
        done: DONE.find((d) => d === c.req.query('done')) ?? null,
        guarantors: { code: '', formKey: newFormKey(), errors: [] },
      }),
    ),
  )

  portal.get(
    '/access-log',
    page(async (visit, c) => {
      const { api, stand, subjectId } = visit
      const cursor = c.req.query('cursor') ?? ''
      const log = await api.get<AccessLogPage>(paths.accessLog(subjectId), { cursor, limit: 30 })
      if (!log.ok) return refusedPage(visit, log.problem, c.req.raw)
      const consents = await api.get<ConsentList>(paths.consents)
      if (!consents.ok) return refusedPage(visit, consents.problem, c.req.raw)
      const applications = await api.get<ApplicationList>(paths.applications)
      if (!applications.ok) return refusedPage(visit, applications.problem, c.req.raw)
      const deletions = await api.get<SubjectDeletionList>(paths.deletions(subjectId))
      const statute = await api.get<BreakGlassList>(paths.breakGlass(subjectId))
      const recalls = await api.get<SubjectRecallList>(paths.recalls(subjectId))
      if (!recalls.ok) return refusedPage(visit, recalls.problem, c.req.raw)
      const { items, nextCursor } = log.body
      return htmlResponse(
        <AccessPage
          stand={stand}
          entries={items}
          consents={consents.body.items}
          recalls={recalls.body.items}
          deletions={deletions.ok ? deletions.body.items : []}
          statute={statute.ok ? statute.body.items : []}
          applied={new Set(applications.body.items.map((a) => a.id))}
          done={(['revoked', 'ended'] as const).find((d) => d === c.req.query('done')) ?? null}
          nextHref={nextCursor === null ? null : `${home}/access-log?${new URLSearchParams({ cursor: nextCursor })}`}
          firstHref={cursor === '' ? null : `${home}/access-log`}
        />,
      )
    }),
  )

  portal.get(
    '/consents/:id/revoke',
    page(async (visit, c) => revokePage(visit, c.req.param('id') ?? '', newFormKey(), null, c.req.raw)),
  )

  portal.post(
    '/consents/:id/revoke',
    page(async (visit, c) => {
      const id = c.req.param('id') ?? ''
      const key = formKeyOf(await readForm(c.req.raw))
      const answer = await visit.api.post<ConsentView>(paths.revoke(id), {}, { key })
      if (!answer.ok) return revokePage(visit, id, keyAfter(answer.problem, key), answer.problem, c.req.raw)
      const { applicationId } = answer.body
      const application = applicationId === null ? null : await visit.api.get<ApplicationView>(paths.application(applicationId))
      return seeOther(application?.ok ? `${home}/applications/${application.body.id}?done=revoked` : `${home}/access-log?done=revoked`)
    }),
  )

  portal.get(
    '/applications/:id/withdraw',
    page(async (visit, c) => withdrawPage(visit, c.req.param('id') ?? '', newFormKey(), null, c.req.raw)),
  )

  portal.post(
    '/applications/:id/withdraw',
    page(async (visit, c) => {
      const id = c.req.param('id') ?? ''
      const key = formKeyOf(await readForm(c.req.raw))
      const answer = await visit.api.post<ApplicationView>(paths.withdraw(id), {}, { key })
      if (!answer.ok) return withdrawPage(visit, id, keyAfter(answer.problem, key), answer.problem, c.req.raw)
      return seeOther(`${home}/applications/${answer.body.id}?done=withdrawn`)
    }),
  )
}

/** One application, with its consent and who looked; `said` is what was just done, or why it was refused. */
export async function applicationPage(
  visit: Visit,
  id: string,
  request: Request,
  now: Date,
  said: { done: Done | null; guarantors: Omit<GuarantorDesk, 'items'> },
  status = 200,
): Promise<Response> {
  const { api, stand } = visit
  const application = await api.get<ApplicationView>(paths.application(id))
  if (!application.ok) return refusedPage(visit, application.problem, request)
  const consent = await api.get<ConsentView>(paths.consent(application.body.consentId))
  if (!consent.ok) return refusedPage(visit, consent.problem, request)
  const found = await entriesUnder(visit, consent.body.id)
  if ('problem' in found) return refusedPage(visit, found.problem, request)
  const guarantors = { ...said.guarantors, items: await guarantorsNamed(visit, id) }
  return htmlResponse(
    <ApplicationPage {...{ stand, application: application.body, consent: consent.body, entries: found.entries, guarantors, done: said.done, now }} />,
    status,
  )
}

/** Asks once more before a consent is taken back; `problem` is why the last try was refused. */
async function revokePage(visit: Visit, id: string, formKey: string, problem: Problem | null, request: Request): Promise<Response> {
  const { api, stand } = visit
  const { home, words: said } = stand.side
  const w = said.revoke
  const answer = await api.get<ConsentView>(paths.consent(id))
  if (!answer.ok) return refusedPage(visit, answer.problem, request)
  const consent = answer.body
  const application = consent.applicationId === null ? null : await api.get<ApplicationView>(paths.application(consent.applicationId))
  const back = application?.ok ? `${home}/applications/${consent.applicationId}` : `${home}/access-log`
  // Already at its end: there is nothing to take back, and the page behind says so.
  if (!['granted', 'paused', 'provisional'].includes(consent.status))
    return seeOther(`${back}?done=${problem !== null && consent.status === 'revoked' ? 'revoked' : 'ended'}`)
  return htmlResponse(
    <TakeBackPage
      stand={stand}
      title={w.title}
      lead={w.lead(consent.lenderName, durationWords(consent.deleteAfter))}
      warning={application?.ok && application.body.status === 'submitted' ? w.open : null}
      terms={[
        { term: said.consent.toWhom, detail: consent.lenderName },
        { term: said.application.given, detail: words.zh.measures.listed(consent.data.map((d) => d.label)) },
        { term: said.application.reads, detail: said.application.readsText(consent.readsUsed, consent.readsTotal) },
        { term: said.application.until, detail: day(consent.validTo) },
      ]}
      action={`${home}/consents/${consent.id}/revoke`}
      keepHref={back}
      confirm={w.confirm}
      keep={w.keep}
      formKey={formKey}
      errors={problem ? formErrors(problem) : []}
      requestId={problem?.requestId}
    />,
    problem?.status ?? 200,
  )
}

async function withdrawPage(visit: Visit, id: string, formKey: string, problem: Problem | null, request: Request): Promise<Response> {
  const { api, stand } = visit
  const { home, words: said } = stand.side
  const w = said.withdraw
  const answer = await api.get<ApplicationView>(paths.application(id))
  if (!answer.ok) return refusedPage(visit, answer.problem, request)
  const a = answer.body
  const back = `${home}/applications/${a.id}`
  if (a.status !== 'submitted') return seeOther(`${back}?done=${a.status === 'withdrawn' ? 'withdrawn' : 'settled'}`)
  return htmlResponse(
    <TakeBackPage
      stand={stand}
      title={w.title}
      lead={w.lead(a.lenderName)}
      terms={[
        { term: said.consent.toWhom, detail: a.lenderName },
        { term: said.consent.what, detail: a.productName },
        { term: said.application.amount, detail: money(a.amountFen) },
      ]}
      action={`${back}/withdraw`}
      keepHref={back}
      confirm={w.confirm}
      keep={w.keep}
      formKey={formKey}
      errors={problem ? formErrors(problem) : []}
      requestId={problem?.requestId}
    />,
    problem?.status ?? 200,
  )
}
