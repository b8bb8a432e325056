import { addMonths, type CivilDate, monthsBetween } from '../platform/kernel/time.ts'
import { sizeClass } from '../subjects/model.ts'
import type { AttributeId } from './attributes.ts'
import type { ProfileEntry } from './profile.ts'
import type { Licence, Penalty } from './publicity.ts'

export interface DerivedFrom {
  asOf: CivilDate
  entry(id: AttributeId): ProfileEntry
}

/** A value the profile works out itself. Unknown ingredients make an unknown result, never a zero. */
export function deriveEntry(id: AttributeId, from: DerivedFrom): ProfileEntry {
  switch (id) {
    case 'ageMonths':
      return derived(id, from.entry('registeredOn'), (on) => Math.max(0, monthsBetween(on as string, from.asOf)))
    case 'licenceCount':
      return derived(id, from.entry('licences'), (items) => (items as unknown as Licence[]).filter((l) => inForce(l, from.asOf)).length)
    case 'penaltyCount12m':
      return derived(id, from.entry('penalties'), (items) => recent(items, 12, from.asOf).length)
    case 'penaltyCount36m':
      return derived(id, from.entry('penalties'), (items) => recent(items, 36, from.asOf).length)
    case 'penaltyFen36m':
      return derived(id, from.entry('penalties'), (items) =>
        String(recent(items, 36, from.asOf).reduce((sum, p) => sum + BigInt(p.fineFen ?? 0) + BigInt(p.confiscatedFen ?? 0), 0n)),
      )
    case 'sizeClass':
      return deriveSizeClass(from)
    default:
      throw new Error(`no rule derives ${id}`)
  }
}

function derived(attribute: AttributeId, base: ProfileEntry, compute: (value: ProfileEntry['value']) => number | string): ProfileEntry {
  if (base.freshness !== 'fresh')
    return { ...base, attribute, value: null, scheme: null, losers: [], decidedBy: null, from: null, asOf: null, validUntil: null, freshness: base.freshness }
  return { ...base, attribute, value: compute(base.value), scheme: null, decidedBy: 'derived', losers: [] }
}

function recent(items: ProfileEntry['value'], months: number, asOf: CivilDate): Penalty[] {
  const since = addMonths(asOf, -months)
  return (items as unknown as Penalty[]).filter((p) => p.decidedOn > since)
}

function inForce({ validFrom, validUntil, status }: Licence, asOf: CivilDate): boolean {
  return status !== '无效' && (validFrom === null || validFrom <= asOf) && (validUntil === null || validUntil >= asOf)
}

function deriveSizeClass({ entry }: DerivedFrom): ProfileEntry {
  const fresh = (id: AttributeId) => (entry(id).freshness === 'fresh' ? entry(id) : null)
  const number = (id: AttributeId) => fresh(id)?.value as number | undefined
  const fen = (id: AttributeId) => (fresh(id) ? BigInt(fresh(id)!.value as string) : undefined)
  const industry = fresh('industry')?.value as string | undefined
  const base = { attribute: 'sizeClass' as const, scheme: null, validUntil: null, losers: [] }
  const result = industry === undefined ? null : sizeClass({ industry, staff: number('staff'), revenueFen: fen('revenueFen'), assetsFen: fen('assetsFen') })
  if (result?.outcome !== 'classed') return { ...base, freshness: 'missing', value: null, asOf: null, from: null, decidedBy: null }
  const told = fresh('staff') ?? fresh('revenueFen') ?? fresh('assetsFen') ?? entry('industry')
  return { ...base, scheme: result.basis, freshness: 'fresh', value: result.class, asOf: told.asOf, from: told.from, decidedBy: 'derived' }
}
