import type { BatchRecordPage } from '../../../src/lineage/contract.ts'
import type { BatchView } from '../../../src/sources/contract.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { Pagination } from '../../ui/pagination.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { Tag } from '../../ui/tag.tsx'
import { words } from '../../words/index.ts'
import { type Desk, OpsFrame } from './frame.tsx'

export interface RecordsPageProps {
  desk: Desk
  batch: BatchView
  items: BatchRecordPage['items']
  nextHref: string | null
  firstHref: string | null
}

/** The rows of a file that became records, each the beginning of its own way. */
export function RecordsPage({ desk, batch, items, nextHref, firstHref }: RecordsPageProps) {
  const w = words.zh.ops.records
  const title = w.title(batch.title)
  return (
    <OpsFrame title={title} current="/ops/imports" desk={desk}>
      <PageTitle title={title} lead={w.lead} />
      <Sheet>
        {items.length === 0 ? (
          <p>{w.empty}</p>
        ) : (
          <DataTable
            caption={title}
            captionHidden
            columns={[{ label: w.rowNo, bare: true }, { label: w.subject }, { label: w.asOf }, { label: w.open, bare: true }]}
            rows={items.map((item) => [
              <span class="nowrap">{words.zh.ops.batch.rowNoText(item.rowNo)}</span>,
              <div>
                {item.subjectName}
                <div class="source">{item.subjectCode}</div>
              </div>,
              <span class="nowrap">
                {item.asOf} {item.retracts ? <Tag tone="warn">{words.zh.ops.record.retracted}</Tag> : null}
              </span>,
              <a class="nowrap" href={`/ops/subjects/${item.subjectId}/records/${item.recordId}`} aria-label={w.openOf(item.rowNo)}>
                {w.open}
              </a>,
            ])}
          />
        )}
        <Pagination shown={items.length} nextHref={nextHref} firstHref={firstHref} />
        <p>
          <a href={`/ops/imports/${batch.id}`}>{words.zh.ops.row.back}</a>
        </p>
      </Sheet>
    </OpsFrame>
  )
}
