/** What a loan really costs: schedule, fees and interest subsidy month by month, and the yearly rate all of it amounts to. */
import { divideRounded, type Fen, shareOf } from '../platform/kernel/money.ts'
import type { Bp } from '../platform/kernel/rate.ts'
import { annualRate } from './annual-rate.ts'
import { type Instalment, type Loan, MONTH_BP, schedule } from './schedule.ts'
import { type Fee, type FeePayee, payeeOf } from './terms.ts'

export interface QuoteInput extends Loan {
  fees: readonly Fee[]
  /** One interest subsidy for the whole term, counted before `subsidies`. */
  subsidyBp?: Bp
  /** Interest subsidies a year on outstanding principal (贴息), counted in their order; together never more than the interest they relieve. */
  subsidies?: readonly { subsidyBp: Bp; maxMonths?: number | undefined }[]
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
    /** Upfront, yearly and at the end, to whomever. */
    feesFen: Fen
    /** Of the fees: what goes to a guarantor (担保费), and to an insurer (保险费). */
    guaranteeFen: Fen
    insuranceFen: Fen
    subsidyFen: Fen
    /** All the borrower hands over after drawdown: the sum of the rows. paymentFen − netDrawdownFen = totalCostFen. */
    paymentFen: Fen
    /** interest + fees − subsidy. */
    totalCostFen: Fen
  }
  /** What a line drawn at will is quoted as (`ON_CALL_USE`); null for a schedule that is agreed. */
  assumes: 'fully_drawn' | null
  /** The part of each of `subsidies` in `totals.subsidyFen`, in their order. */
  subsidiesFen: Fen[]
  /** null where upfront fees eat the loan, or the rate is past all measure. */
  nominalBp: Bp | null
  effectiveBp: Bp | null
}

export function quote(input: QuoteInput): Quote {
  const { principalFen, termMonths, fees } = input
  const instalments = schedule(input)
  const paid: Record<FeePayee, Fen> = { lender: 0n, guarantor: 0n, insurer: 0n }
  const feesDue = (period: number, beforeFen: Fen, afterFen: Fen) =>
    sum(
      fees.map((fee) => {
        const fen = feeFen(fee, { period, beforeFen, afterFen, principalFen, termMonths })
        paid[payeeOf(fee)] += fen
        return fen
      }),
    )
  const upfrontFeesFen = feesDue(0, principalFen, principalFen)
  const netDrawdownFen = principalFen - upfrontFeesFen
  const subsidies = [...(input.subsidyBp === undefined ? [] : [{ subsidyBp: input.subsidyBp }]), ...(input.subsidies ?? [])]
  const subsidiesFen = subsidies.map(() => 0n)
  const rows = instalments.map((row, i): QuoteRow => {
    const before = instalments[i - 1]?.outstandingFen ?? principalFen
    const feesFen = feesDue(row.period, before, row.outstandingFen)
    const granted = subsidiesDue(input, subsidies, row, before)
    granted.forEach((fen, at) => {
      subsidiesFen[at]! += fen
    })
    const subsidyFen = sum(granted)
    const { period, principalFen: repaidFen, interestFen, outstandingFen } = row
    return { period, principalFen: repaidFen, interestFen, feesFen, subsidyFen, paymentFen: row.paymentFen + feesFen - subsidyFen, outstandingFen }
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
  const totalCostFen = interestFen + feesFen - subsidyFen
  const totals = { interestFen, feesFen, guaranteeFen: paid.guarantor, insuranceFen: paid.insurer, subsidyFen, paymentFen, totalCostFen }
  const assumes = input.method === 'on_call' ? 'fully_drawn' : null
  return {
    upfrontFeesFen,
    netDrawdownFen,
    rows,
    totals,
    assumes,
    subsidiesFen: input.subsidyBp === undefined ? subsidiesFen : subsidiesFen.slice(1),
    nominalBp,
    effectiveBp,
  }
}

interface Moment {
  /** 0 is drawdown. */
  period: number
  /** Owed before and after this moment's instalment. */
  beforeFen: Fen
  afterFen: Fen
  principalFen: Fen
  termMonths: number
}

/** What one fee asks for at one moment; see `Fee`. */
function feeFen(fee: Fee, { period, beforeFen, afterFen, principalFen, termMonths }: Moment): Fen {
  switch (fee.kind) {
    case 'upfront_fen':
      return period === 0 ? fee.fen : 0n
    case 'at_end_fen':
      return period === termMonths ? fee.fen : 0n
    case 'yearly_bp':
      // On what was owed through the month that ends on the anniversary: otherwise a one-year loan would hide its yearly fee altogether.
      return period > 0 && period % 12 === 0 ? shareOf(beforeFen, fee.bp) : 0n
    case 'guarantee_yearly_bp':
    case 'insurance_yearly_bp':
      return period % 12 === 0 ? divideRounded(afterFen * BigInt(fee.bp) * BigInt(Math.min(12, termMonths - period)), MONTH_BP) : 0n
    default:
      return period === 0 ? shareOf(principalFen, fee.bp) : 0n
  }
}

/** A bullet loan's interest is for its whole term, and so are the subsidies paid with it. */
function subsidiesDue({ method, termMonths }: Loan, subsidies: NonNullable<QuoteInput['subsidies']>, row: Instalment, beforeFen: Fen): Fen[] {
  let leftFen = row.interestFen
  return subsidies.map(({ subsidyBp, maxMonths = termMonths }) => {
    const months = method === 'bullet' ? Math.min(termMonths, maxMonths) : row.period <= maxMonths ? 1 : 0
    const fen = divideRounded(beforeFen * BigInt(subsidyBp) * BigInt(months), MONTH_BP)
    const granted = fen < leftFen ? fen : leftFen
    leftFen -= granted
    return granted
  })
}

function sum(amounts: readonly Fen[]): Fen {
  return amounts.reduce((total, amount) => total + amount, 0n)
}
