/** A product's terms at the rim: what a lender may publish, and the same terms going out with fen as decimal text. */

import { type Fen, shareOf } from '../platform/kernel/money.ts'
import type { Bp } from '../platform/kernel/rate.ts'
import { bpOut, fenIn, fenOut, int, monthsOut, safeText, z } from '../platform/kernel/schema.ts'
import { SUBJECT_KINDS } from '../subjects/model.ts'
import { MAX_LEAVES } from './criteria.ts'
import { criteriaSchema, criterionOut, criterionSchema, leavesOf } from './criteria-schema.ts'
import { type Fee, type ProductTerms, PURPOSES, REPAYMENT_METHODS } from './terms.ts'

/** 24 % a year: above it Chinese courts reduce what a financial lender may collect (法发〔2017〕22号, 2). */
export const MAX_RATE_BP = 2400
/** 30 days: the longest a decision may take once the papers are complete. */
export const MAX_ANSWER_HOURS = 720

/** Fees due once, and fees due every year, may each reach 10 % of the loan: so a rate can always be worked out and shown. */
export const MAX_FEES_BP = 1000

const label = safeText(60).refine((text) => text.trim() !== '', { message: '不能为空。 Must not be blank.', params: { code: 'blank' } })

/** One or more of a code set, each once. */
function someOf<const T extends readonly [string, ...string[]]>(values: T) {
  return z
    .array(z.enum(values))
    .min(1)
    .max(values.length)
    .refine((chosen) => new Set(chosen).size === chosen.length, { message: '同一项写了两次。 Must not name one twice.', params: { code: 'repeated_value' } })
}

export const feeIn = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('upfront_bp'), label, bp: int(0, MAX_RATE_BP) }),
  z.strictObject({ kind: z.literal('upfront_fen'), label, fen: fenIn() }),
  z.strictObject({ kind: z.literal('yearly_bp'), label, bp: int(0, MAX_RATE_BP) }),
  z.strictObject({ kind: z.literal('at_end_fen'), label, fen: fenIn() }),
])

const pricingIn = z
  .strictObject({
    spreadBp: int(-1000, MAX_RATE_BP),
    tiers: z.array(z.strictObject({ label, when: criterionSchema, addBp: int(-1000, 1000) })).max(10),
    floorBp: int(0, MAX_RATE_BP),
    capBp: int(0, MAX_RATE_BP),
    fees: z.array(feeIn).max(10),
  })
  .refine((pricing) => pricing.floorBp <= pricing.capBp, {
    path: ['capBp'],
    params: { code: 'range_reversed' },
    message: '最高利率不能低于最低利率。 The cap lies below the floor.',
  })

/** Terms as a lender writes them. Errors point at the member: `/criteria/2/all/0/value`, `/pricing/capBp`. */
export const termsIn = z
  .strictObject({
    name: label,
    summary: safeText(500),
    audience: someOf(SUBJECT_KINDS),
    minFen: fenIn(1n),
    maxFen: fenIn(1n),
    minMonths: int(1, 360),
    maxMonths: int(1, 360),
    purposes: someOf(PURPOSES),
    methods: someOf(REPAYMENT_METHODS),
    unsecured: z.boolean(),
    criteria: criteriaSchema,
    pricing: pricingIn,
    answerHours: int(1, MAX_ANSWER_HOURS),
  })
  // What follows compares members, so it must not see one that failed: a transform is where zod stops for errors.
  .transform((terms): ProductTerms => terms)
  .refine((terms) => terms.minFen <= terms.maxFen, {
    path: ['maxFen'],
    params: { code: 'range_reversed' },
    message: '最高额度不能低于最低额度。 maxFen lies below minFen.',
  })
  .refine((terms) => terms.minMonths <= terms.maxMonths, {
    path: ['maxMonths'],
    params: { code: 'range_reversed' },
    message: '最长期限不能短于最短期限。 maxMonths lies below minMonths.',
  })
  .refine((terms) => onceFen(terms.pricing.fees, terms.minFen) <= shareOf(terms.minFen, MAX_FEES_BP) && yearlyBp(terms.pricing.fees) <= MAX_FEES_BP, {
    path: ['pricing', 'fees'],
    params: { code: 'fees_too_high' },
    message: '按最低额度算，一次性费用合计、每年费用合计都不能超过贷款的 10%。 Fees exceed 10% of the smallest loan.',
  })
  .refine((terms) => leavesOf([...terms.criteria, ...terms.pricing.tiers.map((tier) => tier.when)]) <= MAX_LEAVES, {
    path: ['pricing', 'tiers'],
    params: { code: 'too_many_leaves' },
    message: `一个产品连同利率档最多 ${MAX_LEAVES} 个条件。 At most ${MAX_LEAVES} leaves, tiers included.`,
  })
  .openapi('ProductTermsInput')

function onceFen(fees: readonly Fee[], principalFen: Fen): Fen {
  return fees.reduce((sum, fee) => sum + ('fen' in fee ? fee.fen : fee.kind === 'upfront_bp' ? shareOf(principalFen, fee.bp) : 0n), 0n)
}

function yearlyBp(fees: readonly Fee[]): Bp {
  return fees.reduce((sum, fee) => sum + (fee.kind === 'yearly_bp' ? fee.bp : 0), 0)
}

export const feeOut = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('upfront_bp'), label: z.string().max(60), bp: bpOut }),
  z.object({ kind: z.literal('upfront_fen'), label: z.string().max(60), fen: fenOut }),
  z.object({ kind: z.literal('yearly_bp'), label: z.string().max(60), bp: bpOut }),
  z.object({ kind: z.literal('at_end_fen'), label: z.string().max(60), fen: fenOut }),
])

export const termsOut = z
  .object({
    name: z.string().max(60),
    summary: z.string().max(500),
    audience: z.array(z.enum(SUBJECT_KINDS)),
    minFen: fenOut,
    maxFen: fenOut,
    minMonths: monthsOut,
    maxMonths: monthsOut,
    purposes: z.array(z.enum(PURPOSES)),
    methods: z.array(z.enum(REPAYMENT_METHODS)),
    unsecured: z.boolean(),
    criteria: z.array(criterionOut),
    pricing: z.object({
      spreadBp: bpOut,
      tiers: z.array(z.object({ label: z.string().max(60), when: criterionOut, addBp: bpOut })),
      floorBp: bpOut,
      capBp: bpOut,
      fees: z.array(feeOut),
    }),
    answerHours: int(1, MAX_ANSWER_HOURS),
  })
  .openapi('ProductTerms')

export type TermsView = z.infer<typeof termsOut>

/** The terms as JSON: stored, sent and hashed in this form. `termsIn` reads it back unchanged. */
export function termsView(terms: ProductTerms): TermsView {
  return {
    name: terms.name,
    summary: terms.summary,
    audience: [...terms.audience],
    minFen: String(terms.minFen),
    maxFen: String(terms.maxFen),
    minMonths: terms.minMonths,
    maxMonths: terms.maxMonths,
    purposes: [...terms.purposes],
    methods: [...terms.methods],
    unsecured: terms.unsecured,
    criteria: [...terms.criteria],
    pricing: {
      spreadBp: terms.pricing.spreadBp,
      tiers: terms.pricing.tiers.map(({ label, when, addBp }) => ({ label, when, addBp })),
      floorBp: terms.pricing.floorBp,
      capBp: terms.pricing.capBp,
      fees: terms.pricing.fees.map(feeView),
    },
    answerHours: terms.answerHours,
  }
}

export function feeView(fee: Fee): z.infer<typeof feeOut> {
  return 'fen' in fee ? { kind: fee.kind, label: fee.label, fen: String(fee.fen) } : { kind: fee.kind, label: fee.label, bp: fee.bp }
}
