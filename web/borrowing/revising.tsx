import type { Hono } from 'hono'
import type { ConsentView, LegalTextView, TemplateView } from '../../src/consent/contract.ts'
import type { ProductView } from '../../src/products/contract.ts'
import type { ProfileView } from '../../src/profiles/contract.ts'
import { htmlResponse, seeOther } from '../client/answer-page.ts'
import { readForm } from '../client/form-body.ts'
import { formKeyOf, keyAfter, newFormKey } from '../client/form-key.ts'
import { formErrors, type Problem } from '../client/problem.ts'
import { noSuchPage } from '../ui/problem-page.tsx'
import { words } from '../words/index.ts'
import { paths } from './api-paths.ts'
import { askedCategories, isHeld } from './asked-data.ts'
import { type Offered, RevisePage, type RevisePageProps } from './revise-page.tsx'
import { changesBetween, draftFrom, isChanged, revisionBody, standing } from './revision.ts'
import { RevisionPage } from './revision-page.tsx'
import type { Side } from './side.ts'
import { type BorrowerDeps, forReaders, refusedPage, type Visit } from './visit.tsx'

type Drawn = Pick<RevisePageProps, 'stand' | 'consent' | 'template' | 'offered' | 'now'>

/** Changing a consent that runs: choose, see what changes, agree; the new one takes the old one's place in one step. */
export function mountRevising(portal: Hono, deps: BorrowerDeps, side: Side): void {
  const page = forReaders(deps, side)
  const w = words.zh.consents.revising
  const pointers = {
    '/data': { field: 'data', label: side.words.consent.ordinary },
    '/reads': { field: 'reads', label: words.zh.consents.boundsReads },
    '/validDays': { field: 'days', label: words.zh.consents.boundsDays },
  }

  portal.get(
    '/consents/:id/revise',
    page(async (visit, c) => {
      const drawn = await readConsent(visit, c.req.param('id') ?? '', deps.now())
      if (drawn instanceof Response) return drawn
      if ('problem' in drawn) return refusedPage(visit, drawn.problem, c.req.raw)
      return htmlResponse(<RevisePage {...drawn} draft={drawn.now} formKey={newFormKey()} errors={[]} />)
    }),
  )

  portal.post(
    '/consents/:id/revise',
    page(async (visit, c) => {
      const form = await readForm(c.req.raw)
      const key = formKeyOf(form)
      const at = deps.now()
      const drawn = await readConsent(visit, c.req.param('id') ?? '', at)
      if (drawn instanceof Response) return drawn
      if ('problem' in drawn) return refusedPage(visit, drawn.problem, c.req.raw)
      const { consent, now, template } = drawn
      const ticks = { data: form.all('data'), separate: form.all('separate') }
      const draft = draftFrom({ ticks, reads: form.text('reads'), days: form.text('days') }, now, template)
      const choose = (said: Pick<RevisePageProps, 'errors' | 'formKey' | 'requestId'>, status = 200) =>
        htmlResponse(<RevisePage {...drawn} draft={draft} {...said} />, status)
      if (form.text('step') === 'edit') return choose({ errors: [], formKey: newFormKey() })
      if (ticks.data.length + ticks.separate.length === 0) return choose({ errors: [{ field: 'data', message: w.nothingLeft }], formKey: key }, 422)
      if (!isChanged(changesBetween(now, draft))) return choose({ errors: [{ field: null, message: w.nothingChanged }], formKey: key }, 422)
      if (form.text('step') !== 'agree') {
        const legal = await visit.api.get<LegalTextView>(paths.consentText, { purpose: consent.purpose.code })
        if (!legal.ok) return refusedPage(visit, legal.problem, c.req.raw)
        return htmlResponse(<RevisionPage {...drawn} draft={draft} legal={legal.body} at={at} formKey={newFormKey()} errors={[]} />)
      }
      const answer = await visit.api.post<ConsentView>(paths.supersede(consent.id), revisionBody(draft, consent), { key })
      if (answer.ok) return seeOther(`${side.home}/consents/${answer.body.id}?done=revised`)
      const { problem } = answer
      if (problem.status === 401) return refusedPage(visit, problem, c.req.raw)
      // It ended while the reader was choosing: its own page says how.
      if (problem.code === 'illegal_transition') return seeOther(`${side.home}/consents/${consent.id}?done=ended`)
      return choose({ errors: formErrors(problem, pointers), formKey: keyAfter(problem, key), requestId: problem.requestId }, problem.status)
    }),
  )
}

/** Everything the pages stand on; one that does not run leads to its own page, and one that was replaced to what replaced it. */
async function readConsent(visit: Visit, id: string, at: Date): Promise<Drawn | Response | { problem: Problem }> {
  const { api, stand, subjectId } = visit
  const consent = await api.get<ConsentView>(paths.consent(id))
  if (!consent.ok) return { problem: consent.problem }
  const { status, purpose, productId, replacedBy } = consent.body
  if (status !== 'granted' && status !== 'paused')
    return seeOther(
      `${stand.side.home}/consents/${encodeURIComponent(replacedBy ?? id)}${status === 'provisional' || replacedBy !== null ? '' : '?done=ended'}`,
    )
  const templates = await api.get<{ items: TemplateView[] }>(paths.consentTemplates)
  if (!templates.ok) return { problem: templates.problem }
  const template = templates.body.items.find((one) => one.purpose === purpose.code)
  if (template === undefined) return { problem: noSuchPage() }
  const profile = await api.get<ProfileView>(paths.profile(subjectId))
  if (!profile.ok) return { problem: profile.problem }
  // What the product asks for is worth offering; one that is no longer on offer asks for nothing.
  const product = await api.get<ProductView>(paths.product(productId))
  const asked: ReadonlySet<string> = product.ok ? askedCategories(product.body.terms) : new Set()
  const granted = new Set(consent.body.data.map(({ category }) => category))
  const allowed = (category: string) => template.categories === null || template.categories.includes(category)
  const offered = profile.body.sections
    .filter((section) => granted.has(section.category) || (allowed(section.category) && (isHeld(section) || asked.has(section.category))))
    .map((section): Offered => {
      const { category, label, sensitive } = section
      return { category, label, sensitive, plain: stand.side.words.consent.plain[category] ?? section.plain, held: isHeld(section) }
    })
  return { stand, consent: consent.body, template, offered, now: standing(consent.body, at) }
}
