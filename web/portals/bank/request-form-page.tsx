import type { TemplateView } from '../../../src/consent/contract.ts'
import type { CaseView } from '../../../src/loans/contract.ts'
import { attributesOf, CATEGORIES, CATEGORY_INFO, type Category, type FieldBeyond, fieldsBeyond } from '../../../src/profiles/model.ts'
import { durationWords } from '../../borrowing/slip-terms.tsx'
import { Button, ButtonLink, Buttons } from '../../ui/button.tsx'
import { ErrorSummary, errorOf, type FormError } from '../../ui/error-summary.tsx'
import { FormKey, TextField, TicksField } from '../../ui/field.tsx'
import { shortNo } from '../../ui/format.ts'
import { PageTitle } from '../../ui/page-title.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { words } from '../../words/index.ts'
import { BankFrame, type Desk } from './frame.tsx'
import type { NumberName, RequestValues } from './request-form.ts'

export interface RequestFormPageProps {
  desk: Desk
  file: CaseView
  /** Of every purpose a lender may begin; the chosen one among them. */
  templates: readonly TemplateView[]
  template: TemplateView
  /** Whom it asks, where that is not the customer. */
  guarantorId: string | null
  values: RequestValues
  formKey: string
  errors: readonly FormError[]
  requestId?: string
}

/** Asking a customer for a further consent, within the bounds that its purpose has. */
export function RequestFormPage({ desk, file, templates, template, guarantorId, values, formKey, errors, requestId }: RequestFormPageProps) {
  const w = words.zh.bank.requests.form
  const { title, lead, submit } = guarantorId === null ? w : words.zh.guarantee.bank.form
  const path = guarantorId === null ? `/bank/cases/${file.id}/ask` : `/bank/cases/${file.id}/guarantors/${guarantorId}/ask`
  const offered = CATEGORIES.filter((category) => template.categories === null || template.categories.includes(category))
  const field = (name: NumberName) => ({ name, value: values[name], error: errorOf(errors, name), inputmode: 'numeric', width: 's', maxlength: 6 }) as const
  const others = templates.filter(({ purpose }) => purpose !== template.purpose)
  return (
    <BankFrame title={title} current="/bank/requests" desk={desk}>
      <ErrorSummary errors={errors} requestId={requestId} />
      <PageTitle title={title} lead={lead} aside={<a href={`/bank/cases/${file.id}`}>{words.zh.bank.case.toCase}</a>} />
      <Sheet title={template.text} aside={words.zh.bank.case.sub(shortNo(file.id), file.productVersion)}>
        <div class="stack">
          {others.length === 0 ? null : (
            <p class="source">
              {w.purposeChange}
              {others.map((one) => (
                <>
                  {' '}
                  <a href={`${path}?${new URLSearchParams({ purpose: one.purpose })}`}>{one.text}</a>
                </>
              ))}
            </p>
          )}
          <form method="post" action={path} class="form">
            <FormKey value={formKey} />
            <input type="hidden" name="purpose" value={template.purpose} />
            <TicksField
              name="data"
              label={w.data}
              hint={w.dataHint}
              values={values.data}
              error={errorOf(errors, 'data')}
              options={offered.map((category) => {
                const { zh, plainZh, sensitive } = CATEGORY_INFO[category]
                return { value: category, label: zh, hint: `${sensitive ? w.sensitive(plainZh) : plainZh}${spanHint(category, template)}` }
              })}
            />
            <TextField {...field('days')} label={w.days} unit={w.daysUnit} hint={w.daysHint(template.defaultDays, template.maxDays)} />
            <TextField
              {...field('reads')}
              label={w.reads}
              unit={w.readsUnit}
              hint={
                w.readsHint(template.defaultReads, template.maxReads) +
                (template.perWindow === null ? '' : w.window(template.perWindow.n, durationWords(template.perWindow.window)))
              }
            />
            <TextField
              {...field('lookback')}
              label={w.lookback}
              unit={words.zh.measures.monthsUnit}
              hint={w.lookbackHint(template.lookbackMonths, template.maxLookbackMonths)}
            />
            <TextField {...field('keep')} label={w.keep} unit={w.daysUnit} hint={w.keepHint(template.maxDeleteAfterDays)} />
            <Buttons>
              <Button kind="main">{submit}</Button>
              <ButtonLink href={`/bank/cases/${file.id}`}>{w.cancel}</ButtonLink>
            </Buttons>
          </form>
        </div>
      </Sheet>
    </BankFrame>
  )
}

/** Which of its fields need how far back, and which no request for this purpose can show. */
function spanHint(category: Category, { lookbackMonths, maxLookbackMonths: most }: TemplateView): string {
  const w = words.zh.bank.requests.form
  const fields = fieldsBeyond(attributesOf(category), lookbackMonths)
  const labels = (of: readonly FieldBeyond[]) => words.zh.measures.listed(of.map(({ zh }) => zh))
  const needs = [...new Set(fields.map(({ months }) => months))].filter((months) => months <= most)
  const never = fields.filter(({ months }) => months > most)
  return [
    ...needs.map((needed) => w.spanNeeds(needed, labels(fields.filter(({ months }) => months === needed)))),
    ...(never.length === 0 ? [] : [w.spanNever(most, labels(never))]),
  ]
    .map((said) => ` ${said}`)
    .join('')
}
