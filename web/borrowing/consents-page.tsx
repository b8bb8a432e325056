import type { ConsentView, InquiryView } from '../../src/consent/contract.ts'
import type { GuaranteeView } from '../../src/loans/guarantors-contract.ts'
import { newFormKey } from '../client/form-key.ts'
import { Button, ButtonLink, Buttons } from '../ui/button.tsx'
import { ConsentSlip } from '../ui/consent-slip.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { FormKey } from '../ui/field.tsx'
import { day, dayTime } from '../ui/format.ts'
import { Notice } from '../ui/notice.tsx'
import { PageTitle } from '../ui/page-title.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { words } from '../words/index.ts'
import { BorrowerFrame } from './frame.tsx'
import { guaranteeTerms } from './guarantee-terms.ts'
import type { Stand } from './side.ts'
import { STOPPABLE, sealDay, slipTerms } from './slip-terms.tsx'

export interface ConsentsPageProps {
  stand: Stand
  consents: readonly ConsentView[]
  /** Lenders' requests that are not answered yet. */
  inquiries: readonly InquiryView[]
  /** For whose loans the reader is asked to stand guarantor, by application. */
  guarantees: ReadonlyMap<string, GuaranteeView>
  done: keyof typeof words.zh.consents.done | null
}

/** Everything ever given, newest first, what waits for an answer before it. */
export function ConsentsPage({ stand, consents, inquiries, guarantees, done }: ConsentsPageProps) {
  const w = words.zh.consents
  const { home } = stand.side
  const proposed = consents.filter((c) => c.status === 'provisional')
  const live = consents.filter((c) => c.status === 'granted' || c.status === 'paused')
  const ended = consents.filter((c) => !STOPPABLE.includes(c.status))
  const slips = (list: readonly ConsentView[]) =>
    list.map((consent) => <Slip consent={consent} guarantee={guarantees.get(consent.applicationId ?? '')} stand={stand} />)
  return (
    <BorrowerFrame stand={stand} title={w.title} current="/consents" narrow>
      <PageTitle title={w.title} lead={w.lead} />
      <div class="stack-l">
        {done ? <Notice tone="good">{w.done[done]}</Notice> : null}
        {consents.length + inquiries.length === 0 ? (
          <EmptyState kind="none_yet" text={w.emptyText} action={<ButtonLink href={`${home}/need`}>{w.find}</ButtonLink>} />
        ) : null}
        {inquiries.length + proposed.length === 0 ? null : (
          <section class="stack">
            <h2>{w.waiting}</h2>
            {inquiries.map((inquiry) => (
              <Sheet>
                <div class="stack-s">
                  <p>
                    <b>{askedOf(inquiry, guarantees.get(inquiry.applicationId))}</b>
                  </p>
                  <p class="source">{w.request.lapses(dayTime(inquiry.answerBy))}</p>
                  <Buttons>
                    <ButtonLink href={`${home}/consent-requests/${inquiry.id}`}>
                      {w.answer}
                      <span class="sr"> {inquiry.lenderName}</span>
                    </ButtonLink>
                  </Buttons>
                </div>
              </Sheet>
            ))}
            {slips(proposed)}
          </section>
        )}
        {live.length === 0 ? null : (
          <section class="stack">
            <h2>{w.live}</h2>
            {slips(live)}
          </section>
        )}
        {ended.length === 0 ? null : (
          <section class="stack">
            <h2>{w.ended}</h2>
            {slips(ended)}
          </section>
        )}
      </div>
    </BorrowerFrame>
  )
}

/** In one sentence who asks for what; of a guarantor, for whom. */
function askedOf({ lenderName, purpose }: InquiryView, guarantee: GuaranteeView | undefined): string {
  const w = words.zh.guarantee.guarantor
  if (purpose.code === 'GUARANTEE') return w.item(lenderName, guarantee?.borrowerName ?? w.gone)
  return words.zh.consents.request.item(lenderName, purpose.text)
}

function Slip({ consent, guarantee, stand }: { consent: ConsentView; guarantee: GuaranteeView | undefined; stand: Stand }) {
  const w = words.zh.consents
  const path = `${stand.side.home}/consents/${consent.id}`
  return (
    <ConsentSlip
      title={w.slipTitle(consent.lenderName, consent.purpose.text)}
      sub={w.slipSub(consent.data.length, day(consent.validTo))}
      state={consent.status}
      no={consent.id}
      date={sealDay(consent)}
      terms={[...guaranteeTerms(consent.purpose.code, guarantee), ...slipTerms(consent)]}
    >
      <SlipActs consent={consent} stand={stand} from="list" />
      <p class="source">
        <a href={path}>
          {w.open}
          <span class="sr"> {consent.lenderName}</span>
        </a>
        {consent.status === 'granted' || consent.status === 'paused' ? (
          <>
            {' · '}
            <a href={`${path}/revise`}>
              {w.revising.act}
              <span class="sr"> {consent.lenderName}</span>
            </a>
          </>
        ) : null}
      </p>
    </ConsentSlip>
  )
}

/** Pause or resume by one click, take back by two; an officer's proposal is opened first. */
export function SlipActs({ consent, stand, from }: { consent: ConsentView; stand: Stand; from: 'list' | 'slip' }) {
  const w = words.zh.consents
  const path = `${stand.side.home}/consents/${consent.id}`
  const who = <span class="sr"> {consent.lenderName}</span>
  if (consent.status === 'provisional')
    return from === 'slip' ? null : (
      <Buttons>
        <ButtonLink href={path}>
          {w.answer}
          {who}
        </ButtonLink>
      </Buttons>
    )
  if (consent.status !== 'granted' && consent.status !== 'paused') return null
  const step = consent.status === 'granted' ? 'pause' : 'resume'
  return (
    <Buttons equal>
      <form method="post" action={`${path}/${step}`}>
        <FormKey value={newFormKey()} />
        <input type="hidden" name="from" value={from} />
        <Button>
          {w[step]}
          {who}
        </Button>
      </form>
      <ButtonLink kind="danger" href={`${path}/revoke`}>
        {w.revoke}
        {who}
      </ButtonLink>
    </Buttons>
  )
}
