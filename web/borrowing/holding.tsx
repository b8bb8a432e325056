import type { Hono } from 'hono'
import type { AccessEntryView, AccessLogPage, ConsentList, ConsentView, InquiryView, LegalTextView, ReceiptView } from '../../src/consent/contract.ts'
import type { ApplicationView } from '../../src/loans/contract.ts'
import type { GuaranteeView } from '../../src/loans/guarantors-contract.ts'
import { htmlResponse, seeOther } from '../client/answer-page.ts'
import { readForm } from '../client/form-body.ts'
import { formKeyOf, keyAfter, newFormKey } from '../client/form-key.ts'
import { formErrors, type Problem } from '../client/problem.ts'
import { checkUrlOf } from '../ui/consent-receipt.tsx'
import { noSuchPage } from '../ui/problem-page.tsx'
import { words } from '../words/index.ts'
import { paths } from './api-paths.ts'
import { ConsentPage, type ConsentPageProps } from './consent-page.tsx'
import { ConsentsPage } from './consents-page.tsx'
import { guaranteesByApplication } from './guarantee-terms.ts'
import { ReceiptPage } from './receipt-page.tsx'
import { RequestPage, type RequestPageProps } from './request-page.tsx'
import type { Side } from './side.ts'
import { type BorrowerDeps, forReaders, refusedPage, type Visit } from './visit.tsx'

/** The API's list of a subject's log has so many rows a page; a consent's own are looked for in so many pages. */
const PAGE = 100
const MOST_PAGES = 10

/** What was given and stands: pausing, resuming, answering, and the receipt. */
export function mountHolding(portal: Hono, deps: BorrowerDeps, side: Side): void {
  const page = forReaders(deps, side)
  const { home } = side
  const idOf = (c: { req: { param(name: string): string | undefined } }) => c.req.param('id') ?? ''

  portal.get(
    '/consents',
    page(async (visit, c) => {
      const consents = await visit.api.get<ConsentList>(paths.consents)
      if (!consents.ok) return refusedPage(visit, consents.problem, c.req.raw)
      const inquiries = await openInquiries(visit)
      const stands = [...consents.body.items, ...inquiries].some(({ purpose }) => purpose.code === 'GUARANTEE')
      const guarantees = stands ? await guaranteesByApplication(visit) : new Map()
      const props = { stand: visit.stand, consents: consents.body.items, inquiries, guarantees, done: doneOf(c.req.query('done')) }
      return htmlResponse(<ConsentsPage {...props} />)
    }),
  )

  portal.get(
    '/consents/:id',
    page(async (visit, c) => consentPage(visit, idOf(c), c.req.raw, { done: doneOf(c.req.query('done')), errors: [] })),
  )

  for (const [step, done] of [
    ['pause', 'paused'],
    ['resume', 'resumed'],
    ['confirm', 'confirmed'],
    ['deny', 'denied'],
  ] as const)
    portal.post(
      `/consents/:id/${step}`,
      page(async (visit, c) => {
        const id = idOf(c)
        const form = await readForm(c.req.raw)
        const answer = await visit.api.post<ConsentView>(paths.consentStep(id, step), {}, { key: formKeyOf(form) })
        if (answer.ok) return seeOther(form.text('from') === 'list' ? `${home}/consents?done=${done}` : `${home}/consents/${id}?done=${done}`)
        return consentPage(visit, id, c.req.raw, { done: null, errors: formErrors(answer.problem), requestId: answer.problem.requestId }, answer.problem.status)
      }),
    )

  portal.get(
    '/consents/:id/receipt',
    page(async (visit, c) => {
      const answer = await visit.api.get<ReceiptView>(paths.consentReceipt(idOf(c)))
      if (!answer.ok) return refusedPage(visit, answer.problem, c.req.raw)
      return htmlResponse(<ReceiptPage stand={visit.stand} receipt={answer.body} checkUrl={checkUrlOf(c.req.url, answer.body)} />)
    }),
  )

  portal.get(
    '/consents/:id/receipt.json',
    page(async (visit, c) => {
      const answer = await visit.api.get<ReceiptView>(paths.consentReceipt(idOf(c)))
      if (!answer.ok) return refusedPage(visit, answer.problem, c.req.raw)
      return receiptFile(answer.body)
    }),
  )

  portal.get(
    '/consent-requests/:id',
    page(async (visit, c) => requestPage(visit, idOf(c), c.req.raw, { ticks: { data: [], separate: [] }, formKey: newFormKey(), errors: [] })),
  )

  portal.post(
    '/consent-requests/:id/answer',
    page(async (visit, c) => {
      const id = idOf(c)
      const form = await readForm(c.req.raw)
      const key = formKeyOf(form)
      const ticks = { data: form.all('data'), separate: form.all('separate') }
      const agrees = form.text('answer') === 'grant'
      if (agrees && ticks.data.length + ticks.separate.length === 0) {
        const field = form.text('first') === 'separate' ? 'separate' : 'data'
        return requestPage(visit, id, c.req.raw, { ticks, formKey: key, errors: [{ field, message: side.words.consent.pickOne }] }, 422)
      }
      const data = [...ticks.data.map((category) => ({ category })), ...ticks.separate.map((category) => ({ category, separateConsent: true }))]
      const answer = agrees
        ? await visit.api.post<ConsentView>(paths.grantInquiry(id), { data }, { key: `${key}.grant` })
        : await visit.api.post<InquiryView>(paths.denyInquiry(id), {}, { key: `${key}.deny` })
      if (answer.ok) return seeOther(agrees ? `${home}/consents/${id}?done=granted` : `${home}/consents?done=denied`)
      const { problem } = answer
      if (problem.status === 401 || problem.status === 404) return refusedPage(visit, problem, c.req.raw)
      const said = { ticks, formKey: keyAfter(problem, key), errors: formErrors(problem), requestId: problem.requestId }
      return requestPage(visit, id, c.req.raw, said, problem.status)
    }),
  )
}

/** What lenders ask and nobody has answered yet; without this news the pages are shown all the same. */
export async function openInquiries({ api }: Visit): Promise<InquiryView[]> {
  const answer = await api.get<{ items: InquiryView[] }>(paths.inquiries)
  return answer.ok ? answer.body.items.filter(({ status }) => status === 'requested') : []
}

/** How much waits for the reader's word: lenders' requests and officers' proposals. */
export async function waitingCount(visit: Visit): Promise<number> {
  const consents = await visit.api.get<ConsentList>(paths.consents)
  const proposed = consents.ok ? consents.body.items.filter(({ status }) => status === 'provisional').length : 0
  return proposed + (await openInquiries(visit)).length
}

/** A receipt as the API gives it, to keep. */
export function receiptFile(receipt: ReceiptView): Response {
  return new Response(`${JSON.stringify(receipt, null, 2)}\n`, {
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      'Cache-Control': 'no-store',
      'Content-Disposition': `attachment; filename="suixin-${receipt.consent.id}.json"`,
    },
  })
}

/** The entries about one consent, newest first, however many others lie between. */
export async function entriesUnder(
  { api, subjectId }: Visit,
  consentId: string,
): Promise<{ entries: AccessEntryView[]; whole: boolean } | { problem: Problem }> {
  const entries: AccessEntryView[] = []
  let cursor: string | null = ''
  for (let at = 0; at < MOST_PAGES && cursor !== null; at++) {
    const answer: Awaited<ReturnType<typeof api.get<AccessLogPage>>> = await api.get<AccessLogPage>(paths.accessLog(subjectId), { cursor, limit: PAGE })
    if (!answer.ok) return { problem: answer.problem }
    entries.push(...answer.body.items.filter((e) => e.consentId === consentId))
    cursor = answer.body.nextCursor
    // What gave it or asked for it stands before everything else about it.
    if (entries.some(({ kind }) => kind === 'consent.requested' || kind === 'consent.provisional')) cursor = null
    else if (entries.at(-1)?.kind === 'consent.granted') cursor = null
  }
  return { entries, whole: cursor === null }
}

/** For whose loan a guarantor's request or consent is. */
async function guaranteeOf(visit: Visit, { purpose, applicationId }: Pick<ConsentView, 'purpose' | 'applicationId'>): Promise<GuaranteeView | undefined> {
  return purpose.code === 'GUARANTEE' && applicationId !== null ? (await guaranteesByApplication(visit)).get(applicationId) : undefined
}

function doneOf(asked: string | undefined): ConsentPageProps['done'] {
  return Object.keys(words.zh.consents.done).find((key): key is keyof typeof words.zh.consents.done => key === asked) ?? null
}

async function consentPage(
  visit: Visit,
  id: string,
  request: Request,
  said: Pick<ConsentPageProps, 'done' | 'errors' | 'requestId'>,
  status = 200,
): Promise<Response> {
  const consent = await visit.api.get<ConsentView>(paths.consent(id))
  if (!consent.ok) return refusedPage(visit, consent.problem, request)
  const found = await entriesUnder(visit, id)
  if ('problem' in found) return refusedPage(visit, found.problem, request)
  const { applicationId } = consent.body
  const application = applicationId === null ? null : await visit.api.get<ApplicationView>(paths.application(applicationId))
  return htmlResponse(
    <ConsentPage
      stand={visit.stand}
      consent={consent.body}
      entries={found.entries}
      moreHref={null}
      applied={application?.ok === true}
      guarantee={await guaranteeOf(visit, consent.body)}
      {...said}
    />,
    status,
  )
}

async function requestPage(
  visit: Visit,
  id: string,
  request: Request,
  said: Pick<RequestPageProps, 'ticks' | 'formKey' | 'errors' | 'requestId'>,
  status = 200,
): Promise<Response> {
  const answer = await visit.api.get<{ items: InquiryView[] }>(paths.inquiries)
  if (!answer.ok) return refusedPage(visit, answer.problem, request)
  const inquiry = answer.body.items.find((one) => one.id === id)
  if (inquiry === undefined) return refusedPage(visit, noSuchPage(), request)
  // Answered already, or too late: the consent it became says so, and the list where there is none.
  if (inquiry.status !== 'requested')
    return seeOther(`${visit.stand.side.home}/consents${inquiry.status === 'granted' || inquiry.status === 'provisional' ? `/${id}` : '?done=ended'}`)
  const legal = await visit.api.get<LegalTextView>(paths.consentText, { purpose: inquiry.purpose.code })
  if (!legal.ok) return refusedPage(visit, legal.problem, request)
  return htmlResponse(<RequestPage stand={visit.stand} inquiry={inquiry} legal={legal.body} guarantee={await guaranteeOf(visit, inquiry)} {...said} />, status)
}
