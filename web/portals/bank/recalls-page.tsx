import { addDays, startOf } from '../../../src/platform/kernel/time.ts'
import type { LenderRecall } from '../../../src/recalls/contract.ts'
import { type Problem, sentenceOf } from '../../client/problem.ts'
import { Button, ButtonLink, Buttons } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { FormKey, SelectField } from '../../ui/field.tsx'
import { shortNo, span } from '../../ui/format.ts'
import { Notice } from '../../ui/notice.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { Pagination } from '../../ui/pagination.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { Tag } from '../../ui/tag.tsx'
import { words } from '../../words/index.ts'
import { BankFrame, type Desk } from './frame.tsx'

export const RECALL_FILTERS = ['open', 'issued', 'acknowledged', 'answered', 'lifted', 'all'] as const
export type RecallFilter = (typeof RECALL_FILTERS)[number]

/** Less than a working day is left. */
const SOON_MINUTES = 24 * 60

export interface RecallsPageProps {
  desk: Desk
  items: readonly LenderRecall[]
  status: RecallFilter
  now: Date
  problem: Problem | null
  done: boolean
  newKey(): string
  nextHref: string | null
  firstHref: string | null
}

/** Every recall of the house: what awaits an answer first. The two plain answers are one click each. */
export function RecallsPage({ desk, items, status, now, problem, done, newKey, nextHref, firstHref }: RecallsPageProps) {
  const w = words.zh.recalls
  return (
    <BankFrame title={w.title} current="/bank/recalls" desk={desk}>
      {problem ? <ErrorSummary errors={[{ field: null, message: sentenceOf(problem) }]} requestId={problem.requestId} kept={false} /> : null}
      <PageTitle title={w.title} lead={w.lead} aside={desk.me.institutionName} />
      <div class="stack">
        {done ? <Notice tone="good">{w.answered}</Notice> : null}
        <Sheet>
          <form class="filters" method="get" action="/bank/recalls">
            <SelectField name="status" label={w.status} value={status} options={RECALL_FILTERS.map((value) => ({ value, label: w.statuses[value] }))} />
            <Button>{w.filter}</Button>
          </form>
        </Sheet>
        {items.length > 0 ? (
          <Sheet>
            <DataTable
              caption={w.caption}
              captionHidden
              columns={[{ label: w.no, bare: true }, { label: w.due }, { label: w.record }, { label: w.reason }, { label: w.case }, { label: w.answerTitle }]}
              rows={items.map((recall) => [
                <a href={`/bank/recalls/${recall.id}`} class="code" aria-label={w.open(shortNo(recall.id))}>
                  {shortNo(recall.id)}
                </a>,
                <Due recall={recall} now={now} />,
                <RecordNamed recall={recall} />,
                w.reasons[recall.reason],
                recall.applicationId === null ? (
                  <a href={`/bank/prechecks/${recall.consentId}`}>
                    {w.precheck} <span class="code">{shortNo(recall.consentId)}</span>
                  </a>
                ) : (
                  <a href={`/bank/cases/${recall.applicationId}`} class="code">
                    {shortNo(recall.applicationId)}
                  </a>
                ),
                recall.status === 'lifted' ? (
                  w.noAnswer
                ) : recall.answer === null ? (
                  <QuickAnswers recall={recall} formKey={newKey()} />
                ) : (
                  w.answers[recall.answer]
                ),
              ])}
            />
            <p class="source">
              {w.final}
              {w.basis}
            </p>
          </Sheet>
        ) : problem ? null : status === 'all' ? (
          <EmptyState kind="none_yet" text={w.emptyAll} />
        ) : (
          <EmptyState kind="filtered_out" text={w.emptyOpen} action={<ButtonLink href="/bank/recalls?status=all">{w.statuses.all}</ButtonLink>} />
        )}
        <Pagination shown={items.length} nextHref={nextHref} firstHref={firstHref} />
      </div>
    </BankFrame>
  )
}

/** The record by its list and number, a single value by its day; who saw only what was worked out from it gets the name alone. */
export function RecordNamed({ recall: { attributeName, documentNo, asOf } }: { recall: LenderRecall }) {
  return (
    <span>
      {attributeName}{' '}
      {documentNo !== null ? <span class="code">{documentNo}</span> : asOf !== null ? <span class="source nowrap">{words.zh.recalls.ofDay(asOf)}</span> : null}
    </span>
  )
}

/** How long is left, in words, with the promised day; what awaits no answer says so. */
export function Due({ recall: { status, dueOn }, now }: { recall: LenderRecall; now: Date }) {
  const w = words.zh.recalls
  const c = words.zh.pieces.clock
  if (status === 'answered' || status === 'lifted') return <Tag tone="good">{w.statuses[status]}</Tag>
  const left = Math.round((startOf(addDays(dueOn, 1)).getTime() - now.getTime()) / 60_000)
  const tone = left < 0 ? 'bad' : left < SOON_MINUTES ? 'warn' : 'info'
  return (
    <>
      <Tag tone={tone}>{left < 0 ? c.overdue(span(-left)) : c.remaining(span(left))}</Tag> <span class="source nowrap">{w.dueBy(dueOn)}</span>
    </>
  )
}

function QuickAnswers({ recall, formKey }: { recall: LenderRecall; formKey: string }) {
  const w = words.zh.recalls
  return (
    <form method="post" action={`/bank/recalls/${recall.id}/answer`}>
      <FormKey value={formKey} />
      <Buttons>
        <Button name="answer" value="deleted">
          {w.answers.deleted}
        </Button>
        <Button name="answer" value="not_kept">
          {w.answers.not_kept}
        </Button>
        <ButtonLink href={`/bank/recalls/${recall.id}`}>{w.keepForLaw}</ButtonLink>
      </Buttons>
    </form>
  )
}
