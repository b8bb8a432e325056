/**
 * Looks for what could lead to a person in a text that must hold nothing of the kind: a leaf of the log outlives every
 * erasure. It would rather cry out once too often; what it found it names by kind and place and never repeats.
 */
import { toHalfWidth } from '../platform/kernel/text.ts'
import { checkIdentifier } from './credit-code.ts'
import { HOUSEHOLD_NO } from './subject.ts'

export const PERSONAL_KINDS = [
  ...(['identity_number', 'telephone', 'bank_card', 'credit_code', 'household_number'] as const),
  ...(['email', 'registered_name', 'address'] as const),
] as const
export type PersonalKind = (typeof PERSONAL_KINDS)[number]

export interface PersonalFind {
  kind: PersonalKind
  /** Where it begins and how long it is, in UTF-16 units. */
  at: number
  length: number
}

const EDGE = { before: '(?<![0-9A-Za-z_])', after: '(?![0-9A-Za-z_])' }
const GAP = '[ \\u2010-\\u2015\\u2212-]?'

/** 18 places of GB 11643, or 15 of before 1999, with a plausible day of birth; a wrong check digit is a slip of somebody's. */
const IDENTITY = edged(
  `[1-8]\\d{5}${GAP}(?:(?:18|19|20)\\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d|3[01])${GAP}\\d{3}[0-9Xx]|\\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d|3[01])\\d{3})`,
)
/** Mobile, with or without the country's code, however grouped; and lines with an area code. */
const TELEPHONE = edged(`(?:(?:\\+?86${GAP})?1[3-9]\\d(?:${GAP}\\d){8}|0(?:10|2\\d|[3-9]\\d{2})[-\\u2010-\\u2015 ]\\d{7,8})`)
/** ISO/IEC 7812: 13 to 19 digits, the last by Luhn. */
const CARD = edged(`[3-6]\\d{3}(?:${GAP}\\d){9,15}`)
const CODE = edged('[0-9A-Z]{18}')
const HOUSEHOLD = edged('H\\d{12}-\\d{4}')
/** RFC 5321 as people write it. */
const EMAIL = /[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,24}/g
/** A place in words and then a number: 花都区梯面镇红山村12号, 天河路385号. */
const ADDRESS =
  /\p{Script=Han}{1,20}(?:省|市|区|县|镇|乡|村|街道|大道|路|街|巷|里|社|队|苑|楼|栋)\p{Script=Han}{0,12}[ ]?[0-9一二三四五六七八九十百]{1,6}[ ]?(?:号|栋|幢|座|单元|室|房|队|组|楼)/gu
const HAN_RUN = /[\p{Script=Han}·•・‧*（）()A-Za-z0-9]{2,}/gu
const LONGEST_NAME = 60

/**
 * @param names as the register has them, of persons and firms: any of them in the text is a find
 * @returns in the order of their places
 */
export function findPersonalData(text: string, names: ReadonlySet<string> = new Set()): PersonalFind[] {
  const plain = toHalfWidth(text)
  const finds: PersonalFind[] = []
  const tell = (kind: PersonalKind, pattern: RegExp, isOne: (found: string) => boolean = () => true) => {
    for (const { 0: found, index } of plain.matchAll(pattern)) if (isOne(found)) finds.push({ kind, at: index, length: found.length })
  }
  tell('identity_number', IDENTITY)
  tell('telephone', TELEPHONE)
  tell('bank_card', CARD, (found) => isLuhn(found.replace(/\D/g, '')))
  tell('credit_code', CODE, (found) => checkIdentifier(found).canonical !== null)
  tell('household_number', HOUSEHOLD, (found) => HOUSEHOLD_NO.test(found))
  tell('email', EMAIL)
  tell('address', ADDRESS)
  if (names.size > 0) finds.push(...namesIn(plain, names))
  return finds.sort((a, b) => a.at - b.at || a.kind.localeCompare(b.kind))
}

function namesIn(text: string, names: ReadonlySet<string>): PersonalFind[] {
  const finds: PersonalFind[] = []
  for (const { 0: run, index } of text.matchAll(HAN_RUN)) {
    for (let from = 0; from < run.length - 1; from++) {
      for (let to = Math.min(run.length, from + LONGEST_NAME); to > from + 1; to--) {
        if (!names.has(run.slice(from, to))) continue
        finds.push({ kind: 'registered_name', at: index + from, length: to - from })
        from = to - 1
        break
      }
    }
  }
  return finds
}

/** ISO/IEC 7812-1 annex B. */
function isLuhn(digits: string): boolean {
  let sum = 0
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i])
    const counted = i % 2 === 1 ? digit * 2 : digit
    sum += counted > 9 ? counted - 9 : counted
  }
  return digits.length > 0 && sum % 10 === 0
}

function edged(pattern: string): RegExp {
  return new RegExp(EDGE.before + pattern + EDGE.after, 'g')
}
