/**
 * The coarse group an applicant is counted in: its kind, and for those in the public register how long they have been in
 * it. Both are published by law (《企业信息公示暂行条例》), so counting by them asks nobody's consent. Size class would
 * tell more, but it comes from staff and revenue, which are the firm's to grant; a household is in no public register and
 * is counted by its kind alone (《个人信息保护法》第六条: no more than the purpose needs).
 */
import { type CivilDate, monthsBetween } from '../platform/kernel/time.ts'
import type { Profile } from '../profiles/model.ts'
import type { SubjectKind } from '../subjects/model.ts'

/** In months; the last has no end. */
const AGE_BANDS = [
  { under: 12, band: 'under_1y' },
  { under: 36, band: '1_to_3y' },
  { under: Number.POSITIVE_INFINITY, band: 'over_3y' },
] as const

/** @param registeredOn of the public register; null where it is not known */
export function segmentOf(kind: SubjectKind, registeredOn: CivilDate | null, on: CivilDate): string {
  if (kind === 'household') return kind
  if (registeredOn === null || registeredOn > on) return `${kind}/age_unknown`
  const months = monthsBetween(registeredOn, on)
  return `${kind}/${AGE_BANDS.find(({ under }) => months < under)!.band}`
}

/** Of a profile on its own day; nothing else in it is looked at. */
export function segmentIn(profile: Profile): string {
  const known = (id: 'kind' | 'registeredOn') => {
    const entry = profile.entries.find((e) => e.attribute === id)
    return entry?.freshness === 'fresh' && typeof entry.value === 'string' ? entry.value : null
  }
  return segmentOf((known('kind') ?? 'enterprise') as SubjectKind, known('registeredOn'), profile.asOf)
}
