import type { Context, Hono } from 'hono'
import type { BatchPage as BatchList, BatchView, CountsView, EntryPage } from '../../../src/matching/screening-contract.ts'
import { htmlResponse, seeOther } from '../../client/answer-page.ts'
import { type FormBody, readForm } from '../../client/form-body.ts'
import { formKeyOf, keyAfter, newFormKey } from '../../client/form-key.ts'
import { formErrors, type Problem } from '../../client/problem.ts'
import { words } from '../../words/index.ts'
import { areaIn, BatchOrderPage, type BatchOrderPageProps, type OrderValues } from './batch-order-page.tsx'
import { BatchPage } from './batch-page.tsx'
import { BatchesPage } from './batches-page.tsx'
import type { Visit } from './index.tsx'
import { ownProducts } from './products.ts'
import { ScreeningPage } from './screening-page.tsx'

/** What the pages about the whole city need of the portal they stand in. */
export interface ScreeningDesk {
  desk(handle: (visit: Visit) => Promise<Response>): (c: Context) => Promise<Response>
  refused(visit: Visit, problem: Problem): Response
}

const FIRMS_A_PAGE = 50
const POINTERS = {
  '/productId': { field: 'product', label: words.zh.screening.order.product },
  '/version': { field: 'product', label: words.zh.screening.order.product },
  '/area': { field: 'district', label: words.zh.screening.order.district },
}

/** Head counts for a product's criteria; looks at whole areas: the list, a new one, one of them. */
export function mountScreening(portal: Hono, { desk, refused }: ScreeningDesk): void {
  mountCounts(portal, { desk })
  mountBatches(portal, { desk, refused })
}

function mountCounts(portal: Hono, { desk }: Pick<ScreeningDesk, 'desk'>): void {
  portal.get(
    '/bank/screening',
    desk(async ({ c, api, desk: reader }) => {
      const { products, problem } = await ownProducts(api, reader.me.institutionId ?? '')
      const versions = products.flatMap((product) => [
        ...(product.status === 'published' ? [{ value: product.id, label: product.terms.name, terms: product.terms }] : []),
        ...(product.draft ? [{ value: `${product.id}.draft`, label: words.zh.screening.draft(product.draft.terms.name), terms: product.draft.terms }] : []),
      ])
      const chosen = versions.find(({ value }) => value === c.req.query('product'))
      const district = c.req.query('district') ?? ''
      const page = { desk: reader, products: versions, product: chosen?.value ?? '', district }
      if (problem || !chosen) return htmlResponse(<ScreeningPage {...page} counts={null} problem={problem} />, problem?.status ?? 200)
      const { criteria, audience } = chosen.terms
      const answer = await api.post<CountsView>(
        '/api/v1/lender/screenings/counts',
        { criteria, audience, ...(district === '' ? {} : { district }) },
        { key: newFormKey() },
      )
      if (answer.ok) return htmlResponse(<ScreeningPage {...page} counts={answer.body} problem={null} />)
      return htmlResponse(<ScreeningPage {...page} counts={null} problem={answer.problem} />, answer.problem.status)
    }),
  )
}

function mountBatches(portal: Hono, { desk, refused }: ScreeningDesk): void {
  portal.get(
    '/bank/batches',
    desk(async ({ c, api, desk: reader }) => {
      const cursor = c.req.query('cursor') ?? ''
      const answer = await api.get<BatchList>('/api/v1/lender/batches', { cursor, limit: 50 })
      const page = { desk: reader, firstHref: cursor === '' ? null : '/bank/batches' }
      if (!answer.ok) return htmlResponse(<BatchesPage {...page} items={[]} problem={answer.problem} nextHref={null} />, answer.problem.status)
      const { items, nextCursor } = answer.body
      return htmlResponse(<BatchesPage {...page} items={items} problem={null} nextHref={next('/bank/batches', nextCursor)} />)
    }),
  )

  async function orderPage({ api, desk: reader }: Visit, shown: Pick<BatchOrderPageProps, 'values' | 'errors' | 'requestId' | 'formKey'>, status = 200) {
    const { products, problem } = await ownProducts(api, reader.me.institutionId ?? '')
    const published = products.filter((product) => product.status === 'published')
    const options = published.map(({ id, version, terms }) => ({ value: `${id} ${version}`, label: words.zh.screening.batches.version(terms.name, version) }))
    const errors = problem ? formErrors(problem) : shown.errors
    return htmlResponse(<BatchOrderPage desk={reader} products={options} {...shown} errors={errors} />, problem?.status ?? status)
  }

  portal.get(
    '/bank/batches/new',
    desk(async (visit) => orderPage(visit, { values: { product: '', district: '', town: '', village: '' }, errors: [], formKey: newFormKey() })),
  )

  portal.post(
    '/bank/batches/new',
    desk(async (visit) => {
      const form = await readForm(visit.c.req.raw)
      const values = orderValues(form)
      const key = formKeyOf(form)
      if (form.text('step') === 'narrow') return orderPage(visit, { values, errors: [], formKey: key })
      const [productId = '', version = ''] = values.product.split(' ')
      const answer = await visit.api.post<BatchView>('/api/v1/lender/batches', { productId, version: Number(version), area: areaIn(values) }, { key })
      if (answer.ok) return seeOther(`/bank/batches/${answer.body.id}`)
      const { problem } = answer
      const shown = { values, errors: formErrors(problem, POINTERS), requestId: problem.requestId, formKey: keyAfter(problem, key) }
      return orderPage(visit, shown, problem.status)
    }),
  )

  async function batchPage(visit: Visit, more: { applicants?: EntryPage; failed?: Problem }): Promise<Response> {
    const id = idFrom(visit)
    const batch = await visit.api.get<BatchView>(`/api/v1/lender/batches/${id}`)
    if (!batch.ok) return refused(visit, batch.problem)
    const cursor = visit.c.req.query('cursor') ?? ''
    const firms = await visit.api.get<EntryPage>(`/api/v1/lender/batches/${id}/entries`, { basis: 'public', cursor, limit: FIRMS_A_PAGE })
    const problem = more.failed ?? (firms.ok ? null : firms.problem)
    const href = `/bank/batches/${batch.body.id}`
    return htmlResponse(
      <BatchPage
        {...{ desk: visit.desk, batch: batch.body, firms: firms.ok ? firms.body : null, applicants: more.applicants ?? null, problem, formKey: newFormKey() }}
        nextHref={next(href, firms.ok ? firms.body.nextCursor : null)}
        firstHref={cursor === '' ? null : href}
      />,
      problem?.status ?? 200,
    )
  }

  portal.get(
    '/bank/batches/:id',
    desk(async (visit) => batchPage(visit, {})),
  )

  // Each applicant listed is a look: asked for by a form, answered in place, never repeated by opening a page.
  portal.post(
    '/bank/batches/:id/applicants',
    desk(async (visit) => {
      const form = await readForm(visit.c.req.raw)
      const answer = await visit.api.get<EntryPage>(`/api/v1/lender/batches/${idFrom(visit)}/entries`, {
        basis: 'consent',
        cursor: form.text('cursor'),
        limit: 20,
      })
      if (answer.ok) return batchPage(visit, { applicants: answer.body })
      return answer.problem.status === 404 ? refused(visit, answer.problem) : batchPage(visit, { failed: answer.problem })
    }),
  )

  portal.post(
    '/bank/batches/:id/cancel',
    desk(async (visit) => {
      const form = await readForm(visit.c.req.raw)
      const answer = await visit.api.post<BatchView>(`/api/v1/lender/batches/${idFrom(visit)}/cancel`, {}, { key: formKeyOf(form) })
      return answer.ok || answer.problem.status === 409 ? seeOther(`/bank/batches/${idFrom(visit)}`) : refused(visit, answer.problem)
    }),
  )

  // Whoever comes back to the address of a step (after signing in) gets the batch.
  for (const step of ['applicants', 'cancel'])
    portal.get(`/bank/batches/:id/${step}`, (c) => seeOther(`/bank/batches/${encodeURIComponent(c.req.param('id'))}`))
}

function orderValues(form: FormBody): OrderValues {
  return { product: form.text('product'), district: form.text('district'), town: form.text('town'), village: form.text('village') }
}

function idFrom({ c }: Visit): string {
  return encodeURIComponent(c.req.param('id') ?? '')
}

function next(href: string, cursor: string | null): string | null {
  return cursor === null ? null : `${href}?${new URLSearchParams({ cursor })}`
}
