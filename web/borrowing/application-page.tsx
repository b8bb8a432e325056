import type { AccessEntryView, ConsentView } from '../../src/consent/contract.ts'
import type { ApplicationView } from '../../src/loans/contract.ts'
import { ButtonLink, Buttons } from '../ui/button.tsx'
import { ConsentSlip } from '../ui/consent-slip.tsx'
import { ErrorSummary } from '../ui/error-summary.tsx'
import { day, dayTime, money, months, percent } from '../ui/format.ts'
import { Notice } from '../ui/notice.tsx'
import { PageTitle } from '../ui/page-title.tsx'
import { ReasonList } from '../ui/reason-list.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { Tag } from '../ui/tag.tsx'
import { TermList } from '../ui/term-list.tsx'
import { words } from '../words/index.ts'
import { AccessTable } from './access-table.tsx'
import { AnswerClock, STATUS_TONE } from './answer-clock.tsx'
import { BorrowerFrame } from './frame.tsx'
import { type GuarantorDesk, GuarantorsSheet } from './guarantors-sheet.tsx'
import type { Stand } from './side.ts'

/** What has just been done, said once on top. */
export const DONE = ['sent', 'revoked', 'withdrawn', 'open', 'ended', 'settled', 'named', 'unnamed'] as const
export type Done = (typeof DONE)[number]

export interface ApplicationPageProps {
  stand: Stand
  application: ApplicationView
  consent: ConsentView
  /** Log entries under this consent. */
  entries: readonly AccessEntryView[]
  guarantors: GuarantorDesk
  done: Done | null
  now: Date
}

export function ApplicationPage({ stand, application: a, consent, entries, guarantors, done, now }: ApplicationPageProps) {
  const { side } = stand
  const w = side.words.application
  const said = {
    sent: w.sentNotice,
    revoked: w.revokedNotice,
    withdrawn: w.withdrawnNotice,
    open: w.openNotice,
    ended: w.endedNotice,
    settled: w.settledNotice,
    ...words.zh.guarantee.borrower.done,
  }
  return (
    <BorrowerFrame stand={stand} title={a.productName} current="/applications" narrow>
      <ErrorSummary errors={guarantors.errors} requestId={guarantors.requestId} />
      <PageTitle
        title={a.productName}
        lead={
          <>
            {a.lenderName} <Tag tone={STATUS_TONE[a.status]}>{side.words.applications.status[a.status]}</Tag>
          </>
        }
        step={done === 'sent' ? { now: 3, of: 3 } : undefined}
      />
      <div class="stack">
        {done ? <Notice tone={done === 'open' || done === 'ended' || done === 'settled' ? 'info' : 'good'}>{said[done]}</Notice> : null}
        {stand.demo && done === 'sent' && a.lenderName === words.zh.start.demoLender ? <Notice>{words.zh.start.demoNext}</Notice> : null}
        <Sheet title={w.decision}>
          <Decision application={a} stand={stand} now={now} />
        </Sheet>
        <Sheet>
          <TermList
            terms={[
              { term: w.amount, detail: money(a.amountFen) },
              { term: w.term, detail: months(a.termMonths) },
              { term: w.purpose, detail: words.zh.trade.purpose[a.purpose] },
              { term: w.sent, detail: dayTime(a.submittedAt) },
              { term: w.number, detail: <span class="small">{a.id}</span> },
            ]}
          />
          {a.status === 'submitted' ? (
            <Buttons>
              <ButtonLink kind="danger" href={`${side.home}/applications/${a.id}/withdraw`}>
                {w.withdraw}
              </ButtonLink>
            </Buttons>
          ) : null}
        </Sheet>
        <GuarantorsSheet path={`${side.home}/applications/${a.id}`} open={a.status === 'submitted'} desk={guarantors} />
        <Slip consent={consent} productName={a.productName} entries={entries} stand={stand} />
      </div>
    </BorrowerFrame>
  )
}

function Decision({ application: a, stand, now }: { application: ApplicationView; stand: Stand; now: Date }) {
  const { side } = stand
  const w = side.words.application
  const { decision } = a
  if (a.status === 'submitted') {
    return (
      <div class="stack-s">
        <AnswerClock side={side} application={a} now={now} />
        <p class="source">
          {w.waiting} {w.waitingText}
        </p>
      </div>
    )
  }
  const again = (
    <Buttons>
      <ButtonLink kind="main" href={`${side.home}/need`}>
        {w.next}
      </ButtonLink>
    </Buttons>
  )
  if (decision === null) {
    return (
      <div class="stack-s">
        <p>
          <b>{w.withdrawn}</b>
        </p>
        <p>{w.withdrawnText}</p>
        {again}
      </div>
    )
  }
  const note = decision.note === '' ? [] : [{ term: w.note, detail: decision.note }]
  if (decision.outcome === 'approved') {
    return (
      <div class="stack-s">
        <p class="good">
          <b>{w.approved}</b>
        </p>
        <p>{w.approvedText}</p>
        <TermList
          terms={[
            ...(decision.amountFen === null ? [] : [{ term: w.approvedAmount, detail: money(decision.amountFen) }]),
            ...(decision.termMonths === null ? [] : [{ term: w.approvedTerm, detail: months(decision.termMonths) }]),
            ...(decision.rateBp === null ? [] : [{ term: w.approvedRate, detail: percent(decision.rateBp) }]),
            ...note,
          ]}
        />
      </div>
    )
  }
  return (
    <div class="stack-s">
      <p class="bad">
        <b>{w.declined}</b>
      </p>
      <p>{w.declinedLead}</p>
      <ReasonList reasons={decision.reasons.map((r) => ({ verdict: 'short', text: r.label, next: r.next }))} />
      {note.length > 0 ? <TermList terms={note} /> : null}
      {again}
    </div>
  )
}

/** The consent as sealed: what was given, how often it was used, and by whom. */
function Slip({ consent, productName, entries, stand }: { consent: ConsentView; productName: string; entries: readonly AccessEntryView[]; stand: Stand }) {
  const { side } = stand
  const w = side.words.application
  const looks = entries.filter((e) => e.kind.startsWith('read.'))
  return (
    <ConsentSlip
      title={w.slipTitle(consent.lenderName, productName)}
      sub={w.slipSub(consent.data.length, day(consent.validTo))}
      state={consent.status}
      no={consent.id}
      date={day(consent.status === 'granted' && consent.grantedAt !== null ? consent.grantedAt : (consent.endedAt ?? consent.validTo))}
      terms={[
        { term: w.given, detail: words.zh.measures.listed(consent.data.map((d) => d.label)) },
        { term: w.reads, detail: w.readsText(consent.readsUsed, consent.readsTotal) },
        { term: w.until, detail: dayTime(consent.validTo) },
        { term: w.slipNo, detail: <span class="small">{consent.id}</span> },
        ...(side.brief ? [] : [{ term: w.hash, detail: <span class="small">{consent.hash}</span> }]),
      ]}
    >
      <h3>{w.looked}</h3>
      {looks.length === 0 ? <p class="muted">{w.nobody}</p> : <AccessTable entries={looks} caption={w.looked} w={side.words.access} home={side.home} alone />}
      <Buttons equal={consent.status === 'granted' || consent.status === 'paused'}>
        <ButtonLink href={`${side.home}/consents/${consent.id}`}>{words.zh.consents.open}</ButtonLink>
        {consent.status === 'granted' || consent.status === 'paused' ? (
          <ButtonLink kind="danger" href={`${side.home}/consents/${consent.id}/revoke`}>
            {w.revoke}
          </ButtonLink>
        ) : null}
      </Buttons>
    </ConsentSlip>
  )
}
