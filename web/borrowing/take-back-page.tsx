import { Button, ButtonLink, Buttons } from '../ui/button.tsx'
import { ErrorSummary, type FormError } from '../ui/error-summary.tsx'
import { FormKey } from '../ui/field.tsx'
import { Notice } from '../ui/notice.tsx'
import { PageTitle } from '../ui/page-title.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { type Term, TermList } from '../ui/term-list.tsx'
import { BorrowerFrame } from './frame.tsx'
import type { Stand } from './side.ts'

export interface TakeBackPageProps {
  stand: Stand
  title: string
  lead: string
  warning?: string | null
  terms: readonly Term[]
  /** Where the form is posted, and where "keep it" leads. */
  action: string
  keepHref: string
  confirm: string
  keep: string
  formKey: string
  errors: readonly FormError[]
  requestId?: string
}

/** The second of two clicks: what ends, and what stays as it is. */
export function TakeBackPage({ stand, title, lead, warning, terms, action, keepHref, confirm, keep, formKey, errors, requestId }: TakeBackPageProps) {
  return (
    <BorrowerFrame stand={stand} title={title} current="/applications" narrow>
      <ErrorSummary errors={errors} requestId={requestId} kept={false} />
      <PageTitle title={title} lead={lead} />
      <div class="stack">
        {warning ? <Notice tone="warn">{warning}</Notice> : null}
        <Sheet>
          <form method="post" action={action}>
            <FormKey value={formKey} />
            <TermList terms={terms} />
            <Buttons equal>
              <ButtonLink href={keepHref}>{keep}</ButtonLink>
              <Button kind="danger">{confirm}</Button>
            </Buttons>
          </form>
        </Sheet>
      </div>
    </BorrowerFrame>
  )
}
