/** What people type and offices export, brought to one form before anything looks at it. */

/** Full-width ASCII (！ to ～) and the ideographic space to their ASCII forms. */
export function toHalfWidth(text: string): string {
  if (!/[\uff01-\uff5e\u3000]/.test(text)) return text
  return text.replace(/[\uff01-\uff5e]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0)).replace(/\u3000/g, ' ')
}

/** NFC, without BOM, zero-width characters and surrounding space; inner runs of space become one. */
export function tidy(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[\ufeff\u200b-\u200d\u2060]/g, '')
    .replace(/[\s\u00a0\u3000]+/g, ' ')
    .trim()
}

/** Text that a database and a canonical JSON can hold: no NUL, no lone surrogate. */
export function isSafeText(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed()
}

/** By UTF-16 code unit: the same order on every machine, unlike a locale's. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Masks a natural person's name as the trade does: 张三丰 → 张**. */
export function maskName(name: string): string {
  const [first, ...rest] = [...name]
  return first === undefined ? '' : first + '*'.repeat(Math.max(1, rest.length))
}
