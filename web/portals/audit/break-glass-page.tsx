import type { BreakGlassView } from '../../../src/breakglass/contract.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { dayTime, shortNo } from '../../ui/format.ts'
import { PageTitle } from '../../ui/page-title.tsx'
import { Pagination } from '../../ui/pagination.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { Tag } from '../../ui/tag.tsx'
import { words } from '../../words/index.ts'
import { AuditFrame, type Desk } from './frame.tsx'

/** Every look without a consent that anybody wished for: statute, paper, the two hands, and what came of it. */
export function BreakGlassListPage({
  desk,
  wishes,
  nextHref,
  firstHref,
}: {
  desk: Desk
  wishes: readonly BreakGlassView[]
  nextHref: string | null
  firstHref: string | null
}) {
  const w = words.zh.audit.breakGlass
  return (
    <AuditFrame title={w.title} current="/audit/break-glass" desk={desk}>
      <PageTitle title={w.title} lead={w.lead} />
      {wishes.length === 0 ? (
        <EmptyState kind="none_yet" text={w.emptyText} />
      ) : (
        <Sheet>
          <DataTable
            caption={w.title}
            captionHidden
            columns={[
              { label: w.no, bare: true },
              { label: w.at },
              { label: w.basis },
              { label: w.document },
              { label: w.by },
              { label: w.fields },
              { label: w.status },
              { label: w.reads, numeric: true },
            ]}
            rows={wishes.map((wish) => [
              shortNo(wish.id),
              <span class="nowrap">{dayTime(wish.requestedAt)}</span>,
              <div>
                {wish.basis.zh}
                <div class="source">{wish.basis.law}</div>
              </div>,
              <div>
                {wish.documentNo}
                <div class="source">{wish.documentSha256.slice(0, 16)}</div>
              </div>,
              words.zh.measures.listed([wish.requestedByName, wish.answeredByName ?? w.waiting]),
              words.zh.measures.listed(wish.fields.map((f) => f.label)),
              <div>
                <Tag tone={wish.status === 'approved' ? 'warn' : 'plain'}>{w.statuses[wish.status]}</Tag>
                {wish.status === 'requested' ? (
                  <div>
                    <a href="/ops/break-glass">
                      {words.zh.breakGlass.toAnswer}
                      <span class="sr"> {shortNo(wish.id)}</span>
                    </a>
                  </div>
                ) : null}
                {wish.readUntil === null ? null : <div class="source">{w.until(dayTime(wish.readUntil))}</div>}
              </div>,
              String(wish.reads),
            ])}
          />
          <Pagination shown={wishes.length} nextHref={nextHref} firstHref={firstHref} />
        </Sheet>
      )}
    </AuditFrame>
  )
}
