import type { Child } from 'hono/jsx'
import { Button, Buttons } from '../../ui/button.tsx'
import type { FormError } from '../../ui/error-summary.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { words } from '../../words/index.ts'
import { adder, STEP } from './row-steps.ts'
import type { TermsValues } from './terms-values.ts'

/** The product form as it is shown, with what its parts share. */
export interface FormView {
  values: TermsValues
  errors: readonly FormError[]
  /** The box or button that takes the focus after a step; '' for none. */
  focus: string
  /** Where steps and live counts are asked: shows the form again and saves nothing. */
  preview: string
}

/** A press that changes the shape of the form and keeps what was typed. */
export function StepButton({ form, step, label, about, name }: { form: FormView; step: string; label: string; about?: string; name?: string }) {
  return (
    <Button name={STEP} value={step} formaction={form.preview} formnovalidate autofocus={name !== undefined && form.focus === name}>
      {label}
      {about ? <span class="sr"> {about}</span> : null}
    </Button>
  )
}

/** One row: what it is called, what is known of it, the button that takes it away, and its boxes. */
export function FormRow({
  form,
  label,
  drop,
  aside,
  condition,
  children,
}: {
  form: FormView
  label: string
  drop: string
  aside?: Child
  /** When the row applies, on a line of its own. */
  condition?: Child
  children?: Child
}) {
  return (
    <fieldset class="row">
      <legend class="sr">{label}</legend>
      <div class="row-head">
        <span aria-hidden="true">{label}</span>
        {aside ?? null}
        <StepButton form={form} step={drop} label={words.zh.bank.builder.drop} about={label} />
      </div>
      <div class="stack-s">
        <div class="filters">{children}</div>
        {condition ? <div class="filters">{condition}</div> : null}
      </div>
    </fieldset>
  )
}

/** A list of rows with its heading and the button for one more. */
export function RowsSheet({
  form,
  list,
  title,
  hint,
  add,
  isFull,
  rows,
  children,
}: {
  form: FormView
  list: string
  title: string
  hint: string
  add: string
  isFull: boolean
  rows: readonly Child[]
  children?: Child
}) {
  return (
    <Sheet title={title}>
      <p class="hint">{hint}</p>
      <div class="stack">
        {rows}
        {isFull ? null : (
          <Buttons>
            <StepButton form={form} step={`add ${list}`} label={add} name={adder(list)} />
          </Buttons>
        )}
        {children ?? null}
      </div>
    </Sheet>
  )
}
