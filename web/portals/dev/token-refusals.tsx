import type { RefusalList } from '../../../src/machines/contract.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { dayTime } from '../../ui/format.ts'
import { PageTitle } from '../../ui/page-title.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { words } from '../../words/index.ts'
import { DevFrame, type Visit } from './frame.tsx'

export interface RefusalRow {
  /** Name of the machine; null for a caller that named none of ours. */
  client: string | null
  why: string
  count: number
  lastAt: string
}

/** What machines were refused for: the rule in words, its code, how often, and what to do. */
export function TokenRefusals({ refusals }: { refusals: readonly RefusalRow[] }) {
  const w = words.zh.tokenRefusals
  return (
    <Sheet title={w.title}>
      <div class="stack-s">
        <p class="muted">{refusals.length === 0 ? w.none : w.lead}</p>
        {refusals.length === 0 ? null : (
          <DataTable
            caption={w.title}
            captionHidden
            columns={[
              { label: w.columns.client, bare: true },
              { label: w.columns.why },
              { label: w.columns.count, numeric: true },
              { label: w.columns.last },
              { label: w.columns.next },
            ]}
            rows={refusals.map(({ client, why, count, lastAt }) => {
              const reason = w.reasons[why] ?? w.unknown
              return [
                <b>{client ?? w.nobody}</b>,
                <>
                  {reason.why}
                  <div class="source code">{why}</div>
                </>,
                w.times(count),
                <span class="nowrap">{dayTime(lastAt)}</span>,
                reason.next,
              ]
            })}
          />
        )}
      </div>
    </Sheet>
  )
}

/** For the house and its auditor: every lender's machines at once. */
export function AllRefusalsPage({ visit, refusals }: { visit: Visit; refusals: RefusalList }) {
  const w = words.zh.tokenRefusals
  return (
    <DevFrame title={w.title} visit={visit} current="/developers/clients">
      <PageTitle title={w.title} lead={w.all} />
      <TokenRefusals refusals={refusals.items.map(({ clientName, ...refusal }) => ({ ...refusal, client: clientName }))} />
    </DevFrame>
  )
}
