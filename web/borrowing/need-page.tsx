import { Button, Buttons } from '../ui/button.tsx'
import { ErrorSummary, errorOf, type FormError } from '../ui/error-summary.tsx'
import { ChoiceField, TextField } from '../ui/field.tsx'
import { PageTitle } from '../ui/page-title.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { words } from '../words/index.ts'
import { BorrowerFrame } from './frame.tsx'
import type { NeedValues } from './need-form.ts'
import type { Stand } from './side.ts'

export interface NeedPageProps {
  stand: Stand
  values: NeedValues
  errors: readonly FormError[]
  requestId?: string
}

/** How much, for how long, for what: the first of three steps. */
export function NeedPage({ stand, values, errors, requestId }: NeedPageProps) {
  const w = stand.side.words.need
  const m = words.zh.measures
  const field = (name: keyof NeedValues) => ({ name, value: values[name], error: errorOf(errors, name) })
  return (
    <BorrowerFrame stand={stand} title={w.title} current="/need" narrow>
      <ErrorSummary errors={errors} requestId={requestId} />
      <PageTitle title={w.title} lead={w.lead} step={{ now: 1, of: 3 }} />
      <Sheet>
        <form class="form" method="post" action={`${stand.side.home}/offers`}>
          <TextField {...field('amount')} label={w.amount} hint={w.amountHint} unit={m.wanUnit} inputmode="decimal" required width="s" maxlength={20} />
          <TextField {...field('term')} label={w.term} hint={w.termHint} unit={m.monthsUnit} inputmode="numeric" required width="s" maxlength={6} />
          <ChoiceField
            {...field('purpose')}
            label={w.purpose}
            options={stand.side.purposes.map((value) => ({ value, label: words.zh.trade.purpose[value] }))}
          />
          <Buttons>
            <Button kind="main">{w.submit}</Button>
          </Buttons>
        </form>
      </Sheet>
    </BorrowerFrame>
  )
}
