import type { AccessEntryView, ConsentView } from '../../src/consent/contract.ts'
import type { GuaranteeView } from '../../src/loans/guarantors-contract.ts'
import { newFormKey } from '../client/form-key.ts'
import { Button, ButtonLink, Buttons } from '../ui/button.tsx'
import { ConsentSlip } from '../ui/consent-slip.tsx'
import { ErrorSummary, type FormError } from '../ui/error-summary.tsx'
import { FormKey } from '../ui/field.tsx'
import { day, dayTime } from '../ui/format.ts'
import { Notice } from '../ui/notice.tsx'
import { PageTitle } from '../ui/page-title.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { TermList } from '../ui/term-list.tsx'
import { words } from '../words/index.ts'
import { AccessTable } from './access-table.tsx'
import { SlipActs } from './consents-page.tsx'
import { BorrowerFrame } from './frame.tsx'
import { guaranteeTerms } from './guarantee-terms.ts'
import type { Stand } from './side.ts'
import { sealDay, slipTerms } from './slip-terms.tsx'

export interface ConsentPageProps {
  stand: Stand
  consent: ConsentView
  /** Log entries under this consent, newest first; more are behind `moreHref`. */
  entries: readonly AccessEntryView[]
  moreHref: string | null
  /** Its application, where one was made. */
  applied: boolean
  /** For whose loan, where the reader stands guarantor. */
  guarantee: GuaranteeView | undefined
  done: keyof typeof words.zh.consents.done | null
  errors: readonly FormError[]
  requestId?: string
}

/** One consent whole: what it gives, what its state means, who used it, which version it is. */
export function ConsentPage({ stand, consent, entries, moreHref, applied, guarantee, done, errors, requestId }: ConsentPageProps) {
  const w = words.zh.consents
  const { home, words: said } = stand.side
  const title = w.slipTitle(consent.lenderName, consent.purpose.text)
  const { replacedBy } = consent
  return (
    <BorrowerFrame stand={stand} title={title} current="/consents" narrow>
      <ErrorSummary errors={errors} requestId={requestId} kept={false} />
      <PageTitle title={title} lead={w.state[consent.status]} />
      <div class="stack-l">
        {done ? <Notice tone={done === 'ended' || done === 'onceOpen' ? 'info' : 'good'}>{w.done[done]}</Notice> : null}
        {consent.status === 'provisional' ? <Proposal consent={consent} stand={stand} /> : null}
        <ConsentSlip
          title={said.consent.slip}
          sub={w.slipSub(consent.data.length, day(consent.validTo))}
          state={consent.status}
          no={consent.id}
          date={sealDay(consent)}
          terms={[
            ...guaranteeTerms(consent.purpose.code, guarantee),
            ...slipTerms(consent),
            ...(consent.endReason === null || consent.endReason === ''
              ? []
              : [{ term: w.endReason, detail: said.access.whyWords[consent.endReason] ?? words.zh.pieces.slip[consent.status] }]),
            ...(consent.bundle === null ? [] : [{ term: w.bundle, detail: consent.bundle.settles ? w.bundleSettles : w.bundleStays }]),
            {
              term: w.version,
              detail: (
                <>
                  {w.versionText(consent.rev)}
                  {consent.rev > 1 ? <div class="source">{w.replaces}</div> : null}
                  {replacedBy === null ? null : (
                    <div class="source">
                      {w.replacedBy} <a href={`${home}/consents/${replacedBy}`}>{w.openNew}</a>
                    </div>
                  )}
                </>
              ),
            },
            { term: w.no, detail: <span class="small">{consent.id}</span> },
            ...(stand.side.brief ? [] : [{ term: w.hash, detail: <span class="small">{consent.hash}</span> }]),
          ]}
        >
          <SlipActs consent={consent} stand={stand} from="slip" />
          <Buttons>
            <ButtonLink href={`${home}/consents/${consent.id}/receipt`}>{w.receipt}</ButtonLink>
            {consent.status === 'granted' || consent.status === 'paused' ? (
              <ButtonLink href={`${home}/consents/${consent.id}/revise`}>{w.revising.act}</ButtonLink>
            ) : null}
            {consent.purpose.code === 'PRECHECK' ? <ButtonLink href={`${home}/need`}>{w.once.apply}</ButtonLink> : null}
            {applied ? <ButtonLink href={`${home}/applications/${consent.applicationId}`}>{w.application}</ButtonLink> : null}
          </Buttons>
          {consent.purpose.code === 'PRECHECK' ? <p class="source">{w.once.next}</p> : null}
        </ConsentSlip>
        <Sheet title={w.looked}>
          {entries.length === 0 ? <p class="muted">{w.nobody}</p> : <AccessTable entries={entries} caption={w.looked} w={said.access} home={home} alone />}
          <Buttons>
            <ButtonLink href={moreHref ?? `${home}/access-log`}>{w.lookers.all}</ButtonLink>
          </Buttons>
        </Sheet>
      </div>
    </BorrowerFrame>
  )
}

/** What an officer proposed: the household says yes or no by buttons of one size. */
function Proposal({ consent, stand }: { consent: ConsentView; stand: Stand }) {
  const w = words.zh.consents.proxy
  const path = `${stand.side.home}/consents/${consent.id}`
  return (
    <Sheet title={w.title}>
      <div class="stack">
        <p>{w.lead}</p>
        {consent.proxy === null ? null : (
          <TermList
            terms={[
              { term: w.method, detail: w.methods[consent.proxy.method] },
              { term: w.cooling, detail: dayTime(consent.proxy.coolingOffUntil) },
              ...(consent.answerBy === null ? [] : [{ term: words.zh.consents.request.answerBy, detail: dayTime(consent.answerBy) }]),
            ]}
          />
        )}
        <Buttons equal>
          <form method="post" action={`${path}/deny`}>
            <FormKey value={newFormKey()} />
            <Button>{w.deny}</Button>
          </form>
          <form method="post" action={`${path}/confirm`}>
            <FormKey value={newFormKey()} />
            <Button>{w.confirm}</Button>
          </form>
        </Buttons>
      </div>
    </Sheet>
  )
}
