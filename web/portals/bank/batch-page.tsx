import type { BatchView, EntryPage } from '../../../src/matching/screening-contract.ts'
import { type Problem, sentenceOf } from '../../client/problem.ts'
import { Button, ButtonLink, Buttons } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { FormKey } from '../../ui/field.tsx'
import { dayTime, shortNo } from '../../ui/format.ts'
import { KeyFigures } from '../../ui/key-figures.tsx'
import { Meter } from '../../ui/meter.tsx'
import { Notice } from '../../ui/notice.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { Pagination } from '../../ui/pagination.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { TermList } from '../../ui/term-list.tsx'
import { words } from '../../words/index.ts'
import { BatchState } from './batches-page.tsx'
import { BankFrame, type Desk } from './frame.tsx'
import { verdictTerms } from './screening-figure.ts'

export interface BatchPageProps {
  desk: Desk
  batch: BatchView
  /** Firms decided by open records: showing them is written into each one's log. */
  firms: EntryPage | null
  /** Given only when they were asked for: each was a read. */
  applicants: EntryPage | null
  problem: Problem | null
  formKey: string
  nextHref: string | null
  firstHref: string | null
}

/** One look at an area: how far it is, its totals, and whom it may name. */
export function BatchPage({ desk, batch, firms, applicants, problem, formKey, nextHref, firstHref }: BatchPageProps) {
  const w = words.zh.screening.batch
  const { batches } = words.zh.screening
  return (
    <BankFrame title={batch.area.name} current="/bank/batches" desk={desk}>
      {problem ? <ErrorSummary errors={[{ field: null, message: sentenceOf(problem) }]} requestId={problem.requestId} kept={false} /> : null}
      <PageTitle title={batch.area.name} lead={batches.version(batch.productName, batch.version)} aside={<a href="/bank/batches">{w.back}</a>} />
      <div class="stack">
        {batch.status === 'cancelled' ? <Notice tone="warn">{w.cancelled}</Notice> : null}
        <Sheet>
          <div class="stack">
            <TermList
              terms={[
                { term: batches.no, detail: <span class="code">{shortNo(batch.id)}</span> },
                { term: batches.status, detail: <BatchState batch={batch} /> },
                { term: batches.created, detail: dayTime(batch.createdAt) },
                ...(batch.createdByName === null ? [] : [{ term: batches.by, detail: batch.createdByName }]),
              ]}
            />
            {batch.status === 'running' ? <Running batch={batch} formKey={formKey} /> : null}
          </div>
        </Sheet>
        {batch.totals === null ? null : (
          <Sheet title={w.totals} aside={batch.asOf === null ? undefined : words.zh.screening.asOf(batch.asOf)}>
            <div class="stack">
              <KeyFigures figures={verdictTerms(batch.totals)} />
              <p class="source">
                {w.totalsNote}
                {words.zh.screening.rule}
              </p>
            </div>
          </Sheet>
        )}
        {firms === null ? null : <Firms page={firms} nextHref={nextHref} firstHref={firstHref} />}
        <Applicants batch={batch} page={applicants} />
      </div>
    </BankFrame>
  )
}

function Running({ batch: { id, progressPercent }, formKey }: { batch: BatchView; formKey: string }) {
  const w = words.zh.screening.batch
  return (
    <>
      <Meter parts={[{ permille: progressPercent * 10, colour: 1 }]} label={words.zh.screening.batches.percent(progressPercent)} />
      <p>{w.running}</p>
      <form method="post" action={`/bank/batches/${id}/cancel`}>
        <FormKey value={formKey} />
        <Buttons>
          <ButtonLink kind="main" href={`/bank/batches/${id}`}>
            {w.refresh}
          </ButtonLink>
          <Button>{w.cancel}</Button>
        </Buttons>
      </form>
    </>
  )
}

function Firms({ page, nextHref, firstHref }: { page: EntryPage; nextHref: string | null; firstHref: string | null }) {
  const w = words.zh.screening.batch
  return (
    <Sheet title={w.firms}>
      {page.items.length === 0 ? (
        <p class="muted">{w.firmsEmpty}</p>
      ) : (
        <>
          <DataTable
            caption={w.firms}
            captionHidden
            columns={[{ label: w.code }, { label: w.verdict }]}
            rows={page.items.flatMap((entry) => (entry.basis === 'public' ? [[<span class="code">{entry.code}</span>, w.verdicts[entry.verdict]]] : []))}
          />
          <p class="source">{w.firmsNote}</p>
        </>
      )}
      <Pagination shown={page.items.length} nextHref={nextHref} firstHref={firstHref} />
    </Sheet>
  )
}

function Applicants({ batch, page }: { batch: BatchView; page: EntryPage | null }) {
  const w = words.zh.screening.batch
  return (
    <Sheet title={w.applicants}>
      <div class="stack">
        <p class="source">{w.applicantsNote}</p>
        {page === null ? null : page.items.length === 0 ? (
          <p>{w.applicantsEmpty}</p>
        ) : (
          <>
            <Notice tone="good">{w.looked}</Notice>
            <DataTable
              caption={w.applicants}
              captionHidden
              columns={[{ label: w.application }, { label: w.verdict }]}
              rows={page.items.flatMap((entry) =>
                entry.basis === 'consent' ? [[<span class="code">{shortNo(entry.applicationId)}</span>, w.verdicts[entry.verdict]]] : [],
              )}
            />
          </>
        )}
        {page !== null && page.nextCursor === null ? null : (
          <form method="post" action={`/bank/batches/${batch.id}/applicants`}>
            <input type="hidden" name="cursor" value={page?.nextCursor ?? ''} />
            <Buttons>
              <Button>{page === null ? w.look : w.more}</Button>
            </Buttons>
          </form>
        )}
      </div>
    </Sheet>
  )
}
