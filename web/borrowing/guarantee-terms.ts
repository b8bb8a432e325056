import type { GuaranteeList, GuaranteeView, GuarantorList, GuarantorView } from '../../src/loans/guarantors-contract.ts'
import { money, months } from '../ui/format.ts'
import type { Term } from '../ui/term-list.tsx'
import { words } from '../words/index.ts'
import { paths } from './api-paths.ts'
import type { Visit } from './visit.tsx'

/** Whom an application names; without this the page is shown all the same. */
export async function guarantorsNamed({ api }: Visit, applicationId: string): Promise<readonly GuarantorView[]> {
  const answer = await api.get<GuarantorList>(paths.guarantors(applicationId))
  return answer.ok ? answer.body.items : []
}

/** For whose loans the reader is asked to stand guarantor, by application. */
export async function guaranteesByApplication({ api }: Visit): Promise<ReadonlyMap<string, GuaranteeView>> {
  const answer = await api.get<GuaranteeList>(paths.guarantees)
  // Newest first: of several namings for one application the newest counts.
  return new Map(answer.ok ? [...answer.body.items].reverse().map((item) => [item.applicationId, item]) : [])
}

/** For whose loan, which, and what the borrower sees of it: said wherever a guarantor looks at its consent. */
export function guaranteeTerms(purpose: string, guarantee: GuaranteeView | undefined): Term[] {
  const w = words.zh.guarantee.guarantor
  if (purpose !== 'GUARANTEE') return []
  if (guarantee === undefined) return [{ term: w.forWhom, detail: w.gone }]
  const { borrowerName, amountFen, termMonths, productName } = guarantee
  return [
    { term: w.forWhom, detail: borrowerName },
    { term: w.loan, detail: w.loanText(money(amountFen), months(termMonths), productName) },
    { term: w.sees, detail: w.seesText },
  ]
}
