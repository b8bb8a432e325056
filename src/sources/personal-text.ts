import { toHalfWidth } from '../platform/kernel/text.ts'
import { checkIdentifier, HOUSEHOLD_NO } from '../subjects/model.ts'

/** 18 digits with a plausible date of birth (GB 11643), grouped or not. An enterprise's code begins with 9 and is never one. */
const IDENTITY_NUMBER = /(?<![0-9A-Za-z])([1-8]\d{3})\d{2}[ -]?(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[ -]?(\d{3}[0-9Xx])(?![0-9A-Za-z])/g
const TELEPHONE = /(?<!\d)(1[3-9]\d)[ -]?\d{4}[ -]?(\d{4})(?!\d)/g
const LONG_NUMBER = /\d{11,}[Xx]?/g

/** 4401**********1234 for every identity number in the text. */
export function maskIdentityNumbers(text: string): string {
  return masked(text, IDENTITY_NUMBER, (head, tail) => `${head}**********${tail}`)
}

/** 138****1234 for every mobile number in the text. */
export function maskTelephones(text: string): string {
  return masked(text, TELEPHONE, (head, tail) => `${head}****${tail}`)
}

/**
 * What may be kept of a cell that could belong to another column: credit codes and household numbers, and short numbers,
 * dates and document numbers without their words. A name is words, and so is an address.
 */
export function withoutWords(text: string): string {
  const plain = toHalfWidth(text)
  if (checkIdentifier(plain).canonical !== null || HOUSEHOLD_NO.test(plain)) return text
  if (!/\d/.test(plain) || !/^[\x20-\x7e]{1,40}$/.test(plain)) return '*'
  return plain.replace(LONG_NUMBER, (number) => `${number.slice(0, 4)}${'*'.repeat(number.length - 4)}`)
}

/** Full-width digits say the same: the search runs over the half-width text, which has the same length. */
function masked(text: string, pattern: RegExp, mask: (head: string, tail: string) => string): string {
  let clean = ''
  let done = 0
  for (const found of toHalfWidth(text).matchAll(pattern)) {
    clean += text.slice(done, found.index) + mask(found[1]!, found[2]!)
    done = found.index + found[0].length
  }
  return clean + text.slice(done)
}
