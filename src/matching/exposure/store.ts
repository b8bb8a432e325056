import { and, gte, lt, sql } from 'drizzle-orm'
import type { Db } from '../../platform/db/client.ts'
import type { CivilDate } from '../../platform/kernel/time.ts'
import { type ExposureSum, TOP_PLACES } from '../exposure.ts'
import { matchRuns } from '../tables.ts'
import { exposureDaily } from './tables.ts'

/**
 * Counts the answers given between two instants into a day's rows. Of what one subject asked, the last answer counts: who
 * asks a hundred times moves nobody's share. A day that was counted stays as it is.
 */
export async function countExposure(db: Db, day: CivilDate, from: Date, before: Date): Promise<void> {
  const [since, until] = [from.toISOString(), before.toISOString()]
  await db.execute(sql`
    with answers as (
        select distinct on (subject_id) subject_id, result from ${matchRuns}
        where created_at >= ${since}::timestamptz and created_at < ${until}::timestamptz
        order by subject_id, created_at desc, id desc),
      open as (
        select subject_id, offer->>'lenderId' as lender_id, (offer->>'rank')::int as rank
        from answers, json_array_elements(result->'offers') as offer
        where offer->>'status' = 'eligible' and coalesce(json_typeof(offer->'paused'), 'null') = 'null'),
      sizes as (
        select subject_id, least(count(*), ${TOP_PLACES}::int)::int as places, count(distinct lender_id)::int as lenders from open group by subject_id),
      shown as (
        select subject_id, lender_id, count(*) filter (where rank <= ${TOP_PLACES}::int)::int as places from open group by subject_id, lender_id)
    insert into ${exposureDaily} (day, lender_id, appearances, shown_places, fair_places_bp)
    select ${day}::date, s.lender_id, count(*)::int, sum(s.places)::int, sum((2 * z.places * 10000 + z.lenders) / (2 * z.lenders))::int
    from shown s join sizes z using (subject_id)
    group by s.lender_id
    on conflict do nothing`)
}

/** Sums over the days from one up to but without another. */
export async function sumExposure(db: Db, from: CivilDate, before: CivilDate): Promise<ExposureSum[]> {
  const { day, lenderId, appearances, shownPlaces, fairPlacesBp } = exposureDaily
  const total = (of: unknown) => sql<number>`sum(${of})`.mapWith(Number)
  return db
    .select({ lenderId, appearances: total(appearances), shownPlaces: total(shownPlaces), fairPlacesBp: total(fairPlacesBp) })
    .from(exposureDaily)
    .where(and(gte(day, from), lt(day, before)))
    .groupBy(lenderId)
}
