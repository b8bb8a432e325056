import type { AdviceView } from '../../src/matching/advice-contract.ts'
import { modeSentence, nearTieSentence, policyNamed } from '../../src/matching/model.ts'
import { wanFromFen } from '../client/form-values.ts'
import { Button, ButtonLink, Buttons } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { money, months } from '../ui/format.ts'
import { KeyFigures } from '../ui/key-figures.tsx'
import { Notice } from '../ui/notice.tsx'
import { PageTitle } from '../ui/page-title.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { words } from '../words/index.ts'
import { FetchLinks } from './fetch-links.tsx'
import type { Fetchable } from './fetchable.ts'
import { BorrowerFrame } from './frame.tsx'
import { needQuery } from './need-form.ts'
import { OfferEntry, Ways } from './offer-entry.tsx'
import { isForOthers, lackingOf, type MatchView, type OfferView } from './reasons.tsx'
import type { BorrowingWords, Side, Stand } from './side.ts'

/** One answer to one need: ranked, then undecided, then refused with the reasons; nobody else has seen it. */
export function OffersPage({
  stand,
  match,
  fetchable,
  advice,
  refused,
}: {
  stand: Stand
  match: MatchView
  /** Attributes that the reader can have fetched. */
  fetchable: Fetchable
  /** By product. */
  advice: ReadonlyMap<string, AdviceView>
  refused: boolean
}) {
  const { side } = stand
  const w = side.words.offers
  const { need, offers } = match
  const eligible = offers.filter((o) => o.status === 'eligible')
  const unknown = offers.filter((o) => o.status === 'unknown')
  const ineligible = offers.filter((o) => o.status === 'ineligible')
  const { counts } = match
  const counted = counts.eligible + counts.unknown + counts.ineligible
  const title = w.title(counts.eligible, counts.unknown)
  const change = `${side.home}/need?${needQuery(need)}`
  const scaleBp = Math.max(1, ...eligible.map((o) => o.scoreBp))
  const open = [...eligible, ...unknown]
  return (
    <BorrowerFrame stand={stand} title={title} current="/need">
      <PageTitle title={title} lead={w.lead} />
      <div class="stack">
        {refused ? <Notice>{w.refusedNotice}</Notice> : null}
        {stand.demo && open.some((o) => o.lenderName === words.zh.start.demoLender) ? <Notice>{words.zh.start.demoChoose}</Notice> : null}
        <KeyFigures
          figures={[
            { term: w.amount, detail: money(need.amountFen) },
            { term: w.term, detail: months(need.termMonths) },
            { term: w.purpose, detail: words.zh.trade.purpose[need.purpose] },
          ]}
          action={
            <Buttons>
              <ButtonLink href={change}>{w.change}</ButtonLink>
              <ButtonLink href={`${side.home}/what-if?${needQuery(need)}`}>{words.zh.choosing.others.link}</ButtonLink>
            </Buttons>
          }
        />
        <Preference match={match} side={side} />
        {offers.length < counted ? <p class="source">{words.zh.choosing.partOfAll(offers.length, counted)}</p> : null}
        {eligible.length === 0 ? null : <Meanings side={side} />}
        <div class="split">
          <div class="stack">
            {open.length === 0 ? (
              <>
                <EmptyState kind="filtered_out" title={w.emptyTitle} text={w.emptyText} action={<ButtonLink href={change}>{w.change}</ButtonLink>} />
                <NearestWays offers={ineligible} advice={advice} />
              </>
            ) : (
              <div class="sheet rows">
                {open.map((offer) => (
                  <OfferEntry side={side} match={match} offer={offer} fetchable={fetchable} advice={advice.get(offer.productId)} scaleBp={scaleBp} />
                ))}
              </div>
            )}
            {open.length < 2 ? null : (
              <form id="compare" method="get" action={`${side.home}/offers/${match.id}/compare`}>
                <Buttons>
                  <Button>{words.zh.choosing.compare.submit}</Button>
                </Buttons>
              </form>
            )}
            <Refused offers={ineligible} advice={advice} w={w} />
          </div>
          <Unlocks match={match} fetchable={fetchable} side={side} />
        </div>
      </div>
    </BorrowerFrame>
  )
}

/** What the words on every offer below mean; a household's cards name no IRR and no LPR. */
export function Meanings({ side }: { side: Side }) {
  const { rate, lpr, likelihood } = words.zh.choosing.meanings
  return (
    <div>
      {(side.brief ? [likelihood] : [rate, lpr, likelihood]).map((line) => (
        <p class="source">{line}</p>
      ))}
    </div>
  )
}

/** What the order looks at first; the same need asked again. */
function Preference({ match, side }: { match: MatchView; side: Side }) {
  const w = words.zh.choosing.prefer
  const { need } = match
  const chosen = need.prefer ?? 'cheapest'
  const policy = policyNamed(match.policyVersion)
  return (
    <form method="post" action={`${side.home}/offers`}>
      <input type="hidden" name="amount" value={wanFromFen(need.amountFen)} />
      <input type="hidden" name="term" value={String(need.termMonths)} />
      <input type="hidden" name="purpose" value={need.purpose} />
      <Buttons>
        <span class="small muted">{w.label}</span>
        {PREFERENCES.map((mode) => (
          <button class="chip" type="submit" name="prefer" value={mode} aria-pressed={mode === chosen ? 'true' : 'false'}>
            {w[mode]}
          </button>
        ))}
      </Buttons>
      <p class="source">{words.zh.measures.sentences([modeSentence(policy, chosen), nearTieSentence(policy), w.policy(match.policyVersion)])}</p>
    </form>
  )
}

const PREFERENCES = ['cheapest', 'fastest', 'surest'] as const

const NEAREST = 3

/** Where nothing fits: the first products that one change would open, and which. */
function NearestWays({ offers, advice }: { offers: readonly OfferView[]; advice: ReadonlyMap<string, AdviceView> }) {
  const opened = offers
    .flatMap(
      (offer) =>
        advice
          .get(offer.productId)
          ?.ways.slice(0, 1)
          .map((way) => ({ offer, way })) ?? [],
    )
    .slice(0, NEAREST)
  if (opened.length === 0) return null
  return (
    <Sheet title={words.zh.choosing.ways}>
      <ul>
        {opened.map(({ offer, way }) => (
          <li>{words.zh.measures.pair(offer.productName, way.sentence)}</li>
        ))}
      </ul>
    </Sheet>
  )
}

function Unlocks({ match, fetchable, side }: { match: MatchView; fetchable: Fetchable; side: Side }) {
  const w = side.words.offers
  const undecided = match.offers.filter((offer) => offer.status === 'unknown')
  return (
    <Sheet title={w.unlockTitle}>
      <div class="stack-s">
        {match.unlocks.length === 0 ? (
          <p>{w.unlockNone}</p>
        ) : (
          match.unlocks.map((unlock) => (
            <p>
              {unlock.sentence}
              <FetchLinks lacking={undecided.flatMap((offer) => lackingOf(offer, unlock.categories))} fetchable={fetchable} side={side} />
            </p>
          ))
        )}
        {match.unlocks.length === 0 ? null : <p class="source">{w.unlockHint}</p>}
        <p class="source">{w.run(match.asOf)}</p>
      </div>
    </Sheet>
  )
}

function Refused({ offers, advice, w }: { offers: readonly OfferView[]; advice: ReadonlyMap<string, AdviceView>; w: BorrowingWords['offers'] }) {
  const mine = offers.filter((o) => !isForOthers(o))
  const others = offers.length - mine.length
  if (offers.length === 0) return null
  return (
    <Sheet title={mine.length === 0 ? undefined : w.refusedTitle(mine.length)}>
      {mine.length === 0 ? null : (
        <details>
          <summary>{w.refusedOpen}</summary>
          <div class="stack">
            <p class="source">{w.refusedLead}</p>
            {mine.map((offer) => (
              <div>
                <h3>{offer.productName}</h3>
                <p class="source">{offer.lenderName}</p>
                <ul>
                  {offer.principalReasons.map((sentence) => (
                    <li>
                      <span class="warn" aria-hidden="true">
                        !{' '}
                      </span>
                      {sentence}
                    </li>
                  ))}
                </ul>
                <Ways advice={advice.get(offer.productId)} title={words.zh.choosing.ways} />
              </div>
            ))}
          </div>
        </details>
      )}
      {others === 0 ? null : <p class="source">{w.otherAudience(others)}</p>}
    </Sheet>
  )
}
