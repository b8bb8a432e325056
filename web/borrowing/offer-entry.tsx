import type { AdviceView } from '../../src/matching/advice-contract.ts'
import { wanFromFen } from '../client/form-values.ts'
import { Button, ButtonLink, Buttons } from '../ui/button.tsx'
import { CostParts, costRows } from '../ui/cost-parts.tsx'
import { DataTable } from '../ui/data-table.tsx'
import { money, months, percent, yuan } from '../ui/format.ts'
import { OfferCard } from '../ui/offer-card.tsx'
import { ReasonList } from '../ui/reason-list.tsx'
import { Tag } from '../ui/tag.tsx'
import { TermList } from '../ui/term-list.tsx'
import { words } from '../words/index.ts'
import { FetchLinks } from './fetch-links.tsx'
import type { Fetchable } from './fetchable.ts'
import { allReasons, lackingOf, type MatchView, type OfferView, topReasons } from './reasons.tsx'
import type { BorrowingWords, Side } from './side.ts'

const DOT = ' \u00b7 '

/** One offer that can be chosen: ranked, or waiting for data that the lender will ask for itself. */
export function OfferEntry({
  side,
  match,
  offer,
  fetchable,
  advice,
  scaleBp,
}: {
  side: Side
  match: MatchView
  offer: OfferView
  fetchable: Fetchable
  advice: AdviceView | undefined
  scaleBp: number
}) {
  const w = side.words.offers
  const { price } = offer
  const eligible = offer.status === 'eligible'
  const smaller = offer.limits.some((l) => l.limit === 'amount_above' && !l.blocking)
  const href = `${side.home}/authorise?${new URLSearchParams({ match: match.id, product: offer.productId })}`
  return (
    <OfferCard
      rank={offer.rank}
      name={offer.productName}
      tags={
        <>
          {eligible ? null : <Tag tone="warn">{w.unknownTag}</Tag>}
          {offer.paused ? <Tag tone="warn">{words.zh.choosing.paused}</Tag> : null}
        </>
      }
      sub={offer.lenderName + DOT + words.zh.trade.method[price.method]}
      price={percent(price.annualRateBp)}
      priceNotes={[eligible ? w.rate : w.ifMet, w.total(yuan(price.costFen, 'never'))]}
    >
      {eligible && !side.brief ? <CostParts scoreBp={offer.scoreBp} scaleBp={scaleBp} parts={offer.score} /> : null}
      {offer.paused ? <p class="warn">{offer.paused.sentence}</p> : null}
      <ReasonList reasons={topReasons(offer, w)} />
      {eligible ? <p class="source">{words.zh.measures.pair(words.zh.choosing.likelihood, offer.likelihood.sentence)}</p> : null}
      {eligible ? <Ways advice={advice} title={words.zh.choosing.waysCheaper} /> : null}
      {eligible ? null : <p class="source">{w.unknownNote}</p>}
      {eligible ? null : <Lacking side={side} match={match} offer={offer} fetchable={fetchable} />}
      <Buttons>
        <ButtonLink kind={eligible ? 'main' : 'plain'} href={href}>
          {eligible ? w.choose : w.askAnyway}
          <span class="sr"> {offer.productName}</span>
        </ButtonLink>
        {side.brief ? null : (
          <ButtonLink href={`${href}&purpose=PRECHECK`}>
            {words.zh.consents.once.act}
            <span class="sr"> {offer.productName}</span>
          </ButtonLink>
        )}
        {smaller ? <SmallerNeed side={side} match={match} amountFen={price.amountFen} /> : null}
        <label class="choice">
          <input type="checkbox" name="p" value={offer.productId} form="compare" aria-label={words.zh.choosing.compare.pickLabel(offer.productName)} />{' '}
          {words.zh.choosing.compare.pick}
        </label>
      </Buttons>
      <details>
        <summary>
          {w.details(offer.reasons.length)}
          <span class="sr"> {offer.productName}</span>
        </summary>
        <div class="stack">
          <ReasonList reasons={allReasons(offer, w)} />
          {advice ? <p>{advice.leastDisclosure.sentence}</p> : null}
          {side.brief ? (
            <p>
              <a href={`${href}&purpose=PRECHECK`}>
                {words.zh.consents.once.act}
                <span class="sr"> {offer.productName}</span>
              </a>
            </p>
          ) : null}
          {eligible ? (
            <p>
              <a href={`${side.home}/proofs/new?product=${encodeURIComponent(offer.productId)}`}>
                {words.zh.choosing.prove}
                <span class="sr"> {offer.productName}</span>
              </a>
            </p>
          ) : null}
          {side.brief ? null : <CostTable offer={offer} w={w} />}
        </div>
      </details>
    </OfferCard>
  )
}

/** What would open or cheapen an offer; every way was put to the matcher again. */
export function Ways({ advice, title }: { advice: AdviceView | undefined; title: string }) {
  if (!advice || advice.ways.length === 0) return null
  return (
    <div>
      <p class="small muted">{title}</p>
      <ul>
        {advice.ways.map((way) => (
          <li>{way.sentence}</li>
        ))}
      </ul>
    </div>
  )
}

/** What would decide an undecided offer and can be had by oneself, in the sentence of what it opens. */
function Lacking({ side, match, offer, fetchable }: { side: Side; match: MatchView; offer: OfferView; fetchable: Fetchable }) {
  const unlocks = match.unlocks.map((unlock) => ({ ...unlock, lacking: lackingOf(offer, unlock.categories).filter((id) => fetchable.has(id)) }))
  return (
    <>
      {unlocks
        .filter(({ lacking }) => lacking.length > 0)
        .map(({ sentence, lacking }) => (
          <p>
            {sentence}
            <FetchLinks lacking={lacking} fetchable={fetchable} side={side} />
          </p>
        ))}
    </>
  )
}

/** The same need at the amount this product lends. */
function SmallerNeed({ side, match, amountFen }: { side: Side; match: MatchView; amountFen: string }) {
  return (
    <form method="post" action={`${side.home}/offers`}>
      <input type="hidden" name="amount" value={wanFromFen(amountFen)} />
      <input type="hidden" name="term" value={String(match.need.termMonths)} />
      <input type="hidden" name="purpose" value={match.need.purpose} />
      <Button>{side.words.offers.at(money(amountFen))}</Button>
    </form>
  )
}

/** Limits, top-up and subsidies in a sentence each: also those that are not counted because something is unknown. */
function notesOf(price: OfferView['price']): string[] {
  const said = [...price.limits, ...(price.topUp ? [price.topUp] : []), ...price.subsidies]
  return said.filter(({ verdict }) => verdict !== 'short').map(({ sentence }) => sentence)
}

/** Where the cost-equivalent comes from: its parts add up, in basis points and in yuan. */
function CostTable({ offer, w }: { offer: OfferView; w: BorrowingWords['offers'] }) {
  const { price } = offer
  const labels = words.zh.pieces.cost.parts
  const products = words.zh.products
  const shown = offer.score.filter((p) => p.bp !== 0 || p.fen !== '0')
  const tiers = price.tiers.filter((t) => t.verdict === 'met')
  return (
    <div class="stack">
      <DataTable
        caption={w.cost}
        columns={[{ label: w.costPart, bare: true }, { label: w.costYear, numeric: true }, { label: w.costYuan, numeric: true }, { label: w.costMeaning }]}
        rows={shown.map((p) => [<span class="nowrap">{labels[p.part]}</span>, percent(p.bp), yuan(p.fen, 'always'), <span class="source">{p.meaning}</span>])}
        foot={[w.costTotal, percent(offer.scoreBp), yuan(offer.scoreFen, 'always'), '']}
      />
      {shown.some((p) => p.part !== 'annual_rate') ? <p class="source">{w.costNote}</p> : null}
      <TermList
        terms={[
          { term: w.price.rate, detail: w.price.rateText(percent(price.rateBp), percent(price.lprBp), price.lprDate) },
          ...(tiers.length === 0 ? [] : [{ term: w.price.tiers, detail: words.zh.measures.listed(tiers.map((t) => products.tier(t.label, t.addBp))) }]),
          { term: w.price.effective, detail: percent(price.effectiveRateBp) },
          { term: w.price.method, detail: `${words.zh.trade.method[price.method]}${DOT}${words.zh.trade.methodHint[price.method]}` },
          { term: w.price.amount, detail: `${money(price.amountFen)}${DOT}${months(price.termMonths)}` },
          ...costRows(price),
          ...notesOf(price).map((detail) => ({ term: w.price.notes, detail })),
        ]}
      />
    </div>
  )
}
