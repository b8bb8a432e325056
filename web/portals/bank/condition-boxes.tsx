import { type Criterion, describeCriterion } from '../../../src/products/model.ts'
import { CATEGORIES, CATEGORY_INFO } from '../../../src/profiles/model.ts'
import { errorOf } from '../../ui/error-summary.tsx'
import { type OptionGroup, SelectField, TextAreaField, TextField, TickRow } from '../../ui/field.tsx'
import { words } from '../../words/index.ts'
import { ASKABLE, arity, type CriterionRow, choicesOf, DEEP, endsOf, opsFor, partsOf, type RowOp, unitWord } from './criterion-rows.ts'
import type { FormView } from './form-rows.tsx'

interface BoxesProps {
  form: FormView
  /** How the row's boxes begin: `c3`. */
  at: string
  row: CriterionRow
  /** What the attribute's box is called where it is not a criterion of the product. */
  label?: string
}

/** Attribute, question, value and age of a condition; what follows from the attribute is a part that a live form exchanges. */
export function ConditionBoxes({ form, at, row, label }: BoxesProps) {
  return (
    <>
      <AttributeSelect form={form} name={`${at}attr`} value={row.attr} label={label} deep />
      <div class="part" id={`p-${at}`} data-part={row.attr === DEEP ? DEEP : `${row.attr} ${arity(row.op)}`}>
        <input type="hidden" name={`${at}was`} value={row.attr} />
        {row.attr === DEEP ? <JsonBox form={form} at={at} row={row} /> : <FourBoxes form={form} at={at} row={row} />}
      </div>
    </>
  )
}

const GROUPS: readonly OptionGroup[] = CATEGORIES.map((category) => ({
  label: CATEGORY_INFO[category].zh,
  options: ASKABLE.filter((attribute) => attribute.category === category).map(({ id, zh }) => ({ value: id, label: zh })),
}))
const DEEP_GROUP: OptionGroup = { label: words.zh.bank.builder.advanced, options: [{ value: DEEP, label: words.zh.bank.terms.deepRow }] }

/** What may be asked of a firm, by the category a consent is given for. */
export function AttributeSelect({
  form,
  name,
  value,
  label = words.zh.bank.terms.boxes.attr,
  deep,
}: {
  form: FormView
  name: string
  value: string
  label?: string | undefined
  deep?: boolean
}) {
  const w = words.zh.bank.terms
  return (
    <SelectField
      name={name}
      label={label}
      value={value}
      error={errorOf(form.errors, name)}
      options={[{ value: '', label: w.noAttribute }]}
      groups={deep ? [...GROUPS, DEEP_GROUP] : GROUPS}
      autofocus={form.focus === name}
    />
  )
}

function FourBoxes({ form: { errors }, at, row }: BoxesProps) {
  const w = words.zh.bank.terms
  const box = (name: 'op' | 'value' | 'days') => ({ name: at + name, label: w.boxes[name], value: row[name], error: errorOf(errors, at + name) })
  const permitted: readonly string[] = opsFor(row.attr)
  // What was chosen stays to be seen, though it be refused.
  const ops = permitted.includes(row.op) ? permitted : [...permitted, row.op]
  return (
    <>
      <SelectField {...box('op')} options={ops.map((value) => ({ value, label: opWord(row.attr, value) }))} />
      <ValueBoxes at={at} row={row} error={errorOf(errors, `${at}value`)} />
      <TextField {...box('days')} unit={w.daysUnit} inputmode="numeric" maxlength={4} />
    </>
  )
}

/** A grade is higher or lower, a number more or less. */
function opWord(attr: string, op: string): string {
  const { ops, gradeOps } = words.zh.bank.terms
  const known: Partial<Record<string, string>> = choicesOf(attr) === null ? {} : gradeOps
  return known[op] ?? ops[op as RowOp] ?? op
}

function ValueBoxes({ at, row: { attr, op, value }, error }: { at: string; row: CriterionRow; error: string | undefined }) {
  const w = words.zh.bank.terms
  const choices = choicesOf(attr)
  const [name, label] = [`${at}value`, w.boxes.value]
  if (choices !== null) {
    const chosen = partsOf(value)
    const options = choices.map((choice) => ({ value: choice, label: choice }))
    if (arity(op) === 'many') {
      const ticks = inOrder(chosen, choices).map((choice) => ({ value: choice, label: choice }))
      return <TickRow name={name} label={label} error={error} values={chosen} options={ticks} />
    }
    // What stands there and is no choice is shown, not lost.
    const strange = chosen.slice(0, 1).filter((part) => !choices.includes(part))
    const open = [{ value: '', label: words.zh.pieces.form.choose }, ...strange.map((part) => ({ value: part, label: part }))]
    return <SelectField name={name} label={label} error={error} value={chosen[0] ?? ''} options={[...open, ...options]} />
  }
  const unit = unitWord(attr, w.units)
  const number = unit === null ? {} : { unit, inputmode: 'decimal' as const }
  if (arity(op) !== 'two' || attr === '')
    return <TextField name={name} label={unit === null && attr !== '' ? w.valueCode : label} error={error} value={value} {...number} />
  const [low, high] = endsOf(value)
  return (
    <div class="field wide ends">
      <TextField name={name} label={w.boxes.low} error={error} value={low} {...number} />
      <TextField name={`${name}2`} label={w.boxes.high} value={high} {...number} />
    </div>
  )
}

/** A form sends its ticks from top to bottom: those chosen in another order, or that are no choice, come first. */
function inOrder(chosen: readonly string[], choices: readonly string[]): readonly string[] {
  const usual = choices.filter((choice) => chosen.includes(choice))
  return usual.join() === chosen.join() ? choices : [...chosen, ...choices.filter((choice) => !chosen.includes(choice))]
}

function JsonBox({ form, at, row }: BoxesProps) {
  const w = words.zh.bank.terms
  const sentence = sentenceIn(row.json)
  return (
    <div class="field wide">
      {sentence === null ? null : <p>{sentence}</p>}
      <TextAreaField name={`${at}json`} label={w.deep} hint={w.deepText} value={row.json} error={errorOf(form.errors, `${at}json`)} rows={6} />
    </div>
  )
}

/** Only what can be worded is: the text may be what somebody typed. */
function sentenceIn(json: string): string | null {
  try {
    return describeCriterion(JSON.parse(json) as Criterion)
  } catch {
    return null
  }
}
