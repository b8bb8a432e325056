import type { PrecheckView } from '../../../src/loans/precheck-contract.ts'
import { ButtonLink } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { dayTime, shortNo } from '../../ui/format.ts'
import { PageTitle } from '../../ui/page-title.tsx'
import { Pagination } from '../../ui/pagination.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { Tag } from '../../ui/tag.tsx'
import { words } from '../../words/index.ts'
import { BankFrame, type Desk } from './frame.tsx'

export interface PrechecksPageProps {
  desk: Desk
  items: readonly PrecheckView[]
  nextHref: string | null
  firstHref: string | null
}

/** Who lets the house look once before it applies, newest first; it holds no fact, a name being one. */
export function PrechecksPage({ desk, items, nextHref, firstHref }: PrechecksPageProps) {
  const w = words.zh.prechecks
  return (
    <BankFrame title={w.title} current="/bank/prechecks" desk={desk}>
      <PageTitle title={w.title} lead={w.lead} aside={desk.me.institutionName} />
      <div class="stack">
        {items.length === 0 ? (
          <EmptyState kind="none_yet" text={w.emptyText} action={<ButtonLink href="/bank/products">{w.products}</ButtonLink>} />
        ) : (
          <Sheet>
            <DataTable
              caption={w.caption}
              captionHidden
              columns={[{ label: w.no, bare: true }, { label: w.state }, { label: w.product }, { label: w.data }, { label: w.given }, { label: w.until }]}
              rows={items.map((item) => [
                <a href={`/bank/prechecks/${item.id}`} class="code" aria-label={w.open(shortNo(item.id))}>
                  {shortNo(item.id)}
                </a>,
                <Looked status={item.status} />,
                item.productName,
                words.zh.measures.listed(item.data.map(({ label }) => label)),
                <span class="nowrap">{item.grantedAt === null ? words.zh.measures.none : dayTime(item.grantedAt)}</span>,
                <span class="nowrap">{dayTime(item.validTo)}</span>,
              ])}
            />
          </Sheet>
        )}
        <Pagination shown={items.length} nextHref={nextHref} firstHref={firstHref} />
      </div>
    </BankFrame>
  )
}

/** Taken or not, or how it ended before it was. */
export function Looked({ status }: { status: PrecheckView['status'] }) {
  const tone = status === 'granted' ? 'info' : status === 'consumed' ? 'good' : status === 'paused' ? 'warn' : 'plain'
  return <Tag tone={tone}>{words.zh.prechecks.states[status] ?? words.zh.pieces.slip[status]}</Tag>
}
