/** Wire forms of the two public calculators, and the one mapping from a quote's bigint fen to strings. */
import { bpOut, civilDate, fenIn, fenOut, int, MAX_FEN, monthsOut, safeText, z } from '../platform/kernel/schema.ts'
import type { DatedFlow, PeriodFlow } from './annual-rate.ts'
import type { Quote } from './quote.ts'
import { BP_FEES, FEN_FEES, REPAYMENT_METHODS } from './terms.ts'

const label = safeText(60, 1)
const feeBp = int(0, 10_000)

export const FeeRequest = z
  .discriminatedUnion('kind', [z.strictObject({ kind: z.enum(BP_FEES), label, bp: feeBp }), z.strictObject({ kind: z.enum(FEN_FEES), label, fen: fenIn() })])
  .openapi('Fee')

export const QuoteRequest = z
  .strictObject({
    principalFen: fenIn(1n),
    termMonths: int(1, 360),
    rateBp: int(0, 10_000),
    method: z.enum(REPAYMENT_METHODS),
    fees: z.array(FeeRequest).max(20).default([]),
    subsidyBp: int(0, 10_000).optional(),
    subsidies: z
      .array(z.strictObject({ subsidyBp: int(0, 10_000), maxMonths: int(1, 360).optional() }))
      .max(10)
      .optional(),
  })
  .openapi('QuoteRequest')

export const QuoteResponse = z
  .object({
    upfrontFeesFen: fenOut,
    netDrawdownFen: fenOut,
    rows: z.array(
      z.object({
        period: monthsOut,
        principalFen: fenOut,
        interestFen: fenOut,
        feesFen: fenOut,
        subsidyFen: fenOut,
        paymentFen: fenOut.openapi({ description: 'principal + interest + fees − subsidy' }),
        outstandingFen: fenOut,
      }),
    ),
    totals: z.object({
      interestFen: fenOut,
      feesFen: fenOut.openapi({ description: 'All fees, to whomever they go' }),
      guaranteeFen: fenOut.openapi({ description: 'Of the fees, what a guarantor gets' }),
      insuranceFen: fenOut.openapi({ description: 'Of the fees, what an insurer gets' }),
      subsidyFen: fenOut,
      paymentFen: fenOut,
      totalCostFen: fenOut,
    }),
    assumes: z.enum(['fully_drawn']).nullable().openapi({
      description: 'on_call: quoted as drawn in full on the first day, interest monthly, principal at the end; null for a schedule that is agreed',
    }),
    nominalBp: bpOut.nullable().openapi({ description: '12 × the monthly rate; null where upfront fees eat the loan' }),
    effectiveBp: bpOut.nullable().openapi({ description: 'Compounded over a year' }),
  })
  .openapi('QuoteResponse')
export type QuoteView = z.infer<typeof QuoteResponse>

/** Signed whole fen coming in. */
const signedFenIn = z
  .union([
    z.string().regex(/^-?(0|[1-9]\d{0,15})$/, '金额须以分为单位，写成整数文字。 It must be whole fen as a decimal string.'),
    z.number().int().min(-Number.MAX_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER),
  ])
  .transform((value) => BigInt(value))
  .refine((fen) => fen >= -MAX_FEN && fen <= MAX_FEN, {
    message: `须在 -${MAX_FEN} 分至 ${MAX_FEN} 分之间。 It must be between -${MAX_FEN} and ${MAX_FEN} fen.`,
  })
  .openapi({ type: 'string', pattern: '^-?(0|[1-9][0-9]{0,15})$', description: 'Whole fen, negative for money paid', example: '-1750000' })

const flow = z.strictObject({
  period: int(0, 1_200).optional().openapi({ description: 'Months after the first flow' }),
  date: civilDate.optional(),
  amountFen: signedFenIn,
})

/** All flows by `period`, or all by `date`. */
export const AnnualRateRequest = z
  .strictObject({
    flows: z
      .array(flow)
      .min(2)
      .max(1_000)
      .superRefine((flows, context) => {
        const byDate = flows[0]?.date !== undefined
        for (const [index, { date, period }] of flows.entries()) {
          if ((date !== undefined) === byDate && (period === undefined) === byDate) continue
          const form = byDate ? 'date' : 'period'
          context.addIssue({
            code: 'custom',
            path: [index],
            message: `每笔现金流只写日期或期数，并且都写同一种；第一笔写的是 ${form}。 Each flow must have exactly a date or a period, all the same; the first has a ${form}.`,
          })
          return
        }
      }),
  })
  .openapi('AnnualRateRequest')

export const AnnualRateResponse = z
  .discriminatedUnion('outcome', [
    z.object({ outcome: z.literal('rate'), nominalBp: bpOut, effectiveBp: bpOut }),
    z.object({ outcome: z.literal('no_sign_change') }),
    z.object({ outcome: z.literal('ambiguous') }),
    z.object({ outcome: z.literal('no_solution') }),
  ])
  .openapi('AnnualRateResponse')

type WireFlow = z.infer<typeof AnnualRateRequest>['flows'][number]

/** Tells the two forms apart after validation. */
export function flowsOf(flows: readonly WireFlow[]): { by: 'date'; flows: DatedFlow[] } | { by: 'period'; flows: PeriodFlow[] } {
  const dated = flows.flatMap(({ date, amountFen }) => (date === undefined ? [] : [{ date, amountFen }]))
  if (dated.length === flows.length) return { by: 'date', flows: dated }
  return { by: 'period', flows: flows.flatMap(({ period, amountFen }) => (period === undefined ? [] : [{ period, amountFen }])) }
}

export function quoteView({ upfrontFeesFen, netDrawdownFen, rows, totals, assumes, nominalBp, effectiveBp }: Quote): QuoteView {
  return {
    upfrontFeesFen: String(upfrontFeesFen),
    netDrawdownFen: String(netDrawdownFen),
    rows: rows.map((row) => ({
      period: row.period,
      principalFen: String(row.principalFen),
      interestFen: String(row.interestFen),
      feesFen: String(row.feesFen),
      subsidyFen: String(row.subsidyFen),
      paymentFen: String(row.paymentFen),
      outstandingFen: String(row.outstandingFen),
    })),
    totals: {
      interestFen: String(totals.interestFen),
      feesFen: String(totals.feesFen),
      guaranteeFen: String(totals.guaranteeFen),
      insuranceFen: String(totals.insuranceFen),
      subsidyFen: String(totals.subsidyFen),
      paymentFen: String(totals.paymentFen),
      totalCostFen: String(totals.totalCostFen),
    },
    assumes,
    nominalBp,
    effectiveBp,
  }
}
