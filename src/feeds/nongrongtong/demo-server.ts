import type { RequestHandler } from 'msw'
import { addDays, addMonths } from '../../platform/kernel/time.ts'
import type { SentRow } from '../../sources/model.ts'
import type { DemoCity, DemoSubject } from '../demo-city.ts'
import { demoDesk } from '../demo-desk.ts'
import { between, happens } from '../demo-figures.ts'

/** Villages were named in June of this year or, before July, of the last. */
const REVIEW_DAY = '-06-30'

/** The households of the city's credit villages. Not every one has its land registered, is insured or was asked. */
export function demoServer(city: DemoCity): RequestHandler[] {
  const desk = demoDesk({ source: 'nongrongtong', city })
  const households = () => city.subjects.filter(({ kind }) => kind === 'household')
  const about = (subject: DemoSubject) => ({ 户编号: subject.code, 户主姓名: subject.name })
  const reviewedOn = () => lastDay(city, REVIEW_DAY)

  const villages = (): SentRow[] =>
    households().map((subject) => ({
      ...about(subject),
      所在村评定: villageGrade(subject.code),
      评定日期: reviewedOn(),
      有效期至: addMonths(reviewedOn(), 12),
    }))

  const landRights = (): SentRow[] =>
    households()
      .filter((subject) => happens(subject, 'land-right', 8500))
      .map((subject) => ({
        ...about(subject),
        承包经营权证号: `示例农地承包权〔2018〕第${String(subject.dice('land-right/number')).padStart(6, '0')}号`,
        '确权面积（亩）': (between(subject, 'land-right/area', 120, 1400) / 100).toFixed(2),
        登记日期: addDays('2018-03-01', between(subject, 'land-right/day', 0, 600)),
      }))

  const insured = (): SentRow[] => {
    const begins = lastDay(city, '-03-01')
    return households()
      .filter((subject) => happens(subject, 'farm-insurance', 5500))
      .map((subject) => ({
        ...about(subject),
        保险标的: happens(subject, 'farm-insurance/fruit', 5000) ? '荔枝种植' : '水稻种植',
        '保险金额（元）': String(between(subject, 'farm-insurance/sum', 8, 120) * 1000),
        保险期间起: begins,
        保险期间止: addDays(addMonths(begins, 12), -1),
        承保机构: '示例财产保险广州分公司',
      }))
  }

  const members = (): SentRow[] =>
    households()
      .filter((subject) => happens(subject, 'cooperative/asked', 9000))
      .map((subject) => {
        const isMember = happens(subject, 'cooperative/member', 4000)
        return {
          ...about(subject),
          合作社成员: isMember ? '是' : '否',
          ...(isMember ? { 合作社名称: '广州示例特色农产品专业合作社' } : {}),
          数据日期: lastDay(city, '-05-31'),
        }
      })

  return [
    desk.list('signed', '/v1/villages', villages),
    desk.list('signed', '/v1/land-rights', landRights),
    desk.list('signed', '/v1/farm-insurance', insured),
    desk.list('signed', '/v1/cooperative-members', members),
  ]
}

/** The last time that this day of the year came. */
function lastDay(city: DemoCity, monthAndDay: string): string {
  const today = city.today()
  const year = Number(today.slice(0, 4))
  const thisYear = `${year}${monthAndDay}`
  return thisYear <= today ? thisYear : `${year - 1}${monthAndDay}`
}

/** One village, one answer: every fifth is still on its way. */
function villageGrade(householdNo: string): string {
  return Number(householdNo.slice(10, 13)) % 5 === 0 ? '创建中' : '信用村'
}
