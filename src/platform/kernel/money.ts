/**
 * Money is integer fen (1 yuan = 100 fen) held as bigint. Floats never touch an amount.
 * JSON carries fen as decimal strings, because 2^53 fen is a sum a bank's totals can reach.
 */
export type Fen = bigint

/** Divides and rounds half up, away from zero: the only place in the house where money is rounded. */
export function divideRounded(numerator: bigint, denominator: bigint): bigint {
  if (denominator === 0n) throw new RangeError('divideRounded by zero')
  const negative = numerator < 0n !== denominator < 0n
  const n = numerator < 0n ? -numerator : numerator
  const d = denominator < 0n ? -denominator : denominator
  const rounded = (2n * n + d) / (2n * d)
  return negative ? -rounded : rounded
}

const DECIMAL = /^([+-]?)(\d{1,18})(?:\.(\d{1,12}))?$/

/**
 * Reads a plain decimal ("12", "-3.5", "2029.123456") times `unitFen` into fen, rounding once.
 * @returns null when the text is no plain decimal of at most 18 + 12 digits.
 */
export function fenFromDecimal(text: string, unitFen = 100n): Fen | null {
  const match = DECIMAL.exec(text)
  if (!match) return null
  const fraction = match[3] ?? ''
  const scaled = BigInt(`${match[2]}${fraction}`) * unitFen
  const fen = divideRounded(scaled, 10n ** BigInt(fraction.length))
  return match[1] === '-' ? -fen : fen
}

/** 123456 → "1234.56": yuan with two decimals, no grouping. */
export function yuanText(fen: Fen): string {
  const sign = fen < 0n ? '-' : ''
  const abs = fen < 0n ? -fen : fen
  return `${sign}${abs / 100n}.${String(abs % 100n).padStart(2, '0')}`
}

/** `fen × rateBp / 10 000`, rounded once. */
export function shareOf(fen: Fen, rateBp: number): Fen {
  return divideRounded(fen * BigInt(rateBp), 10_000n)
}
