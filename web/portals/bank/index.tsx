import { type Context, Hono } from 'hono'
import type { ReceiptView } from '../../../src/consent/contract.ts'
import type { CaseView, DeclineReasonList, DisclosureView, QueuePage as QueueList } from '../../../src/loans/contract.ts'
import type { GuarantorDisclosure } from '../../../src/loans/guarantors-contract.ts'
import type { ProductVersionView, ProductView } from '../../../src/products/contract.ts'
import type { LenderRecall, LenderRecallPage } from '../../../src/recalls/contract.ts'
import { htmlResponse, seeOther } from '../../client/answer-page.ts'
import { type Api, createApi, type Send } from '../../client/api.ts'
import { dumpFile } from '../../client/dump-file.ts'
import { readForm } from '../../client/form-body.ts'
import { formKeyOf, keyAfter, newFormKey } from '../../client/form-key.ts'
import { homeOf, type Me, readMe } from '../../client/me.ts'
import { formErrors, type Problem, sentenceOf } from '../../client/problem.ts'
import { checkUrlOf } from '../../ui/consent-receipt.tsx'
import { day, shortNo } from '../../ui/format.ts'
import { noSuchPage, ProblemPage } from '../../ui/problem-page.tsx'
import { words } from '../../words/index.ts'
import { CasePage, type DecisionDesk } from './case-page.tsx'
import { DECISION_POINTERS, decisionBody, decisionStart, decisionValues } from './decision-form.ts'
import { mountDeletions } from './deletions-desk.tsx'
import { type Desk, deskLayout, isApprover } from './frame.tsx'
import { guarantorsOn, mountGuarantors } from './guarantors-desk.tsx'
import { LookRefusedPage } from './look-refused-page.tsx'
import { mountPrechecks } from './prechecks-desk.tsx'
import { mountProducts } from './products-desk.tsx'
import { mountProofs } from './proof-desk.tsx'
import { QUEUE_STATUSES, QueuePage } from './queue-page.tsx'
import { mountRecalls } from './recalls-desk.tsx'
import { ReceiptPage } from './receipt-page.tsx'
import { mountRequests } from './requests-desk.tsx'
import { mountScreening } from './screening-desk.tsx'

export interface BankDeps {
  api: Send
  demo: boolean
  /** Only to say how much of a promised time is left. */
  now?: () => Date
}

export interface Visit {
  c: Context
  api: Api
  desk: Desk
}

/** The lender's desk: queue, cases, decisions, own products. */
export function bankPortal({ api: send, demo, now = () => new Date() }: BankDeps): Hono {
  const portal = new Hono()
  const w = words.zh.bank

  /** Opens a page to people of a lender; sends a visitor to the door and everybody else away. */
  function desk(handle: (visit: Visit) => Promise<Response>) {
    return async (c: Context): Promise<Response> => {
      const request = c.req.raw
      const api = createApi(send, request)
      const me = await readMe(api, request)
      if (me === null) {
        const { pathname, search } = new URL(request.url)
        return seeOther(`/sign-in?next=${encodeURIComponent(request.method === 'GET' ? pathname + search : '/bank')}`)
      }
      if (!isLender(me)) return foreign(me, c.req.param('id') !== undefined)
      const recalls = await api.get<LenderRecallPage>('/api/v1/lender/recalls', { status: 'open', limit: 1 })
      return handle({ c, api, desk: { demo, me, ...(recalls.ok ? { recallsOpen: recalls.body.open } : {}) } })
    }
  }

  /** To people of other houses a case is not there; the desk itself is only closed. */
  function foreign(me: Me, isObject: boolean): Response {
    const problem = isObject ? noSuchPage() : { ...noSuchPage(), status: 403, code: 'forbidden' }
    const frame = { portal: 'public', nav: words.zh.frame.publicNav, reader: { name: me.displayName }, home: homeOf(me.role), demo } as const
    return htmlResponse(<ProblemPage problem={problem} {...frame} />, problem.status)
  }

  const refused = ({ desk: reader }: Visit, problem: Problem) => htmlResponse(<ProblemPage problem={problem} {...deskLayout(reader)} />, problem.status)

  portal.get(
    '/bank/dump',
    desk(async (visit) => {
      const file = await dumpFile(send, visit.c.req.raw)
      if (file.ok) return file
      const problem = (await file.json()) as Problem
      return problem.code === 'step_up_required' ? seeOther('/account/confirm?next=/bank/dump') : refused(visit, problem)
    }),
  )

  portal.get(
    '/bank',
    desk(async ({ c, api, desk: reader }) => {
      const asked = c.req.query('status') ?? 'submitted'
      const status = asked === 'all' ? 'all' : (QUEUE_STATUSES.find((known) => known === asked) ?? 'submitted')
      const cursor = c.req.query('cursor') ?? ''
      const answer = await api.get<QueueList>('/api/v1/lender/applications', { status: status === 'all' ? null : status, cursor, limit: 50 })
      const href = (next: string | null) => `/bank?${new URLSearchParams(next === null ? { status } : { status, cursor: next })}`
      const common = { desk: reader, status, now: now(), firstHref: cursor === '' ? null : href(null) }
      if (!answer.ok) return htmlResponse(<QueuePage {...common} items={[]} problem={answer.problem} nextHref={null} />, answer.problem.status)
      const { items, nextCursor } = answer.body
      return htmlResponse(<QueuePage {...common} items={items} problem={null} nextHref={nextCursor === null ? null : href(nextCursor)} />)
    }),
  )

  async function casePage(
    visit: Visit,
    file: CaseView,
    form: Omit<DecisionDesk, 'reasons'>,
    more: { recorded?: boolean; look?: DisclosureView; guarantorLook?: GuarantorDisclosure },
    status = 200,
  ): Promise<Response> {
    const [decision, product, recalls, guarantors] = await Promise.all([
      ...([decisionDesk(visit, file, form), versionAsked(visit, file), recallsOn(visit, file), guarantorsOn(visit, file.id)] as const),
    ])
    return htmlResponse(<CasePage desk={visit.desk} now={now()} {...{ file, product, decision, recalls, guarantors }} {...more} />, status)
  }

  portal.get(
    '/bank/cases/:id',
    desk(async (visit) => {
      const file = await readCase(visit)
      if (!file.ok) return refused(visit, file.problem)
      const recorded = visit.c.req.query('recorded') !== undefined && file.body.decision !== null
      return casePage(visit, file.body, untouched(file.body), { recorded })
    }),
  )

  // A look: asked for by a form, answered in place, kept by nobody. It is never repeated by opening a page.
  portal.post(
    '/bank/cases/:id/look',
    desk(async (visit) => {
      const file = await readCase(visit)
      if (!file.ok) return refused(visit, file.problem)
      // A further consent of the same application, which the customer gave on request; the application's own unless told.
      const consentId = (await readForm(visit.c.req.raw)).text('consent')
      const look = await visit.api.get<DisclosureView>(`/api/v1/lender/applications/${file.body.id}/profile`, { consentId })
      if (!look.ok) {
        const { problem } = look
        if (problem.status !== 403) return refused(visit, problem)
        return htmlResponse(
          <LookRefusedPage
            {...{ desk: visit.desk, current: '/bank', code: problem.code, sentence: sentenceOf(problem), requestId: problem.requestId }}
            next={w.case.refusedNext}
            terms={[
              { term: w.queue.no, detail: shortNo(file.body.id) },
              { term: w.queue.product, detail: file.body.productName },
              { term: w.case.submitted, detail: day(file.body.submittedAt) },
            ]}
            item={{ href: `/bank/cases/${file.body.id}`, label: w.case.toCase }}
            list={{ href: '/bank', label: w.case.back }}
          />,
          403,
        )
      }
      return casePage(visit, file.body, untouched(file.body), { look: look.body })
    }),
  )
  // The proof of consent: opening it is written down, so it is asked for by a form like a look.
  portal.post(
    '/bank/cases/:id/consent',
    desk(async (visit) => {
      const file = await readCase(visit)
      if (!file.ok) return refused(visit, file.problem)
      const receipt = await visit.api.get<ReceiptView>(`/api/v1/consents/${file.body.consentId}/receipt`)
      if (!receipt.ok) return refused(visit, receipt.problem)
      return htmlResponse(
        <ReceiptPage
          desk={visit.desk}
          current="/bank"
          sub={w.case.sub(shortNo(file.body.id), file.body.productVersion)}
          back={{ href: `/bank/cases/${file.body.id}`, label: w.case.toCase }}
          receipt={receipt.body}
          checkUrl={checkUrlOf(visit.c.req.url, receipt.body)}
        />,
      )
    }),
  )
  // Whoever comes back to the address of a look (after signing in, from a bookmark) gets the case.
  portal.get('/bank/cases/:id/look', (c) => seeOther(`/bank/cases/${encodeURIComponent(c.req.param('id'))}`))
  portal.get('/bank/cases/:id/consent', (c) => seeOther(`/bank/cases/${encodeURIComponent(c.req.param('id'))}`))
  portal.get('/bank/cases/:id/decision', (c) => seeOther(`/bank/cases/${encodeURIComponent(c.req.param('id'))}`))

  portal.post(
    '/bank/cases/:id/decision',
    desk(async (visit) => {
      const form = await readForm(visit.c.req.raw)
      const values = decisionValues(form)
      const key = formKeyOf(form)
      const file = await readCase(visit)
      if (!file.ok) return refused(visit, file.problem)
      const again = (shown: Pick<DecisionDesk, 'errors' | 'requestId' | 'key'>, status: number) => casePage(visit, file.body, { values, ...shown }, {}, status)
      const { body, errors } = decisionBody(values)
      if (errors) return again({ errors, key }, 422)
      const answer = await visit.api.post<CaseView>(`/api/v1/lender/applications/${file.body.id}/decision`, body, { key })
      if (answer.ok) return seeOther(`/bank/cases/${file.body.id}?recorded`)
      const problem = settled(answer.problem)
      if (file.body.decision !== null || !isApprover(visit.desk)) return refused(visit, problem)
      return again({ errors: formErrors(problem, DECISION_POINTERS), requestId: problem.requestId, key: keyAfter(problem, key) }, problem.status)
    }),
  )

  mountGuarantors(portal, { desk, refused }, (visit, file, guarantorLook) => casePage(visit, file, untouched(file), { guarantorLook }))
  mountProducts(portal, { desk, refused, now })
  mountRequests(portal, { desk, refused, now })
  mountPrechecks(portal, { desk, refused, now })
  mountRecalls(portal, { desk, refused, now })
  mountDeletions(portal, { desk, refused, now })
  mountScreening(portal, { desk, refused })
  mountProofs(portal, desk)

  return portal
}

function isLender(me: Me): boolean {
  return me.role === 'lender_viewer' || me.role === 'lender_approver'
}

/** A case that ended in between, told as such rather than as a step refused. */
function settled(problem: Problem): Problem {
  return problem.code === 'illegal_transition' ? { ...problem, code: 'settled', detail: words.zh.bank.decision.settled } : problem
}

function idFrom({ c }: Visit): string {
  return encodeURIComponent(c.req.param('id') ?? '')
}

function untouched(file: CaseView): Omit<DecisionDesk, 'reasons'> {
  return { values: decisionStart(file), errors: [], key: newFormKey() }
}

function readCase(visit: Visit) {
  return visit.api.get<CaseView>(`/api/v1/lender/applications/${idFrom(visit)}`)
}

/** What the decision form needs beside its boxes; null where this reader has nothing to decide. */
async function decisionDesk({ api, desk }: Visit, file: CaseView, form: Omit<DecisionDesk, 'reasons'>): Promise<DecisionDesk | null> {
  if (!isApprover(desk) || file.status !== 'submitted') return null
  const reasons = await api.get<DeclineReasonList>('/api/v1/decline-reasons')
  return { ...form, reasons: reasons.ok ? reasons.body.items : [] }
}

/** What was seen in this case and awaits an answer because it no longer stands. */
async function recallsOn({ api, desk }: Visit, file: CaseView): Promise<readonly LenderRecall[]> {
  if (!desk.recallsOpen) return []
  const answer = await api.get<LenderRecallPage>('/api/v1/lender/recalls', { status: 'open', applicationId: file.id, limit: 20 })
  return answer.ok ? answer.body.items : []
}

/** The product version that was applied for; null once the API shows only a later one. */
async function versionAsked({ api }: Visit, file: CaseView): Promise<ProductVersionView | null> {
  const product = await api.get<ProductView>(`/api/v1/products/${file.productId}`)
  if (!product.ok) return null
  return [product.body, product.body.draft].find((version) => version?.version === file.productVersion) ?? null
}
