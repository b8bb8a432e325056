/**
 * Repayment schedules in whole fen. A month's rate is the yearly rate ÷ 12 (30/360); the last instalment pays whatever
 * rounding left over, so principal always sums to the loan and no row is negative.
 */
import { divideRounded, type Fen } from '../platform/kernel/money.ts'
import type { Bp } from '../platform/kernel/rate.ts'
import type { RepaymentMethod } from './terms.ts'

/**
 * A credit line drawn and repaid at will (随借随还) has no schedule of its own. It is quoted as if it were drawn in full
 * on the first day, interest paid monthly, principal at the end: the use that costs most. Whoever is shown such a quote
 * is told so.
 */
export const ON_CALL_USE = { drawnShareBp: 10_000, interest: 'monthly', principal: 'at_end' } as const

/** Basis points a year → a month. */
export const MONTH_BP = 120_000n

export interface Loan {
  /** At least 1. */
  principalFen: Fen
  /** 1 to 360. */
  termMonths: number
  rateBp: Bp
  method: RepaymentMethod
}

export interface Instalment {
  /** Months after drawdown, from 1. */
  period: number
  principalFen: Fen
  interestFen: Fen
  paymentFen: Fen
  /** After this payment. */
  outstandingFen: Fen
}

/** One row a month, also for months in which nothing is due. @throws RangeError outside the bounds above or at a negative rate */
export function schedule(loan: Loan): Instalment[] {
  const { principalFen, termMonths, rateBp, method } = loan
  if (principalFen < 1n) throw new RangeError(`schedule: principal ${principalFen}`)
  if (!Number.isInteger(termMonths) || termMonths < 1 || termMonths > 360) throw new RangeError(`schedule: term ${termMonths}`)
  if (!Number.isInteger(rateBp) || rateBp < 0) throw new RangeError(`schedule: rate ${rateBp}`)

  const level = method === 'equal_instalment' ? levelPayment(loan) : 0n
  const share = divideRounded(principalFen, BigInt(termMonths))
  const rows: Instalment[] = []
  let outstandingFen = principalFen
  for (let period = 1; period <= termMonths; period++) {
    const last = period === termMonths
    const interestFen = interestDue(loan, outstandingFen, period)
    const wanted = { equal_instalment: level - interestFen, equal_principal: share, interest_first: 0n, bullet: 0n, on_call: 0n }[method]
    const principalPart = last || wanted > outstandingFen ? outstandingFen : wanted
    outstandingFen -= principalPart
    rows.push({ period, principalFen: principalPart, interestFen, paymentFen: principalPart + interestFen, outstandingFen })
  }
  return rows
}

function interestDue({ principalFen, termMonths, rateBp, method }: Loan, outstandingFen: Fen, period: number): Fen {
  if (method !== 'bullet') return divideRounded(outstandingFen * BigInt(rateBp), MONTH_BP)
  // 利随本清: simple interest for the whole term, rounded once.
  return period === termMonths ? divideRounded(principalFen * BigInt(rateBp) * BigInt(termMonths), MONTH_BP) : 0n
}

/**
 * P·i·(1+i)^n ÷ ((1+i)^n − 1) in exact integers, rounded once. It is never below the first month's interest, and
 * outstanding never grows, so the principal part cannot turn negative.
 */
function levelPayment({ principalFen, termMonths, rateBp }: Loan): Fen {
  if (rateBp === 0) return divideRounded(principalFen, BigInt(termMonths))
  const grown = (MONTH_BP + BigInt(rateBp)) ** BigInt(termMonths)
  const still = MONTH_BP ** BigInt(termMonths)
  return divideRounded(principalFen * BigInt(rateBp) * grown, MONTH_BP * (grown - still))
}
