/** A product's terms at the rim: what a lender may publish, and the same terms going out with fen as decimal text. */

import { bpOut, civilDate, fenIn, fenOut, int, monthsOut, safeText, z } from '../platform/kernel/schema.ts'
import { type AttributeId, attributeOf, isAttributeId } from '../profiles/model.ts'
import { SUBJECT_KINDS } from '../subjects/model.ts'
import type { Criterion } from './criteria.ts'
import { criteriaSchema, criterionOut, criterionSchema } from './criteria-schema.ts'
import { BP_FEES, FEN_FEES, type Fee, type ProductTerms, PURPOSES, REPAYMENT_METHODS } from './terms.ts'
import { termsIssues } from './terms-issues.ts'
import { testCasesIn } from './test-case-schema.ts'

/** 24 % a year: above it Chinese courts reduce what a financial lender may collect (法发〔2017〕22号, 2). */
export const MAX_RATE_BP = 2400
/** 30 days: the longest a decision may take once the papers are complete. */
export const MAX_ANSWER_HOURS = 720

/** A hundred times an amount. */
const MAX_SHARE_BP = 1_000_000

const label = safeText(60)
  .refine((text) => text.trim() !== '', { message: '不能为空。 Must not be blank.', params: { code: 'blank' } })
  // A name that reads otherwise than it is written is a name of somebody else.
  .refine((text) => !/[\p{Cc}\p{Cf}]/u.test(text), {
    message: '含有看不见的字符，请删掉重新输入。 Invisible or direction characters; type it anew.',
    params: { code: 'unseen_character' },
  })

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
