/** Number formats and date serials of SpreadsheetML (ECMA-376 part 1, §18.8.30). */

/** Built-in formats that show a day; 27–31, 36 and 50–58 are those of Chinese workbooks (55 and 56 show a time only). */
const BUILT_IN_DAYS = new Set([14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58])

/** Does this format show a day? Quoted text, escapes and [colours] do not count. */
export function showsDay(id: number, code: string | undefined): boolean {
  if (code === undefined) return BUILT_IN_DAYS.has(id)
  const bare = code.replace(/"[^"]{0,100}"|\\.|\[[^\]]{0,50}\]|_./g, '').toLowerCase()
  return /[yd]|年|日/.test(bare) && !/general/.test(bare)
}

const DAY_MS = 86_400_000

/**
 * A date serial as `YYYY-MM-DD`, with ` HH:MM:SS` where it holds a time of day; null where it is no day before 10000.
 * The 1900 system counts a 29 February 1900 that never was (serial 60).
 */
export function dayOfSerial(serial: number, since1904: boolean): string | null {
  const whole = Math.floor(serial)
  if (!(whole >= (since1904 ? 0 : 1) && whole <= 2_958_465)) return null
  const epoch = since1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, whole < 60 ? 31 : 30)
  const seconds = Math.round((serial - whole) * 86_400)
  const iso = new Date(epoch + whole * DAY_MS + seconds * 1000).toISOString()
  return seconds === 0 ? iso.slice(0, 10) : `${iso.slice(0, 10)} ${iso.slice(11, 19)}`
}

/**
 * A number as the sheet stores it, brought to what the sheet shows: 15 digits, without a double's noise. Whole numbers
 * stay as written, so that a code mangled to 9.14401E+17 stays visible and is refused.
 */
export function numberText(stored: string): string {
  const text = stored.trim()
  if (/^[+-]?\d{1,400}$/.test(text)) return text
  const value = Number(text)
  if (text === '' || !Number.isFinite(value) || Math.abs(value) >= 1e15) return text
  const shown = Number(value.toPrecision(15))
  return String(shown).includes('e') ? shown.toFixed(20).replace(/\.?0+$/, '') : String(shown)
}
