import type { ReceiptView } from '../../../src/consent/contract.ts'
import { durationWords, sealDay, slipTerms } from '../../borrowing/slip-terms.tsx'
import { ButtonLink, Buttons } from '../../ui/button.tsx'
import { ConsentReceipt } from '../../ui/consent-receipt.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { words } from '../../words/index.ts'
import { BankFrame, type Desk } from './frame.tsx'

/** The proof of consent the lender relies on, as it stands now. */
export function ReceiptPage({
  desk,
  current,
  sub,
  back,
  receipt,
  checkUrl,
}: {
  desk: Desk
  current: string
  /** What it was given for. */
  sub: string
  back: { href: string; label: string }
  receipt: ReceiptView
  checkUrl: string
}) {
  const w = words.zh.consents.receiptPage
  return (
    <BankFrame title={w.title} current={current} desk={desk}>
      <PageTitle title={w.title} lead={sub} />
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
          <ButtonLink href={back.href}>{back.label}</ButtonLink>
        </Buttons>
      </div>
    </BankFrame>
  )
}
