import { BorrowerFrame, type CatalogueItem, type Stand } from '../../borrowing/index.ts'
import { Button, ButtonLink, Buttons } from '../../ui/button.tsx'
import { ErrorSummary, errorOf, type FormError } from '../../ui/error-summary.tsx'
import { FormKey, TextAreaField } from '../../ui/field.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { TermList } from '../../ui/term-list.tsx'
import { words } from '../../words/index.ts'
import { givenLabels, isPresented, itemPath } from './fetched.ts'

export interface AskPageProps {
  stand: Stand
  item: CatalogueItem
  formKey: string
  errors: readonly FormError[]
  requestId?: string
  /** The code as pasted, for the form shown again. */
  code?: string
}

/** The consent to one question, or the place for one code: who is asked what, who sees it, how long it is kept. */
export function AskPage({ stand, item, formKey, errors, requestId, code = '' }: AskPageProps) {
  const w = words.zh.sme.sources
  const { home } = stand.side
  const present = isPresented(item)
  const title = present ? w.code.title(item.title) : w.confirm.title(item.title)
  const back = `${home}/sources#${item.category}`
  return (
    <BorrowerFrame stand={stand} title={title} current="" narrow>
      <ErrorSummary
        errors={errors}
        requestId={requestId}
        kept={present}
        title={errors.every((e) => e.field === null) ? words.zh.sme.sources.troubleTitle : undefined}
      />
      <PageTitle title={title} lead={present ? w.code.lead : w.confirm.lead} />
      <div class="stack">
        <Sheet>
          <form class="form" method="post" action={itemPath(home, item)}>
            <TermList terms={termsOf(item)} />
            {present ? (
              <TextAreaField name="code" label={w.code.field} hint={w.code.hint} value={code} rows={6} maxlength={9000} error={errorOf(errors, 'code')} />
            ) : null}
            <Buttons equal>
              <ButtonLink href={back}>{w.confirm.keep}</ButtonLink>
              <Button kind={present ? 'main' : 'plain'}>{present ? w.code.submit : w.confirm.agree}</Button>
            </Buttons>
            <FormKey value={formKey} />
          </form>
        </Sheet>
      </div>
    </BorrowerFrame>
  )
}

function termsOf(item: CatalogueItem) {
  const w = words.zh.sme.sources.confirm
  const { seen, seenText, kept } = w
  const said = isPresented(item) ? words.zh.sme.sources.code : w
  return [
    { term: said.toWhom, detail: item.provider === item.sourceName ? item.provider : words.zh.measures.listed([item.sourceName, item.provider]) },
    { term: said.what, detail: givenLabels(item) },
    { term: said.about, detail: said.aboutYou },
    { term: seen, detail: seenText },
    { term: kept, detail: item.retentionMonths === null ? w.keptAlways : w.keptMonths(item.retentionMonths) },
  ]
}
