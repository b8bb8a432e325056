import type { Context, Hono } from 'hono'
import { civilDateOf } from '../../../src/platform/kernel/time.ts'
import type { ProductView } from '../../../src/products/contract.ts'
import { htmlResponse, seeOther } from '../../client/answer-page.ts'
import { readForm } from '../../client/form-body.ts'
import { formKeyOf, keyAfter, newFormKey } from '../../client/form-key.ts'
import { formErrors, type Problem, sentenceOf } from '../../client/problem.ts'
import { noSuchPage } from '../../ui/problem-page.tsx'
import { words } from '../../words/index.ts'
import type { Visit } from './index.tsx'
import { askCounts } from './live-counts.ts'
import { valuesFrom } from './posted-terms.ts'
import { ownProducts } from './products.ts'
import { type ProductsDone, ProductsPage, type ProductsPageProps } from './products-page.tsx'
import { refusalOf } from './refusal.ts'
import { STEP, stepped } from './row-steps.ts'
import { bodyOf, namedByRow, termsFrom, valuesOf } from './terms-form.ts'
import { TermsPage, type TermsPageProps } from './terms-page.tsx'
import { TERMS_START } from './terms-values.ts'

/** What the pages of the lender's own products need of the portal they stand in. */
export interface ProductsDesk {
  desk(handle: (visit: Visit) => Promise<Response>): (c: Context) => Promise<Response>
  refused(visit: Visit, problem: Problem): Response
  now(): Date
}

/** Own products: the list with its steps, and the builder for a new one or the next version. */
export function mountProducts(portal: Hono, products: ProductsDesk): void {
  mountList(portal, products)
  mountNew(portal, products)
  mountEdit(portal, products)
}

function mountList(portal: Hono, { desk, refused }: ProductsDesk): void {
  async function listPage({ api, desk: reader }: Visit, more: { done?: ProductsDone; failed?: Problem; failure?: ProductsPageProps['failure'] }) {
    const { products, problem } = await ownProducts(api, reader.me.institutionId ?? '')
    const trouble = more.failed ?? problem
    const failure = more.failure ?? (trouble ? { errors: [{ field: null, message: sentenceOf(trouble) }], requestId: trouble.requestId } : null)
    return htmlResponse(<ProductsPage desk={reader} products={products} newKey={newFormKey} done={more.done} failure={failure} />, trouble?.status ?? 200)
  }

  portal.get(
    '/bank/products',
    desk(async (visit) => {
      const done = visit.c.req.query('done') ?? ''
      const known = Object.hasOwn(words.zh.bank.products.done, done) ? (done as ProductsDone) : undefined
      return listPage(visit, { done: known })
    }),
  )

  for (const { verb, done } of [
    { verb: 'submit', done: 'submitted' },
    { verb: 'publish', done: 'published' },
  ] as const) {
    portal.post(
      `/bank/products/:id/${verb}`,
      desk(async (visit) => {
        const form = await readForm(visit.c.req.raw)
        const answer = await visit.api.post<ProductView>(`/api/v1/products/${idFrom(visit)}/${verb}`, {}, { key: formKeyOf(form) })
        if (answer.ok) return seeOther(`/bank/products?done=${done}`)
        const { problem } = answer
        if (problem.status === 404) return refused(visit, problem)
        // What is to be mended stands in the builder: each sentence leads to its very row there.
        const own = problem.status === 422 ? await readOwn(visit) : null
        return listPage(visit, { failed: problem, ...(own?.ok && { failure: refusalOf(problem, own.product) }) })
      }),
    )
  }

  portal.post(
    '/bank/products/:id/pause',
    desk(async (visit) => {
      const form = await readForm(visit.c.req.raw)
      const id = idFrom(visit)
      const until = form.text(`until-${id}`)
      const body = until === '' ? { paused: false } : { paused: true, until, reason: form.text(`reason-${id}`) }
      // Whatever a colleague did meanwhile, what is said now counts.
      const answer = await visit.api.put<ProductView>(`/api/v1/products/${id}/pause`, body, { etag: '*' })
      if (answer.ok) return seeOther(`/bank/products?done=${body.paused ? 'paused' : 'resumed'}`)
      return answer.problem.status === 404 ? refused(visit, answer.problem) : listPage(visit, { failed: answer.problem })
    }),
  )
}

function mountNew(portal: Hono, { desk, now }: ProductsDesk): void {
  portal.get(
    '/bank/products/new',
    desk(async (visit) => builder(visit, { product: null, values: TERMS_START, errors: [], formKey: newFormKey(), etag: '' })),
  )

  portal.post(
    '/bank/products/new',
    desk(async (visit) => {
      const form = await readForm(visit.c.req.raw)
      const values = valuesFrom(form)
      const key = formKeyOf(form)
      const page = { product: null, values, etag: '' }
      const { body, errors, fields } = termsFrom(values)
      if (errors) return builder(visit, { ...page, errors, formKey: key }, 422)
      const answer = await visit.api.post<ProductView>('/api/v1/products', body, { key })
      if (answer.ok) return seeOther('/bank/products?done=saved')
      const { problem } = answer
      const shown = { errors: namedByRow(formErrors(problem, fields)), requestId: problem.requestId, formKey: keyAfter(problem, key) }
      return builder(visit, { ...page, ...shown }, problem.status)
    }),
  )

  portal.post(
    '/bank/products/preview',
    desk(async (visit) => {
      const form = await readForm(visit.c.req.raw)
      const shown = stepped(valuesFrom(form), form.text(STEP), civilDateOf(now()))
      return builder(visit, { product: null, ...shown, errors: [], formKey: formKeyOf(form), etag: '' })
    }),
  )
  // Whoever comes back to the address of a preview (after signing in, by reload) gets the form.
  portal.get('/bank/products/preview', () => seeOther('/bank/products/new'))
}

function mountEdit(portal: Hono, { desk, refused, now }: ProductsDesk): void {
  portal.get(
    '/bank/products/:id/edit',
    desk(async (visit) => {
      const answer = await readOwn(visit)
      if (!answer.ok) return refused(visit, answer.problem)
      const { product, etag } = answer
      return builder(visit, { product: headOf(product), values: valuesOf(bodyOf(product.draft ?? product)), errors: [], formKey: '', etag })
    }),
  )

  portal.post(
    '/bank/products/:id/edit',
    desk(async (visit) => {
      const form = await readForm(visit.c.req.raw)
      const values = valuesFrom(form)
      const etag = form.text('_etag')
      const current = await readOwn(visit)
      if (!current.ok) return refused(visit, current.problem)
      const page = { product: headOf(current.product), values, etag, formKey: '' }
      const { body, errors, fields } = termsFrom(values)
      if (errors) return builder(visit, { ...page, errors }, 422)
      const answer = await visit.api.put<ProductView>(`/api/v1/products/${current.product.id}/draft`, body, { etag })
      if (answer.ok) return seeOther('/bank/products?done=saved')
      const { problem } = answer
      const stale = problem.status === 412
      const shown = { errors: stale ? [] : namedByRow(formErrors(problem, fields)), requestId: problem.requestId, stale }
      return builder(visit, { ...page, ...shown }, problem.status)
    }),
  )

  portal.post(
    '/bank/products/:id/preview',
    desk(async (visit) => {
      const form = await readForm(visit.c.req.raw)
      const current = await readOwn(visit)
      if (!current.ok) return refused(visit, current.problem)
      const shown = stepped(valuesFrom(form), form.text(STEP), civilDateOf(now()))
      return builder(visit, { product: headOf(current.product), ...shown, errors: [], formKey: '', etag: form.text('_etag') })
    }),
  )
  portal.get('/bank/products/:id/preview', (c) => seeOther(`/bank/products/${encodeURIComponent(c.req.param('id'))}/edit`))
}

/** The form with the count of whom its criteria take: asked again whenever it is shown, and nothing else is done. */
async function builder({ api, desk }: Visit, page: Omit<TermsPageProps, 'desk' | 'live'>, status = 200): Promise<Response> {
  const live = await askCounts(api, page.values.criteria, page.values.audience)
  return htmlResponse(<TermsPage desk={desk} live={live} {...page} />, status)
}

type OwnProduct = { ok: true; product: ProductView; etag: string } | { ok: false; problem: Problem }

/** A product of the reader's own lender; another lender's is on offer to everyone but not there to be changed. */
async function readOwn(visit: Visit): Promise<OwnProduct> {
  const answer = await visit.api.get<ProductView>(`/api/v1/products/${idFrom(visit)}`)
  if (!answer.ok) return answer
  const isOwn = answer.body.lenderId === visit.desk.me.institutionId
  return isOwn ? { ok: true, product: answer.body, etag: answer.etag ?? '' } : { ok: false, problem: noSuchPage() }
}

function headOf(product: ProductView) {
  const w = words.zh.bank.terms
  const { draft } = product
  const state = draft === null ? w.editsPublished(product.version) : draft.status === 'submitted' ? w.editsSubmitted : w.editsVersion(draft.version)
  return { id: product.id, name: (draft ?? product).terms.name, state }
}

function idFrom({ c }: Visit): string {
  return encodeURIComponent(c.req.param('id') ?? '')
}
