import type { AttributeId } from './attributes.ts'
import type { MARKS } from './fact.ts'

/**
 * Who is believed first when sources say different things of one attribute: the office that keeps the register,
 * before whoever copied it. Sources not named share the last place.
 */
const AUTHORITY: Partial<Record<AttributeId | typeof MARKS, readonly string[]>> = {
  // What 信用中国 says of a record wins over the record itself (信用修复管理办法, order 36).
  penalties: ['gz-credit/penalty'],
  licences: ['gz-credit/licence'],
  publicityMarks: ['credit-china/publicity_mark'],
  name: ['samr/registration', 'nongrongtong/household_rating'],
  district: ['samr/registration', 'nongrongtong/household_rating'],
  industry: ['samr/registration'],
  registeredOn: ['samr/registration'],
  staff: ['samr/annual_report'],
  taxGrade: ['gz-tax/tax_grade', 'gz-tax/tax_code'],
}

/** 0 is believed first. */
export function authorityRank(attribute: AttributeId | typeof MARKS, source: string, record: string): number {
  const order = AUTHORITY[attribute] ?? []
  const place = order.indexOf(`${source}/${record}`)
  return place === -1 ? order.length : place
}
