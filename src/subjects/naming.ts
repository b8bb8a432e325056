/** Which of several names the register goes by. */
import type { CivilDate } from '../platform/kernel/time.ts'
import type { SubjectKind } from './subject.ts'

/** What a register calls a subject on a day. */
export interface Naming {
  id: string
  kind: SubjectKind
  name: string
  asOf: CivilDate
}

/** A name as it stands; null: from a passing mention. */
export interface StandingName {
  name: string
  asOf: CivilDate | null
}

/**
 * The newest day wins; of two names on one day the greater text by its bytes, so that the order of arrival never shows.
 * The same rule as the statement for names that lie open.
 */
export function isNewerName(name: StandingName, than: StandingName): boolean {
  if (than.asOf === null || name.asOf === null) return than.asOf === null && name.asOf !== null
  if (name.asOf !== than.asOf) return name.asOf > than.asOf
  return Buffer.compare(Buffer.from(name.name), Buffer.from(than.name)) > 0
}

/** The name of each that wins among those given at once. */
export function newestNames(names: readonly Naming[]): Map<string, Naming> {
  const newest = new Map<string, Naming>()
  for (const naming of names) {
    const known = newest.get(naming.id)
    if (known === undefined || isNewerName(naming, known)) newest.set(naming.id, naming)
  }
  return newest
}
