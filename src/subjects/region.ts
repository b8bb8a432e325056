/**
 * Names of regions: Guangdong down to districts, Guangzhou down to villages. Codes as of 2023-06-30; a code may be real
 * and yet unknown here (other provinces, abolished districts), so null means "not in the table", never "wrong".
 */

import { GUANGZHOU_TOWNS } from './data/guangzhou-towns.ts'
import { GUANGZHOU_VILLAGES } from './data/guangzhou-villages.ts'
import { GUANGDONG_REGIONS } from './data/regions-guangdong.ts'

export interface Region {
  code: string
  name: string
}

const regions = new Map(
  GUANGDONG_REGIONS.trim()
    .split(/\s/)
    .map((entry) => [entry.slice(0, 6), entry.slice(6)]),
)

/** Reads lines of "<parent> <3 digits><name> …" into parent + 3 digits → name. */
function childNames(lines: string): Map<string, string> {
  const names = new Map<string, string>()
  for (const line of lines.trim().split('\n')) {
    const [parent, ...children] = line.split(' ')
    for (const child of children) names.set(parent! + child.slice(0, 3), child.slice(3))
  }
  return names
}

const towns = childNames(GUANGZHOU_TOWNS)
// Parsed on first use: most requests never name a village, and a Worker pays for its start.
let villages: Map<string, string> | undefined

/** The 11 districts of today, by code. */
export const GUANGZHOU_DISTRICTS: readonly Region[] = [...regions]
  .filter(([code]) => code!.startsWith('4401') && code !== '440100')
  .map(([code, name]) => ({ code: code!, name: name! }))

/** @param code6 GB/T 2260, e.g. 440114 → 花都区 */
export function regionName(code6: string): string | null {
  return regions.get(code6) ?? null
}

export function isGuangzhouDistrict(code6: string): boolean {
  return GUANGZHOU_DISTRICTS.some((district) => district.code === code6)
}

/** @param code9 e.g. 440103001 → 沙面街道; Guangzhou only */
export function townName(code9: string): string | null {
  return towns.get(code9) ?? null
}

/** @param code12 e.g. 440103001101 → 翠洲社区居民委员会; Guangzhou only */
export function villageName(code12: string): string | null {
  villages ??= childNames(GUANGZHOU_VILLAGES)
  return villages.get(code12) ?? null
}

/** Villages and communities of one town, in code order. */
export function villagesOf(code9: string): Region[] {
  villages ??= childNames(GUANGZHOU_VILLAGES)
  return [...villages].filter(([code]) => code.startsWith(code9) && code9.length === 9).map(([code, name]) => ({ code, name }))
}

/** Streets and towns of one district, in code order. */
export function townsOf(code6: string): Region[] {
  return [...towns].filter(([code]) => code.startsWith(code6) && code6.length === 6).map(([code, name]) => ({ code, name }))
}

/** Names that old licences and addresses still carry → today's district. Panyu and Huadu left county rank in 2000, Conghua and Zengcheng in 2014. */
const FORMER_NAMES: Readonly<Record<string, string>> = {
  芳村区: '440103',
  东山区: '440104',
  萝岗区: '440112',
  番禺市: '440113',
  花都市: '440114',
  从化市: '440117',
  增城市: '440118',
}

/**
 * The district an address or office name speaks of. Full names only ("天河路" is no Tianhe), and only where nothing but
 * Guangzhou can be meant: 贵阳 has a 白云区 too.
 * @returns the 6-digit code, or null when none or several are named
 */
export function districtFromText(text: string): string | null {
  const bare = text.replace(/[\s\u00a0\u3000]/g, '')
  const short = GUANGZHOU_DISTRICTS.find((district) => bare.replace(/^广州市?/, '') === district.name.slice(0, -1))
  if (short) return short.code
  const found = new Set<string>()
  const names: [string, string][] = [
    ...GUANGZHOU_DISTRICTS.map((district): [string, string] => [district.name, district.code]),
    ...Object.entries(FORMER_NAMES),
  ]
  for (const [name, code] of names) {
    for (let at = bare.indexOf(name); at >= 0; at = bare.indexOf(name, at + 1)) {
      if (isInGuangzhou(bare.slice(0, at))) found.add(code)
    }
  }
  return found.size === 1 ? [...found][0]! : null
}

/** Is what follows these words inside Guangzhou? */
function isInGuangzhou(before: string): boolean {
  const city = before.lastIndexOf('广州')
  if (city < 0) return /^(中国)?(广东省?)?$/.test(before)
  // 市场, 市政, 市监 and 市辖区 name no city.
  return !/[省州县]|市(?![场政监辖])/.test(before.slice(city + 2).replace(/^市/, ''))
}
