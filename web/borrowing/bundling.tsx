import type { Hono } from 'hono'
import type { ConsentView } from '../../src/consent/contract.ts'
import type { ApplicationView } from '../../src/loans/contract.ts'
import { htmlResponse, seeOther } from '../client/answer-page.ts'
import { readForm } from '../client/form-body.ts'
import { formKeyOf, keyAfter, newFormKey } from '../client/form-key.ts'
import { formErrors, type Problem } from '../client/problem.ts'
import type { FormError } from '../ui/error-summary.tsx'
import { noSuchPage } from '../ui/problem-page.tsx'
import { words } from '../words/index.ts'
import { paths } from './api-paths.ts'
import { BundlePage, type BundlePageProps } from './bundle-page.tsx'
import { openApplication, readSlip } from './consenting.tsx'
import type { Side } from './side.ts'
import { StuckPage } from './stuck-page.tsx'
import { type BorrowerDeps, forReaders, refusedPage, type Visit } from './visit.tsx'

/** As many as are compared side by side. */
const MOST = 4

type Drawn = Pick<BundlePageProps, 'stand' | 'match' | 'profile' | 'legal' | 'slips'>

/** Letting several lenders look: a consent and an application each. */
export function mountBundling(portal: Hono, deps: BorrowerDeps, side: Side): void {
  const page = forReaders(deps, side)
  const w = words.zh.consents.several

  portal.get(
    '/authorise-several',
    page(async (visit, c) => {
      const drawn = await readSlips(visit, c.req.query('match') ?? '', c.req.queries('p') ?? [])
      if ('problem' in drawn) return refusedPage(visit, drawn.problem, c.req.raw)
      // The setting is on unless the reader turns it off; what is given is ticked by nobody else.
      return htmlResponse(<BundlePage {...drawn} ticks={{ data: [], separate: [] }} chosen={[]} settles="yes" formKey={newFormKey()} errors={[]} />)
    }),
  )

  portal.post(
    '/authorise-several',
    page(async (visit, c) => {
      const form = await readForm(c.req.raw)
      const key = formKeyOf(form)
      const drawn = await readSlips(visit, form.text('match'), form.all('p'))
      if ('problem' in drawn) return refusedPage(visit, drawn.problem, c.req.raw)
      const ticks = { data: form.all('data'), separate: form.all('separate') }
      const chosen = drawn.slips.filter(({ offer }) => form.all('give').includes(offer.productId))
      const settles = form.text('settles')
      const errors: FormError[] = []
      if (ticks.data.length + ticks.separate.length === 0) errors.push({ field: 'data', message: side.words.consent.pickOne })
      if (chosen.length < 2) errors.push({ field: 'give', message: w.pickTwo })
      if (settles !== 'yes' && settles !== 'no') errors.push({ field: 'settles', message: w.pickSettles })
      const again = (said: Pick<BundlePageProps, 'errors' | 'formKey' | 'requestId'>, status: number) =>
        htmlResponse(<BundlePage {...drawn} ticks={ticks} chosen={chosen.map(({ offer }) => offer.productId)} settles={settles} {...said} />, status)
      if (errors.length > 0) return again({ errors, formKey: key }, 422)
      for (const { offer } of chosen) {
        const open = await openApplication(visit, offer.productId)
        if (open !== null) return seeOther(open)
      }
      const granted = await visit.api.post<{ items: ConsentView[] }>(
        paths.bundles,
        {
          ...{ subjectId: visit.subjectId, productIds: chosen.map(({ offer }) => offer.productId), settles: settles === 'yes' },
          data: [...ticks.data.map((category) => ({ category })), ...ticks.separate.map((category) => ({ category, separateConsent: true }))],
        },
        { key: `${key}.consents` },
      )
      if (!granted.ok) {
        const { problem } = granted
        if (problem.status === 401) return refusedPage(visit, problem, c.req.raw)
        const said = formErrors(problem, { '/data': { field: 'data', label: side.words.consent.ordinary }, '/productIds': { field: 'give', label: w.which } })
        return again({ errors: said, formKey: keyAfter(problem, key), requestId: problem.requestId }, problem.status)
      }
      return applyToAll(visit, drawn, granted.body.items, key)
    }),
  )
}

/** One application under each consent. All are tried; the first that did not arrive is said with its ways out. */
async function applyToAll(visit: Visit, { match, slips }: Drawn, consents: readonly ConsentView[], key: string): Promise<Response> {
  const { stand, api } = visit
  let stuck: { consent: ConsentView; asking: Parameters<typeof StuckPage>[0]['asking']; problem: Problem } | null = null
  for (const consent of consents) {
    const { price } = slips.find(({ offer }) => offer.productId === consent.productId)!.offer
    const asking = { consentId: consent.id, amountFen: price.amountFen, termMonths: price.termMonths, purpose: match.need.purpose }
    const answer = await api.post<ApplicationView>(paths.applications, asking, { key: `${key}.apply.${consent.productId}` })
    if (!answer.ok) stuck ??= { consent, asking, problem: answer.problem }
  }
  if (stuck === null) return seeOther(`${stand.side.home}/applications`)
  const { consent, asking, problem } = stuck
  const formKey = keyAfter(problem, `${key}.apply.${consent.productId}`)
  return htmlResponse(
    <StuckPage stand={stand} asking={asking} consent={consent} formKey={formKey} errors={formErrors(problem)} requestId={problem.requestId} />,
    problem.status,
  )
}

async function readSlips(visit: Visit, matchId: string, productIds: readonly string[]): Promise<Drawn | { problem: Problem }> {
  const wanted = [...new Set(productIds)].slice(0, MOST)
  const slips: Drawn['slips'][number][] = []
  let first: Drawn | null = null
  for (const productId of wanted) {
    const slip = await readSlip(visit, matchId, productId)
    if ('problem' in slip) return slip
    const { stand, match, profile, legal, offer, product } = slip
    slips.push({ offer, product })
    first ??= { stand, match, profile, legal, slips }
  }
  return first === null || slips.length < 2 ? { problem: noSuchPage() } : first
}
