/** What a loan really costs: schedule, fees and interest subsidy month by month, and the yearly rate all of it amounts to. */
import { divideRounded, type Fen, shareOf } from '../platform/kernel/money.ts'
import type { Bp } from '../platform/kernel/rate.ts'
import { annualRate } from './annual-rate.ts'
import { type Instalment, type Loan, MONTH_BP, schedule } from './schedule.ts'
import type { Fee } from './terms.ts'

export interface QuoteInput extends Loan {
  fees: readonly Fee[]
  /** Interest subsidy a year on outstanding principal (贴息); never more than the interest it relieves. */
  subsidyBp?: Bp
}

export interface QuoteRow {
  period: number
  principalFen: Fen
  interestFen: Fen
  feesFen: Fen
  subsidyFen: Fen
  /** What the borrower hands over: principal + interest + fees − subsidy. */
  paymentFen: Fen
  outstandingFen: Fen
}

export interface Quote {
  /** Due on drawdown, period 0. */
  upfrontFeesFen: Fen
  /** Principal less upfront fees: what reaches the borrower. */
  netDrawdownFen: Fen
  rows: QuoteRow[]
  totals: {
    interestFen: Fen
    /** Upfront, yearly and at the end. */
    feesFen: Fen
    subsidyFen: Fen
    /** All the borrower hands over after drawdown: the sum of the rows. paymentFen − netDrawdownFen = totalCostFen. */
    paymentFen: Fen
    /** interest + fees − subsidy. */
    totalCostFen: Fen
  }
  /** null where upfront fees eat the loan, or the rate is past all measure. */
  nominalBp: Bp | null
  effectiveBp: Bp | null
}

export function quote(input: QuoteInput): Quote {
  const instalments = schedule(input)
  const upfrontFeesFen = sum(input.fees.map((fee) => upfrontFen(fee, input.principalFen)))
  const netDrawdownFen = input.principalFen - upfrontFeesFen
  const rows = instalments.map((row, i): QuoteRow => {
    const before = instalments[i - 1]?.outstandingFen ?? input.principalFen
    const feesFen = sum(input.fees.map((fee) => laterFen(fee, row.period, before, input.termMonths)))
    const subsidyFen = subsidyDue(input, row, before)
    const { period, principalFen, interestFen, outstandingFen } = row
    return { period, principalFen, interestFen, feesFen, subsidyFen, paymentFen: row.paymentFen + feesFen - subsidyFen, outstandingFen }
  })
  const interestFen = sum(rows.map((row) => row.interestFen))
  const feesFen = upfrontFeesFen + sum(rows.map((row) => row.feesFen))
  const subsidyFen = sum(rows.map((row) => row.subsidyFen))
  const paymentFen = sum(rows.map((row) => row.paymentFen))

  const rate =
    netDrawdownFen > 0n
      ? annualRate([{ period: 0, amountFen: netDrawdownFen }, ...rows.map((row) => ({ period: row.period, amountFen: -row.paymentFen }))])
      : null
  const { nominalBp, effectiveBp } = rate?.outcome === 'rate' ? rate : { nominalBp: null, effectiveBp: null }
  const totals = { interestFen, feesFen, subsidyFen, paymentFen, totalCostFen: interestFen + feesFen - subsidyFen }
  return { upfrontFeesFen, netDrawdownFen, rows, totals, nominalBp, effectiveBp }
}

function upfrontFen(fee: Fee, principalFen: Fen): Fen {
  if (fee.kind === 'upfront_bp') return shareOf(principalFen, fee.bp)
  return fee.kind === 'upfront_fen' ? fee.fen : 0n
}

/**
 * A yearly fee is charged on what was owed through the month that ends on the anniversary, before that day's instalment:
 * otherwise a one-year loan would hide its yearly fee altogether.
 */
function laterFen(fee: Fee, period: number, beforeFen: Fen, termMonths: number): Fen {
  if (fee.kind === 'yearly_bp') return period % 12 === 0 ? shareOf(beforeFen, fee.bp) : 0n
  return fee.kind === 'at_end_fen' && period === termMonths ? fee.fen : 0n
}

/** A bullet loan's interest is for its whole term, and so is the subsidy paid with it. */
function subsidyDue({ subsidyBp = 0, method, termMonths }: QuoteInput, row: Instalment, beforeFen: Fen): Fen {
  const months = method === 'bullet' ? BigInt(termMonths) : 1n
  const subsidyFen = divideRounded(beforeFen * BigInt(subsidyBp) * months, MONTH_BP)
  return subsidyFen < row.interestFen ? subsidyFen : row.interestFen
}

function sum(amounts: readonly Fen[]): Fen {
  return amounts.reduce((total, amount) => total + amount, 0n)
}
