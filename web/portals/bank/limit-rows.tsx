import { errorOf } from '../../ui/error-summary.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { words } from '../../words/index.ts'
import { ConditionBoxes } from './condition-boxes.tsx'
import { ASKABLE } from './criterion-rows.ts'
import { FormRow, type FormView, RowsSheet } from './form-rows.tsx'
import { LabelBox } from './pricing-rows.tsx'
import { LIST_SHAPES, type LimitRow } from './terms-values.ts'

/** Up to how much, for whom. */
export function LimitRows({ form }: { form: FormView }) {
  const w = words.zh.bank.terms
  const { limits } = form.values
  return (
    <RowsSheet
      {...{ form, list: 'limits', title: w.limits, hint: w.limitsHint, add: words.zh.bank.builder.addLimit, isFull: limits.length >= LIST_SHAPES.limits.most }}
      rows={limits.map((row, i) => <Limit form={form} row={row} i={i} />)}
    />
  )
}

const AMOUNTS = ASKABLE.filter(({ type }) => type === 'fen').map(({ id, zh }) => ({ value: id, label: zh }))

function Limit({ form, row, i }: { form: FormView; row: LimitRow; i: number }) {
  const w = words.zh.bank.terms
  const box = (name: 'max' | 'share' | 'times') => ({
    ...{ name: `l${i}${name}`, label: w.boxes[name], value: row[name], error: errorOf(form.errors, `l${i}${name}`) },
  })
  return (
    <FormRow
      {...{ form, label: w.limitNo(i + 1), drop: `drop limits ${i}` }}
      condition={<ConditionBoxes form={form} at={`l${i}`} row={row} label={w.whenIfAny} />}
    >
      <LabelBox form={form} name={`l${i}label`} value={row.label} />
      <TextField {...box('max')} unit={words.zh.measures.wanUnit} inputmode="decimal" />
      <SelectField {...box('share')} options={[{ value: '', label: w.noShare }, ...AMOUNTS]} />
      <TextField {...box('times')} unit={w.timesUnit} inputmode="decimal" />
    </FormRow>
  )
}

/** Another limit, with a guarantee. */
export function TopUpRows({ form }: { form: FormView }) {
  const w = words.zh.bank.terms
  const { topUp } = form.values
  return (
    <RowsSheet
      {...{ form, list: 'topUp', title: w.topUp, hint: w.topUpHint, add: words.zh.bank.builder.addTopUp, isFull: topUp.length >= LIST_SHAPES.topUp.most }}
      rows={topUp.map((row, i) => (
        <FormRow {...{ form, label: w.topUp, drop: `drop topUp ${i}` }} condition={<ConditionBoxes form={form} at={`u${i}`} row={row} label={w.when} />}>
          <TextField
            {...{ name: `u${i}max`, label: w.boxes.max, value: row.max, error: errorOf(form.errors, `u${i}max`), inputmode: 'decimal' }}
            autofocus={form.focus === `u${i}max`}
            unit={words.zh.measures.wanUnit}
          />
          <TextField name={`u${i}add`} label={w.boxes.add} value={row.add} error={errorOf(form.errors, `u${i}add`)} />
        </FormRow>
      ))}
    />
  )
}
