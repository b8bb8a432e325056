import type { BatchView, QuarantinedRowView } from '../../../src/sources/contract.ts'
import { Button, ButtonLink, Buttons } from '../../ui/button.tsx'
import { ErrorSummary, errorOf, type FormError } from '../../ui/error-summary.tsx'
import { ChoiceField, FormKey, TextField } from '../../ui/field.tsx'
import { dayTime } from '../../ui/format.ts'
import { Notice } from '../../ui/notice.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { TermList } from '../../ui/term-list.tsx'
import { words } from '../../words/index.ts'
import { type Desk, OpsFrame } from './frame.tsx'
import type { SourceKind } from './template-file.ts'

export interface RowPageProps {
  desk: Desk
  batch: BatchView
  kind: SourceKind
  row: QuarantinedRowView
  /** What was typed before an error, by column name. */
  typed: Readonly<Record<string, string>> | null
  subjectCode: string
  errors: readonly FormError[]
  requestId?: string
  formKeys: { replay: string; dismiss: string }
}

/** Form fields go by their place: a column's name may hold any character. */
export function fieldOf(kind: SourceKind, column: string): string {
  return `c${kind.columns.findIndex(({ name }) => name === column)}`
}

/** Chosen instead of a candidate: the row's own code is right. */
export const CODE_HOLDS = 'stated'

/** One row kept aside: what is wrong with it, its cells to put right, and what became of it. */
export function RowPage({ desk, batch, kind, row, typed, subjectCode, errors, requestId, formKeys }: RowPageProps) {
  const w = words.zh.ops.row
  const back = `/ops/imports/${batch.id}`
  const here = `${back}/rows/${row.rowNo}`
  const title = w.title(batch.title, row.rowNo)
  // A natural person's record is not taken in however it is written: there is nothing to put right.
  const isPerson = row.issues.some(({ code }) => code === 'natural_person')
  const disagrees = row.issues.some(({ code }) => code === 'code_and_name_disagree' || code === 'known_name_new_code')
  const isNew = row.issues.some(({ code }) => code === 'known_name_new_code')
  const needsSubject = disagrees || row.issues.some(({ code }) => code === 'ambiguous_subject' || code === 'unknown_subject')
  return (
    <OpsFrame title={title} current="/ops/imports" desk={desk}>
      <ErrorSummary errors={errors} requestId={requestId} />
      <PageTitle title={title} lead={w.lead} />
      <div class="split">
        <Sheet title={row.status === 'open' ? w.correct : w.settled[row.status]}>
          {row.status === 'open' && isPerson ? (
            <>
              <Notice tone="info">{w.person}</Notice>
              <Buttons>
                <ButtonLink href={back}>{w.back}</ButtonLink>
              </Buttons>
            </>
          ) : row.status === 'open' ? (
            <form class="form" method="post" action={`${here}/replay`}>
              {kind.columns
                .filter(({ personal }) => personal !== 'drop')
                .map(({ name, required, hint }) => {
                  const field = fieldOf(kind, name)
                  const kept = row.row[name] ?? ''
                  const wrong = row.issues.filter((issue) => issue.field === name).map((issue) => issue.detail)
                  const masked = kept.includes('*')
                  return (
                    <TextField
                      name={field}
                      label={name}
                      hint={masked ? w.masked(kept) : (hint ?? undefined)}
                      optional={!required}
                      value={typed?.[name] ?? (masked ? '' : kept)}
                      error={errorOf(errors, field) ?? (typed === null && wrong.length > 0 ? wrong.join(' ') : undefined)}
                      maxlength={4000}
                    />
                  )
                })}
              {needsSubject && row.candidates.length > 0 ? (
                <ChoiceField
                  name="subject"
                  label={w.whose}
                  hint={disagrees ? w.whoseTwoHint : w.whoseHint}
                  value={subjectCode}
                  error={errorOf(errors, 'subject')}
                  options={[
                    ...row.candidates.map(({ code, name }) => ({ value: code, label: name, hint: code })),
                    ...(isNew ? [{ value: CODE_HOLDS, label: w.codeHolds, hint: w.codeHoldsHint }] : []),
                  ]}
                />
              ) : needsSubject ? (
                <TextField name="subject" label={w.whoseCode} hint={w.whoseCodeHint} value={subjectCode} error={errorOf(errors, 'subject')} maxlength={32} />
              ) : null}
              <FormKey value={formKeys.replay} />
              <Buttons>
                <Button kind="main">{w.replay}</Button>
                <ButtonLink href={back}>{w.back}</ButtonLink>
              </Buttons>
            </form>
          ) : (
            <>
              <Notice tone="info">{w.settledAt(w.settled[row.status], row.settledAt === null ? '' : dayTime(row.settledAt))}</Notice>
              {row.fix === null || Object.keys(row.fix).length === 0 ? null : (
                <TermList terms={Object.entries(row.fix).map(([term, { from, to }]) => ({ term, detail: w.changed(from, to) }))} />
              )}
              <Buttons>
                {row.recordId === null ? null : <ButtonLink href={`/ops/imports/${batch.id}/records`}>{w.record}</ButtonLink>}
                <ButtonLink href={back}>{w.back}</ButtonLink>
              </Buttons>
            </>
          )}
        </Sheet>
        <div class="stack">
          <Sheet title={w.why}>
            <ul>
              {row.issues.map((issue) => (
                <li>
                  <b>{words.zh.ops.batch.codes[issue.code]}</b> {issue.field === '' ? words.zh.ops.batch.wholeRow : issue.field}
                  <div class="hint">{issue.detail}</div>
                </li>
              ))}
            </ul>
          </Sheet>
          {row.status === 'open' ? (
            <Sheet title={w.dismissTitle}>
              <p class="hint">{w.dismissText}</p>
              <form method="post" action={`${here}/dismiss`}>
                <FormKey value={formKeys.dismiss} />
                <Button>{w.dismiss}</Button>
              </form>
            </Sheet>
          ) : null}
        </div>
      </div>
    </OpsFrame>
  )
}
