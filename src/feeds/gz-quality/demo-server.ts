import type { RequestHandler } from 'msw'
import type { SentRow } from '../../sources/model.ts'
import type { DemoCity } from '../demo-city.ts'
import { demoDesk } from '../demo-desk.ts'
import { between, gradeFor, happens } from '../demo-figures.ts'
import { favouredBy } from '../demo-life.ts'

const GRADED_YEAR = '2025'
const GRADED_ON = '2026-04-15'
const COUNTED_ON = '2026-09-30'

const QUALITY = [
  ['A', 62],
  ['B', 31],
  ['C', 6],
  ['D', 1],
] as const
const IP = [
  ['A', 70],
  ['B', 24],
  ['C', 5],
  ['D', 1],
] as const

/** Quality grades for a quarter of the firms of the year's review; IP credit for those that hold patents. */
export function demoServer(city: DemoCity): RequestHandler[] {
  const desk = demoDesk({ source: 'gz-quality', city })

  const graded = (): SentRow[] =>
    city.today() < GRADED_ON
      ? []
      : favouredBy(city, 'quality', 2500)
          .filter(({ kind, registeredOn }) => kind !== 'rural_collective' && (registeredOn === null || registeredOn <= `${GRADED_YEAR}-12-31`))
          .map((subject) => ({
            统一社会信用代码: subject.code,
            企业名称: subject.name,
            评价年度: GRADED_YEAR,
            质量信用等级: gradeFor(subject, 'quality/grade', QUALITY),
            评价日期: GRADED_ON,
            有效期至: '2027-12-31',
          }))

  const ipCredit = (): SentRow[] =>
    city.today() < COUNTED_ON
      ? []
      : favouredBy(city, 'patents', 1500)
          .filter(({ kind, registeredOn }) => kind === 'enterprise' && (registeredOn === null || registeredOn <= '2025-12-31'))
          .map((subject) => ({
            统一社会信用代码: subject.code,
            企业名称: subject.name,
            ...(happens(subject, 'patents/graded', 4000) ? { 知识产权信用等级: gradeFor(subject, 'patents/grade', IP) } : {}),
            有效专利件数: String(between(subject, 'patents/count', 1, 6) * between(subject, 'patents/size', 1, 6)),
            数据日期: COUNTED_ON,
          }))

  return [desk.token, desk.list('oauth2', '/v1/quality-grades', graded), desk.list('oauth2', '/v1/ip-credit', ipCredit)]
}
