/** A product's terms at the rim: what a lender may publish, and the same terms going out with fen as decimal text. */

import { type Fen, shareOf } from '../platform/kernel/money.ts'
import type { Bp } from '../platform/kernel/rate.ts'
import { bpOut, civilDate, fenIn, fenOut, int, monthsOut, safeText, z } from '../platform/kernel/schema.ts'
import { type AttributeId, attributeOf, isAttributeId } from '../profiles/model.ts'
import { SUBJECT_KINDS } from '../subjects/model.ts'
import { type Criterion, isLeaf, MAX_LEAVES } from './criteria.ts'
import { criteriaSchema, criterionOut, criterionSchema, leavesOf } from './criteria-schema.ts'
import { BP_FEES, FEN_FEES, type Fee, type LimitRow, type ProductTerms, PURPOSES, REPAYMENT_METHODS } from './terms.ts'
import { testCasesIn } from './test-case-schema.ts'

/** 24 % a year: above it Chinese courts reduce what a financial lender may collect (法发〔2017〕22号, 2). */
export const MAX_RATE_BP = 2400
/** 30 days: the longest a decision may take once the papers are complete. */
export const MAX_ANSWER_HOURS = 720

/** Fees due once, and fees due every year, may each reach 10 % of the loan: so a rate can always be worked out and shown. */
export const MAX_FEES_BP = 1000
/** A hundred times an amount. */
const MAX_SHARE_BP = 1_000_000

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
  z.strictObject({ kind: z.enum(BP_FEES), label, bp: int(0, MAX_RATE_BP) }),
  z.strictObject({ kind: z.enum(FEN_FEES), label, fen: fenIn() }),
])

/** A share of an amount: an attribute that counts fen and may be asked for. */
const shareIn = z.strictObject({
  attr: safeText(60).transform((id, context): AttributeId => {
    if (isAttributeId(id) && attributeOf(id).type === 'fen' && attributeOf(id).askable) return id
    context.addIssue({ code: 'custom', message: '须是一个金额指标。 Must be an attribute that counts money.', params: { code: 'not_an_amount' } })
    return z.NEVER
  }),
  shareBp: int(1, MAX_SHARE_BP),
})

/**
 * The members of terms. What comes in is checked with `criterionSchema` and `criteriaSchema`; what is stored was
 * checked on its day, and is read back even where today's check would refuse it.
 */
function members<One extends z.ZodType<Criterion>, Many extends z.ZodType<readonly Criterion[]>>(criterion: One, criteria: Many) {
  return {
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
    criteria,
    pricing: z.strictObject({
      spreadBp: int(-1000, MAX_RATE_BP),
      tiers: z.array(z.strictObject({ label, when: criterion, addBp: int(-1000, 1000) })).max(10),
      floorBp: int(0, MAX_RATE_BP),
      capBp: int(0, MAX_RATE_BP),
      fees: z.array(feeIn).max(10),
      subsidies: z
        .array(
          z.strictObject({
            label,
            when: criterion,
            subsidyBp: int(1, MAX_RATE_BP),
            maxMonths: int(1, 360).optional(),
            untilDate: civilDate.optional(),
            source: safeText(200, 1),
          }),
        )
        .max(10)
        .optional(),
    }),
    answerHours: int(1, MAX_ANSWER_HOURS),
    limits: z
      .array(z.strictObject({ label, when: criterion.optional(), maxFen: fenIn(1n), ofAttribute: shareIn.optional() }))
      .max(10)
      .optional(),
    topUp: z.strictObject({ when: criterion, maxFen: fenIn(1n), guarantee: z.literal(true), addBp: int(-1000, 1000) }).optional(),
    validFrom: civilDate.optional(),
    validTo: civilDate.optional(),
  }
}

/** Members that say nothing are left out, so that terms written before a member existed keep their canonical bytes. */
function plainTerms({ pricing: { subsidies, ...pricing }, limits, ...terms }: z.infer<ReturnType<typeof storedBody>>): ProductTerms {
  return definedOnly({
    ...terms,
    limits: limits?.length ? limits.map(definedOnly) : undefined,
    pricing: definedOnly({ ...pricing, subsidies: subsidies?.length ? subsidies.map(definedOnly) : undefined }),
  }) as ProductTerms
}

function definedOnly<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T
}

interface TermsIssue {
  path: (string | number)[]
  code: string
  message: string
}

/** What is wrong between members that are sound by themselves. */
function termsIssues(terms: ProductTerms): TermsIssue[] {
  const { pricing, limits = [], topUp } = terms
  const issues: TermsIssue[] = []
  const refuse = (isWrong: boolean, path: (string | number)[], code: string, message: string) => void (isWrong && issues.push({ path, code, message }))
  refuse(pricing.floorBp > pricing.capBp, ['pricing', 'capBp'], 'range_reversed', '最高利率不能低于最低利率。 The cap lies below the floor.')
  refuse(terms.minFen > terms.maxFen, ['maxFen'], 'range_reversed', '最高额度不能低于最低额度。 maxFen lies below minFen.')
  refuse(terms.minMonths > terms.maxMonths, ['maxMonths'], 'range_reversed', '最长期限不能短于最短期限。 maxMonths lies below minMonths.')
  const feesFit = onceFen(pricing.fees, terms.minFen) <= shareOf(terms.minFen, MAX_FEES_BP) && yearlyBp(pricing.fees) <= MAX_FEES_BP
  refuse(
    !feesFit,
    ['pricing', 'fees'],
    'fees_too_high',
    '按最低额度算，一次性费用合计、每年费用合计都不能超过贷款的 10%。 Fees exceed 10% of the smallest loan.',
  )
  refuse(
    terms.validFrom !== undefined && terms.validTo !== undefined && terms.validTo < terms.validFrom,
    ['validTo'],
    'range_reversed',
    '结束日期不能早于开始日期。 validTo lies before validFrom.',
  )
  limits.forEach((row, i) => {
    const at = ['limits', i, 'maxFen']
    refuse(
      row.maxFen < terms.minFen || row.maxFen > terms.maxFen,
      at,
      'range_reversed',
      '每一档都要在最低和最高额度之间。 A limit lies outside minFen and maxFen.',
    )
  })
  refuse(
    topUp !== undefined && topUp.maxFen <= terms.maxFen,
    ['topUp', 'maxFen'],
    'range_reversed',
    '加担保后的额度要高于最高额度。 The limit with a guarantee does not exceed maxFen.',
  )
  const base = limits.findIndex((row) => row.when === undefined)
  refuse(limits.length > 0 && base < 0, ['limits'], 'limit_without_base', '要有一档是人人都有的（不带条件）。 One limit must be without a condition.')
  refuse(
    base >= 0 && !limits.some((row) => row.when === undefined && reachesLeast(row, terms)),
    ['limits', base, 'ofAttribute'],
    'limit_needs_criterion',
    '按这个指标算出的额度可能低于最低额度，请把够得上最低额度的数值写成准入条件。 Add a criterion on this attribute that secures minFen.',
  )
  const conditions = [...pricing.tiers, ...(pricing.subsidies ?? []), ...limits, ...(topUp ? [topUp] : [])].flatMap(({ when }) => when ?? [])
  refuse(
    leavesOf([...terms.criteria, ...conditions]) > MAX_LEAVES,
    limits.length > 0 ? ['limits'] : pricing.subsidies ? ['pricing', 'subsidies'] : ['pricing', 'tiers'],
    'too_many_leaves',
    `一个产品连同利率档、贴息、额度档最多 ${MAX_LEAVES} 个条件。 At most ${MAX_LEAVES} leaves, all conditions included.`,
  )
  return issues
}

/** Whoever meets the criteria is lent the least amount: nobody eligible is priced for a loan that this row would not give. */
function reachesLeast({ ofAttribute }: LimitRow, { criteria, minFen }: ProductTerms): boolean {
  if (ofAttribute === undefined) return true
  return criteria.some((criterion) => {
    if (!isLeaf(criterion) || criterion.attr !== ofAttribute.attr || criterion.op === '<=') return false
    const least = BigInt([criterion.value].flat()[0]!)
    return (least * BigInt(ofAttribute.shareBp)) / 10_000n >= minFen
  })
}

const checkTerms = (terms: ProductTerms, context: z.RefinementCtx) => {
  for (const { path, code, message } of termsIssues(terms)) context.addIssue({ code: 'custom', path, message, params: { code } })
}

const checkedMembers = members(criterionSchema, criteriaSchema)
function storedBody() {
  return z.strictObject(members(criterionOut, z.array(criterionOut)))
}

// What follows a transform sees terms only where no member failed: that is where zod stops for errors.

/** Terms as a lender writes them. Errors point at the member: `/criteria/2/all/0/value`, `/pricing/capBp`. */
export const termsIn = z.strictObject(checkedMembers).transform(plainTerms).superRefine(checkTerms).openapi('ProductTermsInput')

/** Terms and beside them the lender's own test cases, which are nobody else's business. */
export const draftIn = z
  .strictObject({ ...checkedMembers, testCases: testCasesIn.optional() })
  .transform(({ testCases = [], ...terms }) => ({ terms: plainTerms(terms), testCases }))
  .superRefine(({ terms }, context) => checkTerms(terms, context))
  .openapi('ProductDraft')

/** Terms as they were stored. */
export const termsStored = storedBody().transform(plainTerms)

function onceFen(fees: readonly Fee[], principalFen: Fen): Fen {
  return fees.reduce((sum, fee) => sum + ('fen' in fee ? fee.fen : fee.kind.endsWith('upfront_bp') ? shareOf(principalFen, fee.bp) : 0n), 0n)
}

function yearlyBp(fees: readonly Fee[]): Bp {
  return fees.reduce((sum, fee) => sum + ('bp' in fee && fee.kind.endsWith('yearly_bp') ? fee.bp : 0), 0)
}

export const feeOut = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(BP_FEES), label: z.string().max(60), bp: bpOut }),
  z.object({ kind: z.enum(FEN_FEES), label: z.string().max(60), fen: fenOut }),
])

const labelOut = z.string().max(60)

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
      subsidies: z
        .array(
          z.object({
            label: labelOut,
            when: criterionOut,
            subsidyBp: bpOut.openapi({ description: 'A year on outstanding principal; granted when `when` holds, not when that is unknown' }),
            maxMonths: monthsOut.optional(),
            untilDate: civilDate.optional().openapi({ description: 'Loans drawn after this day get none' }),
            source: z.string().max(200).openapi({ description: 'The document that grants it' }),
          }),
        )
        .optional(),
    }),
    answerHours: int(1, MAX_ANSWER_HOURS),
    limits: z
      .array(
        z.object({
          label: labelOut,
          when: criterionOut.optional(),
          maxFen: fenOut,
          ofAttribute: z.object({ attr: z.string().max(60), shareBp: bpOut }).optional(),
        }),
      )
      .optional()
      .openapi({ description: 'Up to how much, for whom: the highest row that is surely met; absent: maxFen for everybody' }),
    topUp: z
      .object({ when: criterionOut, maxFen: fenOut, guarantee: z.literal(true), addBp: bpOut })
      .optional()
      .openapi({ description: 'Another limit, above maxFen, with a guarantee' }),
    validFrom: civilDate.optional(),
    validTo: civilDate.optional().openapi({ description: 'Last day on offer' }),
  })
  .openapi('ProductTerms')

export type TermsView = z.infer<typeof termsOut>

/** The terms as JSON: stored, sent and hashed in this form. `termsIn` reads it back unchanged. */
export function termsView(terms: ProductTerms): TermsView {
  const { pricing, limits = [], topUp } = terms
  const { subsidies = [] } = pricing
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
      spreadBp: pricing.spreadBp,
      tiers: pricing.tiers.map(({ label, when, addBp }) => ({ label, when, addBp })),
      floorBp: pricing.floorBp,
      capBp: pricing.capBp,
      fees: pricing.fees.map(feeView),
      ...(subsidies.length > 0 && { subsidies: subsidies.map(definedOnly) }),
    },
    answerHours: terms.answerHours,
    ...(limits.length > 0 && { limits: limits.map((row) => definedOnly({ ...row, maxFen: String(row.maxFen) })) }),
    ...(topUp && { topUp: { ...topUp, maxFen: String(topUp.maxFen) } }),
    ...(terms.validFrom && { validFrom: terms.validFrom }),
    ...(terms.validTo && { validTo: terms.validTo }),
  }
}

export function feeView(fee: Fee): z.infer<typeof feeOut> {
  return 'fen' in fee ? { kind: fee.kind, label: fee.label, fen: String(fee.fen) } : { kind: fee.kind, label: fee.label, bp: fee.bp }
}
