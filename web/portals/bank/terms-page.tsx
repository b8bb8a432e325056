import type { Child } from 'hono/jsx'
import { type Criterion, describeCriterion, FEE_KINDS, PURPOSES, REPAYMENT_METHODS } from '../../../src/products/model.ts'
import type { Attribute } from '../../../src/profiles/model.ts'
import { SUBJECT_KINDS } from '../../../src/subjects/model.ts'
import { Button, ButtonLink, Buttons } from '../../ui/button.tsx'
import { ErrorSummary, errorOf, type FormError } from '../../ui/error-summary.tsx'
import { ChoiceField, FormKey, FormVersion, type Option, SelectField, TextAreaField, TextField, TicksField } from '../../ui/field.tsx'
import { Notice } from '../../ui/notice.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { words } from '../../words/index.ts'
import { ASKABLE, type CriterionRow, DEEP, isBlankRow, LAND, ROW_OPS, unitOf } from './criterion-rows.ts'
import { BankFrame, type Desk } from './frame.tsx'
import { isBlankFee, isBlankTier, JSON_BOXES, type TermsValues } from './terms-form.ts'

export interface TermsPageProps {
  desk: Desk
  /** null for a product that is only being begun. */
  product: { id: string; name: string; state: string } | null
  values: TermsValues
  errors: readonly FormError[]
  requestId?: string
  /** Somebody changed the product since this form was opened. */
  stale?: boolean
  formKey: string
  etag: string
}

type Errors = readonly FormError[]

export function TermsPage({ desk, product, values, errors, requestId, stale, formKey, etag }: TermsPageProps) {
  const w = words.zh.bank.terms
  const title = product ? w.editTitle(product.name) : w.createTitle
  return (
    <BankFrame title={title} current="/bank/products" desk={desk}>
      <ErrorSummary errors={errors} requestId={requestId} />
      <PageTitle title={title} lead={product ? `${product.state} ${w.lead}` : w.lead} />
      <div class="stack">
        {stale && product ? (
          <Notice tone="warn">
            {w.stale} <a href={`/bank/products/${product.id}/edit`}>{w.staleLink}</a>
          </Notice>
        ) : null}
        <form class="stack" method="post" action={product ? `/bank/products/${product.id}/edit` : '/bank/products/new'}>
          <div class="halves">
            <div class="stack">
              <Basics values={values} errors={errors} />
              <Pricing values={values} errors={errors} />
            </div>
            <Amounts values={values} errors={errors} />
          </div>
          <Criteria values={values} errors={errors} />
          <Tiers values={values} errors={errors} />
          <Fees values={values} errors={errors} />
          <MoreTerms values={values} errors={errors} />
          {product ? <FormVersion etag={etag} /> : <FormKey value={formKey} />}
          <Buttons>
            <Button kind="main">{w.save}</Button>
            <ButtonLink href="/bank/products">{w.cancel}</ButtonLink>
          </Buttons>
        </form>
      </div>
    </BankFrame>
  )
}

interface PartProps {
  values: TermsValues
  errors: Errors
}

function Basics({ values, errors }: PartProps) {
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

function Amounts({ values, errors }: PartProps) {
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

function Pricing({ values, errors }: PartProps) {
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

function Criteria({ values, errors }: PartProps) {
  const w = words.zh.bank.terms
  return (
    <Sheet title={w.criteria}>
      <p class="hint">{w.criteriaHint}</p>
      <div class="stack">
        <Folded
          open={usedRows(values.criteria, isBlankRow)}
          rows={values.criteria.map((row, i) => (
            <fieldset>
              <legend class="label">{w.criterionNo(i + 1)}</legend>
              <div class="filters">
                <RowBoxes at={`c${i}`} row={row} errors={errors} />
              </div>
            </fieldset>
          ))}
        />
        <DeepBox name="deep" label={w.deep} text={values.deep} errors={errors} />
      </div>
    </Sheet>
  )
}

function Tiers({ values, errors }: PartProps) {
  const w = words.zh.bank.terms
  return (
    <Sheet title={w.tiers}>
      <p class="hint">{w.tiersHint}</p>
      <div class="stack">
        <Folded
          open={usedRows(values.tiers, isBlankTier)}
          rows={values.tiers.map((row, i) => (
            <fieldset>
              <legend class="label">{w.tierNo(i + 1)}</legend>
              <div class="filters">
                <TextField name={`t${i}label`} label={w.boxes.label} value={row.label} error={errorOf(errors, `t${i}label`)} maxlength={60} />
                <RowBoxes at={`t${i}`} row={row} errors={errors} />
                <TextField name={`t${i}add`} label={w.boxes.add} value={row.add} error={errorOf(errors, `t${i}add`)} />
              </div>
            </fieldset>
          ))}
        />
        <DeepBox name="deepTiers" label={w.deepTiers} text={values.deepTiers} errors={errors} />
      </div>
    </Sheet>
  )
}

function Fees({ values, errors }: PartProps) {
  const w = words.zh.bank.terms
  return (
    <Sheet title={w.fees}>
      <p class="hint">{w.feesHint}</p>
      <div class="stack">
        <Folded
          open={usedRows(values.fees, isBlankFee)}
          rows={values.fees.map((row, i) => (
            <fieldset>
              <legend class="label">{w.feeNo(i + 1)}</legend>
              <div class="filters">
                <SelectField
                  name={`f${i}kind`}
                  label={w.boxes.kind}
                  value={row.kind}
                  error={errorOf(errors, `f${i}kind`)}
                  options={[{ value: '', label: w.noFee }, ...FEE_KINDS.map((value) => ({ value, label: w.feeKinds[value] }))]}
                />
                <TextField name={`f${i}label`} label={w.boxes.label} value={row.label} error={errorOf(errors, `f${i}label`)} maxlength={60} />
                <TextField name={`f${i}value`} label={w.boxes.amount} value={row.value} error={errorOf(errors, `f${i}value`)} inputmode="decimal" />
              </div>
            </fieldset>
          ))}
        />
      </div>
    </Sheet>
  )
}

/** Limits, top-up, subsidies and test cases: what they say now in words, and the JSON that keeps them. */
function MoreTerms({ values, errors }: PartProps) {
  const w = words.zh.bank.terms
  return (
    <Sheet title={w.more}>
      <p class="hint">{w.moreHint}</p>
      <div class="stack">
        {JSON_BOXES.map((box) => {
          const error = errorOf(errors, box)
          return (
            <details open={error !== undefined || values[box] !== ''}>
              <summary>{w[box]}</summary>
              <TextAreaField name={box} label={w[box]} hint={w.jsonHints[box]} value={values[box]} error={error} rows={8} />
            </details>
          )
        })}
      </div>
    </Sheet>
  )
}

/** Rows up to the last one used stand open, and one more; the blank rest is folded, and is sent all the same. */
function Folded({ rows, open }: { rows: readonly Child[]; open: number }) {
  const rest = rows.slice(open + 1)
  return (
    <>
      {rows.slice(0, open + 1)}
      {rest.length > 0 ? (
        <details>
          <summary>{words.zh.bank.terms.moreRows(rest.length)}</summary>
          <div class="stack">{rest}</div>
        </details>
      ) : null}
    </>
  )
}

function usedRows<T>(rows: readonly T[], isBlank: (row: T) => boolean): number {
  return rows.findLastIndex((row) => !isBlank(row)) + 1
}

function RowBoxes({ at, row, errors }: { at: string; row: CriterionRow; errors: Errors }) {
  const w = words.zh.bank.terms
  const box = (name: keyof CriterionRow) => ({ name: at + name, label: w.boxes[name], value: row[name], error: errorOf(errors, at + name) })
  return (
    <>
      <SelectField {...box('attr')} options={ATTRIBUTE_OPTIONS} />
      <SelectField {...box('op')} options={ROW_OPS.map((value) => ({ value, label: w.ops[value] }))} />
      <TextField {...box('value')} />
      <TextField {...box('days')} inputmode="numeric" />
    </>
  )
}

const ATTRIBUTE_OPTIONS: readonly Option[] = [
  { value: '', label: words.zh.bank.terms.noAttribute },
  ...ASKABLE.map((attribute) => ({ value: attribute.id, label: words.zh.bank.terms.attribute(attribute.zh, scaleOf(attribute)) })),
  { value: DEEP, label: words.zh.bank.terms.deepRow },
]

/** What to write behind an attribute: its unit, its grades, or that a code is wanted. */
function scaleOf(attribute: Attribute): string {
  const { units } = words.zh.bank.terms
  if (attribute.id === LAND) return units.land
  if (attribute.type === 'fen') return units.fen
  if (attribute.type === 'bp') return units.bp
  if (attribute.id === 'sizeClass' || attribute.id === 'kind' || attribute.id === 'district') return units.named
  if (attribute.type === 'grade') return words.zh.measures.listed(attribute.grades ?? [])
  return unitOf(attribute) ?? units.code
}

/** What no row can say: each as a sentence, and the JSON that keeps it. */
function DeepBox({ name, label, text, errors }: { name: 'deep' | 'deepTiers'; label: string; text: string; errors: Errors }) {
  const w = words.zh.bank.terms
  const error = errorOf(errors, name)
  const sentences = sentencesOf(text)
  return (
    <div class="stack-s">
      {sentences.length > 0 ? (
        <div>
          <p class="muted">{w.deepNow}</p>
          <ul>
            {sentences.map((sentence) => (
              <li>{sentence}</li>
            ))}
          </ul>
        </div>
      ) : null}
      <details open={error !== undefined}>
        <summary>{`${w.deepSummary}\u00a0`}</summary>
        <TextAreaField name={name} label={label} hint={w.deepText} value={text} error={error} rows={8} />
      </details>
    </div>
  )
}

/** Only what can be worded is: the text may be what somebody typed. */
function sentencesOf(text: string): string[] {
  try {
    return (JSON.parse(text) as Criterion[]).map(describeCriterion)
  } catch {
    return []
  }
}
