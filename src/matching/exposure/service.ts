import type { Context } from '../../platform/context.ts'
import type { Bp } from '../../platform/kernel/rate.ts'
import { addDays, type CivilDate, startOf } from '../../platform/kernel/time.ts'
import { openerOf } from '../../vault/index.ts'
import { addUp, EXPOSURE_DAYS, type Exposure, type ExposureSum, exposuresOf, type PlacedOffer, placesIn } from '../exposure.ts'
import { countExposure, listSealedAnswers, sumExposure } from './store.ts'

/** Counts what was shown on a day that is over; counting it again changes nothing. */
export async function countDay(ctx: Context, day: CivilDate): Promise<void> {
  const [from, before] = [startOf(day), startOf(addDays(day, 1))]
  await countExposure(ctx.db, day, from, before, await sealedExposure(ctx, from, before))
}

const ANSWERS_AT_ONCE = 200

/** Of answers that lie sealed, opened a page at a time; of each nothing is kept but who stood where. */
async function sealedExposure(ctx: Context, from: Date, before: Date): Promise<ExposureSum[]> {
  let sums: ExposureSum[] = []
  for (let after = ''; ; ) {
    const page = await listSealedAnswers(ctx.db, from, before, ANSWERS_AT_ONCE, after)
    const { open } = await openerOf(
      ctx,
      page.map(({ subjectId }) => subjectId),
    )
    const answers = page.flatMap(({ subjectId, sealed }) => open(subjectId, sealed) ?? [])
    sums = addUp([...sums, ...answers.flatMap((text) => placesIn((JSON.parse(text) as { offers: PlacedOffer[] }).offers))])
    if (page.length < ANSWERS_AT_ONCE) return sums
    after = page.at(-1)!.subjectId
  }
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
