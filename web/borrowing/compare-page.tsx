import type { Child } from 'hono/jsx'
import type { AdviceView } from '../../src/matching/advice-contract.ts'
import { ButtonLink, Buttons } from '../ui/button.tsx'
import { DataTable } from '../ui/data-table.tsx'
import { money, months, percent, yuan } from '../ui/format.ts'
import { Notice } from '../ui/notice.tsx'
import { PageTitle } from '../ui/page-title.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { Tag } from '../ui/tag.tsx'
import { words } from '../words/index.ts'
import { BorrowerFrame } from './frame.tsx'
import { Meanings } from './offers-page.tsx'
import type { MatchView, OfferView } from './reasons.tsx'
import type { Stand } from './side.ts'

export const MOST_COMPARED = 4

export interface ComparePageProps {
  stand: Stand
  match: MatchView
  /** As picked, at most MOST_COMPARED. */
  offers: readonly OfferView[]
  advice: ReadonlyMap<string, AdviceView>
  tooMany: boolean
}

/** Up to four offers of one answer side by side, line by line; the best of a line is marked in words. */
export function ComparePage({ stand, match, offers, advice, tooMany }: ComparePageProps) {
  const w = words.zh.choosing.compare
  const lending = offers.filter((offer) => offer.status !== 'ineligible')
  const back = `${stand.side.home}/offers/${match.id}`
  return (
    <BorrowerFrame stand={stand} title={w.title} current="/need">
      <PageTitle title={w.title} lead={w.lead} />
      <div class="stack">
        {offers.length < 2 ? <Notice>{w.none}</Notice> : null}
        {tooMany ? <Notice tone="warn">{w.tooMany}</Notice> : null}
        {offers.length === 0 ? null : (
          <Sheet>
            {lending.length === 0 ? null : <Meanings side={stand.side} />}
            <DataTable
              caption={w.caption}
              captionHidden
              columns={[{ label: w.item, bare: true }, ...offers.map((offer) => ({ label: offer.productName }))]}
              rows={linesOf(offers, advice).map(({ label, cells }) => [<b class="nowrap">{label}</b>, ...cells])}
              foot={[
                '',
                ...offers.map((offer) =>
                  offer.status === 'ineligible' ? (
                    ''
                  ) : (
                    <ButtonLink href={`${stand.side.home}/authorise?${new URLSearchParams({ match: match.id, product: offer.productId })}`}>
                      {stand.side.words.offers.choose}
                      <span class="sr"> {offer.productName}</span>
                    </ButtonLink>
                  ),
                ),
              ]}
            />
          </Sheet>
        )}
        <Buttons>
          {lending.length < 2 ? null : (
            <ButtonLink href={`${stand.side.home}/authorise-several?${new URLSearchParams([['match', match.id], ...lending.map((o) => ['p', o.productId])])}`}>
              {words.zh.consents.several.entry(lending.length)}
            </ButtonLink>
          )}
          <ButtonLink href={back}>{w.back}</ButtonLink>
        </Buttons>
      </div>
    </BorrowerFrame>
  )
}

interface Line {
  label: string
  cells: Child[]
}

function linesOf(offers: readonly OfferView[], advice: ReadonlyMap<string, AdviceView>): Line[] {
  const { rows, lowest, most, met, unranked } = words.zh.choosing.compare
  const marked = (text: string, isBest: boolean, label: string): Child =>
    isBest ? (
      <>
        {text} <Tag tone="good">{label}</Tag>
      </>
    ) : (
      text
    )
  // Where all are alike, none is the best.
  const differ = (figures: readonly (number | bigint)[]) => figures.some((figure) => figure !== figures[0])
  const least = (figures: readonly (number | bigint)[], place: number) => differ(figures) && figures.every((figure) => figures[place]! <= figure)
  const greatest = (figures: readonly (number | bigint)[], place: number) => differ(figures) && figures.every((figure) => figures[place]! >= figure)
  const rates = offers.map((offer) => offer.price.annualRateBp)
  const costs = offers.map((offer) => BigInt(offer.price.costFen))
  const amounts = offers.map((offer) => BigInt(offer.price.amountFen))
  const line = (label: string, cell: (offer: OfferView, place: number) => Child): Line => ({ label, cells: offers.map(cell) })
  return [
    line(rows.rank, (offer) => (offer.rank === null ? unranked : words.zh.choosing.rank(offer.rank))),
    line(rows.rate, (offer, i) => marked(percent(offer.price.annualRateBp), least(rates, i), lowest)),
    line(rows.total, (_, i) => marked(yuan(costs[i]!, 'never'), least(costs, i), lowest)),
    line(rows.amount, (offer, i) => marked(money(offer.price.amountFen), greatest(amounts, i), most)),
    line(rows.term, (offer) => months(offer.price.termMonths)),
    line(rows.method, (offer) => words.zh.trade.method[offer.price.method]),
    line(rows.likelihood, (offer) => offer.likelihood.sentence),
    line(rows.reasons, (offer) => met(offer.reasons.filter((reason) => reason.verdict === 'met').length, offer.reasons.length)),
    line(rows.see, (offer) => advice.get(offer.productId)?.leastDisclosure.sentence ?? ''),
  ]
}
