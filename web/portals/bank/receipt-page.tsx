import type { ReceiptView } from '../../../src/consent/contract.ts'
import type { CaseView } from '../../../src/loans/contract.ts'
import { durationWords, sealDay, slipTerms } from '../../borrowing/slip-terms.tsx'
import { ButtonLink, Buttons } from '../../ui/button.tsx'
import { ConsentReceipt } from '../../ui/consent-receipt.tsx'
import { shortNo } from '../../ui/format.ts'
import { PageTitle } from '../../ui/page-title.tsx'
import { words } from '../../words/index.ts'
import { BankFrame, type Desk } from './frame.tsx'

/** The proof of consent the lender relies on, as it stands now. */
export function ReceiptPage({ desk, file, receipt, checkUrl }: { desk: Desk; file: CaseView; receipt: ReceiptView; checkUrl: string }) {
  const w = words.zh.consents.receiptPage
  return (
    <BankFrame title={w.title} current="/bank" desk={desk}>
      <PageTitle title={w.title} lead={words.zh.bank.case.sub(shortNo(file.id), file.productVersion)} />
      <div class="stack">
        <ConsentReceipt
          receipt={receipt}
          terms={slipTerms(receipt.consent)}
          date={sealDay(receipt.consent)}
          duration={durationWords}
          checkUrl={checkUrl}
          kinds={words.zh.sme.access.kind}
        />
        <Buttons>
          <ButtonLink href={`/bank/cases/${file.id}`}>{words.zh.bank.case.toCase}</ButtonLink>
        </Buttons>
      </div>
    </BankFrame>
  )
}
