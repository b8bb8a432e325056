/**
 * What the unit of an attribute permits, where it permits less than every whole number from 0. A criterion outside is a
 * slip of the unit (percent for basis points, days for months), never a wish.
 */
import type { AttributeId } from '../profiles/model.ts'

export interface ValueRange {
  min: bigint
  /** null: no end. */
  max: bigint | null
}

const RANGES: Partial<Record<AttributeId, ValueRange>> = {
  // 150 years; the oldest firms of the register are younger.
  ageMonths: { min: 0n, max: 1_800n },
  // Months out of the last twelve.
  activeMonths12m: { min: 0n, max: 12n },
  utilityArrearsMonths: { min: 0n, max: 12n },
  // Out of a hundred (农户信用评分).
  householdScore: { min: 0n, max: 100n },
  // Debts of ten times the assets: beyond lies a slip of the unit.
  debtRatioBp: { min: 0n, max: 100_000n },
  // Ten times the benchmark of the trade.
  carbonRatioBp: { min: 0n, max: 100_000n },
  // Sales can fall by all there was; 1 000 times as much is a slip.
  invoicedGrowthBp: { min: -10_000n, max: 10_000_000n },
}

const ANY: ValueRange = { min: 0n, max: null }

/** For attributes that count: integers, basis points, fen. */
export function rangeOf(attr: AttributeId): ValueRange {
  return RANGES[attr] ?? ANY
}
