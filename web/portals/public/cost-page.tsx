import type { QuoteView } from '../../../src/products/finance-contract.ts'
import { REPAYMENT_METHODS } from '../../../src/products/model.ts'
import { Button, Buttons } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { ErrorSummary, errorOf, type FormError } from '../../ui/error-summary.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { percent, percentDigits, yuan, yuanDigits } from '../../ui/format.ts'
import { Meter } from '../../ui/meter.tsx'
import { Notice } from '../../ui/notice.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { TermList } from '../../ui/term-list.tsx'
import { words } from '../../words/index.ts'
import type { CostValues } from './cost-form.ts'
import { PublicFrame, type Visit } from './frame.tsx'

export interface CostPageProps {
  visit: Visit
  values: CostValues
  errors: readonly FormError[]
  requestId?: string
  /** The answer, with the advertised rate brought to a year and the sum borrowed. */
  result: { quote: QuoteView; advertisedBp: number; principalFen: string } | null
}

export function CostPage({ visit, values, errors, requestId, result }: CostPageProps) {
  const w = words.zh.cost
  return (
    <PublicFrame title={w.title} current="/cost" visit={visit}>
      <ErrorSummary errors={errors} requestId={requestId} />
      <PageTitle title={w.title} lead={w.lead} />
      <div class="split side-left">
        <Sheet class="no-print">
          <CostForm values={values} errors={errors} />
        </Sheet>
        <div class="stack" id="result">
          {result ? <Result {...result} /> : <Waiting />}
        </div>
      </div>
    </PublicFrame>
  )
}

function CostForm({ values, errors }: { values: CostValues; errors: readonly FormError[] }) {
  const w = words.zh.cost
  const m = words.zh.measures
  const field = (name: keyof CostValues) => ({ name, value: values[name], error: errorOf(errors, name) })
  return (
    <form class="form" method="get" action="/cost#result">
      <h2>{w.loan}</h2>
      <TextField {...field('amount')} label={w.amount} unit={m.wanUnit} inputmode="decimal" required />
      <TextField {...field('term')} label={w.term} hint={w.termHint} unit={m.monthsUnit} inputmode="numeric" required />
      <TextField {...field('rate')} label={w.rate} inputmode="decimal" required />
      <SelectField {...field('per')} label={w.rateUnit} options={(['year', 'month', 'day'] as const).map((value) => ({ value, label: w.rateUnits[value] }))} />
      <SelectField {...field('method')} label={w.method} options={REPAYMENT_METHODS.map((value) => ({ value, label: words.zh.trade.method[value] }))} />
      <h2>{w.fees}</h2>
      <p class="hint">{w.feesHint}</p>
      <TextField {...field('upfrontPercent')} label={w.upfrontPercent} unit={m.percentUnit} inputmode="decimal" />
      <TextField {...field('upfrontYuan')} label={w.upfrontYuan} unit={m.yuanUnit} inputmode="decimal" />
      <TextField {...field('yearlyPercent')} label={w.yearlyPercent} unit={m.percentUnit} inputmode="decimal" />
      <TextField {...field('atEndYuan')} label={w.atEndYuan} unit={m.yuanUnit} inputmode="decimal" />
      <TextField {...field('subsidy')} label={w.subsidy} hint={w.subsidyHint} unit={m.percentUnit} inputmode="decimal" />
      <Buttons>
        <Button kind="main">{w.submit}</Button>
      </Buttons>
    </form>
  )
}

function Waiting() {
  const w = words.zh.cost
  return (
    <section class="empty">
      <h2>{w.emptyTitle}</h2>
      <p class="muted">{w.emptyText}</p>
    </section>
  )
}

function Result({ quote, advertisedBp, principalFen }: NonNullable<CostPageProps['result']>) {
  const w = words.zh.cost
  const { totals, rows } = quote
  const first = rows[0]
  const last = rows[rows.length - 1]
  const gap = quote.nominalBp === null ? null : quote.nominalBp - advertisedBp
  const scale = Math.max(1, advertisedBp, quote.nominalBp ?? 0)
  return (
    <>
      <Sheet title={w.resultTitle}>
        <div class="halves">
          <div>
            <p class="muted">{w.realRate}</p>
            <p class="big">{quote.nominalBp === null ? words.zh.measures.none : percent(quote.nominalBp)}</p>
            {quote.effectiveBp === null ? null : (
              <p class="source">
                {w.effective} {percent(quote.effectiveBp)}
              </p>
            )}
          </div>
          <div>
            <p class="muted">{w.totalCost}</p>
            <p class="big">{yuan(totals.totalCostFen)}</p>
            <p class="source">
              {w.advertised} {percent(advertisedBp)}
            </p>
          </div>
        </div>
        {gap === null || quote.nominalBp === null ? (
          <Notice tone="bad">{w.eaten}</Notice>
        ) : (
          <div class="stack-s compare">
            <RateBar label={w.barAdvertised} bp={advertisedBp} scale={scale} colour={6} />
            <RateBar label={w.barReal} bp={quote.nominalBp} scale={scale} colour={gap > 0 ? 3 : 1} />
            <p>{gap === 0 ? w.compareSame : gap > 0 ? w.compareMore(percentDigits(gap)) : w.compareLess(percentDigits(-gap))}</p>
          </div>
        )}
      </Sheet>
      <div class="halves">
        <Sheet>
          <TermList
            terms={[
              { term: w.received, detail: yuan(quote.netDrawdownFen) },
              { term: w.repaid, detail: yuan(totals.paymentFen) },
              { term: w.interest, detail: yuan(totals.interestFen) },
              { term: w.feesTotal, detail: yuan(totals.feesFen) },
              ...(totals.subsidyFen === '0' ? [] : [{ term: w.subsidyTotal, detail: yuan(`-${totals.subsidyFen}`) }]),
              ...(first ? [{ term: w.firstPayment, detail: yuan(first.paymentFen) }] : []),
              ...(last && rows.length > 1 ? [{ term: w.lastPayment, detail: yuan(last.paymentFen) }] : []),
            ]}
          />
        </Sheet>
        <Sheet title={w.what}>
          <p class="muted">{w.whatText}</p>
        </Sheet>
      </div>
      <Schedule quote={quote} principalFen={principalFen} />
    </>
  )
}

function RateBar({ label, bp, scale, colour }: { label: string; bp: number; scale: number; colour: 1 | 3 | 6 }) {
  return (
    <div>
      <div class="clock-top">
        <span>{label}</span>
        <b>{percent(bp)}</b>
      </div>
      <Meter label={`${label} ${percent(bp)}`} parts={[{ permille: (Math.max(0, bp) * 1000) / scale, colour }]} />
    </div>
  )
}

/** The first year stays open; what follows is folded, because 30 years are 360 rows. */
const OPEN_ROWS = 12

function Schedule({ quote, principalFen }: { quote: QuoteView; principalFen: string }) {
  const w = words.zh.cost
  const { rows, totals } = quote
  const money = (fen: string) => yuanDigits(fen, 'always')
  const some = (fen: string) => (fen === '0' ? words.zh.measures.none : money(fen))
  const withFees = totals.feesFen !== '0'
  const withSubsidy = totals.subsidyFen !== '0'
  const columns = [
    { label: w.period, bare: true },
    { label: w.payment, numeric: true },
    { label: w.principal, numeric: true },
    { label: w.interestColumn, numeric: true },
    ...(withFees ? [{ label: w.fee, numeric: true }] : []),
    ...(withSubsidy ? [{ label: w.subsidyColumn, numeric: true }] : []),
    { label: w.left, numeric: true },
  ]
  const cells = (row: QuoteView['rows'][number]) => [
    w.periodNo(row.period),
    money(row.paymentFen),
    money(row.principalFen),
    money(row.interestFen),
    ...(withFees ? [some(row.feesFen)] : []),
    ...(withSubsidy ? [some(row.subsidyFen)] : []),
    money(row.outstandingFen),
  ]
  const drawdown =
    quote.upfrontFeesFen === '0'
      ? []
      : [
          [
            w.drawdown,
            money(quote.upfrontFeesFen),
            '',
            '',
            ...(withFees ? [money(quote.upfrontFeesFen)] : []),
            ...(withSubsidy ? [''] : []),
            money(principalFen),
          ],
        ]
  const foot = [
    w.total(rows.length),
    money(String(BigInt(totals.paymentFen) + BigInt(quote.upfrontFeesFen))),
    money(principalFen),
    money(totals.interestFen),
    ...(withFees ? [money(totals.feesFen)] : []),
    ...(withSubsidy ? [money(totals.subsidyFen)] : []),
    '',
  ]
  const later = rows.slice(OPEN_ROWS)
  return (
    <Sheet title={w.schedule} aside={w.scheduleHint}>
      <DataTable tight caption={w.schedule} captionHidden columns={columns} rows={[...drawdown, ...rows.slice(0, OPEN_ROWS).map(cells)]} foot={foot} />
      {later.length > 0 ? (
        <details>
          <summary>{w.more(rows.length)}</summary>
          <DataTable tight caption={w.more(rows.length)} captionHidden columns={columns} rows={later.map(cells)} />
        </details>
      ) : null}
    </Sheet>
  )
}
