import type { QueueItem } from '../../../src/loans/contract.ts'
import { type Problem, sentenceOf } from '../../client/problem.ts'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { SelectField } from '../../ui/field.tsx'
import { dayTime, money, months, shortNo, span } from '../../ui/format.ts'
import { PageTitle } from '../../ui/page-title.tsx'
import { Pagination } from '../../ui/pagination.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { Tag } from '../../ui/tag.tsx'
import { words } from '../../words/index.ts'
import { answerClock } from './answer-clock.ts'
import { BankFrame, type Desk } from './frame.tsx'

export const QUEUE_STATUSES = ['submitted', 'approved', 'declined', 'withdrawn'] as const

export interface QueuePageProps {
  desk: Desk
  items: readonly QueueItem[]
  status: string
  now: Date
  problem: Problem | null
  nextHref: string | null
  firstHref: string | null
}

export function QueuePage({ desk, items, status, now, problem, nextHref, firstHref }: QueuePageProps) {
  const w = words.zh.bank.queue
  return (
    <BankFrame title={w.title} current="/bank" desk={desk}>
      {problem ? <ErrorSummary errors={[{ field: null, message: sentenceOf(problem) }]} requestId={problem.requestId} kept={false} /> : null}
      <PageTitle title={w.title} lead={w.lead} aside={desk.me.institutionName} />
      <div class="stack">
        <Sheet>
          <form class="filters" method="get" action="/bank">
            <SelectField
              name="status"
              label={w.status}
              value={status}
              options={[...QUEUE_STATUSES.map((value) => ({ value: value as string, label: words.zh.bank.status[value] })), { value: 'all', label: w.all }]}
            />
            <Button>{w.filter}</Button>
          </form>
        </Sheet>
        {items.length > 0 ? (
          <Sheet>
            <DataTable
              caption={w.caption}
              captionHidden
              columns={[
                { label: w.no, bare: true },
                { label: w.due },
                { label: w.product },
                { label: w.amount, numeric: true },
                { label: w.term, numeric: true },
                { label: w.purpose },
                { label: w.submitted },
              ]}
              rows={items.map((item) => [
                <a href={`/bank/cases/${item.id}`} class="code" aria-label={w.open(shortNo(item.id))}>
                  {shortNo(item.id)}
                </a>,
                <Due item={item} now={now} />,
                item.productName,
                money(item.amountFen),
                months(item.termMonths),
                words.zh.trade.purpose[item.purpose],
                <span class="nowrap">{dayTime(item.submittedAt)}</span>,
              ])}
            />
          </Sheet>
        ) : problem ? null : status === 'all' ? (
          <EmptyState kind="none_yet" text={w.emptyNone} action={<ButtonLink href="/bank/products">{w.products}</ButtonLink>} />
        ) : (
          <EmptyState kind="filtered_out" text={w.emptyFiltered} action={<ButtonLink href="/bank?status=all">{w.all}</ButtonLink>} />
        )}
        <Pagination shown={items.length} nextHref={nextHref} firstHref={firstHref} />
      </div>
    </BankFrame>
  )
}

/** How long is left, in words, with the promised day; what is decided says how. */
function Due({ item, now }: { item: QueueItem; now: Date }) {
  const w = words.zh.bank
  const c = words.zh.pieces.clock
  if (item.status !== 'submitted') {
    return <Tag tone={item.status === 'approved' ? 'good' : 'plain'}>{w.status[item.status]}</Tag>
  }
  const { totalMinutes, goneMinutes } = answerClock(item.submittedAt, item.answerDue, now)
  const left = totalMinutes - goneMinutes
  const tone = left < 0 ? 'bad' : goneMinutes * 4 >= totalMinutes * 3 ? 'warn' : 'info'
  return (
    <>
      <Tag tone={tone}>{left < 0 ? c.overdue(span(-left)) : c.remaining(span(left))}</Tag> <span class="source nowrap">{w.queue.dueBy(item.answerDue)}</span>
    </>
  )
}
