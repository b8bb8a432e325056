/** Rates are integer basis points: 3.45 % = 345. Finer results (an IRR) are rounded to them at the end. */
export type Bp = number

/** 345 → "3.45%". */
export function percentText(rateBp: Bp): string {
  const sign = rateBp < 0 ? '-' : ''
  const abs = Math.abs(Math.round(rateBp))
  return `${sign}${Math.floor(abs / 100)}.${String(abs % 100).padStart(2, '0')}%`
}

/** "3.45" (percent, at most two decimals) → 345, or null. */
export function bpFromPercentText(text: string): Bp | null {
  const match = /^(-?)(\d{1,4})(?:\.(\d{1,2}))?$/.exec(text)
  if (!match) return null
  const bp = Number(match[2]) * 100 + Number((match[3] ?? '').padEnd(2, '0'))
  return match[1] ? -bp : bp
}
