/**
 * Who was shown in the top places, and who could have been. A place is fair where every lender with an eligible offer in an
 * answer has the same part of that answer's top places: counted by lender and not by product, so that nobody gains a share
 * by listing one loan ten times.
 */
import { divideRounded } from '../platform/kernel/money.ts'
import type { Bp } from '../platform/kernel/rate.ts'

/** Ranks 1 to 3 are what a reader sees without scrolling. */
export const TOP_PLACES = 3
/** Days before the present one that a deficit is reckoned over. */
export const EXPOSURE_DAYS = 28

/** One lender over some days. */
export interface ExposureSum {
  lenderId: string
  /** Answers in which it had an eligible offer that could be had at once. */
  appearances: number
  shownPlaces: number
  /** In ten-thousandths of a place. */
  fairPlacesBp: number
}

export interface Exposure extends ExposureSum {
  /** Of all top places shown to anybody, 0..10 000. */
  shownShareBp: Bp
  fairShareBp: Bp
  /** Fair less shown: above 0 it was shown too rarely. */
  deficitBp: Bp
}

/** One offer of an answer, as far as it is counted. */
export interface PlacedOffer {
  lenderId: string
  status: string
  rank: number | null
  paused?: unknown
}

/** What one answer showed of each lender: the rule that `countExposure` has as SQL. */
export function placesIn(offers: readonly PlacedOffer[]): ExposureSum[] {
  const open = offers.filter(({ status, paused }) => status === 'eligible' && (paused ?? null) === null)
  const places = Math.min(open.length, TOP_PLACES)
  const lenders = [...new Set(open.map(({ lenderId }) => lenderId))]
  const fairPlacesBp = Math.floor((2 * places * 10_000 + lenders.length) / (2 * lenders.length))
  return lenders.map((lenderId) => ({
    ...{ lenderId, appearances: 1, fairPlacesBp },
    shownPlaces: open.filter((offer) => offer.lenderId === lenderId && offer.rank !== null && offer.rank <= TOP_PLACES).length,
  }))
}

/** One sum for each lender. */
export function addUp(sums: Iterable<ExposureSum>): ExposureSum[] {
  const all = new Map<string, ExposureSum>()
  for (const { lenderId, appearances, shownPlaces, fairPlacesBp } of sums) {
    const sum = all.get(lenderId) ?? { lenderId, appearances: 0, shownPlaces: 0, fairPlacesBp: 0 }
    all.set(lenderId, {
      ...{ lenderId, appearances: sum.appearances + appearances },
      ...{ shownPlaces: sum.shownPlaces + shownPlaces, fairPlacesBp: sum.fairPlacesBp + fairPlacesBp },
    })
  }
  return [...all.values()]
}

/** By lender id. */
export function exposuresOf(sums: readonly ExposureSum[]): Exposure[] {
  const places = sums.reduce((total, { shownPlaces }) => total + shownPlaces, 0)
  const share = (placesBp: number): Bp => (places === 0 ? 0 : Number(divideRounded(BigInt(placesBp), BigInt(places))))
  return [...sums]
    .sort((a, b) => (a.lenderId < b.lenderId ? -1 : 1))
    .map((sum) => {
      const [shownShareBp, fairShareBp] = [share(10_000 * sum.shownPlaces), share(sum.fairPlacesBp)]
      return { ...sum, shownShareBp, fairShareBp, deficitBp: fairShareBp - shownShareBp }
    })
}
