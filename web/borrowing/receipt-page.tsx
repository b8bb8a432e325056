import type { ReceiptView } from '../../src/consent/contract.ts'
import { ButtonLink, Buttons } from '../ui/button.tsx'
import { ConsentReceipt } from '../ui/consent-receipt.tsx'
import { PageTitle } from '../ui/page-title.tsx'
import { words } from '../words/index.ts'
import { BorrowerFrame } from './frame.tsx'
import type { Stand } from './side.ts'
import { durationWords, sealDay, slipTerms } from './slip-terms.tsx'

/** The receipt on paper and on the screen, for the giver of the consent. */
export function ReceiptPage({ stand, receipt, checkUrl }: { stand: Stand; receipt: ReceiptView; checkUrl: string }) {
  const w = words.zh.consents.receiptPage
  const path = `${stand.side.home}/consents/${receipt.consent.id}`
  return (
    <BorrowerFrame stand={stand} title={w.title} current="/consents" narrow>
      <PageTitle title={w.title} lead={w.lead} />
      <div class="stack">
        <ConsentReceipt
          receipt={receipt}
          terms={slipTerms(receipt.consent)}
          date={sealDay(receipt.consent)}
          duration={durationWords}
          checkUrl={checkUrl}
          kinds={stand.side.words.access.kind}
        />
        <p class="source no-print">{w.print}</p>
        <Buttons>
          <ButtonLink href={`${path}/receipt.json`}>{w.json}</ButtonLink>
          <ButtonLink href={path}>{w.back}</ButtonLink>
        </Buttons>
      </div>
    </BorrowerFrame>
  )
}
