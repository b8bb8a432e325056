import type { ApplicationView } from '../../src/loans/contract.ts'
import { ButtonLink, Buttons } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { dayTime, money, months, percent } from '../ui/format.ts'
import { OfferCard } from '../ui/offer-card.tsx'
import { PageTitle } from '../ui/page-title.tsx'
import { Tag } from '../ui/tag.tsx'
import { words } from '../words/index.ts'
import { AnswerClock, STATUS_TONE } from './answer-clock.tsx'
import { BorrowerFrame } from './frame.tsx'
import type { Stand } from './side.ts'

export function ApplicationsPage({ stand, applications, now }: { stand: Stand; applications: readonly ApplicationView[]; now: Date }) {
  const { side } = stand
  const w = side.words.applications
  const find = (
    <ButtonLink kind="main" href={`${side.home}/need`}>
      {w.find}
    </ButtonLink>
  )
  return (
    <BorrowerFrame stand={stand} title={w.title} current="/applications">
      <PageTitle title={w.title} lead={w.lead} />
      {applications.length === 0 ? (
        <EmptyState kind="none_yet" text={w.emptyText} action={find} />
      ) : (
        <div class="stack">
          <div class="sheet rows">
            {applications.map((a) => (
              <OfferCard
                name={a.productName}
                tags={<Tag tone={STATUS_TONE[a.status]}>{w.status[a.status]}</Tag>}
                sub={words.zh.measures.listed([a.lenderName, w.sent(dayTime(a.submittedAt))])}
                price={money(a.amountFen)}
                priceNotes={[months(a.termMonths), words.zh.trade.purpose[a.purpose]]}
              >
                {a.status === 'submitted' ? <AnswerClock side={side} application={a} now={now} /> : <Outcome application={a} stand={stand} />}
                <Buttons>
                  <ButtonLink href={`${side.home}/applications/${a.id}`}>
                    {w.open}
                    <span class="sr"> {a.productName}</span>
                  </ButtonLink>
                </Buttons>
              </OfferCard>
            ))}
          </div>
          <Buttons>{find}</Buttons>
        </div>
      )}
    </BorrowerFrame>
  )
}

/** The end of an application in one line. */
function Outcome({ application: { status, decision }, stand }: { application: ApplicationView; stand: Stand }) {
  const w = stand.side.words.application
  const { pair, listed } = words.zh.measures
  if (status === 'withdrawn') return <p>{w.withdrawn}</p>
  if (decision?.outcome === 'approved' && decision.amountFen !== null && decision.rateBp !== null) {
    return <p>{listed([pair(w.approvedAmount, money(decision.amountFen)), pair(w.approvedRate, percent(decision.rateBp))])}</p>
  }
  return <p>{listed(decision?.reasons.map((r) => r.label) ?? [])}</p>
}
