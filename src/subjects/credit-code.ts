/**
 * Unified social credit code, GB 32100-2015: department(1) type(1) region(6) organisation(9) check(1), with GB 11714's
 * own check digit at position 17. Early pilot codes are genuine and yet fail one of the two digits, so exactly one wrong
 * digit is a case for review and never a refusal. The region is not looked up: real codes carry abolished regions.
 */
import { toHalfWidth } from '../platform/kernel/text.ts'
import type { SubjectKind } from './subject.ts'

export type IdentifierVerdict = 'valid' | 'invalid' | 'legacy_check_mismatch'

export const IDENTIFIER_KINDS = [
  'enterprise',
  'sole_trader',
  'cooperative',
  'rural_collective',
  'government',
  'public_institution',
  'mass_organisation',
  'social_organisation',
  'self_governance',
  'other',
] as const
export type IdentifierKind = (typeof IDENTIFIER_KINDS)[number]

export interface IdentifierCheck {
  /** As given. */
  input: string
  /** 18 upper-case characters, also on `legacy_check_mismatch`; null when invalid. */
  canonical: string | null
  verdict: IdentifierVerdict
  kind: IdentifierKind | null
  /** Of the registering office; it does not tell where the subject is (domain §8). */
  regionCode: string | null
  /** One Chinese sentence; null when valid. */
  reason: string | null
}

/** GB 32100-2015 table 1 and amendment 1. 54 (villagers' and residents' committees) came later, from the civil-affairs offices. */
const TYPES: Readonly<Record<string, Readonly<Record<string, IdentifierKind>>>> = {
  1: { 1: 'government', 2: 'public_institution', 3: 'mass_organisation', 9: 'other' },
  2: { 1: 'other', 9: 'other' },
  3: { 1: 'other', 2: 'other', 3: 'other', 4: 'other', 5: 'other', 9: 'other' },
  4: { 1: 'other', 9: 'other' },
  5: { 1: 'social_organisation', 2: 'social_organisation', 3: 'social_organisation', 4: 'self_governance', 9: 'other' },
  6: { 1: 'other', 2: 'other', 9: 'other' },
  7: { 1: 'other', 2: 'other', 9: 'other' },
  8: { 1: 'mass_organisation', 9: 'other' },
  9: { 1: 'enterprise', 2: 'sole_trader', 3: 'cooperative' },
  A: { 1: 'public_institution', 9: 'other' },
  N: { 1: 'rural_collective', 2: 'rural_collective', 3: 'rural_collective', 9: 'other' },
  Y: { 1: 'other' },
}

const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
const ORG_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2]
/** What a character counts, by its code: GB 32100 leaves five letters out, GB 11714 counts them all. */
const PLACES = Int8Array.from({ length: 128 }, (_, code) => ALPHABET.indexOf(String.fromCharCode(code)))
const BASE_36 = Int8Array.from({ length: 128 }, (_, code) => Number.parseInt(String.fromCharCode(code), 36))

/** 18 characters of the alphabet with the region's digits in their place: most of what a file holds. */
const SHAPE = /^[0-9A-HJ-NP-RTUWXY]{2}\d{6}[0-9A-HJ-NP-RTUWXY]{10}$/
const SPREADSHEET_POWER = /^\d(?:\.\d+)?E\+?\d{1,2}$/
/** Space, controls that hide, every dash (Pd, minus, hyphen bullet, box rule, soft hyphen, katakana long mark). */
const FILLER = /[\s\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad\p{Pd}\u2212\u2043\u2500\u2501\u30fc]/gu

/** Reads whatever people type. Never throws; long input is merely invalid (limits are the rim's). */
export function checkIdentifier(input: string): IdentifierCheck {
  const isBare = SHAPE.test(input)
  const code = isBare ? input : cleaned(input)
  const fault = isBare ? null : shapeFault(code)
  if (fault !== null) return refused(input, fault)
  const kind = TYPES[code[0]!]?.[code[1]!]
  if (kind === undefined) return refused(input, `第1、2位“${code.slice(0, 2)}”不是登记管理部门与机构类别的有效组合。`)

  const outer = creditCheckDigit(code)
  const inner = orgCheckDigit(code, 8)
  const outerRight = outer === code[17]
  const innerRight = inner === code[16]
  if (!outerRight && !innerRight) {
    const rounded = /^\d{15}0{3}$/.test(code) ? '；末三位为000，可能被表格软件改写，请从原件复制' : ''
    return refused(input, `第18位校验码（GB 32100-2015）与第17位组织机构代码校验码（GB 11714）都不正确${rounded}。`)
  }
  const regionCode = code.slice(2, 8)
  if (outerRight && innerRight) return { input, canonical: code, verdict: 'valid', kind, regionCode, reason: null }
  const reason = outerRight
    ? `第17位组织机构代码校验码（GB 11714）应为${inner}，实为${code[16]}，需人工核对。`
    : `第18位校验码（GB 32100-2015）应为${outer}，实为${code[17]}，需人工核对。`
  return { input, canonical: code, verdict: 'legacy_check_mismatch', kind, regionCode, reason }
}

function refused(input: string, reason: string): IdentifierCheck {
  return { input, canonical: null, verdict: 'invalid', kind: null, regionCode: null, reason }
}

/** @param canonical as `checkIdentifier` returns it. @returns null for what Suixin does not serve (offices, societies, …) */
export function subjectKindOf(canonical: string): SubjectKind | null {
  const kind = TYPES[canonical[0] ?? '']?.[canonical[1] ?? '']
  return kind === 'enterprise' || kind === 'sole_trader' || kind === 'cooperative' || kind === 'rural_collective' ? kind : null
}

/**
 * The organisation code of GB 11714 by itself, as records from before 2015 give it: `12345678-9`.
 * @returns its nine characters without the hyphen; null where shape or check digit is wrong
 */
export function readOrganisationCode(text: string): string | null {
  const code = cleaned(text)
  return /^[0-9A-Z]{9}$/.test(code) && orgCheckDigit(code.slice(0, 8)) === code[8] ? code : null
}

/**
 * Completes a code with both check digits; for synthetic subjects.
 * @param prefix8 department, type and 6 region digits. @param org8 8 characters of the GB 32100 alphabet.
 * @throws RangeError when a part has another shape
 */
export function makeCreditCode(prefix8: string, org8: string): string {
  if (!/^.{2}\d{6}$/.test(prefix8) || TYPES[prefix8[0]!]?.[prefix8[1]!] === undefined) throw new RangeError(`makeCreditCode: prefix ${prefix8}`)
  if (!/^[0-9A-HJ-NPQRTUWXY]{8}$/.test(org8)) throw new RangeError(`makeCreditCode: organisation ${org8}`)
  const body = prefix8 + org8 + orgCheckDigit(org8)
  return body + creditCheckDigit(body)
}

function cleaned(input: string): string {
  const bare = toHalfWidth(input).replace(FILLER, '')
  // A leading apostrophe is how spreadsheets keep a number as text. Upper-casing is ASCII only: "ſ" must not become "S".
  return bare.replace(/^['‘’`]/, '').replace(/[a-z]/g, (c) => c.toUpperCase())
}

/** Why these cannot be 18 characters of a credit code, or null. */
function shapeFault(code: string): string | null {
  if (SHAPE.test(code)) return null
  if (code === '') return '没有填写统一社会信用代码。'
  if (SPREADSHEET_POWER.test(code)) return '代码已被表格软件改成科学计数法，数字已丢失，请将单元格设为文本后从原件重新录入。'
  const characters = [...code]
  if (characters.length !== 18) {
    const hint = characters.length === 15 && /^\d+$/.test(code) ? '，这像是旧的工商注册号' : ''
    return `统一社会信用代码应为18位，实为${characters.length}位${hint}。`
  }
  const wrong = characters.findIndex((c) => !ALPHABET.includes(c))
  if (wrong >= 0) {
    const why = 'IOSVZ'.includes(characters[wrong]!) ? '代码不使用字母I、O、S、V、Z' : '代码只用数字和大写字母'
    return `第${wrong + 1}位“${shown(characters[wrong]!)}”不能出现，${why}。`
  }
  const letter = characters.findIndex((c, i) => i >= 2 && i < 8 && !/\d/.test(c))
  return letter >= 0 ? `第${letter + 1}位“${characters[letter]}”应为数字，第3至8位是登记机关行政区划码。` : null
}

/** A character fit for a sentence: controls and lone surrogates by their number. */
function shown(character: string): string {
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(character) ? character : `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`
}

/** Of the first 17 characters. */
function creditCheckDigit(code: string): string {
  let sum = 0
  for (let i = 0; i < 17; i++) sum += WEIGHTS[i]! * PLACES[code.charCodeAt(i)]!
  return ALPHABET[(31 - (sum % 31)) % 31]!
}

/** Of the 8 characters of the organisation. */
function orgCheckDigit(code: string, from = 0): string {
  let sum = 0
  for (let i = 0; i < 8; i++) sum += ORG_WEIGHTS[i]! * BASE_36[code.charCodeAt(from + i)]!
  const digit = 11 - (sum % 11)
  return digit === 10 ? 'X' : digit === 11 ? '0' : String(digit)
}
