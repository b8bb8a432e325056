import { addDays, addMonths, type CivilDate, monthsBetween } from '../platform/kernel/time.ts'
import type { RecordKind, SentRow } from '../sources/model.ts'
import type { DemoCity, DemoSubject } from './demo-city.ts'
import { annualReport } from './samr/annual-report.ts'

/** The size of a firm of the demo city, so that tax, cash flow, power and insured staff of one firm fit each other. */
export interface Figures {
  /** Whole yuan in 12 months; less in the first year. */
  salesYuan: number
  staff: number
  /** Months since it was founded, 12 at most. */
  months: number
  /** In 12 months; a share of the sales that differs by firm. */
  powerKwh: number
}

/** A figure between two bounds, both included. */
export function between(subject: DemoSubject, word: string, low: number, high: number): number {
  return low + (subject.dice(word) % (high - low + 1))
}

/** True for so many of ten thousand subjects. */
export function happens(subject: DemoSubject, word: string, inTenThousand: number): boolean {
  return subject.dice(word) < inTenThousand * 100
}

/** One of the graded values by their shares in a hundred, the best first; a named one gets none below the second. */
export function gradeFor(subject: DemoSubject, word: string, shares: readonly (readonly [grade: string, percent: number])[]): string {
  let left = subject.dice(word) % 100
  const place = shares.findIndex(([, percent]) => {
    left -= percent
    return left < 0
  })
  return shares[subject.named ? Math.min(place, 1) : place]![0]
}

/** What a row says under a column's name, its field code or one of its synonyms; '' where it says nothing. */
export function cellOf(kind: Pick<RecordKind<unknown>, 'columns'>, row: SentRow, name: string): string {
  const column = kind.columns.find((each) => each.name === name)
  const found = [name, ...(column?.code === undefined ? [] : [column.code]), ...(column?.synonyms ?? [])].find((each) => row[each] !== undefined)
  return found === undefined ? '' : String(row[found])
}

/** End of the last month of which offices have the figures: they need ten days. */
export function lastMonthEnd(today: CivilDate): CivilDate {
  const firstOfMonth = `${today.slice(0, 7)}-01`
  return addDays(today.slice(8) >= '10' ? firstOfMonth : addMonths(firstOfMonth, -1), -1)
}

/** Yuan with two decimals, of a whole number of yuan. */
export function yuan(amount: number): string {
  return `${Math.round(amount)}.00`
}

/** Reads the city's annual reports once, at the first question; who shows no sales there has some by the dice. */
export function figuresOf(city: DemoCity): (subject: DemoSubject) => Figures {
  let reports: Map<string, SentRow> | null = null
  return (subject) => {
    reports ??= newestReports(city)
    const report = reports.get(subject.code)
    const wan = report === undefined ? '' : cellOf(annualReport, report, '营业收入（万元）')
    const people = report === undefined ? '' : cellOf(annualReport, report, '从业人数')
    const { kind, registeredOn } = subject
    const months = registeredOn === null ? 12 : Math.max(0, Math.min(12, monthsBetween(registeredOn, lastMonthEnd(city.today()))))
    const luck = subject.dice('sales') / 1_000_000
    const thrown = kind === 'sole_trader' ? 120_000 + luck * luck * 1_400_000 : 300_000 + luck * luck * luck * 36_000_000
    const yearly = /^\d{1,9}(\.\d{1,4})?$/.test(wan) ? Number(wan) * 10_000 : thrown
    const salesYuan = Math.round((yearly * months) / 12)
    const staff = /^\d{1,6}$/.test(people) ? Number(people) : Math.max(1, Math.round(yearly / between(subject, 'sales-a-head', 180_000, 520_000)))
    return { salesYuan, staff, months, powerKwh: Math.round((salesYuan * between(subject, 'power', 8, 60)) / 1000) }
  }
}

function newestReports(city: DemoCity): Map<string, SentRow> {
  const newest = new Map<string, SentRow>()
  for (const row of city.rowsOf?.('samr', 'annual_report') ?? []) {
    const code = cellOf(annualReport, row, '统一社会信用代码')
    const kept = newest.get(code)
    if (kept === undefined || cellOf(annualReport, row, '年度') > cellOf(annualReport, kept, '年度')) newest.set(code, row)
  }
  return newest
}
