import type { ConsentView } from '../../src/consent/contract.ts'
import { Button, ButtonLink, Buttons } from '../ui/button.tsx'
import { ErrorSummary, type FormError } from '../ui/error-summary.tsx'
import { FormKey } from '../ui/field.tsx'
import { money, months } from '../ui/format.ts'
import { PageTitle } from '../ui/page-title.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { TermList } from '../ui/term-list.tsx'
import { words } from '../words/index.ts'
import { BorrowerFrame } from './frame.tsx'
import type { Stand } from './side.ts'

/** What is applied for under a consent. */
export interface Asking {
  consentId: string
  amountFen: string
  termMonths: number
  purpose: string
}

export interface StuckPageProps {
  stand: Stand
  asking: Asking
  consent: Pick<ConsentView, 'lenderName'> | null
  formKey: string
  errors: readonly FormError[]
  requestId: string
}

/** The consent is given and the application did not arrive: said plainly, with both ways out. */
export function StuckPage({ stand, asking, consent, formKey, errors, requestId }: StuckPageProps) {
  const { side } = stand
  const w = side.words.stuck
  const a = side.words.application
  const purposes: Record<string, string> = words.zh.trade.purpose
  return (
    <BorrowerFrame stand={stand} title={w.title} current="/need" narrow>
      <ErrorSummary errors={errors} requestId={requestId} kept={false} />
      <PageTitle title={w.title} lead={w.lead} />
      <Sheet>
        <TermList
          terms={[
            ...(consent ? [{ term: side.words.consent.toWhom, detail: consent.lenderName }] : []),
            { term: a.amount, detail: money(asking.amountFen) },
            { term: a.term, detail: months(asking.termMonths) },
            { term: a.purpose, detail: purposes[asking.purpose] ?? asking.purpose },
            { term: a.slipNo, detail: <span class="small">{asking.consentId}</span> },
          ]}
        />
        <form method="post" action={`${side.home}/applications`}>
          <FormKey value={formKey} />
          <input type="hidden" name="consent" value={asking.consentId} />
          <input type="hidden" name="amountFen" value={asking.amountFen} />
          <input type="hidden" name="termMonths" value={String(asking.termMonths)} />
          <input type="hidden" name="purpose" value={asking.purpose} />
          <Buttons>
            <Button kind="main">{w.retry}</Button>
            <ButtonLink kind="danger" href={`${side.home}/consents/${asking.consentId}/revoke`}>
              {w.revoke}
            </ButtonLink>
          </Buttons>
        </form>
      </Sheet>
    </BorrowerFrame>
  )
}
