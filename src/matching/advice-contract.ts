/** What comes after an answer: what would change it, what it takes to apply, and what other amounts and terms would give. */
import { bpOut, civilDate, countOut, fenIn, fenOut, idOf, int, monthsOut, z } from '../platform/kernel/schema.ts'
import type { CivilDate } from '../platform/kernel/time.ts'
import { PURPOSES, REPAYMENT_METHODS } from '../products/model.ts'
import { CATEGORIES } from '../profiles/model.ts'
import { type CounterFact, counterFactSentence, type LeastDisclosure, leastDisclosureSentence } from './model.ts'
import { RANK_MODES } from './rank-policy.ts'

const sentence = z.string().max(2000).openapi({ description: 'One Chinese sentence for the subject' })
const scalar = z.union([z.string().max(300), int(-Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)])

const changeView = z.discriminatedUnion('change', [
  z.object({ change: z.literal('need'), amountFen: fenOut, termMonths: monthsOut }),
  z.object({ change: z.literal('value'), attribute: z.string().max(60), from: scalar.nullable(), to: scalar }),
  z.object({
    change: z.literal('items_end'),
    attribute: z.string().max(60),
    list: z.string().max(60),
    items: z.array(z.string().max(300)).openapi({ description: 'Document or case numbers of the records' }),
    from: civilDate.nullable().openapi({ description: 'The first day on which all of them can be repaired; null where that takes settling, not time' }),
  }),
])

export const counterFactView = z
  .object({
    effect: z.enum(['opens', 'cheaper']),
    change: changeView,
    annualRateBp: bpOut,
    savesFen: fenOut.nullable().openapi({ description: 'What the same loan would cost less in all' }),
    sentence,
  })
  .openapi('CounterFact')

export const adviceView = z
  .object({
    productId: idOf('product'),
    ways: z.array(counterFactView).openapi({ description: 'At most three, each confirmed by a second run of the matcher' }),
    leastDisclosure: z
      .object({ decides: z.array(z.enum(CATEGORIES)), prices: z.array(z.enum(CATEGORIES)), sentence })
      .openapi({ description: 'The smallest set of categories that decides the product, and what the earned price rests on beyond that' }),
  })
  .openapi('Advice')

export const adviceResponse = z.object({ items: z.array(adviceView) }).openapi('AdviceList')

export type AdviceView = z.infer<typeof adviceView>
export type AdviceList = z.infer<typeof adviceResponse>

export function viewAdvice(productId: string, ways: readonly CounterFact[], least: LeastDisclosure, on: CivilDate): AdviceView {
  return {
    productId,
    ways: ways.map((way) => ({ ...viewWay(way), sentence: counterFactSentence(way, on) })),
    leastDisclosure: { decides: [...least.decides], prices: [...least.prices], sentence: leastDisclosureSentence(least) },
  }
}

function viewWay({ effect, change, annualRateBp, savesFen }: CounterFact): Omit<AdviceView['ways'][number], 'sentence'> {
  return { effect, change: viewChange(change), annualRateBp, savesFen: savesFen === null ? null : String(savesFen) }
}

function viewChange(change: CounterFact['change']): AdviceView['ways'][number]['change'] {
  if (change.change === 'need') return { ...change, amountFen: String(change.amountFen) }
  if (change.change === 'items_end') return { ...change, items: [...change.items] }
  const scalarOf = (value: unknown) => (typeof value === 'string' || typeof value === 'number' ? value : null)
  return { ...change, from: scalarOf(change.from), to: scalarOf(change.to)! }
}

/** Amounts by terms: as many as fit a small table. */
export const MOST_AMOUNTS = 5
export const MOST_TERMS = 6

export const whatIfRequest = z
  .strictObject({
    subjectId: idOf('subject'),
    amountsFen: z.array(fenIn(1n)).min(1).max(MOST_AMOUNTS),
    termsMonths: z.array(int(1, 360)).min(1).max(MOST_TERMS),
    purpose: z.enum(PURPOSES),
    method: z.enum(REPAYMENT_METHODS).optional(),
    prefer: z.enum(RANK_MODES).optional(),
  })
  .openapi('WhatIfRequest')

export const whatIfResponse = z
  .object({
    asOf: civilDate,
    cells: z
      .array(
        z.object({
          amountFen: fenOut,
          termMonths: monthsOut,
          eligible: countOut,
          unknown: countOut,
          best: z
            .object({
              productId: idOf('product'),
              productName: z.string().max(60),
              lenderName: z.string().max(200),
              amountFen: fenOut.openapi({ description: 'What it would lend, at most what was asked' }),
              annualRateBp: bpOut,
              costFen: fenOut.openapi({ description: 'Interest and fees less subsidies over the whole term' }),
            })
            .nullable(),
        }),
      )
      .openapi({ description: 'By amount, then by term, as asked' }),
  })
  .openapi('WhatIf')

export type WhatIfRequest = z.infer<typeof whatIfRequest>
export type WhatIf = z.infer<typeof whatIfResponse>

/** An operator's look at a run: was it made again byte for byte? */
export const replayView = z
  .object({
    id: idOf('match'),
    subjectId: idOf('subject'),
    askedAt: z.string().max(40),
    outcome: z.enum(['same', 'profile_differs', 'answer_differs', 'not_kept']).openapi({
      description:
        'same: identical bytes · profile_differs: the records known at that moment no longer give the same profile · answer_differs: same inputs, other answer · not_kept: made before inputs were kept',
    }),
    policyVersion: z.string().max(40),
    products: countOut.openapi({ description: 'Product versions on offer then' }),
    stored: z.object({ profileHash: z.string().max(64), resultHash: z.string().max(64).nullable() }),
    again: z.object({ profileHash: z.string().max(64), resultHash: z.string().max(64) }).nullable(),
    need: z.object({ amountFen: fenOut, termMonths: monthsOut, purpose: z.enum(PURPOSES) }),
    counts: z.object({ eligible: countOut, unknown: countOut, ineligible: countOut }),
  })
  .openapi('Replay')
export type ReplayView = z.infer<typeof replayView>
