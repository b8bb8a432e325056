import type { AttributeId } from './attributes.ts'

/**
 * Who is believed first when sources say different things of one attribute: the office that keeps the register,
 * before whoever copied it. Sources not named share the last place.
 */
const AUTHORITY: Partial<Record<AttributeId, readonly string[]>> = {
  name: ['samr/registration', 'nongrongtong/household_rating'],
  district: ['samr/registration', 'nongrongtong/household_rating'],
  industry: ['samr/registration'],
  registeredOn: ['samr/registration'],
}

/** 0 is believed first. */
export function authorityRank(attribute: AttributeId, source: string, record: string): number {
  const order = AUTHORITY[attribute] ?? []
  const place = order.indexOf(`${source}/${record}`)
  return place === -1 ? order.length : place
}
