import type { BatchView } from '../../../src/matching/screening-contract.ts'
import { type Problem, sentenceOf } from '../../client/problem.ts'
import { ButtonLink, Buttons } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { dayTime, shortNo } from '../../ui/format.ts'
import { PageTitle } from '../../ui/page-title.tsx'
import { Pagination } from '../../ui/pagination.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { Tag } from '../../ui/tag.tsx'
import { words } from '../../words/index.ts'
import { BankFrame, type Desk } from './frame.tsx'

export interface BatchesPageProps {
  desk: Desk
  items: readonly BatchView[]
  problem: Problem | null
  nextHref: string | null
  firstHref: string | null
}

/** The house's looks at whole areas, newest first. */
export function BatchesPage({ desk, items, problem, nextHref, firstHref }: BatchesPageProps) {
  const w = words.zh.screening.batches
  return (
    <BankFrame title={w.title} current="/bank/batches" desk={desk}>
      {problem ? <ErrorSummary errors={[{ field: null, message: sentenceOf(problem) }]} requestId={problem.requestId} kept={false} /> : null}
      <PageTitle title={w.title} lead={w.lead} aside={desk.me.institutionName} />
      <div class="stack">
        <p class="source">{w.basis}</p>
        <Buttons>
          <ButtonLink kind="main" href="/bank/batches/new">
            {w.new}
          </ButtonLink>
          <ButtonLink href="/bank/screening">{w.toCounts}</ButtonLink>
        </Buttons>
        {items.length > 0 ? (
          <Sheet>
            <DataTable
              caption={w.caption}
              captionHidden
              columns={[{ label: w.no, bare: true }, { label: w.area }, { label: w.product }, { label: w.status }, { label: w.created }, { label: w.by }]}
              rows={items.map((batch) => [
                <a href={`/bank/batches/${batch.id}`} class="code">
                  {shortNo(batch.id)}
                </a>,
                batch.area.name,
                w.version(batch.productName, batch.version),
                <BatchState batch={batch} />,
                dayTime(batch.createdAt),
                batch.createdByName,
              ])}
            />
          </Sheet>
        ) : problem ? null : (
          <EmptyState kind="none_yet" text={w.empty} />
        )}
        <Pagination shown={items.length} nextHref={nextHref} firstHref={firstHref} />
      </div>
    </BankFrame>
  )
}

export function BatchState({ batch: { status, progressPercent } }: { batch: BatchView }) {
  const w = words.zh.screening.batches
  const tone = status === 'done' ? 'good' : status === 'running' ? 'info' : 'warn'
  return (
    <>
      <Tag tone={tone}>{w.statuses[status]}</Tag> {status === 'done' ? null : <span class="source nowrap">{w.percent(progressPercent)}</span>}
    </>
  )
}
