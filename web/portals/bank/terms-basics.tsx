import { PURPOSES, REPAYMENT_METHODS } from '../../../src/products/model.ts'
import { SUBJECT_KINDS } from '../../../src/subjects/model.ts'
import { errorOf, type FormError } from '../../ui/error-summary.tsx'
import { ChoiceField, type Option, SelectField, TextAreaField, TextField, TicksField } from '../../ui/field.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { words } from '../../words/index.ts'
import type { TermsValues } from './terms-values.ts'

interface PartProps {
  values: TermsValues
  errors: readonly FormError[]
}

/** Name, audience and purposes. */
export function Basics({ values, errors }: PartProps) {
  const w = words.zh.bank.terms
  const { trade } = words.zh
  return (
    <Sheet title={w.basics}>
      <div class="form">
        <TextField name="name" label={w.name} value={values.name} error={errorOf(errors, 'name')} required maxlength={60} />
        <TextAreaField
          name="summary"
          label={w.summary}
          hint={w.summaryHint}
          value={values.summary}
          error={errorOf(errors, 'summary')}
          rows={3}
          maxlength={500}
        />
        <TicksField
          name="audience"
          label={w.audience}
          values={values.audience}
          error={errorOf(errors, 'audience')}
          options={inOrder(values.audience, SUBJECT_KINDS, trade.subjectKind)}
        />
        <TicksField
          name="purposes"
          label={w.purposes}
          values={values.purposes}
          error={errorOf(errors, 'purposes')}
          options={inOrder(values.purposes, PURPOSES, trade.purpose)}
        />
      </div>
    </Sheet>
  )
}

/** Those chosen come first and in their order, because a form sends its boxes from top to bottom. */
function inOrder<T extends string>(chosen: readonly string[], all: readonly T[], labels: Readonly<Record<T, string>>): Option[] {
  const first = chosen.flatMap((value) => all.filter((known) => known === value))
  return [...first, ...all.filter((value) => !first.includes(value))].map((value) => ({ value, label: labels[value] }))
}

/** Amounts, terms, ways of repaying and days on offer. */
export function Amounts({ values, errors }: PartProps) {
  const w = words.zh.bank.terms
  const { measures: m, trade } = words.zh
  const field = (name: 'minWan' | 'maxWan' | 'minMonths' | 'maxMonths' | 'answerHours') => ({
    name,
    label: w[name],
    value: values[name],
    error: errorOf(errors, name),
    required: true,
    width: 's' as const,
  })
  return (
    <Sheet title={w.amounts}>
      <div class="form">
        <TextField {...field('minWan')} unit={m.wanUnit} inputmode="decimal" />
        <TextField {...field('maxWan')} unit={m.wanUnit} inputmode="decimal" />
        <TextField {...field('minMonths')} unit={m.monthsUnit} inputmode="numeric" />
        <TextField {...field('maxMonths')} unit={m.monthsUnit} inputmode="numeric" />
        <TicksField
          name="methods"
          label={w.methods}
          values={values.methods}
          error={errorOf(errors, 'methods')}
          options={inOrder(values.methods, REPAYMENT_METHODS, trade.method)}
        />
        <SelectField
          name="firstMethod"
          label={w.firstMethod}
          hint={w.firstMethodHint}
          value={values.firstMethod}
          error={errorOf(errors, 'firstMethod')}
          options={[{ value: '', label: words.zh.pieces.form.choose }, ...REPAYMENT_METHODS.map((value) => ({ value, label: trade.method[value] }))]}
        />
        <ChoiceField
          name="unsecured"
          label={w.unsecured}
          value={values.unsecured}
          error={errorOf(errors, 'unsecured')}
          options={[
            { value: 'yes', label: w.unsecuredYes },
            { value: 'no', label: w.unsecuredNo },
          ]}
        />
        <TextField {...field('answerHours')} unit={w.hoursUnit} inputmode="numeric" />
        <TextField
          name="validFrom"
          label={w.validFrom}
          hint={w.validHint}
          type="date"
          value={values.validFrom}
          error={errorOf(errors, 'validFrom')}
          width="s"
        />
        <TextField name="validTo" label={w.validTo} type="date" value={values.validTo} error={errorOf(errors, 'validTo')} width="s" />
      </div>
    </Sheet>
  )
}

/** What the rate is made of. */
export function Pricing({ values, errors }: PartProps) {
  const w = words.zh.bank.terms
  const { percentUnit } = words.zh.measures
  const field = (name: 'spread' | 'floor' | 'cap') => ({
    name,
    label: w[name],
    value: values[name],
    error: errorOf(errors, name),
    required: true,
    width: 's' as const,
  })
  return (
    <Sheet title={w.pricing}>
      <p class="hint">{w.pricingHint}</p>
      <div class="form">
        <TextField {...field('spread')} hint={w.spreadHint} unit={w.bpUnit} />
        <TextField {...field('floor')} unit={percentUnit} inputmode="decimal" />
        <TextField {...field('cap')} unit={percentUnit} inputmode="decimal" />
      </div>
    </Sheet>
  )
}
