import { deficitsOn } from '../exposure/service.ts'
import { missedShares } from '../outcomes/model.ts'
import { outcomesOn } from '../outcomes/service.ts'
import type { StandingsOn } from './market.ts'

/** As the night before left them: the same all day, so that runs of one day share them. */
export const standingsOn: StandingsOn = async (ctx, day) => {
  const { likelihood, clocks } = await outcomesOn(ctx, day)
  return { likelihood, missedShareBp: missedShares(clocks), deficitsBp: await deficitsOn(ctx, day) }
}
