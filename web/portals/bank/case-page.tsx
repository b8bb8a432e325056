import type { CaseView, DeclineReasonList, DisclosureView } from '../../../src/loans/contract.ts'
import type { CaseGuarantor, GuarantorDisclosure } from '../../../src/loans/guarantors-contract.ts'
import type { ProductVersionView } from '../../../src/products/contract.ts'
import type { LenderRecall } from '../../../src/recalls/contract.ts'
import { Button, ButtonLink, Buttons } from '../../ui/button.tsx'
import { ClockBar } from '../../ui/clock-bar.tsx'
import { ErrorSummary, errorOf, type FormError } from '../../ui/error-summary.tsx'
import { ChoiceField, FormKey, TextAreaField, TextField, TicksField } from '../../ui/field.tsx'
import { dayTime, money, months, percent, shortNo } from '../../ui/format.ts'
import { Notice } from '../../ui/notice.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { TermList } from '../../ui/term-list.tsx'
import { words } from '../../words/index.ts'
import { answerClock } from './answer-clock.ts'
import type { DecisionValues } from './decision-form.ts'
import { DisclosedProfile } from './disclosed-profile.tsx'
import { BankFrame, type Desk, isApprover } from './frame.tsx'
import { GuarantorsSheet } from './guarantors-sheet.tsx'
import { applicantName, ConsentSheet, Criteria } from './look-sheets.tsx'

export type DeclineReason = DeclineReasonList['items'][number]

export interface DecisionDesk {
  values: DecisionValues
  errors: readonly FormError[]
  requestId?: string
  key: string
  reasons: readonly DeclineReason[]
}

export interface CasePageProps {
  desk: Desk
  file: CaseView
  /** The version that was applied for, where it can still be read. */
  product: ProductVersionView | null
  now: Date
  /** null for who does not decide, and once there is nothing to decide. */
  decision: DecisionDesk | null
  /** The decision was recorded a moment ago. */
  recorded?: boolean
  /** What the reader just asked to see: never there on a page merely opened. */
  look?: DisclosureView
  /** What was seen here and no longer stands, still unanswered. */
  recalls?: readonly LenderRecall[]
  guarantors?: readonly CaseGuarantor[]
  /** What the reader just asked to see of a guarantor: likewise never there on a page merely opened. */
  guarantorLook?: GuarantorDisclosure
}

/** One case. Without `look` it holds no fact about the applicant. */
export function CasePage({ desk, file, product, now, decision, recorded, look, recalls = [], guarantors = [], guarantorLook }: CasePageProps) {
  const w = words.zh.bank.case
  const name = look ? applicantName(look) : null
  const title = name ?? w.title(file.productName)
  const errors = decision?.errors ?? []
  return (
    <BankFrame title={title} current="/bank" desk={desk}>
      <ErrorSummary errors={errors} requestId={decision?.requestId} />
      <PageTitle
        title={title}
        lead={
          name === null ? w.sub(shortNo(file.id), file.productVersion) : `${w.title(file.productName)} \u00b7 ${w.sub(shortNo(file.id), file.productVersion)}`
        }
        aside={<a href="/bank">{w.back}</a>}
      />
      <div class="stack">
        {recorded ? <Notice tone="good">{words.zh.bank.decision.recorded}</Notice> : null}
        {recalls.map((recall) => (
          <Notice tone="warn">
            <a href={`/bank/recalls/${recall.id}`}>{words.zh.recalls.banner(recall.attributeName, recall.kind, words.zh.recalls.reasons[recall.reason])}</a>
          </Notice>
        ))}
        {look ? <Notice>{lookSentence(look)}</Notice> : null}
        {guarantorLook ? <Notice>{guarantorSentence(guarantorLook)}</Notice> : null}
        <div class="thirds">
          <div class="stack">
            {look ? <Criteria look={look} /> : null}
            {look ? <ConsentSheet look={look} /> : null}
            {guarantorLook ? <ConsentSheet look={guarantorLook} /> : null}
            <Asked file={file} now={now} />
            <GuarantorsSheet file={file} guarantors={guarantors} />
            <form method="post" action={`/bank/cases/${file.id}/consent`}>
              <Buttons>
                <Button>{w.receipt}</Button>
              </Buttons>
              <p class="source">{w.receiptNote}</p>
            </form>
            {file.status === 'approved' ? (
              <div>
                <Buttons>
                  <ButtonLink href={`/bank/cases/${file.id}/ask`}>{words.zh.bank.requests.act}</ButtonLink>
                </Buttons>
                <p class="source">{words.zh.bank.requests.actNote}</p>
              </div>
            ) : null}
          </div>
          {guarantorLook ? (
            <div class="stack">
              <h2>{words.zh.guarantee.bank.sheet(applicantName(guarantorLook))}</h2>
              <DisclosedProfile look={guarantorLook} />
              <Buttons>
                <ButtonLink href={`/bank/cases/${file.id}`}>{w.toCase}</ButtonLink>
              </Buttons>
            </div>
          ) : look ? (
            <div class="stack">
              <DisclosedProfile look={look} />
              {look.consent.readNo < look.consent.readsTotal ? (
                <LookButton file={file} label={w.lookAgain(look.consent.readNo + 1, look.consent.readsTotal)} under={look.consent.id} />
              ) : null}
            </div>
          ) : (
            <div class="stack">
              <Sheet title={w.dataTitle}>
                <div class="stack">
                  <p>{w.dataText}</p>
                  <p class="muted">{w.dataKept}</p>
                  {errors.length > 0 ? <p class="muted">{words.zh.bank.decision.kept}</p> : null}
                  {file.reads.used < file.reads.total ? <LookButton file={file} label={w.look(file.reads.used + 1, file.reads.total)} /> : <p>{w.lookEnded}</p>}
                </div>
              </Sheet>
              {product ? <ProductAsks product={product} /> : null}
            </div>
          )}
          <DecisionSheet desk={desk} file={file} product={product} decision={decision} />
        </div>
      </div>
    </BankFrame>
  )
}

function lookSentence({ consent, asOf }: DisclosureView): string {
  const w = words.zh.bank.case
  const said = w.lookDone(consent.readNo, consent.readsTotal, asOf)
  return consent.readNo < consent.readsTotal ? said : said + w.lookLast
}

function guarantorSentence({ consent, asOf }: GuarantorDisclosure): string {
  return words.zh.guarantee.bank.lookDone(consent.readNo, consent.readsTotal, asOf)
}

/** A look is a logged read with a quota, so it is a form sent on purpose and never a link. */
function LookButton({ file, label, under = file.consentId }: { file: CaseView; label: string; under?: string }) {
  return (
    <form method="post" action={`/bank/cases/${file.id}/look`}>
      {under === file.consentId ? null : <input type="hidden" name="consent" value={under} />}
      <Buttons>
        <Button>{label}</Button>
      </Buttons>
      <p class="source">{words.zh.bank.case.lookNote}</p>
    </form>
  )
}

function Asked({ file, now }: { file: CaseView; now: Date }) {
  const w = words.zh.bank.case
  const { totalMinutes, goneMinutes } = answerClock(file.submittedAt, file.answerDue, now)
  return (
    <Sheet title={w.asked}>
      <div class="stack">
        <TermList
          terms={[
            { term: w.amount, detail: money(file.amountFen) },
            { term: w.term, detail: months(file.termMonths) },
            { term: w.purpose, detail: words.zh.trade.purpose[file.purpose] },
            { term: w.submitted, detail: dayTime(file.submittedAt) },
            { term: w.status, detail: words.zh.bank.status[file.status] },
          ]}
        />
        {file.status === 'submitted' ? (
          <ClockBar label={w.clock} totalMinutes={totalMinutes} goneMinutes={goneMinutes}>
            {w.clockPromise(file.answerDue)}
          </ClockBar>
        ) : null}
      </div>
    </Sheet>
  )
}

/** What the product asks, before anything is known of the applicant. */
function ProductAsks({ product }: { product: ProductVersionView }) {
  const w = words.zh.bank.case
  return (
    <Sheet title={w.productAsks}>
      {product.criteriaZh.length === 0 ? (
        <p>{w.noCriteria}</p>
      ) : (
        <div class="stack-s">
          <ul>
            {product.criteriaZh.map((sentence) => (
              <li>{sentence}</li>
            ))}
          </ul>
          <p class="source">{w.productAsksNote}</p>
        </div>
      )}
    </Sheet>
  )
}

function DecisionSheet({ desk, file, product, decision }: Pick<CasePageProps, 'desk' | 'file' | 'product' | 'decision'>) {
  const w = words.zh.bank.decision
  return (
    <Sheet title={w.title} id="decision">
      {file.decision ? (
        <Decided file={file} decision={file.decision} />
      ) : file.status === 'withdrawn' ? (
        <p>{w.withdrawn}</p>
      ) : isApprover(desk) && decision ? (
        <DecisionForm file={file} pricing={product?.terms.pricing ?? null} decision={decision} />
      ) : (
        <p>{w.viewer}</p>
      )}
    </Sheet>
  )
}

function Decided({ file, decision: d }: { file: CaseView; decision: NonNullable<CaseView['decision']> }) {
  const w = words.zh.bank.decision
  return (
    <TermList
      terms={[
        { term: w.outcome, detail: w[d.outcome] },
        ...(d.amountFen === null ? [] : [{ term: w.amount, detail: money(d.amountFen) }]),
        ...(d.termMonths === null ? [] : [{ term: w.months, detail: months(d.termMonths) }]),
        ...(d.rateBp === null ? [] : [{ term: w.rate, detail: percent(d.rateBp) }]),
        ...(d.reasons.length === 0
          ? []
          : [
              {
                term: w.reasonsGiven,
                detail: (
                  <ul class="stack-s">
                    {d.reasons.map((r) => (
                      <li>{w.reasonLine(r.label, r.next)}</li>
                    ))}
                  </ul>
                ),
              },
            ]),
        ...(d.note === '' ? [] : [{ term: w.note, detail: d.note }]),
        ...(file.decidedByName === null ? [] : [{ term: w.by, detail: file.decidedByName }]),
        ...(file.endedAt === null ? [] : [{ term: w.at, detail: dayTime(file.endedAt) }]),
      ]}
    />
  )
}

function DecisionForm({ file, pricing, decision }: { file: CaseView; pricing: ProductVersionView['terms']['pricing'] | null; decision: DecisionDesk }) {
  const w = words.zh.bank.decision
  const m = words.zh.measures
  const { values, errors, key, reasons } = decision
  const field = (name: 'amount' | 'months' | 'rate' | 'note') => ({ name, value: values[name], error: errorOf(errors, name) })
  return (
    <form class="form" method="post" action={`/bank/cases/${file.id}/decision`}>
      <ChoiceField
        name="outcome"
        label={w.outcome}
        value={values.outcome}
        error={errorOf(errors, 'outcome')}
        options={[
          { value: 'approved', label: w.approved },
          { value: 'declined', label: w.declined },
        ]}
      />
      <h3>{w.approvedTitle}</h3>
      <TextField {...field('amount')} label={w.amount} hint={w.amountHint(money(file.amountFen))} unit={m.wanUnit} inputmode="decimal" />
      <TextField {...field('months')} label={w.months} unit={m.monthsUnit} inputmode="numeric" />
      <TextField
        {...field('rate')}
        label={w.rate}
        hint={pricing ? w.rateHint(percent(pricing.floorBp), percent(pricing.capBp)) : undefined}
        unit={m.percentUnit}
        inputmode="decimal"
      />
      <h3>{w.declinedTitle}</h3>
      <TicksField
        name="reasons"
        label={w.reasons}
        values={values.reasons}
        error={errorOf(errors, 'reasons')}
        options={reasons.map((r) => ({ value: r.code, label: r.label }))}
      />
      <TextAreaField {...field('note')} label={w.note} optional maxlength={500} />
      <p class="source">{w.final}</p>
      <FormKey value={key} />
      <Buttons>
        <Button kind="main">{w.submit}</Button>
      </Buttons>
    </form>
  )
}
