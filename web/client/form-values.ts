/**
 * What people type into forms, brought to the API's units. Each reader answers null when the text is no such value;
 * whether the value is allowed is for the API to say.
 */

/** The unit that stands behind the box anyway: people type it all the same. */
const WAN = /\u4e07\s*\u5143?$/u

/** Full-width digits and points to ASCII; spaces and thousands commas out. */
function plain(text: string): string {
  return text.replace(/[\uff01-\uff5e]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0)).replace(/[\s\u3000,]/g, '')
}

function scaledInteger(text: string, places: number): bigint | null {
  const match = /^(\d{1,15})(?:\.(\d+))?$/.exec(plain(text))
  if (!match) return null
  const fraction = (match[2] ?? '').replace(/0+$/, '')
  if (fraction.length > places) return null
  return BigInt(match[1]! + fraction.padEnd(places, '0'))
}

/** "1234.56" yuan → "123456" fen. */
export function fenFromYuan(text: string): string | null {
  return scaledInteger(text, 2)?.toString() ?? null
}

/** "200", "35.5" or, with its unit, "200 \u4e07\u5143" (ten thousand yuan) → fen. */
export function fenFromWan(text: string): string | null {
  return scaledInteger(text.trim().replace(WAN, ''), 6)?.toString() ?? null
}

/** Fen → ten thousand yuan, for putting a value back into its box. */
export function wanFromFen(fen: string): string {
  const digits = fen.padStart(7, '0')
  const fraction = digits.slice(-6).replace(/0+$/, '')
  return digits.slice(0, -6) + (fraction ? `.${fraction}` : '')
}

/** "3.65" percent → 365 basis points; finer than a basis point is not taken. */
export function bpFromPercent(text: string): number | null {
  const bp = scaledInteger(text, 2)
  return bp === null || bp > 1_000_000n ? null : Number(bp)
}

export function integerFrom(text: string): number | null {
  const value = plain(text)
  return /^\d{1,9}$/.test(value) ? Number(value) : null
}

/**
 * An advertised rate as a yearly one in basis points: a month's percent × 12, a day's ten-thousandths × 360 (the
 * loan trade's year). Rounded half up.
 */
export function yearlyBp(text: string, per: 'year' | 'month' | 'day'): number | null {
  if (per === 'year') return bpFromPercent(text)
  const value = scaledInteger(text, 4)
  if (value === null || value > 100_000_000n) return null
  const perYear = per === 'month' ? value * 12n : value * 360n
  const unit = per === 'month' ? 100n : 10_000n
  return Number((2n * perYear + unit) / (2n * unit))
}
