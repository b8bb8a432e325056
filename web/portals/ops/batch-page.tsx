import type { BatchView, QuarantinedRowView } from '../../../src/sources/contract.ts'
import { ButtonLink, Buttons } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { count, dayTime } from '../../ui/format.ts'
import { KeyFigures } from '../../ui/key-figures.tsx'
import { Notice } from '../../ui/notice.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { Pagination } from '../../ui/pagination.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { TermList } from '../../ui/term-list.tsx'
import { words } from '../../words/index.ts'
import { type Desk, OpsFrame } from './frame.tsx'

export interface BatchPageProps {
  desk: Desk
  batch: BatchView
  rows: readonly QuarantinedRowView[]
  /** The rows could not be read just now. */
  trouble: string | null
  nextHref: string | null
  firstHref: string | null
}

/** What came of one file: every row accounted for, and why those kept aside were. */
export function BatchPage({ desk, batch, rows, trouble, nextHref, firstHref }: BatchPageProps) {
  const w = words.zh.ops.batch
  const n = { received: count(batch.received), accepted: count(batch.accepted), duplicate: count(batch.duplicate), quarantined: count(batch.quarantined) }
  const title = w.title(batch.title)
  return (
    <OpsFrame title={title} current="/ops/imports" desk={desk}>
      <PageTitle title={title} lead={w.sub(batch.fileName ?? w.noName, dayTime(batch.createdAt))} />
      <div class="stack">
        <KeyFigures
          figures={(['received', 'accepted', 'duplicate', 'quarantined'] as const).map((name) => ({ term: w[name], detail: w.rows(n[name]) }))}
          action={
            <Buttons>
              <ButtonLink href="/ops">{w.again}</ButtonLink>
              <ButtonLink href={`/ops/imports/${batch.id}/records`}>{w.records}</ButtonLink>
              <ButtonLink href={`/ops/imports/${batch.id}/notice`}>{words.zh.quality.notice.toPage}</ButtonLink>
              <ButtonLink href="/ops/imports">{w.all}</ButtonLink>
            </Buttons>
          }
        />
        <p class="muted">
          {w.sum(n.received, n.accepted, n.duplicate, n.quarantined)}
          {w.duplicateHint}
        </p>
        <div class="split">
          <Sheet title={w.quarantineTitle}>
            {trouble ? <Notice tone="bad">{trouble}</Notice> : null}
            {batch.quarantined === 0 && rows.length === 0 ? (
              <p>{w.noQuarantine}</p>
            ) : (
              <>
                <p class="hint">{w.quarantineLead}</p>
                <DataTable
                  caption={w.quarantineTitle}
                  captionHidden
                  columns={[
                    { label: w.rowNo, bare: true },
                    { label: w.why },
                    { label: w.detail },
                    { label: w.kept, bare: true },
                    { label: words.zh.ops.row.state, bare: true },
                  ]}
                  rows={rows.map((row) => [
                    <span class="nowrap">{w.rowNoText(row.rowNo)}</span>,
                    <Lines class="nowrap" lines={row.issues.map((issue) => w.codes[issue.code])} />,
                    <Lines lines={row.issues.map((issue) => words.zh.measures.pair(issue.field === '' ? w.wholeRow : issue.field, issue.detail))} />,
                    <Kept row={row} />,
                    <a class="nowrap" href={`/ops/imports/${batch.id}/rows/${row.rowNo}`}>
                      {words.zh.ops.row.settled[row.status]}
                      <span class="sr"> {words.zh.ops.row.open(row.rowNo)}</span>
                    </a>,
                  ])}
                />
                <Pagination shown={rows.length} nextHref={nextHref} firstHref={firstHref} />
              </>
            )}
          </Sheet>
          <div class="stack">
            {batch.ignoredColumns.length > 0 ? (
              <Sheet title={w.ignoredTitle}>
                <p class="muted">{w.ignoredText}</p>
                <ul>
                  {batch.ignoredColumns.map((name) => (
                    <li>{name}</li>
                  ))}
                </ul>
              </Sheet>
            ) : null}
            <Sheet title={w.details}>
              <TermList
                terms={[
                  { term: w.source, detail: `${batch.source}/${batch.record}` },
                  { term: w.format, detail: batch.format.toUpperCase() },
                  { term: w.encoding, detail: batch.encoding.toUpperCase() },
                  { term: w.sha256, detail: batch.sha256 },
                ]}
              />
            </Sheet>
          </div>
        </div>
      </div>
    </OpsFrame>
  )
}

function Lines({ lines, class: look }: { lines: readonly string[]; class?: string }) {
  return (
    <ul class={look}>
      {lines.map((line) => (
        <li>{line}</li>
      ))}
    </ul>
  )
}

function Kept({ row }: { row: QuarantinedRowView }) {
  const w = words.zh.ops.batch
  const cells = Object.entries(row.row)
  if (cells.length === 0) return <span class="muted">{w.keptNothing}</span>
  return (
    <details>
      <summary class="nowrap">{w.keptOpen(row.rowNo)}</summary>
      <TermList terms={cells.map(([term, detail]) => ({ term, detail }))} />
    </details>
  )
}
