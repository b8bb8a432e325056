import type { Hono } from 'hono'
import type { ConsentList, ConsentView, LegalTextView, TemplateView } from '../../src/consent/contract.ts'
import type { ApplicationList, ApplicationView } from '../../src/loans/contract.ts'
import type { ProductView } from '../../src/products/contract.ts'
import type { ProfileView } from '../../src/profiles/contract.ts'
import { htmlResponse, seeOther } from '../client/answer-page.ts'
import { readForm } from '../client/form-body.ts'
import { formKeyOf, keyAfter, newFormKey } from '../client/form-key.ts'
import { formErrors, type Problem } from '../client/problem.ts'
import { noSuchPage } from '../ui/problem-page.tsx'
import { paths } from './api-paths.ts'
import { AuthorisePage, type AuthorisePageProps, boundsOf, type Ticks } from './authorise-page.tsx'
import { adviceOn } from './choosing.tsx'
import type { MatchView, OfferView } from './reasons.tsx'
import type { Side } from './side.ts'
import { STOPPABLE } from './slip-terms.tsx'
import { type Asking, StuckPage } from './stuck-page.tsx'
import { type BorrowerDeps, forReaders, refusedPage, type Visit } from './visit.tsx'

const NO_TICKS: Ticks = { data: [], separate: [] }

/** Letting one lender look, and applying under that consent. */
export function mountConsenting(portal: Hono, deps: BorrowerDeps, side: Side): void {
  const page = forReaders(deps, side)

  portal.get(
    '/authorise',
    page(async (visit, c) => {
      const slip = await readSlip(visit, c.req.query('match') ?? '', c.req.query('product') ?? '', c.req.query('purpose'))
      if ('problem' in slip) return refusedPage(visit, slip.problem, c.req.raw)
      const open = await openAlready(visit, slip)
      if (open !== null) return seeOther(open)
      return htmlResponse(<AuthorisePage {...slip} ticks={NO_TICKS} bounds={boundsOf('', '', slip.legal)} formKey={newFormKey()} errors={[]} />)
    }),
  )

  portal.post(
    '/authorise',
    page(async (visit, c) => {
      const form = await readForm(c.req.raw)
      const key = formKeyOf(form)
      const slip = await readSlip(visit, form.text('match'), form.text('product'), form.text('purpose'))
      if ('problem' in slip) return refusedPage(visit, slip.problem, c.req.raw)
      const ticks: Ticks = { data: form.all('data'), separate: form.all('separate') }
      const bounds = boundsOf(form.text('reads'), form.text('days'), slip.legal)
      const again = (errors: AuthorisePageProps['errors'], status: number, formKey: string, requestId?: string) =>
        htmlResponse(<AuthorisePage {...slip} ticks={ticks} bounds={bounds} formKey={formKey} errors={errors} requestId={requestId} />, status)
      if (ticks.data.length + ticks.separate.length === 0) return again([{ field: 'data', message: side.words.consent.pickOne }], 422, key)

      const { offer, match, once } = slip
      const open = await openAlready(visit, slip)
      if (open !== null) return seeOther(open)
      const granted = await visit.api.post<ConsentView>(
        paths.consents,
        {
          subjectId: visit.subjectId,
          productId: offer.productId,
          ...(once && { purpose: once.purpose }),
          data: [...ticks.data.map((category) => ({ category })), ...ticks.separate.map((category) => ({ category, separateConsent: true }))],
          validDays: bounds.days,
          reads: bounds.reads,
        },
        { key: `${key}.consent` },
      )
      if (!granted.ok) {
        const { problem } = granted
        if (problem.status === 401) return refusedPage(visit, problem, c.req.raw)
        return again(
          formErrors(problem, { '/data': { field: 'data', label: side.words.consent.ordinary } }),
          problem.status,
          keyAfter(problem, key),
          problem.requestId,
        )
      }
      if (once) return seeOther(`${side.home}/consents/${granted.body.id}?done=once`)
      const asking = { consentId: granted.body.id, amountFen: offer.price.amountFen, termMonths: offer.price.termMonths, purpose: match.need.purpose }
      return apply(visit, asking, `${key}.apply`, granted.body, c.req.raw)
    }),
  )

  portal.post(
    '/applications',
    page(async (visit, c) => {
      const form = await readForm(c.req.raw)
      const asking = {
        consentId: form.text('consent'),
        amountFen: form.text('amountFen'),
        termMonths: Number(form.text('termMonths')),
        purpose: form.text('purpose'),
      }
      const consent = await visit.api.get<ConsentView>(paths.consent(asking.consentId))
      if (!consent.ok) return refusedPage(visit, consent.problem, c.req.raw)
      return apply(visit, asking, formKeyOf(form), consent.body, c.req.raw)
    }),
  )
}

/** Everything that stands on the slip, or why it cannot be drawn. An offer that was refused has no slip. */
export async function readSlip(
  { api, stand, subjectId }: Visit,
  matchId: string,
  productId: string,
  purpose?: string,
): Promise<Pick<AuthorisePageProps, 'stand' | 'match' | 'offer' | 'product' | 'profile' | 'legal' | 'least' | 'once'> | { problem: Problem }> {
  const match = await api.get<MatchView>(paths.match(matchId))
  if (!match.ok) return { problem: match.problem }
  const listed = match.body.offers.find((one) => one.productId === productId)
  // The answer of a large market lists only the first.
  const found = listed ? null : await api.get<OfferView>(paths.matchOffer(matchId, productId))
  if (found?.ok === false) return { problem: found.problem }
  const offer = listed ?? found!.body
  if (offer.status === 'ineligible') return { problem: noSuchPage() }
  const product = await api.get<ProductView>(paths.product(productId))
  if (!product.ok) return { problem: product.problem }
  const profile = await api.get<ProfileView>(paths.profile(subjectId))
  if (!profile.ok) return { problem: profile.problem }
  const isOnce = purpose === 'PRECHECK'
  const legal = await api.get<LegalTextView>(paths.consentText, isOnce ? { purpose } : {})
  if (!legal.ok) return { problem: legal.problem }
  const slip = { stand, match: match.body, offer, product: product.body, profile: profile.body, legal: legal.body }
  if (isOnce) {
    const templates = await api.get<{ items: TemplateView[] }>(paths.consentTemplates)
    if (!templates.ok) return { problem: templates.problem }
    const once = templates.body.items.find((one) => one.purpose === purpose)
    return once === undefined ? { problem: noSuchPage() } : { ...slip, least: null, once }
  }
  const advice = await adviceOn({ api }, matchId)
  const least = advice.get(productId)?.leastDisclosure.sentence ?? null
  return { ...slip, least, once: null }
}

/** A product is applied for once at a time. Asked before the consent, so that none is given for nothing. */
export async function openApplication({ api, stand }: Visit, productId: string): Promise<string | null> {
  const answer = await api.get<ApplicationList>(paths.applications)
  const open = answer.ok ? answer.body.items.find((a) => a.productId === productId && a.status === 'submitted') : undefined
  return open ? `${stand.side.home}/applications/${open.id}?done=open` : null
}

/** Where to instead: to the open application, or to the one look that this lender has not taken yet. */
async function openAlready(visit: Visit, { offer, once }: Pick<AuthorisePageProps, 'offer' | 'once'>): Promise<string | null> {
  const open = await openApplication(visit, offer.productId)
  if (open !== null || once === null) return open
  const answer = await visit.api.get<ConsentList>(paths.consents)
  const given = answer.ok
    ? answer.body.items.find(({ productId, purpose, status }) => productId === offer.productId && purpose.code === once.purpose && STOPPABLE.includes(status))
    : undefined
  return given ? `${visit.stand.side.home}/consents/${given.id}?done=onceOpen` : null
}

/** Applies under a consent that is given already; what goes wrong now is said with both ways out. */
async function apply(visit: Visit, asking: Asking, key: string, consent: ConsentView, request: Request): Promise<Response> {
  const { stand, api } = visit
  const answer = await api.post<ApplicationView>(paths.applications, asking, { key })
  if (answer.ok) return seeOther(`${stand.side.home}/applications/${answer.body.id}?done=sent`)
  const { problem } = answer
  if (problem.status === 401) return refusedPage(visit, problem, request)
  return htmlResponse(
    <StuckPage stand={stand} asking={asking} consent={consent} formKey={keyAfter(problem, key)} errors={formErrors(problem)} requestId={problem.requestId} />,
    problem.status,
  )
}
