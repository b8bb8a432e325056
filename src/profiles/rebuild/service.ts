import { createHash } from 'node:crypto'
import type { Context } from '../../platform/context.ts'
import type { CivilDate } from '../../platform/kernel/time.ts'
import { coverageOfFeeds, recordsBySubject } from '../../sources/index.ts'
import { listSubjects } from '../../subjects/index.ts'
import type { Fact } from '../fact.ts'
import { mergeProfile, profileBytes } from '../merge.ts'

/** Which subjects: those whose id lies behind `after` and not behind `upTo`; ids sort by when they were made. */
export interface Span {
  after: string | null
  upTo: string | null
}

const SUBJECTS_A_PAGE = 500

/**
 * Every profile of a span anew from its records, as it stands on a day.
 * @returns pages of subject id and the SHA-256 of the profile's canonical bytes, in the order of ids: two rebuilds that
 *   give the same hashes gave the same profiles
 */
export async function* rebuildProfiles(
  ctx: Context,
  asOf: CivilDate,
  { after, upTo }: Span = { after: null, upTo: null },
): AsyncGenerator<[subjectId: string, hash: string][]> {
  const ofFirms = await coverageOfFeeds(ctx, { kind: 'enterprise' })
  const ofHouseholds = await coverageOfFeeds(ctx, { kind: 'household' })
  const read = async (from: string | null) => {
    const subjects = (await listSubjects(ctx, SUBJECTS_A_PAGE, from)).filter(({ id }) => upTo === null || id <= upTo)
    return {
      subjects,
      records: await recordsBySubject<Fact>(
        ctx,
        subjects.map(({ id }) => id),
      ),
    }
  }
  // The next page is read while this one is merged.
  let ahead = read(after)
  for (;;) {
    const { subjects, records } = await ahead
    const last = subjects.at(-1)
    if (last === undefined) return
    ahead = read(last.id)
    ahead.catch(() => {})
    yield subjects.map(({ id, kind, code }) => {
      const coverage = kind === 'household' ? ofHouseholds : ofFirms
      const profile = mergeProfile({ subjectId: id, kind, code, asOf, records: records.get(id) ?? [], coverage })
      return [id, createHash('sha256').update(profileBytes(profile)).digest('hex')]
    })
  }
}
