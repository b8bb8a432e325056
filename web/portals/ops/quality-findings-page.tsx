import type { FindingPage } from '../../../src/quality/contract.ts'
import { ButtonLink, Buttons } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { count } from '../../ui/format.ts'
import { PageTitle } from '../../ui/page-title.tsx'
import { Pagination } from '../../ui/pagination.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { words } from '../../words/index.ts'
import { QUALITY_HOME, type QualityDesk, QualityFrame } from './quality-frame.tsx'
import { SeverityTag } from './quality-page.tsx'

export interface QualityFindingsPageProps {
  desk: QualityDesk
  findings: FindingPage
  isFiltered: boolean
  nextHref: string | null
  firstHref: string | null
}

/** What the rules object to: by rule for the bureau, row by row for the operator. */
export function QualityFindingsPage({ desk, findings, isFiltered, nextHref, firstHref }: QualityFindingsPageProps) {
  const w = words.zh.quality.findings
  const r = words.zh.quality.rules
  const isOperator = desk.me.role === 'operator'
  return (
    <QualityFrame title={w.title} desk={desk}>
      <PageTitle title={w.title} lead={isOperator ? w.lead : w.leadCounts} />
      <div class="stack">
        <Buttons>
          <ButtonLink href={QUALITY_HOME}>{w.back}</ButtonLink>
          {isFiltered ? <ButtonLink href={`${QUALITY_HOME}/findings`}>{w.unfiltered}</ButtonLink> : null}
        </Buttons>
        {findings.counts.length === 0 ? (
          <EmptyState kind="none_yet" text={w.empty} />
        ) : (
          <Sheet title={w.countsTitle}>
            <DataTable
              caption={w.countsTitle}
              captionHidden
              columns={[{ label: w.rule, bare: true }, { label: r.severity }, { label: w.record }, { label: r.count, numeric: true }]}
              rows={findings.counts.map((of) => [
                <a href={`${QUALITY_HOME}/findings?${new URLSearchParams({ source: of.source, rule: of.rule })}`}>{of.ruleTitle}</a>,
                of.severity === null ? '' : <SeverityTag severity={of.severity} />,
                of.title,
                count(of.count),
              ])}
            />
          </Sheet>
        )}
        {isOperator && findings.items.length > 0 ? (
          <Sheet title={w.rowsTitle}>
            <DataTable
              caption={w.rowsTitle}
              captionHidden
              columns={[{ label: w.row, bare: true }, { label: w.record }, { label: w.rule }, { label: w.field }, { label: w.detail }, { label: w.day }]}
              rows={findings.items.map((of) => [
                <a class="nowrap" href={`/ops/imports/${of.batchId}`} aria-label={w.open(of.title, of.rowNo)}>
                  {w.rowNo(of.rowNo)}
                </a>,
                of.title,
                of.ruleTitle,
                of.field === '' ? w.whole : of.field,
                of.detail,
                of.recordedOn,
              ])}
            />
            <Pagination shown={findings.items.length} nextHref={nextHref} firstHref={firstHref} />
          </Sheet>
        ) : null}
      </div>
    </QualityFrame>
  )
}
