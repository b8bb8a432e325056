import { addDays, type CivilDate, daysBetween } from '../platform/kernel/time.ts'
import { regionName } from '../subjects/model.ts'
import type { DemoCity, DemoSubject } from './demo-city.ts'

/** What befalls the subjects of the demo city, by their dice alone: the same at every start and on every day. */

/** Firms, sole traders, cooperatives and collectives to which a word happens, so many in ten thousand; never the named ones. */
export function struckBy(city: DemoCity, word: string, inTenThousand: number): DemoSubject[] {
  return city.subjects.filter((subject) => subject.kind !== 'household' && subject.named === undefined && subject.dice(word) < inTenThousand * 100)
}

/** The same for what is no harm: the named ones too. */
export function favouredBy(city: DemoCity, word: string, inTenThousand: number): DemoSubject[] {
  return city.subjects.filter((subject) => subject.kind !== 'household' && subject.dice(word) < inTenThousand * 100)
}

/** A day of the subject's life between two days and not before the month after it was founded; null where there is none. */
export function dayOf(subject: DemoSubject, word: string, from: CivilDate, to: CivilDate): CivilDate | null {
  const earliest = addDays(subject.registeredOn ?? from, 30)
  const first = earliest > from ? earliest : from
  return first > to ? null : addDays(first, subject.dice(`${word}/day`) % (daysBetween(first, to) + 1))
}

/** `days` after a day, once that has come; else ''. */
export function onceItCame(day: CivilDate, days: number, today: CivilDate): CivilDate | '' {
  const later = addDays(day, days)
  return later <= today ? later : ''
}

/** 广州市天河区市场监督管理局 */
export function officeOf({ district }: DemoSubject, office: string): string {
  return `广州市${district === null ? '' : (regionName(district) ?? '')}${office}`
}

/** A document number that says 示例, with the year of its day and a number of the subject's own. */
export function documentOf(subject: DemoSubject, word: string, day: CivilDate): string {
  return `示例${word}〔${day.slice(0, 4)}〕${String(subject.dice(`${word}/number`)).padStart(6, '0')}号`
}
