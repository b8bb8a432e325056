import { Button, Buttons } from '../../ui/button.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { words } from '../../words/index.ts'
import { ConditionBoxes } from './condition-boxes.tsx'
import { CountsPanel } from './counts-panel.tsx'
import { type CriteriaUnit, unitsOf } from './criteria-form.ts'
import { FormRow, type FormView, StepButton } from './form-rows.tsx'
import type { LiveCounts } from './live-counts.ts'
import { adder } from './row-steps.ts'
import { figureText } from './screening-figure.ts'
import { LIST_SHAPES } from './terms-values.ts'

interface BuilderProps {
  form: FormView
  live: LiveCounts
}

/** Criteria row by row and group by group, and beside them how many of the city are left. */
export function CriteriaBuilder({ form, live }: BuilderProps) {
  const w = words.zh.bank.builder
  const rows = form.values.criteria
  const isFull = rows.length >= LIST_SHAPES.criteria.most
  return (
    <div class="split">
      <Sheet title={words.zh.bank.terms.criteria}>
        <p class="hint">{w.criteriaHint}</p>
        <div class="stack">
          {unitsOf(rows).map((unit) =>
            unit.group === '' ? <Row form={form} live={live} at={unit.rows[0]!} isFirst /> : <Group form={form} live={live} unit={unit} isFull={isFull} />,
          )}
          {isFull ? null : (
            <Buttons>
              <StepButton form={form} step="add criteria" label={w.addRow} name={adder('criteria')} />
              <StepButton form={form} step="group criteria" label={w.addGroup} />
            </Buttons>
          )}
        </div>
      </Sheet>
      <div class="beside-form">
        <CountsPanel
          live={live}
          action={
            <Button formaction={form.preview} formnovalidate>
              {w.refresh}
            </Button>
          }
        />
      </div>
    </div>
  )
}

function Group({ form, live, unit, isFull }: BuilderProps & { unit: CriteriaUnit; isFull: boolean }) {
  const w = words.zh.bank.builder
  const first = unit.rows[0]!
  const label = w.groupNo(first + 1, unit.rows.at(-1)! + 1)
  return (
    <fieldset class="row">
      <legend class="sr">{label}</legend>
      <div class="row-head">
        <span aria-hidden="true">{w.group}</span>
        <Note live={live} at={first} />
        <StepButton form={form} step={`ungroup criteria ${first}`} label={w.dropGroup} about={label} />
      </div>
      <div class="group stack">
        {unit.rows.map((at) => (
          <Row form={form} live={live} at={at} isFirst={false} />
        ))}
        {isFull ? null : (
          <Buttons>
            <StepButton form={form} step={`into criteria ${first}`} label={w.addInto} about={label} />
          </Buttons>
        )}
      </div>
    </fieldset>
  )
}

function Row({ form, live, at, isFirst }: BuilderProps & { at: number; isFirst: boolean }) {
  const row = form.values.criteria[at]!
  return (
    <FormRow
      form={form}
      label={words.zh.bank.terms.criterionNo(at + 1)}
      drop={`drop criteria ${at}`}
      aside={isFirst ? <Note live={live} at={at} /> : undefined}
    >
      <input type="hidden" name={`c${at}group`} value={row.group} />
      <ConditionBoxes form={form} at={`c${at}`} row={row} />
    </FormRow>
  )
}

/** Whom this one criterion keeps out, or why it was not counted. */
function Note({ live, at }: { live: LiveCounts; at: number }) {
  const w = words.zh.bank.builder
  const note = live.notes.get(at)
  return (
    <span class="source" id={`n-c${at}`} data-part="">
      {note === undefined ? null : 'leftOut' in note ? (
        <span class={note.leftOut === w.unfinished ? 'warn' : 'warn long'}>{note.leftOut}</span>
      ) : note.short.count === null ? (
        w.excludesFew
      ) : (
        w.excludes(figureText(note.short))
      )}
    </span>
  )
}
