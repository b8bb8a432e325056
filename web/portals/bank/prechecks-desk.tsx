import type { Hono } from 'hono'
import type { ReceiptView } from '../../../src/consent/contract.ts'
import type { PrecheckDisclosure, PrecheckPage as PrecheckList, PrecheckView } from '../../../src/loans/precheck-contract.ts'
import { htmlResponse, seeOther } from '../../client/answer-page.ts'
import { sentenceOf } from '../../client/problem.ts'
import { checkUrlOf } from '../../ui/consent-receipt.tsx'
import { dayTime, shortNo } from '../../ui/format.ts'
import { words } from '../../words/index.ts'
import type { Visit } from './index.tsx'
import { LookRefusedPage } from './look-refused-page.tsx'
import { PrecheckPage } from './prechecks-item-page.tsx'
import { PrechecksPage } from './prechecks-page.tsx'
import type { RecallDesk } from './recalls-desk.tsx'
import { ReceiptPage } from './receipt-page.tsx'

const LIST = '/bank/prechecks'
const API = '/api/v1/lender/prechecks'

/** Customers who let the house look once before they apply: the list, one of them, the one look. */
export function mountPrechecks(portal: Hono, { desk, refused }: RecallDesk): void {
  const w = words.zh.prechecks
  const idOf = ({ c }: Visit) => encodeURIComponent(c.req.param('id') ?? '')
  const read = (visit: Visit) => visit.api.get<PrecheckView>(`${API}/${idOf(visit)}`)
  const item = ({ id }: PrecheckView) => `${LIST}/${id}`

  portal.get(
    LIST,
    desk(async (visit) => {
      const cursor = visit.c.req.query('cursor') ?? ''
      const answer = await visit.api.get<PrecheckList>(API, { cursor, limit: 50 })
      if (!answer.ok) return refused(visit, answer.problem)
      const { items, nextCursor } = answer.body
      const nextHref = nextCursor === null ? null : `${LIST}?${new URLSearchParams({ cursor: nextCursor })}`
      return htmlResponse(<PrechecksPage desk={visit.desk} items={items} nextHref={nextHref} firstHref={cursor === '' ? null : LIST} />)
    }),
  )

  portal.get(
    `${LIST}/:id`,
    desk(async (visit) => {
      const precheck = await read(visit)
      return precheck.ok ? htmlResponse(<PrecheckPage desk={visit.desk} precheck={precheck.body} />) : refused(visit, precheck.problem)
    }),
  )

  // The one look: asked for by a form, answered in place, kept by nobody.
  portal.post(
    `${LIST}/:id/look`,
    desk(async (visit) => {
      const precheck = await read(visit)
      if (!precheck.ok) return refused(visit, precheck.problem)
      const look = await visit.api.get<PrecheckDisclosure>(`${API}/${precheck.body.id}/profile`)
      if (look.ok) return htmlResponse(<PrecheckPage desk={visit.desk} precheck={precheck.body} look={look.body} />)
      const { problem } = look
      if (problem.status !== 403) return refused(visit, problem)
      return htmlResponse(
        <LookRefusedPage
          {...{ desk: visit.desk, current: LIST, code: problem.code, sentence: sentenceOf(problem), requestId: problem.requestId }}
          titles={w.refusedTitles}
          next={w.refusedNext}
          terms={[
            { term: w.no, detail: shortNo(precheck.body.id) },
            { term: w.product, detail: precheck.body.productName },
            { term: w.until, detail: dayTime(precheck.body.validTo) },
          ]}
          item={{ href: item(precheck.body), label: w.about }}
          list={{ href: LIST, label: w.back }}
        />,
        403,
      )
    }),
  )

  // The proof of consent: opening it is written down, so it is asked for by a form like a look.
  portal.post(
    `${LIST}/:id/consent`,
    desk(async (visit) => {
      const precheck = await read(visit)
      if (!precheck.ok) return refused(visit, precheck.problem)
      const receipt = await visit.api.get<ReceiptView>(`/api/v1/consents/${precheck.body.id}/receipt`)
      if (!receipt.ok) return refused(visit, receipt.problem)
      return htmlResponse(
        <ReceiptPage
          desk={visit.desk}
          current={LIST}
          sub={w.sub(shortNo(precheck.body.id), precheck.body.productVersion)}
          back={{ href: item(precheck.body), label: w.about }}
          receipt={receipt.body}
          checkUrl={checkUrlOf(visit.c.req.url, receipt.body)}
        />,
      )
    }),
  )
  // Whoever comes back to the address of a look (after signing in, from a bookmark) gets the page before it.
  for (const step of ['look', 'consent']) portal.get(`${LIST}/:id/${step}`, (c) => seeOther(`${LIST}/${encodeURIComponent(c.req.param('id'))}`))
}
