/**
 * Codes of the demo city. 440199 is no region of GB/T 2260 and village serials from 9000 are never issued, so a
 * synthetic subject can be told from a real one by its code alone, wherever its file was uploaded.
 */
export const SYNTHETIC_REGION = '440199'

export function isSyntheticCode(code: string): boolean {
  return code.slice(2, 8) === SYNTHETIC_REGION || /^H\d{12}-9\d{3}$/.test(code)
}
