import type { SubjectRecall } from '../../src/recalls/contract.ts'
import { DataTable } from '../ui/data-table.tsx'
import { day, dayTime } from '../ui/format.ts'
import { Sheet } from '../ui/sheet.tsx'
import { Tag } from '../ui/tag.tsx'
import type { BorrowingWords } from './side.ts'

/** Which lenders were told that a record no longer stands as they saw it, and what they answered. */
export function RecallsSheet({ recalls, w: said }: { recalls: readonly SubjectRecall[]; w: BorrowingWords['access'] }) {
  const w = said.recalls
  return (
    <Sheet title={w.title}>
      <div class="stack-s">
        <p class="muted">{w.lead}</p>
        <DataTable
          caption={w.title}
          captionHidden
          columns={[{ label: w.lender, bare: true }, { label: w.what }, { label: w.why }, { label: w.on }, { label: w.answer }]}
          rows={recalls.map((r) => [
            r.lenderName,
            <div>
              {r.attributeName}
              {r.documentNo !== null ? <div class="source">{w.no(r.documentNo)}</div> : r.asOf !== null ? <div class="source">{w.ofDay(r.asOf)}</div> : null}
            </div>,
            said.whyWords[r.reason] ?? r.reason,
            <span class="nowrap">{dayTime(r.issuedAt)}</span>,
            <Answer recall={r} said={said} />,
          ])}
        />
      </div>
    </Sheet>
  )
}

function Answer({
  recall: { answer, answeredAt, legalGround, status, overdue, dueOn, restatedAt },
  said,
}: {
  recall: SubjectRecall
  said: BorrowingWords['access']
}) {
  const w = said.recalls
  const restated = restatedAt === null ? null : <div class="source">{w.restated(day(restatedAt))}</div>
  if (status === 'lifted') {
    return (
      <div>
        <Tag tone="good">{w.lifted}</Tag>
        {restated}
      </div>
    )
  }
  if (answer === null) {
    return <span class={overdue ? 'bad' : undefined}>{overdue ? w.overdue(dueOn) : status === 'acknowledged' ? w.seen(dueOn) : w.waiting(dueOn)}</span>
  }
  return (
    <div>
      <Tag tone={answer === 'kept_for_law' ? 'warn' : 'good'}>{said.whyWords[answer] ?? answer}</Tag>
      {answeredAt === null ? null : <span class="source nowrap"> {day(answeredAt)}</span>}
      {legalGround === null ? null : <div class="source">{w.ground(legalGround)}</div>}
      {restated}
    </div>
  )
}
