import type { Hono } from 'hono'
import type { AdviceList, AdviceView, WhatIf } from '../../src/matching/advice-contract.ts'
import { htmlResponse } from '../client/answer-page.ts'
import { formErrors } from '../client/problem.ts'
import { paths } from './api-paths.ts'
import { ComparePage, MOST_COMPARED } from './compare-page.tsx'
import { needBody, needPointers, needValues } from './need-form.ts'
import type { MatchView } from './reasons.tsx'
import type { Side } from './side.ts'
import { amountsAround, termsAround } from './variants.ts'
import { type BorrowerDeps, forReaders, refusedPage, type Visit } from './visit.tsx'
import { WhatIfPage } from './what-if-page.tsx'

/** Weighing offers: side by side, and at other amounts and terms. Nothing here reaches a lender, and nothing is kept. */
export function mountChoosing(portal: Hono, deps: BorrowerDeps, side: Side): void {
  const page = forReaders(deps, side)

  portal.get(
    '/what-if',
    page(async (visit, c) => {
      const values = needValues((name) => c.req.query(name), side)
      const { body, errors } = needBody(values, side.words.need)
      if (errors) return htmlResponse(<WhatIfPage stand={visit.stand} values={values} answer={null} errors={errors} />, 422)
      const { amountFen, termMonths, purpose } = body
      const answer = await visit.api.post<WhatIf>(paths.whatIf, {
        ...{ subjectId: visit.subjectId, purpose },
        ...{ amountsFen: amountsAround(BigInt(amountFen)).map(String), termsMonths: termsAround(termMonths) },
      })
      if (answer.ok) return htmlResponse(<WhatIfPage stand={visit.stand} values={values} answer={{ asked: body, cells: answer.body.cells }} errors={[]} />)
      const { problem } = answer
      if (problem.status === 401) return refusedPage(visit, problem, c.req.raw)
      // The table's amounts and terms lie around the boxes: what is wrong with one of them is wrong with the box.
      const errorsIn = problem.errors.map((error) => ({
        ...error,
        pointer: error.pointer.replace(/^\/amountsFen.*/, '/amountFen').replace(/^\/termsMonths.*/, '/termMonths'),
      }))
      const said = formErrors({ ...problem, errors: errorsIn.slice(0, 1) }, needPointers(side.words.need))
      return htmlResponse(<WhatIfPage stand={visit.stand} values={values} answer={null} errors={said} />, problem.status)
    }),
  )

  portal.get(
    '/offers/:id/compare',
    page(async (visit, c) => {
      const id = c.req.param('id') ?? ''
      const match = await visit.api.get<MatchView>(paths.match(id))
      if (!match.ok) return refusedPage(visit, match.problem, c.req.raw)
      const picked = [...new Set(c.req.queries('p') ?? [])]
      const offers = match.body.offers.filter((offer) => picked.includes(offer.productId))
      const advice = await adviceOn(visit, id)
      return htmlResponse(
        <ComparePage stand={visit.stand} match={match.body} offers={offers.slice(0, MOST_COMPARED)} advice={advice} tooMany={offers.length > MOST_COMPARED} />,
      )
    }),
  )
}

/** By product; empty for a run that is too old to be advised on. */
export async function adviceOn({ api }: Pick<Visit, 'api'>, matchId: string): Promise<ReadonlyMap<string, AdviceView>> {
  const answer = await api.get<AdviceList>(paths.advice(matchId))
  return new Map(answer.ok ? answer.body.items.map((item) => [item.productId, item]) : [])
}
