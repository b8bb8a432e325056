import type { Context } from '../../platform/context.ts'
import { civilDateOf } from '../../platform/kernel/time.ts'
import { ownProfile } from '../../profiles/index.ts'
import type { WhatIf } from '../advice-contract.ts'
import { answer } from '../answer.ts'
import type { Need, Offer } from '../model.ts'
import type { MarketNow } from './market.ts'

export interface Variants extends Omit<Need, 'amountFen' | 'termMonths'> {
  amountsFen: readonly bigint[]
  termsMonths: readonly number[]
}

/** The best offer for each amount and term. A look ahead: nothing is kept and nothing reaches a lender. */
export async function whatIf(ctx: Context, marketNow: MarketNow, subjectId: string, { amountsFen, termsMonths, ...rest }: Variants): Promise<WhatIf> {
  const market = await marketNow(ctx)
  const asOf = civilDateOf(ctx.clock.now())
  const { profile } = await ownProfile(ctx, subjectId, { asOf })
  const cell = (amountFen: bigint, termMonths: number): WhatIf['cells'][number] => {
    const { offers, counts } = answer(market, profile, { ...rest, amountFen, termMonths })
    return { amountFen: String(amountFen), termMonths, eligible: counts.eligible, unknown: counts.unknown, best: bestOf(offers[0]) }
  }
  return { asOf, cells: amountsFen.flatMap((amountFen) => termsMonths.map((termMonths) => cell(amountFen, termMonths))) }
}

function bestOf(offer: Offer | undefined): WhatIf['cells'][number]['best'] {
  if (offer?.status !== 'eligible') return null
  const { productId, productName, lenderName, price } = offer
  return {
    ...{ productId, productName, lenderName },
    ...{ amountFen: String(price.amountFen), annualRateBp: price.annualRateBp, costFen: String(price.costFen) },
  }
}
