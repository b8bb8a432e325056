import type { Context } from '../../platform/context.ts'
import type { Bp } from '../../platform/kernel/rate.ts'
import { addDays, type CivilDate, startOf } from '../../platform/kernel/time.ts'
import { EXPOSURE_DAYS, type Exposure, exposuresOf } from '../exposure.ts'
import { countExposure, sumExposure } from './store.ts'

/** Counts what was shown on a day that is over; counting it again changes nothing. */
export async function countDay(ctx: Context, day: CivilDate): Promise<void> {
  await countExposure(ctx.db, day, startOf(day), startOf(addDays(day, 1)))
}

/** Every lender's share over the 28 days before this one, by lender id. */
export async function exposuresOn(ctx: Context, day: CivilDate): Promise<{ from: CivilDate; to: CivilDate; exposures: Exposure[] }> {
  const from = addDays(day, -EXPOSURE_DAYS)
  return { from, to: addDays(day, -1), exposures: exposuresOf(await sumExposure(ctx.db, from, day)) }
}

/** What the near-tie rule goes by on a day. */
export async function deficitsOn(ctx: Context, day: CivilDate): Promise<Record<string, Bp>> {
  const { exposures } = await exposuresOn(ctx, day)
  return Object.fromEntries(exposures.map(({ lenderId, deficitBp }) => [lenderId, deficitBp]))
}
