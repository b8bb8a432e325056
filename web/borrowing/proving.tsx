import type { Hono } from 'hono'
import type { ProofCheckView, ProofList, ProofView } from '../../src/matching/proof-contract.ts'
import type { ProductView } from '../../src/products/contract.ts'
import { htmlResponse, seeOther } from '../client/answer-page.ts'
import { readForm } from '../client/form-body.ts'
import { formKeyOf, keyAfter, newFormKey } from '../client/form-key.ts'
import { formErrors, type Problem } from '../client/problem.ts'
import { day } from '../ui/format.ts'
import { words } from '../words/index.ts'
import { paths } from './api-paths.ts'
import { AskProofPage, ProofPage, ProofsPage } from './proof-page.tsx'
import type { Side } from './side.ts'
import { TakeBackPage } from './take-back-page.tsx'
import { type BorrowerDeps, forReaders, refusedPage, type Visit } from './visit.tsx'

/** Having a proof made, passing it on, taking it back. Nothing here reaches a lender: the reader hands it over. */
export function mountProving(portal: Hono, deps: BorrowerDeps, side: Side): void {
  const page = forReaders(deps, side)
  const { home } = side

  portal.get(
    '/proofs',
    page(async (visit, c) => {
      const answer = await visit.api.get<ProofList>(paths.proofs)
      if (!answer.ok) return refusedPage(visit, answer.problem, c.req.raw)
      return htmlResponse(<ProofsPage stand={visit.stand} proofs={answer.body.items} />)
    }),
  )

  portal.get(
    '/proofs/new',
    page(async (visit, c) => askPage(visit, c.req.query('product') ?? '', newFormKey(), null, c.req.raw)),
  )

  portal.post(
    '/proofs',
    page(async (visit, c) => {
      const form = await readForm(c.req.raw)
      const productId = form.text('product')
      const key = formKeyOf(form)
      const answer = await visit.api.post<ProofView>(paths.proofs, { productId }, { key })
      if (answer.ok) return seeOther(`${home}/proofs/${answer.body.id}?done`)
      return askPage(visit, productId, keyAfter(answer.problem, key), answer.problem, c.req.raw)
    }),
  )

  portal.get(
    '/proofs/:id',
    page(async (visit, c) => {
      const proof = await visit.api.get<ProofView>(paths.proof(c.req.param('id') ?? ''))
      if (!proof.ok) return refusedPage(visit, proof.problem, c.req.raw)
      // What a bank would be told now, asked as a bank would ask.
      const check = await visit.api.post<ProofCheckView>(paths.verifyProof, { proof: proof.body.proof })
      return htmlResponse(<ProofPage stand={visit.stand} proof={proof.body} check={check.ok ? check.body : null} done={c.req.query('done') !== undefined} />)
    }),
  )

  portal.get(
    '/proofs/:id/file',
    page(async (visit, c) => {
      const proof = await visit.api.get<ProofView>(paths.proof(c.req.param('id') ?? ''))
      if (!proof.ok) return refusedPage(visit, proof.problem, c.req.raw)
      return new Response(`${proof.body.proof}\n`, {
        headers: {
          'Content-Type': 'application/jwt',
          'Content-Disposition': `attachment; filename="suixin-proof-${proof.body.shortCode}.jwt"`,
          'Cache-Control': 'no-store',
        },
      })
    }),
  )

  portal.get(
    '/proofs/:id/withdraw',
    page(async (visit, c) => withdrawPage(visit, c.req.param('id') ?? '', newFormKey(), null, c.req.raw)),
  )

  portal.post(
    '/proofs/:id/withdraw',
    page(async (visit, c) => {
      const id = c.req.param('id') ?? ''
      const key = formKeyOf(await readForm(c.req.raw))
      const answer = await visit.api.post<ProofView>(paths.withdrawProof(id), {}, { key })
      if (!answer.ok) return withdrawPage(visit, id, keyAfter(answer.problem, key), answer.problem, c.req.raw)
      return seeOther(`${home}/proofs/${answer.body.id}`)
    }),
  )
}

/** What a proof of this product would say; `problem` is why the last try was refused. */
async function askPage(visit: Visit, productId: string, formKey: string, problem: Problem | null, request: Request): Promise<Response> {
  const product = await visit.api.get<ProductView>(paths.product(productId))
  if (!product.ok) return refusedPage(visit, product.problem, request)
  return htmlResponse(<AskProofPage stand={visit.stand} product={product.body} formKey={formKey} problem={problem} />, problem?.status ?? 200)
}

async function withdrawPage(visit: Visit, id: string, formKey: string, problem: Problem | null, request: Request): Promise<Response> {
  const { home } = visit.stand.side
  const w = words.zh.proof
  const answer = await visit.api.get<ProofView>(paths.proof(id))
  if (!answer.ok) return refusedPage(visit, answer.problem, request)
  const proof = answer.body
  const back = `${home}/proofs/${proof.id}`
  if (proof.withdrawnAt !== null) return seeOther(back)
  return htmlResponse(
    <TakeBackPage
      stand={visit.stand}
      title={w.withdraw.title}
      lead={w.withdraw.lead(proof.lenderName)}
      terms={[
        { term: w.lender, detail: proof.lenderName },
        { term: w.product, detail: proof.productName },
        { term: w.until, detail: day(proof.expiresAt) },
      ]}
      action={`${back}/withdraw`}
      keepHref={back}
      confirm={w.withdraw.confirm}
      keep={w.withdraw.keep}
      formKey={formKey}
      errors={problem ? formErrors(problem) : []}
      requestId={problem?.requestId}
    />,
    problem?.status ?? 200,
  )
}
