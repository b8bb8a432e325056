import type { BatchView } from '../../../src/sources/contract.ts'
import { type Problem, sentenceOf } from '../../client/problem.ts'
import { ButtonLink } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { count, dayTime } from '../../ui/format.ts'
import { PageTitle } from '../../ui/page-title.tsx'
import { Pagination } from '../../ui/pagination.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { words } from '../../words/index.ts'
import { type Desk, OpsFrame } from './frame.tsx'

export interface BatchesPageProps {
  desk: Desk
  batches: readonly BatchView[]
  problem: Problem | null
  nextHref: string | null
  firstHref: string | null
}

export function BatchesPage({ desk, batches, problem, nextHref, firstHref }: BatchesPageProps) {
  const w = words.zh.ops.batches
  const b = words.zh.ops.batch
  return (
    <OpsFrame title={w.title} current="/ops/imports" desk={desk}>
      {problem ? <ErrorSummary errors={[{ field: null, message: sentenceOf(problem) }]} requestId={problem.requestId} kept={false} /> : null}
      <PageTitle title={w.title} lead={w.lead} />
      {batches.length > 0 ? (
        <Sheet>
          <DataTable
            caption={w.caption}
            captionHidden
            columns={[
              { label: w.time, bare: true },
              { label: w.record },
              { label: w.file },
              { label: b.received, numeric: true },
              { label: b.accepted, numeric: true },
              { label: b.duplicate, numeric: true },
              { label: b.quarantined, numeric: true },
            ]}
            rows={batches.map((batch) => [
              <a class="nowrap" href={`/ops/imports/${batch.id}`} aria-label={w.open(batch.title, dayTime(batch.createdAt))}>
                {dayTime(batch.createdAt)}
              </a>,
              batch.title,
              batch.fileName ?? b.noName,
              count(batch.received),
              count(batch.accepted),
              count(batch.duplicate),
              batch.quarantined > 0 ? <b class="warn">{count(batch.quarantined)}</b> : count(batch.quarantined),
            ])}
          />
        </Sheet>
      ) : problem ? null : (
        <EmptyState kind="none_yet" text={w.empty} action={<ButtonLink href="/ops">{w.upload}</ButtonLink>} />
      )}
      <Pagination shown={batches.length} nextHref={nextHref} firstHref={firstHref} />
    </OpsFrame>
  )
}
