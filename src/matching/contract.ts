/** `POST /api/v1/matches` as the world sees it: what is asked, and every offer with its reasons in words. */
import { bpOut, civilDate, countOut, fenIn, fenOut, idOf, int, monthsOut, versionOut, z } from '../platform/kernel/schema.ts'
import { describeCriterion, PURPOSES, REPAYMENT_METHODS } from '../products/model.ts'
import { CATEGORIES, FRESHNESSES, type SourceName } from '../profiles/model.ts'
import { principalReasons } from './explain.ts'
import type { Likelihood } from './likelihood.ts'
import type { LeafReason, MatchRun, Offer, Reason } from './model.ts'
import { limitRowSentence, subsidySentence, topUpSentence } from './price-words.ts'
import { policyNamed, RANK_MODES, SCORE_PARTS } from './rank-policy.ts'
import { likelihoodSentence } from './rank-wording.ts'
import { limitSentence, pausedSentence, reasonSentence, unlockSentence } from './wording.ts'

export const matchRequest = z
  .strictObject({
    subjectId: idOf('subject'),
    amountFen: fenIn(1n),
    termMonths: int(1, 360),
    purpose: z.enum(PURPOSES),
    method: z.enum(REPAYMENT_METHODS).optional(),
    limit: int(1, 50).default(5).openapi({
      description: 'Of a market over 100 products: how many eligible offers are answered with their reasons; of the others a quarter of that each',
    }),
    prefer: z
      .enum(RANK_MODES)
      .optional()
      .openapi({ description: 'What the order looks at first; cheapest unless told. The weights are those of the published policy.' }),
  })
  .openapi('MatchRequest')

const verdict = z.enum(['met', 'short', 'unknown'])
const bp = bpOut.openapi({ description: 'Basis points a year: 345 is 3.45 %' })
const scalar = z
  .union([z.string().max(300), int(-Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)])
  .openapi({ description: 'By the type of the attribute: a number, fen as text, a grade, a code' })
const sentence = z.string().max(2000).openapi({ description: 'One Chinese sentence for the subject' })

const leafView = z
  .object({
    attribute: z.string().max(60),
    verdict,
    op: z.string().max(20).openapi({ description: 'As it counts: under `not` turned round (`<`, `not in`, …)' }),
    required: z.union([scalar, z.array(scalar)]),
    actual: scalar.nullable(),
    shortBy: z.string().max(40).nullable().openapi({ description: "What is lacking in the attribute's own unit (fen, months, …) or in grades" }),
    freshness: z.enum(FRESHNESSES),
    asOf: civilDate.nullable(),
    from: z
      .object({
        source: z.string().max(40),
        record: z.string().max(40),
        recordKey: z.string().max(300),
        recordId: z.string().max(64),
        provider: z.string().max(100),
      })
      .nullable(),
    sentence,
  })
  .openapi('LeafReason')

const reasonView = z.object({ verdict, sentence: sentence.openapi({ description: 'What the product asks' }), leaves: z.array(leafView) }).openapi('Reason')

const limitView = z.object({
  limit: z.enum(['amount_above', 'amount_below', 'term_above', 'term_below', 'purpose', 'audience', 'method']),
  offered: z.string().max(300),
  asked: z.string().max(300),
  blocking: z.boolean().openapi({ description: 'false: a smaller or shorter loan, or one repaid in another way, is offered all the same' }),
  sentence,
})

const priceView = z.object({
  lprBp: bp,
  lprTenor: z.enum(['1Y', '5Y']),
  lprDate: civilDate,
  spreadBp: bp,
  tiers: z.array(z.object({ label: z.string().max(60), addBp: bp, verdict })),
  rateBp: bp,
  bound: z.enum(['floor', 'cap']).nullable(),
  method: z.enum(REPAYMENT_METHODS),
  assumes: z.enum(['fully_drawn']).nullable().openapi({ description: 'on_call: priced as drawn in full, interest monthly, principal at the end' }),
  amountFen: fenOut,
  limitFen: fenOut.openapi({ description: 'The most it surely lends this subject' }),
  limits: z
    .array(
      z.object({
        label: z.string().max(60),
        verdict,
        upToFen: fenOut,
        unknownAttribute: z.string().max(60).nullable(),
        sentence,
      }),
    )
    .openapi({ description: 'Where the limit depends on facts: every row; the highest that is met counts' }),
  topUp: z
    .object({ upToFen: fenOut, rateBp: bp, verdict: z.enum(['met', 'unknown']), sentence })
    .nullable()
    .openapi({ description: 'Another limit with a guarantee: named, never counted on' }),
  termMonths: monthsOut,
  interestFen: fenOut,
  feesFen: fenOut.openapi({ description: 'All fees, to whomever they go' }),
  guaranteeFen: fenOut.openapi({ description: 'Of the fees, what a guarantor gets' }),
  insuranceFen: fenOut.openapi({ description: 'Of the fees, what an insurer gets' }),
  subsidies: z.array(
    z.object({
      label: z.string().max(60),
      subsidyBp: bp,
      verdict,
      maxMonths: monthsOut.nullable(),
      untilDate: civilDate.nullable(),
      source: z.string().max(200),
      fen: fenOut.openapi({ description: 'Its part of subsidyFen; 0 unless met' }),
      sentence,
    }),
  ),
  subsidyFen: fenOut,
  costFen: fenOut.openapi({ description: 'interest + fees − subsidy' }),
  annualRateBp: bp,
  effectiveRateBp: bp,
})

const scorePartView = z.object({ part: z.enum(SCORE_PARTS), bp, fen: fenOut, meaning: sentence })

export const offerView = z
  .object({
    rank: countOut.nullable(),
    status: z.enum(['eligible', 'unknown', 'ineligible']),
    productId: idOf('product'),
    version: versionOut,
    lenderId: idOf('institution'),
    lenderName: z.string().max(200),
    productName: z.string().max(60),
    reasons: z.array(reasonView),
    limits: z.array(limitView),
    principalReasons: z.array(sentence).openapi({ description: 'Why it is refused: at most four, those the subject can act on first' }),
    price: priceView,
    scoreBp: bp,
    scoreFen: fenOut.openapi({ description: 'Sum of the parts' }),
    score: z.array(scorePartView),
    likelihood: z
      .object({
        enough: z.boolean().openapi({ description: 'false: under 30 outcomes, nothing is foretold' }),
        pBp: bp.nullable(),
        lowBp: bp.nullable(),
        highBp: bp.nullable(),
        outcomes: countOut,
        basis: z.enum(['segment', 'product', 'lender', 'city']),
        sentence,
      })
      .openapi('Likelihood', { description: 'How applications of this sort ended: basis points of 10 000, nine in ten true rates lie between low and high' }),
    paused: z
      .object({ until: civilDate, sentence })
      .nullable()
      .openapi({ description: 'The quota is full; the offer stands last among those that can be had' }),
  })
  .openapi('Offer')

export const matchResponse = z
  .object({
    id: idOf('match'),
    subjectId: idOf('subject'),
    asOf: civilDate,
    policyVersion: z.string().max(40),
    profileHash: z.string().length(64),
    need: z.object({
      amountFen: fenOut,
      termMonths: monthsOut,
      purpose: z.enum(PURPOSES),
      method: z.enum(REPAYMENT_METHODS).nullable(),
      prefer: z.enum(RANK_MODES),
      limit: countOut.optional().openapi({ description: 'As asked; absent in runs that were made before it could be, which list 20' }),
    }),
    counts: z.object({ eligible: countOut, unknown: countOut, ineligible: countOut }),
    unlocks: z.array(z.object({ categories: z.array(z.enum(CATEGORIES)), upToProducts: countOut, sentence })).openapi({
      description:
        'Sets of categories of which each is the least that some product needs, most products first; of a market over 100 products the 12 of the fewest categories, fewest first',
    }),
    offers: z.array(offerView).openapi({
      description:
        'Of up to 100 products all; of more the first `limit` eligible, a quarter as many that lack data and are cheapest, and as many of the cheapest that one thing alone refuses. Any other product is read by itself: readMatchOffer',
    }),
  })
  .openapi('Match')

export type MatchView = z.infer<typeof matchResponse>
export type OfferView = z.infer<typeof offerView>

/** The answer as sent and stored. Same run, same bytes. */
export function matchView(run: MatchRun, nameOf: SourceName): MatchView {
  const { id, subjectId, asOf, policyVersion, profileHash, need, offers, counts, unlocks } = run
  return {
    id,
    subjectId,
    asOf,
    policyVersion,
    profileHash,
    need: {
      amountFen: String(need.amountFen),
      termMonths: need.termMonths,
      purpose: need.purpose,
      method: need.method ?? null,
      prefer: need.prefer ?? 'cheapest',
      ...(need.limit === undefined ? {} : { limit: need.limit }),
    },
    counts: { ...counts },
    unlocks: unlocks.map((unlock) => ({ ...unlock, categories: [...unlock.categories], sentence: unlockSentence(unlock) })),
    offers: offers.map((offer) => viewOffer(offer, policyVersion, nameOf)),
  }
}

export function viewOffer(offer: Offer, policyVersion: string, nameOf: SourceName): OfferView {
  const { price } = offer
  const { meaningZh } = policyNamed(policyVersion)
  return {
    rank: offer.rank,
    status: offer.status,
    productId: offer.productId,
    version: offer.version,
    lenderId: offer.lenderId,
    lenderName: offer.lenderName,
    productName: offer.productName,
    reasons: offer.reasons.map((reason) => viewReason(reason, nameOf)),
    limits: offer.limits.map((limit) => ({ ...limit, sentence: limitSentence(limit) })),
    principalReasons: principalReasons(offer).map((reason) => ('limit' in reason ? limitSentence(reason.limit) : reasonSentence(reason.leaf))),
    price: {
      ...price,
      tiers: price.tiers.map((tier) => ({ ...tier })),
      amountFen: String(price.amountFen),
      limitFen: String(price.limitFen),
      limits: price.limits.map((row) => ({ ...row, upToFen: String(row.upToFen), sentence: limitRowSentence(row) })),
      topUp: price.topUp && { ...price.topUp, upToFen: String(price.topUp.upToFen), sentence: topUpSentence(price.topUp) },
      interestFen: String(price.interestFen),
      feesFen: String(price.feesFen),
      guaranteeFen: String(price.guaranteeFen),
      insuranceFen: String(price.insuranceFen),
      subsidies: price.subsidies.map((subsidy) => ({ ...subsidy, fen: String(subsidy.fen), sentence: subsidySentence(subsidy) })),
      subsidyFen: String(price.subsidyFen),
      costFen: String(price.costFen),
    },
    scoreBp: offer.scoreBp,
    scoreFen: String(offer.score.reduce((sum, part) => sum + part.fen, 0n)),
    score: offer.score.map(({ part, bp, fen }) => ({ part, bp, fen: String(fen), meaning: meaningZh[part] })),
    likelihood: viewLikelihood(offer.likelihood),
    paused: offer.pausedUntil === null ? null : { until: offer.pausedUntil, sentence: pausedSentence(offer.pausedUntil) },
  }
}

function viewLikelihood(likelihood: Likelihood): OfferView['likelihood'] {
  const { enough, pBp, lowBp, highBp, n, basis } = likelihood
  const band = enough ? { pBp, lowBp, highBp } : { pBp: null, lowBp: null, highBp: null }
  return { enough, ...band, outcomes: n, basis, sentence: likelihoodSentence(likelihood) }
}

function viewReason({ verdict, criterion, leaves }: Reason, nameOf: SourceName): z.infer<typeof reasonView> {
  return { verdict, sentence: describeCriterion(criterion), leaves: leaves.map((leaf) => viewLeaf(leaf, nameOf)) }
}

function viewLeaf(leaf: LeafReason, nameOf: SourceName): z.infer<typeof leafView> {
  const { required, actual, from } = leaf
  return {
    ...leaf,
    required: typeof required === 'object' ? [...required] : required,
    actual: typeof actual === 'string' || typeof actual === 'number' ? actual : null,
    from: from && { ...from, provider: nameOf(from.source) },
    sentence: reasonSentence(leaf),
  }
}
