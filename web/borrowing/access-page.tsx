import type { BreakGlassView } from '../../src/breakglass/contract.ts'
import type { AccessEntryView, ConsentView } from '../../src/consent/contract.ts'
import type { SubjectDeletion } from '../../src/deletions/contract.ts'
import type { SubjectRecall } from '../../src/recalls/contract.ts'
import { ButtonLink, Buttons } from '../ui/button.tsx'
import { DataTable } from '../ui/data-table.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { day } from '../ui/format.ts'
import { Notice } from '../ui/notice.tsx'
import { PageTitle } from '../ui/page-title.tsx'
import { Pagination } from '../ui/pagination.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { Tag } from '../ui/tag.tsx'
import { words } from '../words/index.ts'
import { AccessTable } from './access-table.tsx'
import { BorrowerFrame } from './frame.tsx'
import { DeletionsSheet, StatuteSheet } from './owed-sheets.tsx'
import { RecallsSheet } from './recalls-sheet.tsx'
import type { Stand } from './side.ts'
import { STOPPABLE } from './slip-terms.tsx'

export interface AccessPageProps {
  stand: Stand
  entries: readonly AccessEntryView[]
  consents: readonly ConsentView[]
  recalls: readonly SubjectRecall[]
  /** What lenders owe after a consent has ended. */
  deletions: readonly SubjectDeletion[]
  /** Looks by a statute, without a consent. */
  statute: readonly BreakGlassView[]
  /** Applications that were made: a consent whose application never arrived has none to show. */
  applied: ReadonlySet<string>
  /** What has just been done, or was done before. */
  done: 'revoked' | 'ended' | null
  nextHref: string | null
  firstHref: string | null
}

export function AccessPage({ stand, entries, consents, recalls, deletions, statute, applied, done, nextHref, firstHref }: AccessPageProps) {
  const { side } = stand
  const w = side.words.access
  return (
    <BorrowerFrame stand={stand} title={w.title} current="/access-log">
      <PageTitle title={w.title} lead={w.lead} />
      <div class="stack">
        {done === 'revoked' ? <Notice tone="good">{side.words.application.revokedNotice}</Notice> : null}
        {done === 'ended' ? <Notice tone="info">{side.words.application.endedNotice}</Notice> : null}
        {entries.length === 0 ? (
          <EmptyState kind="none_yet" text={w.emptyText} action={<ButtonLink href={`${side.home}/need`}>{side.words.nav.need}</ButtonLink>} />
        ) : (
          <Sheet title={w.log}>
            <AccessTable
              entries={entries}
              caption={w.log}
              w={w}
              home={side.home}
              live={new Set(consents.filter((c) => STOPPABLE.includes(c.status)).map((c) => c.id))}
            />
            <p class="source">
              {words.zh.consents.proof.meaning} <a href="/verify">{words.zh.consents.proof.how}</a>
            </p>
            <Pagination shown={entries.length} nextHref={nextHref} firstHref={firstHref} />
          </Sheet>
        )}
        {recalls.length === 0 ? null : <RecallsSheet recalls={recalls} w={w} />}
        <DeletionsSheet deletions={deletions} home={side.home} />
        <StatuteSheet looks={statute} />
        {consents.length === 0 ? null : (
          <Sheet title={w.consents}>
            <DataTable
              caption={w.consents}
              captionHidden
              columns={[
                { label: w.consent.lender, bare: true },
                { label: w.consent.state },
                { label: w.consent.data },
                { label: w.consent.reads },
                { label: w.consent.until },
                { label: w.consent.act, bare: true },
              ]}
              rows={consents.map((c) => [
                c.lenderName,
                <Tag tone={c.status === 'granted' ? 'good' : c.status === 'provisional' ? 'warn' : 'plain'}>{words.zh.pieces.slip[c.status]}</Tag>,
                words.zh.measures.listed(c.data.map((d) => d.label)),
                <span class="nowrap">{w.readsOf(c.readsUsed, c.readsTotal)}</span>,
                <span class="nowrap">{day(c.validTo)}</span>,
                <ConsentActs consent={c} applied={c.applicationId !== null && applied.has(c.applicationId)} stand={stand} />,
              ])}
            />
          </Sheet>
        )}
        <p class="source">
          <a href={`${side.home}/erasure`}>{words.zh.erasing.link}</a>
        </p>
      </div>
    </BorrowerFrame>
  )
}

function ConsentActs({ consent, applied, stand }: { consent: ConsentView; applied: boolean; stand: Stand }) {
  const { home, words: said } = stand.side
  const who = <span class="sr"> {consent.lenderName}</span>
  return (
    <Buttons>
      <ButtonLink href={`${home}/consents/${consent.id}`}>
        {words.zh.consents.open}
        {who}
      </ButtonLink>
      {consent.status === 'granted' || consent.status === 'paused' || consent.status === 'provisional' ? (
        <ButtonLink kind="danger" href={`${home}/consents/${consent.id}/revoke`}>
          {said.access.revoke}
          {who}
        </ButtonLink>
      ) : null}
      {applied ? (
        <ButtonLink href={`${home}/applications/${consent.applicationId}`}>
          {said.access.application}
          {who}
        </ButtonLink>
      ) : null}
    </Buttons>
  )
}
