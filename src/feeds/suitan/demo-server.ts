import type { RequestHandler } from 'msw'
import type { SentRow } from '../../sources/model.ts'
import type { DemoCity, DemoSubject } from '../demo-city.ts'
import { demoDesk } from '../demo-desk.ts'
import { between, cellOf, figuresOf, happens, lastMonthEnd } from '../demo-figures.ts'
import { carbonReport } from './carbon-report.ts'
import { CONVERSION, microKgceOf, QUANTITY_SCALE } from './energy-conversion.ts'

/** The carbon platform: the reports of the city's file, and the energy of whoever has one and of some that have none yet. */
export function demoServer(city: DemoCity): RequestHandler[] {
  const desk = demoDesk({ source: 'suitan', city })
  const figures = figuresOf(city)
  const reports = () => city.rowsOf?.('suitan', 'carbon_report') ?? []

  function energyRows(): SentRow[] {
    const month = lastMonthEnd(city.today()).slice(0, 7)
    const reporting = new Set(reports().map((row) => cellOf(carbonReport, row, '统一社会信用代码')))
    return city.subjects
      .filter((subject) => subject.kind !== 'household' && (reporting.has(subject.code) || happens(subject, 'energy', 600)) && figures(subject).powerKwh > 0)
      .map((subject) => energyRow(subject, figures(subject).powerKwh, month))
  }

  return [desk.token, desk.list('oauth2', '/v1/carbon-reports', reports), desk.list('oauth2', '/v1/energy-use', energyRows)]
}

function energyRow(subject: DemoSubject, powerKwh: number, month: string): SentRow {
  const used: Partial<Record<(typeof CONVERSION.kinds)[number]['column'], number>> = { '用电量（千瓦时）': powerKwh }
  if (happens(subject, 'gas', 3000)) used['天然气（立方米）'] = Math.round(powerKwh / between(subject, 'gas/share', 8, 60))
  if (happens(subject, 'diesel', 2500)) used['柴油（吨）'] = between(subject, 'diesel/tons', 1, 20)
  if (happens(subject, 'heat', 500)) used['热力（吉焦）'] = between(subject, 'heat/gj', 100, 2000)
  const quantities = CONVERSION.kinds.map(({ column }) => (used[column] === undefined ? null : BigInt(used[column]) * QUANTITY_SCALE))
  // The platform measures heating values: up to 3 % off the reference ones.
  const microKgce = (microKgceOf(quantities) * BigInt(between(subject, 'heating-value', 970, 1030))) / 1000n
  return {
    统一社会信用代码: subject.code,
    企业名称: subject.name,
    统计截止月: month,
    '近12个月综合能源消费量（吨标准煤）': tonText(microKgce),
    // One row in four gives the sum alone.
    ...(happens(subject, 'energy/sum-only', 2500) ? {} : Object.fromEntries(Object.entries(used).map(([column, quantity]) => [column, String(quantity)]))),
  }
}

/** Millionths of a kilogram to tons: 201951000000 → "201.951". */
function tonText(microKgce: bigint): string {
  const kilograms = microKgce / 1_000_000n
  return `${kilograms / 1000n}.${String(kilograms % 1000n).padStart(3, '0')}`
}
