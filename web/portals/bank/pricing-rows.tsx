import { FEE_KINDS } from '../../../src/products/model.ts'
import { errorOf } from '../../ui/error-summary.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { words } from '../../words/index.ts'
import { ConditionBoxes } from './condition-boxes.tsx'
import { FormRow, type FormView, RowsSheet } from './form-rows.tsx'
import { LIST_SHAPES, type SubsidyRow } from './terms-values.ts'

/** Steps in the price by condition. */
export function TierRows({ form }: { form: FormView }) {
  const w = words.zh.bank.terms
  const { tiers } = form.values
  return (
    <RowsSheet
      {...{ form, list: 'tiers', title: w.tiers, hint: w.tiersHint, add: words.zh.bank.builder.addTier, isFull: tiers.length >= LIST_SHAPES.tiers.most }}
      rows={tiers.map((row, i) => (
        <FormRow
          {...{ form, label: w.tierNo(i + 1), drop: `drop tiers ${i}` }}
          condition={<ConditionBoxes form={form} at={`t${i}`} row={row} label={w.when} />}
        >
          <LabelBox form={form} name={`t${i}label`} value={row.label} />
          <TextField name={`t${i}add`} label={w.boxes.add} value={row.add} error={errorOf(form.errors, `t${i}add`)} />
        </FormRow>
      ))}
    />
  )
}

/** What is charged beside interest. */
export function FeeRows({ form }: { form: FormView }) {
  const w = words.zh.bank.terms
  const { fees } = form.values
  const kinds = [{ value: '', label: words.zh.pieces.form.choose }, ...FEE_KINDS.map((value) => ({ value, label: w.feeKinds[value] }))]
  return (
    <RowsSheet
      {...{ form, list: 'fees', title: w.fees, hint: w.feesHint, add: words.zh.bank.builder.addFee, isFull: fees.length >= LIST_SHAPES.fees.most }}
      rows={fees.map((row, i) => (
        <FormRow form={form} label={w.feeNo(i + 1)} drop={`drop fees ${i}`}>
          <SelectField
            {...{ name: `f${i}kind`, label: w.boxes.kind, value: row.kind, error: errorOf(form.errors, `f${i}kind`), options: kinds }}
            autofocus={form.focus === `f${i}kind`}
          />
          <LabelBox form={form} name={`f${i}label`} value={row.label} />
          <TextField name={`f${i}amount`} label={w.boxes.amount} value={row.amount} error={errorOf(form.errors, `f${i}amount`)} inputmode="decimal" />
        </FormRow>
      ))}
    />
  )
}

/** Interest that somebody else bears. */
export function SubsidyRows({ form }: { form: FormView }) {
  const w = words.zh.bank.terms
  const { subsidies } = form.values
  return (
    <RowsSheet
      {...{ form, list: 'subsidies', title: w.subsidies, hint: w.subsidiesHint, add: words.zh.bank.builder.addSubsidy }}
      isFull={subsidies.length >= LIST_SHAPES.subsidies.most}
      rows={subsidies.map((row, i) => <Subsidy form={form} row={row} i={i} />)}
    />
  )
}

function Subsidy({ form, row, i }: { form: FormView; row: SubsidyRow; i: number }) {
  const w = words.zh.bank.terms
  const { percentUnit, monthsUnit } = words.zh.measures
  const box = (name: 'rate' | 'months' | 'until' | 'source') => ({
    ...{ name: `s${i}${name}`, label: w.boxes[name], value: row[name], error: errorOf(form.errors, `s${i}${name}`) },
  })
  return (
    <FormRow
      {...{ form, label: w.subsidyNo(i + 1), drop: `drop subsidies ${i}` }}
      condition={<ConditionBoxes form={form} at={`s${i}`} row={row} label={w.when} />}
    >
      <LabelBox form={form} name={`s${i}label`} value={row.label} />
      <TextField {...box('rate')} unit={percentUnit} inputmode="decimal" />
      <TextField {...box('months')} unit={monthsUnit} inputmode="numeric" />
      <TextField {...box('until')} type="date" />
      <TextField {...box('source')} maxlength={200} />
    </FormRow>
  )
}

/** What firms read of a row. */
export function LabelBox({ form, name, value }: { form: FormView; name: string; value: string }) {
  const w = words.zh.bank.terms
  return <TextField name={name} label={w.boxes.label} value={value} error={errorOf(form.errors, name)} maxlength={60} autofocus={form.focus === name} />
}
