/** A household's roster number: `H` + the 12-digit village + `-` + 4 digits. Shape, and a village that exists. */
import { tidy, toHalfWidth } from '../platform/kernel/text.ts'
import { villageName } from './region.ts'
import { HOUSEHOLD_NO } from './subject.ts'

export interface HouseholdNoCheck {
  input: string
  canonical: string | null
  villageCode: string | null
  villageName: string | null
  /** One Chinese sentence; null when good. */
  reason: string | null
}

export function checkHouseholdNo(input: string): HouseholdNoCheck {
  const code = tidy(toHalfWidth(input))
    .replace(/\s/g, '')
    .replace(/[\p{Pd}\u2212]/gu, '-')
    .replace(/^h/, 'H')
  const refuse = (reason: string): HouseholdNoCheck => ({ input, canonical: null, villageCode: null, villageName: null, reason })
  if (!HOUSEHOLD_NO.test(code)) return refuse('农户编号应为H、12位广州村级代码、短横线和4位序号，例如H440114001201-0001。')
  const villageCode = code.slice(1, 13)
  const name = villageName(villageCode)
  if (name === null) return refuse(`农户编号中的村级代码${villageCode}不存在。`)
  return { input, canonical: code, villageCode, villageName: name, reason: null }
}
