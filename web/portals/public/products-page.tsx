import type { ProductView } from '../../../src/products/contract.ts'
import { type Criterion, describeCriterion, PURPOSES } from '../../../src/products/model.ts'
import { SUBJECT_KINDS } from '../../../src/subjects/model.ts'
import { wanFromFen } from '../../client/form-values.ts'
import { homeOf } from '../../client/me.ts'
import { type Problem, sentenceOf } from '../../client/problem.ts'
import { Button, ButtonLink, Buttons } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { SelectField } from '../../ui/field.tsx'
import { hours, money, months, percent, percentDigits, yuan } from '../../ui/format.ts'
import { OfferCard } from '../../ui/offer-card.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { Pagination } from '../../ui/pagination.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { Tag } from '../../ui/tag.tsx'
import { TermList } from '../../ui/term-list.tsx'
import { words } from '../../words/index.ts'
import { PublicFrame, type Visit } from './frame.tsx'

export interface ProductsPageProps {
  visit: Visit
  products: readonly ProductView[]
  filter: { audience: string; purpose: string }
  problem: Problem | null
  nextHref: string | null
  firstHref: string | null
}

export function ProductsPage({ visit, products, filter, problem, nextHref, firstHref }: ProductsPageProps) {
  const w = words.zh.products
  const any = { value: '', label: words.zh.pieces.form.any }
  const filtered = filter.audience !== '' || filter.purpose !== ''
  return (
    <PublicFrame title={w.title} current="/products" visit={visit}>
      {problem ? <ErrorSummary errors={[{ field: null, message: sentenceOf(problem) }]} requestId={problem.requestId} kept={false} /> : null}
      <PageTitle title={w.title} lead={w.lead} />
      <div class="stack">
        <Sheet>
          <form class="filters" method="get" action="/products">
            <SelectField
              name="audience"
              label={w.audience}
              value={filter.audience}
              options={[any, ...SUBJECT_KINDS.map((value) => ({ value, label: words.zh.trade.subjectKind[value] }))]}
            />
            <SelectField
              name="purpose"
              label={w.purpose}
              value={filter.purpose}
              options={[any, ...PURPOSES.map((value) => ({ value, label: words.zh.trade.purpose[value] }))]}
            />
            <Button>{w.filter}</Button>
            {filtered ? <ButtonLink href="/products">{w.clear}</ButtonLink> : null}
          </form>
        </Sheet>
        {products.length === 0 && !problem ? (
          filtered ? (
            <EmptyState kind="filtered_out" text={w.emptyFiltered} action={<ButtonLink href="/products">{w.clear}</ButtonLink>} />
          ) : (
            <EmptyState kind="none_yet" text={w.emptyNone} />
          )
        ) : (
          <div class="split">
            <div class="sheet rows">
              {products.map((product) => (
                <ProductRow product={product} />
              ))}
            </div>
            <Sheet title={w.matchTitle}>
              <div class="stack">
                <p>{w.matchText}</p>
                <Buttons>
                  <MatchLink visit={visit} />
                </Buttons>
                <p class="source">{w.lprWhat}</p>
              </div>
            </Sheet>
          </div>
        )}
        <Pagination shown={products.length} nextHref={nextHref} firstHref={firstHref} />
      </div>
    </PublicFrame>
  )
}

/** A borrower goes on to the need, a visitor to the door, everybody else to work of their own. */
function MatchLink({ visit: { me } }: { visit: Visit }) {
  const w = words.zh.products
  const home = me ? homeOf(me.role) : '/sign-in?next=/firm'
  const borrows = me?.role === 'firm' || me?.role === 'farmer'
  return (
    <ButtonLink kind="main" href={borrows ? `${home}/need` : home}>
      {me === null ? w.match : borrows ? w.matchOwn : words.zh.frame.myPortal}
    </ButtonLink>
  )
}

function ProductRow({ product }: { product: ProductView }) {
  const w = words.zh.products
  const { measures, trade } = words.zh
  const t = product.terms
  return (
    <OfferCard
      name={t.name}
      tags={
        <>
          {t.unsecured ? <Tag tone="good">{w.unsecured}</Tag> : <Tag>{w.secured}</Tag>}
          {product.pausedUntil ? <Tag tone="warn">{w.paused(product.pausedUntil)}</Tag> : null}
        </>
      }
      sub={product.lenderName}
      price={w.from(percent(t.pricing.floorBp))}
      priceNotes={[w.fromNote]}
    >
      <p>{t.summary}</p>
      <TermList
        across
        terms={[
          { term: w.amount, detail: measures.range(money(t.minFen), money(t.maxFen)) },
          { term: w.term, detail: measures.range(months(t.minMonths), months(t.maxMonths)) },
          { term: w.answer, detail: w.answerHours(hours(t.answerHours)) },
          { term: w.fees, detail: t.pricing.fees.length === 0 ? w.noFees : measures.listed(t.pricing.fees.map(feeText)) },
        ]}
      />
      <details>
        <summary>{w.more}</summary>
        <TermList
          terms={[
            { term: w.who, detail: measures.listed(t.audience.map((a) => trade.subjectKind[a])) },
            { term: w.purposes, detail: measures.listed(t.purposes.map((p) => trade.purpose[p])) },
            { term: w.method, detail: measures.listed(t.methods.map((m) => trade.method[m])) },
            { term: w.rates, detail: w.rateRange(percent(t.pricing.floorBp), percent(t.pricing.capBp)) },
            { term: w.formula, detail: w.lprPlus(t.pricing.spreadBp) },
            ...(t.pricing.tiers.length === 0
              ? []
              : [{ term: w.tiers, detail: measures.listed(t.pricing.tiers.map((tier) => w.tier(tier.label, tier.addBp))) }]),
            ...(t.limits ? [{ term: w.limits, detail: measures.listed(t.limits.map(({ label, maxFen }) => w.limit(label, money(maxFen)))) }] : []),
            ...(t.topUp ? [{ term: w.topUp, detail: w.topUpText(money(t.topUp.maxFen), describeCriterion(t.topUp.when as Criterion)) }] : []),
            ...(t.pricing.subsidies
              ? [
                  {
                    term: w.subsidies,
                    detail: measures.listed(
                      t.pricing.subsidies.map((s) => w.subsidy(s.label, percent(s.subsidyBp), describeCriterion(s.when as Criterion), s.source)),
                    ),
                  },
                ]
              : []),
            {
              term: w.criteriaTitle,
              detail: (
                <ul>
                  {product.criteriaZh.map((sentence) => (
                    <li>{sentence}</li>
                  ))}
                </ul>
              ),
            },
          ]}
        />
      </details>
      <Buttons>
        <ButtonLink href={costHref(product)}>{w.cost}</ButtonLink>
      </Buttons>
    </OfferCard>
  )
}

function feeText(fee: ProductView['terms']['pricing']['fees'][number]): string {
  const say = words.zh.products.feeText
  return 'fen' in fee ? say[fee.kind](fee.label, yuan(fee.fen)) : say[fee.kind](fee.label, percent(fee.bp))
}

/** The calculator filled with this product's best case: its largest amount within 500,000 yuan, one year, its fees added up. */
function costHref({ terms: t }: ProductView): string {
  const fen = [BigInt(t.minFen), BigInt(t.maxFen) < 50_000_000n ? BigInt(t.maxFen) : 50_000_000n].reduce((a, b) => (a > b ? a : b))
  // The calculator knows fees by when they fall due, not by who gets them.
  const sum = (kind: string) => t.pricing.fees.reduce((total, fee) => (fee.kind.endsWith(kind) ? total + BigInt('bp' in fee ? fee.bp : fee.fen) : total), 0n)
  const query = new URLSearchParams({
    amount: wanFromFen(String(fen)),
    term: String(Math.min(Math.max(12, t.minMonths), t.maxMonths)),
    rate: percentDigits(t.pricing.floorBp),
    per: 'year',
    method: t.methods[0] ?? 'equal_instalment',
  })
  const add = (box: string, total: bigint) => (total > 0n ? query.set(box, `${total / 100n}.${String(total % 100n).padStart(2, '0')}`) : undefined)
  add('upfrontPercent', sum('upfront_bp'))
  add('upfrontYuan', sum('upfront_fen'))
  add('yearlyPercent', sum('yearly_bp'))
  add('atEndYuan', sum('at_end_fen'))
  return `/cost?${query}#result`
}
