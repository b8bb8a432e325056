import type { Context } from '../../platform/context.ts'
import { type CivilDate, civilDateOf } from '../../platform/kernel/time.ts'
import { catalogueStamp, publishedProducts } from '../../products/index.ts'
import { type Market, marketOf } from '../market.ts'
import { policyOn } from '../rank-policy.ts'
import type { Standings } from '../standings.ts'
import { hasInput, insertInput } from '../store.ts'
import { standingsOn as standingsOfNight } from './standings.ts'

/** How the standings of a day are come by, but for who is paused, which the products say themselves. */
export type StandingsOn = (ctx: Context, day: CivilDate) => Promise<Omit<Standings, 'pausedUntil'>>

/** The market as it is now; what runs will name it by is stored. */
export type MarketNow = (ctx: Context) => Promise<Market>

/** Standings move once a day; a process hears of it within a minute. */
const KEPT_MS = 60_000

/**
 * Keeps the market of one process: read and put together again when a product, a pause or the day changes, not for every
 * question. One per app, so that two databases never share one.
 */
export function keepMarket(standingsOn: StandingsOn = standingsOfNight): MarketNow {
  let kept: { name: string; at: number; market: Promise<Market>; standingsHash: string | null } | null = null
  const look = lookedTogether(async (ctx) => {
    const { standingsHash = null } = kept ?? {}
    // A database that was put back to an earlier state may lack what runs are to refer to.
    const [stamp, isHeld] = await Promise.all([catalogueStamp(ctx), standingsHash === null ? null : hasInput(ctx.db, standingsHash)])
    return { stamp, missing: isHeld === false ? standingsHash : null }
  })
  return async (ctx) => {
    const now = ctx.clock.now()
    const { stamp, missing } = await look(ctx)
    const name = `${civilDateOf(now)} ${stamp}`
    const isOld = kept?.name !== name || now.getTime() - kept.at > KEPT_MS
    if (isOld || (missing !== null && missing === kept!.standingsHash)) {
      const mine: NonNullable<typeof kept> = { name, at: now.getTime(), market: openMarket(ctx, standingsOn), standingsHash: null }
      kept = mine
      mine.market.then(
        ({ standingsHash }) => {
          mine.standingsHash = standingsHash
        },
        // What failed is not kept: the next question tries anew.
        () => {
          if (kept === mine) kept = null
        },
      )
    }
    return kept!.market
  }
}

/**
 * Many questions at once look once: whoever comes while a look is under way shares the one after it. So nobody is told of
 * a state that is older than its question. Only on the same handle: another may be a transaction, or another request's of
 * a Worker.
 */
function lookedTogether<T>(look: (ctx: Context) => Promise<T>): (ctx: Context) => Promise<T> {
  const lines = new WeakMap<Context['db'], { running: Promise<unknown>; next: Promise<T> | null }>()
  return async (ctx) => {
    const line = lines.get(ctx.db) ?? { running: Promise.resolve(), next: null }
    lines.set(ctx.db, line)
    line.next ??= line.running.then(() => {
      line.next = null
      const found = look(ctx)
      line.running = found.catch(() => {})
      return found
    })
    return line.next
  }
}

async function openMarket(ctx: Context, standingsOn: StandingsOn): Promise<Market> {
  const now = ctx.clock.now()
  const day = civilDateOf(now)
  const products = await publishedProducts(ctx)
  const pausedUntil = Object.fromEntries(products.flatMap(({ id, pausedUntil: until }) => (until === null ? [] : [[id, until]])))
  const candidates = products.map(({ id, version, lender, publishedOn, terms }) => ({
    ...{ productId: id, version, lenderId: lender.id, lenderName: lender.name },
    ...{ publishedOn, terms },
  }))
  const market = marketOf(candidates, policyOn(day), { ...(await standingsOn(ctx, day)), pausedUntil })
  await insertInput(ctx.db, market.catalogueHash, { members: market.members }, now)
  await insertInput(ctx.db, market.standingsHash, { standings: market.standings }, now)
  return market
}
