/** GB/T 4754-2017 industries: section letter, then 2, 3 or 4 digits (C · C17 · C171 · C1711). */
import { toHalfWidth } from '../platform/kernel/text.ts'
import { GB4754_2017 } from './data/gb4754-2017.ts'

const names = new Map<string, string>()
/** Division digits → section letter; divisions are numbered through all sections. */
const sections = new Map<string, string>()

for (const entry of GB4754_2017.trim().split(/\s/)) {
  const [, code, name] = /^([A-T]\d*)(.*)$/.exec(entry)!
  names.set(code!, name!)
  if (code!.length === 3) sections.set(code!.slice(1), code![0]!)
}

/**
 * Brings '1711', 'c1711' or 'Ｃ１７１１' to 'C1711'. A lost leading zero is not guessed: '111' is B111.
 * @returns null when the standard has no such code
 */
export function industryCode(text: string): string | null {
  const bare = toHalfWidth(text)
    .trim()
    .replace(/^[a-t]/, (c) => c.toUpperCase())
  const code = /^\d{2,4}$/.test(bare) ? (sections.get(bare.slice(0, 2)) ?? '') + bare : bare
  return names.has(code) ? code : null
}

export function isIndustryCode(text: string): boolean {
  return industryCode(text) !== null
}

export function industryName(text: string): string | null {
  return names.get(industryCode(text) ?? '') ?? null
}

/** From the section down to the code itself: C1711 → [C, C17, C171, C1711]; empty for an unknown code. */
export function industryChain(text: string): string[] {
  const code = industryCode(text)
  if (code === null) return []
  return [1, 3, 4, 5].filter((length) => length <= code.length).map((length) => code.slice(0, length))
}

/** The section letter, A to T. */
export function industrySection(text: string): string | null {
  return industryChain(text)[0] ?? null
}

/** Is `text` the industry `ancestor` or one below it? */
export function isWithinIndustry(text: string, ancestor: string): boolean {
  const above = industryCode(ancestor)
  return above !== null && industryChain(text).includes(above)
}
