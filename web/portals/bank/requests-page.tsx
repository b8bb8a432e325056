import type { InquiryView } from '../../../src/consent/contract.ts'
import { Button, ButtonLink, Buttons } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { dayTime, shortNo } from '../../ui/format.ts'
import { Notice } from '../../ui/notice.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { Pagination } from '../../ui/pagination.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { Tag, type Tone } from '../../ui/tag.tsx'
import { words } from '../../words/index.ts'
import { BankFrame, type Desk } from './frame.tsx'

/** A lender's request as the lender has it: what the customer said beside the answer stays with the customer. */
export type LenderRequest = Omit<InquiryView, 'reason'>

export interface RequestsPageProps {
  desk: Desk
  items: readonly LenderRequest[]
  sent: boolean
  nextHref: string | null
  firstHref: string | null
}

const TONES: Readonly<Record<LenderRequest['status'], Tone>> = { requested: 'info', provisional: 'info', granted: 'good', denied: 'plain', lapsed: 'plain' }

/** What the house asked of its customers, newest first, and how each was answered. */
export function RequestsPage({ desk, items, sent, nextHref, firstHref }: RequestsPageProps) {
  const w = words.zh.bank.requests
  const toApproved = <ButtonLink href="/bank?status=approved">{w.toApproved}</ButtonLink>
  return (
    <BankFrame title={w.title} current="/bank/requests" desk={desk}>
      <PageTitle title={w.title} lead={w.lead} aside={desk.me.institutionName} />
      <div class="stack">
        {sent ? <Notice tone="good">{w.sent}</Notice> : null}
        {items.length === 0 ? (
          <EmptyState kind="none_yet" text={`${w.emptyText}${w.how}`} action={toApproved} />
        ) : (
          <>
            <p class="muted">{w.how}</p>
            <Buttons>{toApproved}</Buttons>
            <Sheet>
              <DataTable
                caption={w.caption}
                captionHidden
                columns={[
                  { label: w.no, bare: true },
                  { label: w.status },
                  { label: w.case },
                  { label: w.purpose },
                  { label: w.data },
                  { label: w.terms },
                  { label: w.askedAt },
                ]}
                rows={items.map((item) => [
                  <span class="code">{shortNo(item.id)}</span>,
                  <Answered item={item} />,
                  <a href={`/bank/cases/${item.applicationId}`} class="code" aria-label={w.openCase(shortNo(item.applicationId))}>
                    {shortNo(item.applicationId)}
                  </a>,
                  item.purpose.text,
                  <Wanted data={item.data} />,
                  w.termsText(item.reads, item.validDays),
                  <span class="nowrap">{dayTime(item.askedAt)}</span>,
                ])}
              />
            </Sheet>
          </>
        )}
        <Pagination shown={items.length} nextHref={nextHref} firstHref={firstHref} />
      </div>
    </BankFrame>
  )
}

/** What is asked for, and what the months asked for will not show of it. */
function Wanted({ data }: Pick<LenderRequest, 'data'>) {
  const w = words.zh.bank.requests
  return (
    <>
      {words.zh.measures.listed(data.map(({ label }) => label))}
      {data
        .filter(({ tooShortFor }) => tooShortFor.length > 0)
        .map(({ lookbackMonths, tooShortFor }) => (
          <div class="source">{w.tooShort(lookbackMonths, words.zh.measures.listed(tooShortFor.map(({ label }) => label)))}</div>
        ))}
    </>
  )
}

function Answered({ item }: { item: LenderRequest }) {
  const w = words.zh.bank.requests
  const isGuarantee = item.purpose.code === 'GUARANTEE'
  return (
    <>
      <Tag tone={TONES[item.status]}>{isGuarantee ? words.zh.guarantee.bank.status[item.status] : w.statuses[item.status]}</Tag>
      {item.status === 'requested' ? <div class="source">{w.answerBy(dayTime(item.answerBy))}</div> : null}
      {item.status === 'granted' && isGuarantee ? <a href={`/bank/cases/${item.applicationId}#guarantors`}>{words.zh.guarantee.bank.toCase}</a> : null}
      {item.status === 'granted' && !isGuarantee ? (
        <form method="post" action={`/bank/cases/${item.applicationId}/look`}>
          <input type="hidden" name="consent" value={item.id} />
          <Buttons>
            <Button>
              {w.look}
              <span class="sr"> {shortNo(item.id)}</span>
            </Button>
          </Buttons>
          <p class="source">{w.lookNote}</p>
        </form>
      ) : null}
    </>
  )
}
