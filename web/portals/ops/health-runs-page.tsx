import type { FeedRunView } from '../../../src/sources/feed-contract.ts'
import { ButtonLink, Buttons } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { count, dayTime } from '../../ui/format.ts'
import { PageTitle } from '../../ui/page-title.tsx'
import { Pagination } from '../../ui/pagination.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { words } from '../../words/index.ts'
import { type Desk, OpsFrame } from './frame.tsx'
import { FEEDS_HOME } from './health-feeds-page.tsx'
import { failureWords } from './health-words.ts'

export interface RunsPageProps {
  desk: Desk
  runs: readonly FeedRunView[]
  /** Runs of one source only. */
  source: string
  nextHref: string | null
  firstHref: string | null
}

/** What was asked of the sources and what came of it, each run with its batches. */
export function RunsPage({ desk, runs, source, nextHref, firstHref }: RunsPageProps) {
  const w = words.zh.health
  const title = source === '' ? w.runs.title : w.runs.titleOf(runs[0]?.sourceTitle ?? source)
  return (
    <OpsFrame title={title} current={FEEDS_HOME} desk={desk}>
      <PageTitle title={title} lead={w.runs.lead} />
      {runs.length === 0 ? (
        <EmptyState kind="none_yet" text={w.runs.empty} action={<ButtonLink href={FEEDS_HOME}>{w.back}</ButtonLink>} />
      ) : (
        <div class="stack">
          <Sheet>
            <DataTable
              caption={w.runs.caption}
              captionHidden
              columns={[
                { label: w.runs.time, bare: true },
                { label: w.runs.source },
                { label: w.ways },
                { label: w.runs.outcome },
                { label: w.runs.received, numeric: true },
                { label: w.runs.accepted, numeric: true },
                { label: w.runs.duplicate, numeric: true },
                { label: w.runs.quarantined, numeric: true },
                { label: w.runs.tries, numeric: true },
                { label: w.runs.batches },
              ]}
              rows={runs.map((run) => [
                <span class="nowrap">{dayTime(run.startedAt)}</span>,
                w.alarmLine(run.sourceTitle, run.title),
                w.way[run.way],
                outcomeOf(run),
                count(run.rows),
                count(run.accepted),
                count(run.duplicate),
                run.quarantined > 0 ? <b class="warn">{count(run.quarantined)}</b> : count(run.quarantined),
                count(run.tries),
                run.batchIds.map((id, i) => <a href={`/ops/imports/${id}`}>{w.runs.batch(i + 1)} </a>),
              ])}
            />
          </Sheet>
          <Buttons>
            <ButtonLink href={FEEDS_HOME}>{w.back}</ButtonLink>
          </Buttons>
        </div>
      )}
      <Pagination shown={runs.length} nextHref={nextHref} firstHref={firstHref} />
    </OpsFrame>
  )
}

function outcomeOf({ outcome, failure }: FeedRunView): string {
  const w = words.zh.health
  if (outcome === null) return w.brokenOff
  return failure === null ? w.outcome[outcome] : words.zh.measures.pair(w.outcome[outcome], failureWords(failure))
}
