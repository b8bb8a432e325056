import type { Hono } from 'hono'
import type { ReceiptView } from '../../../src/consent/contract.ts'
import type { CaseView } from '../../../src/loans/contract.ts'
import type { CaseGuarantor, CaseGuarantorList, GuarantorDisclosure } from '../../../src/loans/guarantors-contract.ts'
import { htmlResponse, seeOther } from '../../client/answer-page.ts'
import { sentenceOf } from '../../client/problem.ts'
import { checkUrlOf } from '../../ui/consent-receipt.tsx'
import { day, shortNo } from '../../ui/format.ts'
import { noSuchPage } from '../../ui/problem-page.tsx'
import { words } from '../../words/index.ts'
import type { Visit } from './index.tsx'
import { LookRefusedPage } from './look-refused-page.tsx'
import type { RecallDesk } from './recalls-desk.tsx'
import { ReceiptPage } from './receipt-page.tsx'

const partOf = ({ c }: Visit, name: string) => encodeURIComponent(c.req.param(name) ?? '')

/** Whom the borrower of a case named; without this the case is shown all the same. */
export async function guarantorsOn({ api }: Pick<Visit, 'api'>, caseId: string): Promise<readonly CaseGuarantor[]> {
  const answer = await api.get<CaseGuarantorList>(`/api/v1/lender/applications/${caseId}/guarantors`)
  return answer.ok ? answer.body.items : []
}

/** A look at a guarantor and the proof of its consent, both asked for by a form and written down; `show` is the case with the look in it. */
export function mountGuarantors(
  portal: Hono,
  { desk, refused }: Pick<RecallDesk, 'desk' | 'refused'>,
  show: (visit: Visit, file: CaseView, look: GuarantorDisclosure) => Promise<Response>,
): void {
  const w = words.zh.bank
  const readCase = (visit: Visit) => visit.api.get<CaseView>(`/api/v1/lender/applications/${partOf(visit, 'id')}`)

  portal.post(
    '/bank/cases/:id/guarantors/:guarantor/look',
    desk(async (visit) => {
      const file = await readCase(visit)
      if (!file.ok) return refused(visit, file.problem)
      const look = await visit.api.get<GuarantorDisclosure>(`/api/v1/lender/guarantors/${partOf(visit, 'guarantor')}/profile`)
      if (look.ok) return show(visit, file.body, look.body)
      const { problem } = look
      if (problem.status !== 403) return refused(visit, problem)
      return htmlResponse(
        <LookRefusedPage
          {...{ desk: visit.desk, current: '/bank', code: problem.code, sentence: sentenceOf(problem), requestId: problem.requestId }}
          next={words.zh.guarantee.bank.refusedNext}
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
    }),
  )

  portal.post(
    '/bank/cases/:id/guarantors/:guarantor/consent',
    desk(async (visit) => {
      const file = await readCase(visit)
      if (!file.ok) return refused(visit, file.problem)
      const guarantor = (await guarantorsOn(visit, file.body.id)).find(({ id }) => id === visit.c.req.param('guarantor'))
      if (!guarantor?.consentId) return refused(visit, noSuchPage())
      const receipt = await visit.api.get<ReceiptView>(`/api/v1/consents/${guarantor.consentId}/receipt`)
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
  for (const step of ['look', 'consent'])
    portal.get(`/bank/cases/:id/guarantors/:guarantor/${step}`, (c) => seeOther(`/bank/cases/${encodeURIComponent(c.req.param('id') ?? '')}`))
}
