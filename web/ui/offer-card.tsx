import type { Child } from 'hono/jsx'

export interface OfferCardProps {
  /** 1, 2, …; null for what could not be ranked; left out where the list is no ranking. */
  rank?: number | null
  name: string
  tags?: Child
  sub: Child
  /** The one figure at the right, and what it is. */
  price?: Child
  priceNotes?: readonly Child[]
  children?: Child
}

/** One offer in a ledger of offers: place, name, price, then bar, reasons and buttons as children. Stands inside `.sheet.rows`. */
export function OfferCard({ rank, name, tags, sub, price, priceNotes, children }: OfferCardProps) {
  return (
    <article class={rank === undefined ? 'offer plain' : 'offer'}>
      {rank === undefined ? null : <div class={rank === null ? 'rank none' : 'rank'}>{rank ?? '\u00b7'}</div>}
      <div class="body">
        <div class="offer-top">
          <div>
            <h2>
              {name} {tags ?? null}
            </h2>
            <p class="source">{sub}</p>
          </div>
          {price ? (
            <div class="price">
              <div class="mid">{price}</div>
              {priceNotes?.map((note) => (
                <div>{note}</div>
              ))}
            </div>
          ) : null}
        </div>
        {children}
      </div>
    </article>
  )
}
