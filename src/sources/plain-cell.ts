/**
 * Most cells of a good file need nothing done to them. One look at each character tells so, and spares the cell the
 * tidying, the search for damage and the masking, all of which would give it back as it is.
 */
const CARE = 0
const STEADY = 1
const DIGIT = 2
const SPACE = 3

/** Identity numbers have 17 digits at least, mobile numbers 11 (personal-text.ts). */
export const DIGITS_BELOW_IDENTITY = 16
export const DIGITS_BELOW_TELEPHONE = 10

/** What each UTF-16 unit asks for. Letters that can combine, wide letters and digits, controls and surrogates want care. */
const KINDS = new Uint8Array(0x10000)
const mark = (first: number, last: number, kind: number) => KINDS.fill(kind, first, last + 1)
mark(0x21, 0x7e, STEADY)
mark(0x30, 0x39, DIGIT)
mark(0x20, 0x20, SPACE)
// `#REF!` begins so.
mark(0x23, 0x23, CARE)
mark(0x4e00, 0x9fff, STEADY)
for (const punctuation of '、。〇〈〉《》「」『』【】〔〕“”‘’…—·（），：；！？') mark(punctuation.charCodeAt(0), punctuation.charCodeAt(0), STEADY)
// Of what destroyed text is known by, only these are otherwise steady (isDestroyed): plain text is never destroyed.
for (const sign of '锟烫屯') mark(sign.charCodeAt(0), sign.charCodeAt(0), CARE)

/** True for text that is tidy (NFC, single inner spaces), whole, not destroyed, and has no more digits than given. */
export function isPlain(text: string, mostDigits: number): boolean {
  let digits = 0
  let before = SPACE
  for (let i = 0; i < text.length; i++) {
    const kind = KINDS[text.charCodeAt(i)]!
    if (kind === CARE || (kind === SPACE && before === SPACE)) return false
    if (kind === DIGIT) digits++
    before = kind
  }
  return digits <= mostDigits && before !== SPACE
}

/** What spreadsheets put where a formula broke. */
const SHEET_ERRORS = new Set(['#REF!', '#VALUE!', '#NAME?', '#DIV/0!', '#NULL!', '#NUM!'])
/** UTF-8 read as Latin-1 or Windows-1252: å¹¿å·ž for 广州. */
const MOJIBAKE = /(?:[\u00e3-\u00ef][\u0080-\u00bf\u0152-\u017e\u2013-\u203a\u20ac\u2122]{1,2}){2}/

/** Text that was destroyed on its way and still looks like text: the marks that broken conversions leave. */
export function isDestroyed(text: string): boolean {
  if (text.charCodeAt(0) === 35 && SHEET_ERRORS.has(text.trim())) return true
  return text.includes('锟斤拷') || text.includes('烫烫烫') || text.includes('屯屯屯') || MOJIBAKE.test(text)
}
