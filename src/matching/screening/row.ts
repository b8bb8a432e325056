/** One subject as the screening table keeps it: a snapshot of its profile as of a day. */
import { type CivilDate, daysBetween } from '../../platform/kernel/time.ts'
import { type Attribute, attributeOf, type Profile, type ProfileEntry } from '../../profiles/model.ts'
import { checkHouseholdNo, type Subject, type SubjectKind } from '../../subjects/model.ts'
import { entryFor, measure } from '../scale.ts'
import { LAYOUT, VALUE_COLUMNS } from './layout.ts'
import { isPublic, type PublicRecords } from './public-basis.ts'

export interface ScreenRow {
  subjectId: string
  kind: SubjectKind
  asOf: CivilDate
  /** 6 digits, GB/T 2260; null where no record says. */
  district: string | null
  /** 12 digits. */
  village: string | null
  layout: number
  /** By place: days from 1970-01-01 to the value's day; null where it has none. */
  knownOn: readonly (number | null)[]
  /** Places of known values that may not be used without the subject's consent. */
  closed: readonly number[]
  /** In the order of VALUE_COLUMNS: a whole number as decimal text, or a code. */
  values: readonly (string | null)[]
}

const EPOCH: CivilDate = '1970-01-01'

export function screenRow({ id, kind, code }: Pick<Subject, 'id' | 'kind' | 'code'>, profile: Profile, open: PublicRecords): ScreenRow {
  const known = VALUE_COLUMNS.map(({ attribute }) => {
    const entry = entryFor(profile, attribute)
    return entry?.freshness === 'fresh' ? entry : null
  })
  const values = known.map((entry) => entry && valueIn(attributeOf(entry.attribute), entry))
  const area = areaOf(kind, code, profile)
  return {
    ...{ subjectId: id, kind, asOf: profile.asOf, ...area, layout: LAYOUT },
    knownOn: known.map((entry) => (entry?.asOf == null ? null : daysBetween(EPOCH, entry.asOf))),
    closed: VALUE_COLUMNS.filter(({ attribute }, i) => values[i] !== null && !isPublic(attribute, profile, open)).map(({ place }) => place),
    values,
  }
}

function valueIn(attribute: Attribute, { value }: ProfileEntry): string | null {
  const measured = measure(attribute, value)
  return measured === null ? null : typeof measured === 'bigint' ? String(withinBigint(measured)) : measured
}

/** No criterion reaches beyond MAX_FEN or 2^53, so a larger amount compares the same at the end of the column's range. */
export function withinBigint(value: bigint): bigint {
  const most = 2n ** 63n - 1n
  return value > most ? most : value < -most ? -most : value
}

/** Where a subject is: a household's roster number says it, a firm's register does. */
function areaOf(kind: SubjectKind, code: string, profile: Profile): Pick<ScreenRow, 'district' | 'village'> {
  if (kind === 'household') {
    const village = checkHouseholdNo(code).villageCode
    return { village, district: village?.slice(0, 6) ?? null }
  }
  const codeIn = (attribute: 'district' | 'village', shape: RegExp) => {
    const value = entryFor(profile, attribute)?.value
    return typeof value === 'string' && shape.test(value) ? value : null
  }
  const village = codeIn('village', /^\d{12}$/)
  return { village, district: codeIn('district', /^\d{6}$/) ?? village?.slice(0, 6) ?? null }
}
