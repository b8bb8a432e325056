import { divideRounded } from '../../platform/kernel/money.ts'

/**
 * How much standard coal one unit of a kind of energy stands for. Electricity and heat at their equivalent value
 * (当量值). `microKgce` is in millionths of a kilogram of standard coal, so that sums stay whole numbers.
 */
export interface EnergyKind {
  /** The column that holds its quantity. */
  column: string
  microKgcePerUnit: bigint
}

/** Reference values; an audited report may use measured ones, hence the tolerance in energy-use. */
export const CONVERSION = {
  basis: 'GB/T 2589-2020 附录 A、B 的参考值',
  verified: false,
  kinds: [
    { column: '用电量（千瓦时）', microKgcePerUnit: 122_900n },
    { column: '天然气（立方米）', microKgcePerUnit: 1_330_000n },
    { column: '柴油（吨）', microKgcePerUnit: 1_457_100_000n },
    { column: '汽油（吨）', microKgcePerUnit: 1_471_400_000n },
    { column: '液化石油气（吨）', microKgcePerUnit: 1_714_300_000n },
    { column: '燃料油（吨）', microKgcePerUnit: 1_428_600_000n },
    { column: '原煤（吨）', microKgcePerUnit: 714_300_000n },
    { column: '热力（吉焦）', microKgcePerUnit: 34_120_000n },
    { column: '其他能源（吨标准煤）', microKgcePerUnit: 1_000_000_000n },
  ],
} as const satisfies { basis: string; verified: boolean; kinds: readonly EnergyKind[] }

/** Quantities are read in millionths of their unit. */
export const QUANTITY_SCALE = 1_000_000n

/** @param quantities millionths of a unit, in the order of `CONVERSION.kinds`; null where the row has none */
export function microKgceOf(quantities: readonly (bigint | null)[]): bigint {
  const sum = CONVERSION.kinds.reduce((total, { microKgcePerUnit }, place) => total + (quantities[place] ?? 0n) * microKgcePerUnit, 0n)
  return divideRounded(sum, QUANTITY_SCALE)
}
