import type { DeadlineView, NoticeView } from '../../../src/quality/contract.ts'
import { Button, ButtonLink, Buttons } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { ErrorSummary, type FormError } from '../../ui/error-summary.tsx'
import { FormKey } from '../../ui/field.tsx'
import { count } from '../../ui/format.ts'
import { KeyFigures } from '../../ui/key-figures.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { TermList } from '../../ui/term-list.tsx'
import { words } from '../../words/index.ts'
import { QUALITY_HOME, type QualityDesk, QualityFrame } from './quality-frame.tsx'

export interface QualityNoticePageProps {
  desk: QualityDesk
  notice: NoticeView
  errors: readonly FormError[]
  requestId?: string
  formKey: string
}

/** What the office is told: reasons and row numbers, fit to be printed. */
export function QualityNoticePage({ desk, notice, errors, requestId, formKey }: QualityNoticePageProps) {
  const w = words.zh.quality.notice
  const isOperator = desk.me.role === 'operator'
  const isIssued = notice.notice !== null && notice.notice.doneOn !== null
  const title = w.title(notice.title)
  return (
    <QualityFrame title={title} desk={desk}>
      <ErrorSummary errors={errors} requestId={requestId} kept={false} />
      <PageTitle title={title} lead={w.lead(notice.fileName ?? w.noName, notice.receivedOn)} />
      <div class="stack">
        <KeyFigures
          figures={(['received', 'accepted', 'duplicate', 'quarantined'] as const).map((name) => ({
            term: w.counts[name],
            detail: w.rows(count(notice[name])),
          }))}
        />
        <TermList
          terms={[
            { term: w.check, detail: deadlineText(notice.check) },
            { term: w.sent, detail: notice.notice === null ? w.notNeeded : deadlineText(notice.notice) },
          ]}
        />
        {notice.sections.length === 0 ? <p>{w.clean}</p> : null}
        <Sections notice={notice} kind="quarantine" title={w.quarantine} lead={w.quarantineLead} />
        <Sections notice={notice} kind="finding" title={w.finding} lead={w.findingLead} />
        <p class="source">{w.basis}</p>
        {isOperator && !isIssued ? (
          <form class="form" method="post" action={`/ops/imports/${notice.batchId}/notice`}>
            <p class="hint">{w.issueHint}</p>
            <FormKey value={formKey} />
            <Buttons>
              <Button kind="main">{w.issue}</Button>
            </Buttons>
          </form>
        ) : null}
        <Buttons>
          {isOperator ? <ButtonLink href={`/ops/imports/${notice.batchId}`}>{w.batch}</ButtonLink> : null}
          <ButtonLink href={QUALITY_HOME}>{w.all}</ButtonLink>
        </Buttons>
      </div>
    </QualityFrame>
  )
}

function Sections({ notice, kind, title, lead }: { notice: NoticeView; kind: 'quarantine' | 'finding'; title: string; lead: string }) {
  const w = words.zh.quality.notice
  const sections = notice.sections.filter((section) => section.kind === kind)
  if (sections.length === 0) return null
  return (
    <Sheet title={title}>
      <p class="hint">{lead}</p>
      <DataTable
        caption={title}
        captionHidden
        columns={[{ label: w.reason, bare: true }, { label: w.count, numeric: true }, { label: w.numbers }]}
        rows={sections.map((section) => [
          section.title,
          count(section.count),
          words.zh.measures.listed(section.rows.map(String)) + (section.count > section.rows.length ? w.more(section.count) : ''),
        ])}
      />
    </Sheet>
  )
}

function deadlineText({ dueOn, doneOn, state }: DeadlineView): string {
  const w = words.zh.quality.notice
  if (doneOn !== null) return w.checkDone(doneOn, dueOn)
  return state === 'overdue' ? w.overdue(dueOn) : w.open(dueOn)
}
