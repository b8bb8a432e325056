/** Up to how much a product lends this firm, where that depends on facts; and up to how much it might. */
import type { Fen } from '../platform/kernel/money.ts'
import type { LimitRow, ProductTerms } from '../products/model.ts'
import { attributeOf, type Profile } from '../profiles/model.ts'
import { evaluate } from './evaluate.ts'
import type { PriceLimit, Verdict } from './model.ts'
import { entryFor, measure } from './scale.ts'

/**
 * The highest row that is surely met, never below the least amount: who is eligible is lent that (terms-schema.ts sees to
 * it). A row whose condition or amount is unknown is named and not counted on.
 */
export function limitFor(terms: ProductTerms, profile: Profile): { sureFen: Fen; rows: PriceLimit[] } {
  if (terms.limits === undefined) return { sureFen: terms.maxFen, rows: [] }
  const rows = terms.limits.map((row) => weigh(row, profile))
  const sureFen = rows.reduce((most, { verdict, upToFen }) => (verdict === 'met' && upToFen > most ? upToFen : most), terms.minFen)
  return { sureFen, rows }
}

function weigh(row: LimitRow, profile: Profile): PriceLimit {
  const holds: Verdict = row.when === undefined ? 'met' : evaluate(row.when, profile).verdict
  const shareFen = row.ofAttribute === undefined ? row.maxFen : shareKnown(row.ofAttribute, profile)
  const verdict = holds === 'met' && shareFen === null ? 'unknown' : holds
  const upToFen = shareFen === null || shareFen > row.maxFen ? row.maxFen : shareFen
  return { label: row.label, verdict, upToFen, unknownAttribute: shareFen === null && row.ofAttribute ? row.ofAttribute.attr : null }
}

/** Rounded down: a limit is never exceeded by a fen. null where the amount is not known, or not fresh. */
function shareKnown({ attr, shareBp }: NonNullable<LimitRow['ofAttribute']>, profile: Profile): Fen | null {
  const entry = entryFor(profile, attr)
  const amount = entry?.freshness === 'fresh' ? measure(attributeOf(attr), entry.value) : null
  if (typeof amount !== 'bigint') return null
  return amount < 0n ? 0n : (amount * BigInt(shareBp)) / 10_000n
}
