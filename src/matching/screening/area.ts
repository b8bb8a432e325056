/** A village, a town, a district or the city, by its code. */
import { isGuangzhouDistrict, regionName, townName, villageName } from '../../subjects/model.ts'
import type { Clause } from './clause.ts'

export const CITY = '4401'

/** 花都区 · 花都区 新华街道 · …; null where Guangzhou has no such area. */
export function areaName(code: string): string | null {
  const district = regionName(code.slice(0, 6))
  switch (code.length) {
    case 4:
      return code === CITY ? '广州市' : null
    case 6:
      return isGuangzhouDistrict(code) ? district : null
    case 9: {
      const town = townName(code)
      return town === null ? null : `${district} ${town}`
    }
    case 12: {
      const village = villageName(code)
      return village === null ? null : `${district} ${townName(code.slice(0, 9)) ?? ''} ${village}`
    }
    default:
      return null
  }
}

/** Everybody of an area, of these kinds (none named: of every kind). Whoever has no known place is of the city alone. */
export function groupClause(area: string, kinds: readonly string[]): Clause {
  const conditions: Clause[] = []
  if (area.length >= 6) conditions.push(['district = ', { value: area.slice(0, 6), as: 'text' }])
  if (area.length === 9) conditions.push(['left(village, 9) = ', { value: area, as: 'text' }])
  if (area.length === 12) conditions.push(['village = ', { value: area, as: 'text' }])
  if (kinds.length > 0) conditions.push(['kind in (', ...kinds.flatMap((kind, i): Clause => [...(i === 0 ? [] : [', ']), { value: kind, as: 'text' }]), ')'])
  return conditions.length === 0 ? ['true'] : conditions.flatMap((condition, i) => [...(i === 0 ? [] : [' and ']), ...condition])
}
