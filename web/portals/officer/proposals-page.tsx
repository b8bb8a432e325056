import type { ProposalView } from '../../../src/consent/contract.ts'
import { newFormKey } from '../../client/form-key.ts'
import { Button, ButtonLink, Buttons } from '../../ui/button.tsx'
import { ConsentSlip } from '../../ui/consent-slip.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorSummary, errorOf, type FormError } from '../../ui/error-summary.tsx'
import { FileField, FormKey } from '../../ui/field.tsx'
import { day, dayTime, shortNo } from '../../ui/format.ts'
import { Notice } from '../../ui/notice.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import type { Term } from '../../ui/term-list.tsx'
import { words } from '../../words/index.ts'
import { type Desk, OfficerFrame } from './frame.tsx'

export interface ProposalsPageProps {
  desk: Desk
  proposals: readonly ProposalView[]
  now: Date
  done: keyof typeof words.zh.officer.done | null
  errors: readonly FormError[]
  requestId?: string
}

/** What officers of the village proposed; what a second one may confirm comes first. */
export function ProposalsPage({ desk, proposals, now, done, errors, requestId }: ProposalsPageProps) {
  const w = words.zh.officer
  const ripe = proposals.filter((p) => p.status === 'provisional' && officerOf(p) !== desk.me.userId && coolingOver(p, now))
  const others = proposals.filter((p) => !ripe.includes(p))
  const start = (
    <ButtonLink kind="main" href="/officer/propose">
      {w.propose}
    </ButtonLink>
  )
  return (
    <OfficerFrame title={w.title} current="/officer" desk={desk}>
      <ErrorSummary errors={errors} requestId={requestId} kept={false} />
      <PageTitle title={w.title} lead={w.lead} />
      <div class="stack-l">
        {done ? <Notice tone="good">{w.done[done]}</Notice> : null}
        {proposals.length === 0 ? <EmptyState kind="none_yet" text={w.emptyText} action={start} /> : <Buttons>{start}</Buttons>}
        {ripe.length === 0 ? null : (
          <section class="stack">
            <h2>{w.toConfirm}</h2>
            {ripe.map((p) => (
              <Slip proposal={p} desk={desk} now={now}>
                <form method="post" action="/officer/confirm" enctype="multipart/form-data" class="form">
                  <FormKey value={newFormKey()} />
                  <input type="hidden" name="consent" value={p.id} />
                  <p>{w.callBackLead}</p>
                  <FileField name={`record-${p.id}`} label={w.callBack} hint={w.callBackHint} error={errorOf(errors, `record-${p.id}`)} />
                  <Buttons>
                    <Button>
                      {w.confirm}
                      <span class="sr"> {shortNo(p.id)}</span>
                    </Button>
                  </Buttons>
                </form>
              </Slip>
            ))}
          </section>
        )}
        {others.length === 0 ? null : (
          <section class="stack">
            <h2>{w.others}</h2>
            {others.map((p) => (
              <Slip proposal={p} desk={desk} now={now} />
            ))}
          </section>
        )}
      </div>
    </OfficerFrame>
  )
}

function Slip({ proposal: p, desk, now, children }: { proposal: ProposalView; desk: Desk; now: Date; children?: unknown }) {
  const w = words.zh.officer
  const c = words.zh.consents
  const waits = p.status === 'provisional'
  const terms: Term[] = [
    { term: w.household, detail: p.householdNo },
    { term: w.data, detail: words.zh.measures.listed(p.data.map((d) => d.label)) },
    ...(p.proxy === null
      ? []
      : [
          { term: w.method, detail: w.read.methods[p.proxy.method] },
          ...(waits
            ? [{ term: w.coolingTerm, detail: coolingOver(p, now) ? dayTime(p.proxy.coolingOffUntil) : w.cooling(dayTime(p.proxy.coolingOffUntil)) }]
            : []),
          ...(p.proxy.confirmedBy === null ? [] : [{ term: w.confirmed, detail: p.proxy.confirmedBy === 'subject' ? c.proxy.bySubject : c.proxy.bySecond }]),
        ]),
    ...(waits && p.answerBy !== null ? [{ term: w.lapses, detail: dayTime(p.answerBy) }] : []),
  ]
  return (
    <ConsentSlip
      title={w.slipTitle(p.lenderName, shortNo(p.id))}
      sub={waits ? (officerOf(p) === desk.me.userId ? w.mine : w.theirs) : undefined}
      state={p.status}
      no={p.id}
      date={day(p.endedAt ?? p.grantedAt ?? p.validFrom)}
      terms={terms}
    >
      {children as never}
    </ConsentSlip>
  )
}

function officerOf(p: ProposalView): string | null {
  return (p.artefact as { proxy?: { officer?: string } | null }).proxy?.officer ?? null
}

function coolingOver(p: ProposalView, now: Date): boolean {
  return p.proxy !== null && now.getTime() >= Date.parse(p.proxy.coolingOffUntil)
}
