import type { LenderRecall } from '../../../src/recalls/contract.ts'
import { RECALL_ANSWERS } from '../../../src/recalls/model.ts'
import { Button, Buttons } from '../../ui/button.tsx'
import { ErrorSummary, errorOf, type FormError } from '../../ui/error-summary.tsx'
import { ChoiceField, FormKey, TextAreaField } from '../../ui/field.tsx'
import { dayTime, shortNo } from '../../ui/format.ts'
import { Notice } from '../../ui/notice.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { TermList } from '../../ui/term-list.tsx'
import { words } from '../../words/index.ts'
import { BankFrame, type Desk } from './frame.tsx'
import { Due, RecordNamed } from './recalls-page.tsx'

export interface AnswerValues {
  answer: string
  legalGround: string
}

export interface RecallPageProps {
  desk: Desk
  recall: LenderRecall
  now: Date
  values: AnswerValues
  errors: readonly FormError[]
  requestId?: string
  keys: { answer: string; acknowledge: string }
}

/** One recall: what it is about, and the answer. It says nothing of what the record says now. */
export function RecallPage({ desk, recall, now, values, errors, requestId, keys }: RecallPageProps) {
  const w = words.zh.recalls
  return (
    <BankFrame title={w.title} current="/bank/recalls" desk={desk}>
      <ErrorSummary errors={errors} requestId={requestId} />
      <PageTitle title={w.title} lead={recall.advice} aside={<a href="/bank/recalls">{w.back}</a>} />
      <div class="stack">
        {recall.status === 'acknowledged' ? <Notice tone="good">{w.acknowledged}</Notice> : null}
        <Sheet title={shortNo(recall.id)}>
          <div class="stack">
            <TermList
              terms={[
                { term: w.record, detail: <RecordNamed recall={recall} /> },
                { term: w.reason, detail: w.reasons[recall.reason] },
                {
                  term: w.shownBy,
                  detail: (
                    <>
                      {words.zh.measures.listed(recall.fields.map((field) => field.label))}
                      {recall.fields.some((field) => field.id === recall.attribute) ? null : <div class="source">{w.onlyCount}</div>}
                    </>
                  ),
                },
                {
                  term: w.case,
                  detail:
                    recall.applicationId === null ? (
                      <a href={`/bank/prechecks/${recall.consentId}`}>
                        {w.precheck} <span class="code">{shortNo(recall.consentId)}</span>
                      </a>
                    ) : (
                      <a href={`/bank/cases/${recall.applicationId}`}>
                        {w.toCase} <span class="code">{shortNo(recall.applicationId)}</span>
                      </a>
                    ),
                },
                { term: w.issued, detail: dayTime(recall.issuedAt) },
                { term: w.due, detail: <Due recall={recall} now={now} /> },
                ...(recall.restatedAt === null ? [] : [{ term: w.restated, detail: dayTime(recall.restatedAt) }]),
              ]}
            />
            <p class="source">{w.basis}</p>
          </div>
        </Sheet>
        <Sheet title={w.answerTitle}>
          {recall.status === 'lifted' ? (
            <p class="muted">{w.lifted}</p>
          ) : recall.answer === null ? (
            <AnswerForm recall={recall} values={values} errors={errors} keys={keys} />
          ) : (
            <Answered recall={recall} />
          )}
        </Sheet>
      </div>
    </BankFrame>
  )
}

function AnswerForm({ recall, values, errors, keys }: Pick<RecallPageProps, 'recall' | 'values' | 'errors' | 'keys'>) {
  const w = words.zh.recalls
  return (
    <div class="stack">
      <form class="form" method="post" action={`/bank/recalls/${recall.id}/answer`}>
        <ChoiceField
          name="answer"
          label={w.answerTitle}
          value={values.answer}
          error={errorOf(errors, 'answer')}
          options={RECALL_ANSWERS.map((value) => ({ value, label: w.answers[value], hint: w.answerHints[value] }))}
        />
        <TextAreaField
          name="legalGround"
          label={w.ground}
          hint={w.groundHint}
          value={values.legalGround}
          error={errorOf(errors, 'legalGround')}
          rows={2}
          maxlength={500}
          optional
        />
        <p class="source">{w.final}</p>
        <FormKey value={keys.answer} />
        <Buttons>
          <Button kind="main">{w.submit}</Button>
        </Buttons>
      </form>
      {recall.status === 'issued' ? (
        <form method="post" action={`/bank/recalls/${recall.id}/acknowledge`}>
          <FormKey value={keys.acknowledge} />
          <Buttons>
            <Button>{w.acknowledge}</Button>
          </Buttons>
        </form>
      ) : null}
    </div>
  )
}

function Answered({ recall }: { recall: LenderRecall }) {
  const w = words.zh.recalls
  return (
    <TermList
      terms={[
        { term: w.answerTitle, detail: recall.answer === null ? null : w.answers[recall.answer] },
        ...(recall.legalGround === null ? [] : [{ term: w.ground, detail: recall.legalGround }]),
        ...(recall.answeredByName === null ? [] : [{ term: w.answeredBy, detail: recall.answeredByName }]),
        ...(recall.answeredAt === null ? [] : [{ term: w.answeredAt, detail: dayTime(recall.answeredAt) }]),
      ]}
    />
  )
}
