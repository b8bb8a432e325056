import type { PrecheckView } from '../../../src/loans/precheck-contract.ts'
import { durationWords } from '../../borrowing/slip-terms.tsx'
import { Button, ButtonLink, Buttons } from '../../ui/button.tsx'
import { dayTime, shortNo } from '../../ui/format.ts'
import { Notice } from '../../ui/notice.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { TermList } from '../../ui/term-list.tsx'
import { words } from '../../words/index.ts'
import { DisclosedProfile } from './disclosed-profile.tsx'
import { BankFrame, type Desk } from './frame.tsx'
import { applicantName, ConsentSheet, Criteria, type Look } from './look-sheets.tsx'
import { Looked } from './prechecks-page.tsx'

export interface PrecheckPageProps {
  desk: Desk
  precheck: PrecheckView
  /** What the one look showed: never there on a page merely opened. */
  look?: Look
}

/** One leave to look once. Without `look` it holds no fact about the customer. */
export function PrecheckPage({ desk, precheck, look }: PrecheckPageProps) {
  const w = words.zh.prechecks
  const name = look ? applicantName(look) : null
  const title = name ?? w.itemTitle(precheck.productName)
  const sub = w.sub(shortNo(precheck.id), precheck.productVersion)
  const lead = name === null ? sub : `${w.itemTitle(precheck.productName)} \u00b7 ${sub}`
  return (
    <BankFrame title={title} current="/bank/prechecks" desk={desk}>
      <PageTitle title={title} lead={lead} aside={<a href="/bank/prechecks">{w.back}</a>} />
      <div class="stack">
        {look ? (
          <>
            <Notice>{w.lookDone(look.asOf)}</Notice>
            <div class="split side-left">
              <div class="stack">
                <Criteria look={look} />
                <ConsentSheet look={look} />
                <p class="source">{w.next}</p>
              </div>
              <DisclosedProfile look={look} />
            </div>
          </>
        ) : (
          <div class="halves">
            <Given precheck={precheck} />
            <Sheet title={w.dataTitle}>
              {precheck.status === 'granted' ? (
                <LookForm id={precheck.id} />
              ) : (
                <div class="stack">
                  <p>{w.ended[precheck.status] ?? w.notNow}</p>
                  <Buttons>
                    <ButtonLink href="/bank/prechecks">{w.back}</ButtonLink>
                  </Buttons>
                </div>
              )}
            </Sheet>
          </div>
        )}
      </div>
    </BankFrame>
  )
}

/** The look is logged and the only one, so it is a form sent on purpose and never a link. */
function LookForm({ id }: { id: string }) {
  const w = words.zh.prechecks
  return (
    <form class="stack" method="post" action={`/bank/prechecks/${id}/look`}>
      <p>{w.dataText}</p>
      <p class="muted">{w.dataKept}</p>
      <Buttons>
        <Button kind="main">{w.look}</Button>
      </Buttons>
    </form>
  )
}

function Given({ precheck }: { precheck: PrecheckView }) {
  const w = words.zh.prechecks
  const bank = words.zh.bank.case
  return (
    <Sheet title={w.about}>
      <div class="stack">
        <TermList
          terms={[
            { term: w.state, detail: <Looked status={precheck.status} /> },
            { term: w.product, detail: precheck.productName },
            { term: w.data, detail: words.zh.measures.listed(precheck.data.map(({ label }) => label)) },
            ...(precheck.grantedAt === null ? [] : [{ term: w.given, detail: dayTime(precheck.grantedAt) }]),
            { term: w.until, detail: dayTime(precheck.validTo) },
            ...(precheck.endedAt === null ? [] : [{ term: w.seenAt, detail: dayTime(precheck.endedAt) }]),
            { term: w.kept, detail: bank.deleteText(bank.deleteFrom[precheck.deleteTrigger], durationWords(precheck.deleteAfter)) },
            { term: bank.slipHash, detail: <span class="code">{precheck.hash.slice(0, 16)}</span> },
          ]}
        />
        <form method="post" action={`/bank/prechecks/${precheck.id}/consent`}>
          <Buttons>
            <Button>{bank.receipt}</Button>
          </Buttons>
          <p class="source">{w.receiptNote}</p>
        </form>
      </div>
    </Sheet>
  )
}
