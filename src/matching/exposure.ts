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
