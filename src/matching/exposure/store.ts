import { and, gte, lt, sql } from 'drizzle-orm'
import { type Db, rowsOf } from '../../platform/db/client.ts'
import type { CivilDate } from '../../platform/kernel/time.ts'
import { type ExposureSum, TOP_PLACES } from '../exposure.ts'
import { matchRuns } from '../tables.ts'
import { exposureDaily } from './tables.ts'

/**
 * Counts the answers given between two instants into a day's rows. Of what one subject asked, the last answer counts: who
 * asks a hundred times moves nobody's share. A day that was counted stays as it is.
 * @param sealed sums of the answers that lie sealed, which no statement can count
 */
export async function countExposure(db: Db, day: CivilDate, from: Date, before: Date, sealed: readonly ExposureSum[]): Promise<void> {
  const [since, until] = [from.toISOString(), before.toISOString()]
  await db.execute(sql`
    with answers as (
        select distinct on (subject_id) subject_id, result from ${matchRuns}
        where created_at >= ${since}::timestamptz and created_at < ${until}::timestamptz
        order by subject_id, created_at desc, id desc),
      open as (
        select subject_id, offer->>'lenderId' as lender_id, (offer->>'rank')::int as rank
        from answers, json_array_elements(case when json_typeof(result) = 'object' then result->'offers' else '[]'::json end) as offer
        where offer->>'status' = 'eligible' and coalesce(json_typeof(offer->'paused'), 'null') = 'null'),
      sizes as (
        select subject_id, least(count(*), ${TOP_PLACES}::int)::int as places, count(distinct lender_id)::int as lenders from open group by subject_id),
      shown as (
        select subject_id, lender_id, count(*) filter (where rank <= ${TOP_PLACES}::int)::int as places from open group by subject_id, lender_id),
      counted as (
        select s.lender_id, 1 as appearances, s.places, (2 * z.places * 10000 + z.lenders) / (2 * z.lenders) as fair from shown s join sizes z using (subject_id)
        union all select x."lenderId", x.appearances, x."shownPlaces", x."fairPlacesBp"
        from json_to_recordset(${JSON.stringify(sealed)}::json) as x("lenderId" text, appearances integer, "shownPlaces" integer, "fairPlacesBp" integer))
    insert into ${exposureDaily} (day, lender_id, appearances, shown_places, fair_places_bp)
    select ${day}::date, lender_id, sum(appearances)::int, sum(places)::int, sum(fair)::int
    from counted group by lender_id
    on conflict do nothing`)
}

/** The last answers between two instants of the next subjects whose answers lie sealed, by subject. */
export async function listSealedAnswers(db: Db, from: Date, before: Date, limit: number, after: string): Promise<{ subjectId: string; sealed: string }[]> {
  return rowsOf(
    db,
    sql`
      select distinct on (subject_id) subject_id as "subjectId", result #>> '{}' as sealed from ${matchRuns}
      where created_at >= ${from.toISOString()}::timestamptz and created_at < ${before.toISOString()}::timestamptz
        and json_typeof(result) = 'string' and subject_id > ${after}
      order by subject_id, created_at desc, id desc limit ${limit}`,
  )
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
