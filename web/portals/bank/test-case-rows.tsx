import { Buttons } from '../../ui/button.tsx'
import { errorOf } from '../../ui/error-summary.tsx'
import { SelectField, TextAreaField, TextField } from '../../ui/field.tsx'
import { words } from '../../words/index.ts'
import { AttributeSelect } from './condition-boxes.tsx'
import { choicesOf, unitWord } from './criterion-rows.ts'
import { FormRow, type FormView, RowsSheet, StepButton } from './form-rows.tsx'
import { LabelBox } from './pricing-rows.tsx'
import { adder } from './row-steps.ts'
import { CASES, type CaseRow, type FactRow } from './terms-values.ts'
import { EXPECTATIONS } from './test-case-form.ts'

/** The lender's own proof of its criteria: run before every publication. */
export function TestCaseRows({ form }: { form: FormView }) {
  const w = words.zh.bank.terms
  const { cases, testCases } = form.values
  const error = errorOf(form.errors, 'testCases')
  return (
    <RowsSheet
      {...{ form, list: 'cases', title: w.testCases, hint: w.testCasesHint, add: words.zh.bank.builder.addCase, isFull: cases.length >= CASES.most }}
      rows={cases.map((row, i) => <Case form={form} row={row} i={i} />)}
    >
      <details open={error !== undefined || testCases !== ''}>
        <summary>{w.casesJson}</summary>
        <TextAreaField name="testCases" label={w.casesJson} hint={w.casesJsonHint} value={testCases} error={error} rows={6} />
      </details>
    </RowsSheet>
  )
}

function Case({ form, row, i }: { form: FormView; row: CaseRow; i: number }) {
  const w = words.zh.bank.terms
  const b = words.zh.bank.builder
  const at = CASES.prefix + i
  const label = w.caseNo(i + 1)
  const said = EXPECTATIONS.map((value) => ({ value, label: w.expectations[value] }))
  return (
    <div class="stack">
      <FormRow form={form} label={label} drop={`drop cases ${i}`}>
        <LabelBox form={form} name={`${at}label`} value={row.label} />
        <TextField name={`${at}on`} label={w.boxes.on} type="date" value={row.on} error={errorOf(form.errors, `${at}on`)} />
        <SelectField name={`${at}expect`} label={w.boxes.expect} value={row.expect} error={errorOf(form.errors, `${at}expect`)} options={said} />
      </FormRow>
      <div class="group stack">
        {row.facts.map((fact, j) => (
          <FormRow form={form} label={w.factNo(label, j + 1)} drop={`unfact cases ${i} ${j}`}>
            <Fact form={form} at={`${at}f${j}`} fact={fact} />
          </FormRow>
        ))}
        <Buttons>
          <StepButton form={form} step={`fact cases ${i}`} label={b.addFact} about={label} name={adder(`facts-${i}`)} />
        </Buttons>
      </div>
    </div>
  )
}

function Fact({ form, at, fact: { attr, value } }: { form: FormView; at: string; fact: FactRow }) {
  const w = words.zh.bank.terms
  const choices = choicesOf(attr)
  const unit = unitWord(attr, w.units)
  const box = { name: `${at}value`, label: choices === null ? w.factValue : w.boxes.value, value, error: errorOf(form.errors, `${at}value`) }
  const strange = choices === null || value === '' || choices.includes(value) ? [] : [value]
  return (
    <>
      <AttributeSelect form={form} name={`${at}attr`} value={attr} />
      <div class="part" id={`p-${at}`} data-part={`${attr} fact`}>
        <input type="hidden" name={`${at}was`} value={attr} />
        {choices === null ? (
          <TextField {...box} {...(unit === null ? {} : { unit })} />
        ) : (
          <SelectField {...box} options={[{ value: '', label: w.notKnown }, ...[...strange, ...choices].map((choice) => ({ value: choice, label: choice }))]} />
        )}
      </div>
    </>
  )
}
