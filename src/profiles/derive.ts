import type { Canonical } from '../platform/kernel/canonical.ts'
import { addMonths, type CivilDate, monthsBetween } from '../platform/kernel/time.ts'
import { sizeClass } from '../subjects/model.ts'
import type { AttributeId } from './attributes.ts'
import { missing } from './entry-without-value.ts'
import type { Award, Commitment, Inspection, JudgmentDebt, Licence, Listing, Penalty, WageWarning } from './list-items.ts'
import type { ProfileEntry } from './profile.ts'

export interface DerivedFrom {
  asOf: CivilDate
  entry(id: AttributeId): ProfileEntry
}

/** A value the profile works out itself. Unknown ingredients make an unknown result, never a zero. */
export function deriveEntry(id: string, from: DerivedFrom): ProfileEntry {
  const { asOf } = from
  switch (id as AttributeId) {
    case 'ageMonths':
      return derived('ageMonths', from.entry('registeredOn'), (on) => Math.max(0, monthsBetween(on as string, asOf)))
    case 'licenceCount':
      return ofList<Licence>('licenceCount', from.entry('licences'), (l) => inForce(l, asOf), count)
    case 'penaltyCount12m':
      return ofList<Penalty>('penaltyCount12m', from.entry('penalties'), (p) => within(p.decidedOn, 12, asOf), count)
    case 'penaltyCount36m':
      return ofList<Penalty>('penaltyCount36m', from.entry('penalties'), (p) => within(p.decidedOn, 36, asOf), count)
    case 'penaltyFen36m':
      return ofList<Penalty>(
        'penaltyFen36m',
        from.entry('penalties'),
        (p) => within(p.decidedOn, 36, asOf),
        (items) => sum(items.flatMap((p) => [p.fineFen, p.confiscatedFen])),
      )
    case 'inspectionFailures24m':
      return ofList<Inspection>('inspectionFailures24m', from.entry('inspections'), (i) => i.passed === false && within(i.inspectedOn, 24, asOf), count)
    case 'abnormalListed':
      return ofList<Listing>('abnormalListed', from.entry('abnormalListings'), (l) => goesOn(l.removedOn, asOf), yesOrNo)
    case 'dishonestyListed':
      return ofList<Listing>('dishonestyListed', from.entry('dishonestyListings'), (l) => goesOn(l.removedOn, asOf), yesOrNo)
    case 'judgmentDebtor':
      return ofList<JudgmentDebt>('judgmentDebtor', from.entry('judgmentDebts'), (d) => goesOn(d.closedOn, asOf), yesOrNo)
    case 'judgmentDebtFen':
      return deriveDebt(from)
    case 'wageArrearsOpen':
      return ofList<WageWarning>('wageArrearsOpen', from.entry('wageWarnings'), (w) => goesOn(w.resolvedOn, asOf), yesOrNo)
    case 'awardCount24m':
      return ofList<Award>('awardCount24m', from.entry('awards'), (a) => within(a.awardedOn, 24, asOf), count)
    case 'awardFen24m':
      return ofList<Award>(
        'awardFen24m',
        from.entry('awards'),
        (a) => within(a.awardedOn, 24, asOf),
        (items) => sum(items.map((a) => a.amountFen)),
      )
    case 'commitmentsKept':
      return ofList<Commitment>('commitmentsKept', from.entry('commitments'), (c) => c.state === 'kept', count)
    case 'commitmentsBroken':
      return ofList<Commitment>('commitmentsBroken', from.entry('commitments'), (c) => c.state === 'broken', count)
    case 'debtRatioBp':
      return deriveDebtRatio(from)
    case 'sizeClass':
      return deriveSizeClass(from)
    default:
      throw new Error(`no rule derives ${id}`)
  }
}

function derived(attribute: AttributeId, base: ProfileEntry, compute: (value: ProfileEntry['value']) => number | string): ProfileEntry {
  if (base.freshness !== 'fresh') return unknown(attribute, base.freshness)
  return { ...base, attribute, value: compute(base.value), scheme: null, decidedBy: 'derived', losers: [], disputedItems: [] }
}

/** Worked out from the items that count. Where one of them is under objection, so is the result. */
function ofList<T>(attribute: AttributeId, base: ProfileEntry, counts: (item: T) => boolean, compute: (items: T[]) => Canonical): ProfileEntry {
  if (base.freshness === 'stale') return { ...unknown(attribute, 'stale'), asOf: base.asOf }
  if (base.freshness !== 'fresh') return unknown(attribute, base.freshness)
  const items = base.value as unknown as T[]
  const isDisputed = base.disputedItems.some((place) => counts(items[place]!))
  return {
    ...base,
    attribute,
    freshness: isDisputed ? 'disputed' : 'fresh',
    value: compute(items.filter(counts)),
    scheme: null,
    decidedBy: 'derived',
    doubt: isDisputed ? base.doubt : null,
    disputedItems: [],
    losers: [],
  }
}

function unknown(attribute: AttributeId, freshness: ProfileEntry['freshness']): ProfileEntry {
  if (freshness === 'missing') return missing(attribute)
  return {
    ...{ attribute, freshness, value: null, scheme: null, asOf: null, validUntil: null, from: null },
    ...{ decidedBy: null, doubt: null, disputedItems: [], losers: [] },
  }
}

function count(items: readonly unknown[]): number {
  return items.length
}

function yesOrNo(items: readonly unknown[]): '是' | '否' {
  return items.length > 0 ? '是' : '否'
}

function sum(amounts: readonly (string | null)[]): string {
  return String(amounts.reduce((total, amount) => total + BigInt(amount ?? 0), 0n))
}

function within(day: CivilDate, months: number, asOf: CivilDate): boolean {
  return day > addMonths(asOf, -months)
}

function goesOn(end: CivilDate | null, asOf: CivilDate): boolean {
  return end === null || end > asOf
}

function inForce({ validFrom, validUntil, status }: Licence, asOf: CivilDate): boolean {
  return status !== '无效' && (validFrom === null || validFrom <= asOf) && (validUntil === null || validUntil >= asOf)
}

/** An open case without a sum leaves the total unknown. */
function deriveDebt(from: DerivedFrom): ProfileEntry {
  const open = (d: JudgmentDebt) => goesOn(d.closedOn, from.asOf)
  const base = from.entry('judgmentDebts')
  if (base.freshness === 'fresh' && (base.value as unknown as JudgmentDebt[]).some((d) => open(d) && d.amountFen === null))
    return unknown('judgmentDebtFen', 'missing')
  return ofList<JudgmentDebt>('judgmentDebtFen', base, open, (items) => sum(items.map((d) => d.amountFen)))
}

/** Liabilities over assets of the same day; figures of different years make no ratio. */
function deriveDebtRatio({ entry }: DerivedFrom): ProfileEntry {
  const [liabilities, assets] = [entry('liabilitiesFen'), entry('assetsFen')]
  const worst = [liabilities, assets].find((e) => e.freshness !== 'fresh')
  if (worst) return unknown('debtRatioBp', worst.freshness)
  const total = BigInt(assets.value as string)
  if (total <= 0n || liabilities.asOf !== assets.asOf) return unknown('debtRatioBp', 'missing')
  return derived('debtRatioBp', liabilities, (value) => Number((BigInt(value as string) * 20_000n + total) / (2n * total)))
}

function deriveSizeClass({ entry }: DerivedFrom): ProfileEntry {
  const fresh = (id: AttributeId) => (entry(id).freshness === 'fresh' ? entry(id) : null)
  const number = (id: AttributeId) => fresh(id)?.value as number | undefined
  const fen = (id: AttributeId) => (fresh(id) ? BigInt(fresh(id)!.value as string) : undefined)
  const industry = fresh('industry')?.value as string | undefined
  const result = industry === undefined ? null : sizeClass({ industry, staff: number('staff'), revenueFen: fen('revenueFen'), assetsFen: fen('assetsFen') })
  if (result?.outcome !== 'classed') return unknown('sizeClass', 'missing')
  const told = fresh('staff') ?? fresh('revenueFen') ?? fresh('assetsFen') ?? entry('industry')
  return {
    ...unknown('sizeClass', 'fresh'),
    ...{ scheme: result.basis, value: result.class, asOf: told.asOf, from: told.from, decidedBy: 'derived' },
  }
}
