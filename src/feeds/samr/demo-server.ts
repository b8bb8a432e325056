import type { RequestHandler } from 'msw'
import type { SentRow } from '../../sources/model.ts'
import type { DemoCity } from '../demo-city.ts'
import { demoDesk } from '../demo-desk.ts'
import { dayOf, documentOf, officeOf, onceItCame, struckBy } from '../demo-life.ts'

/** Plays the register: what the city's files say, and one firm in fifty on the abnormal list. */
export function demoServer(city: DemoCity): RequestHandler[] {
  const desk = demoDesk({ source: 'samr', city })
  return [
    desk.list('signed', '/gsxt/registrations', () => city.rowsOf?.('samr', 'registration') ?? []),
    desk.list('signed', '/gsxt/annual-reports', () => city.rowsOf?.('samr', 'annual_report') ?? []),
    desk.list('signed', '/gsxt/abnormal-list', () => listed(city, { word: '异列字', inTenThousand: 200, reasons: ABNORMAL, offAfterDays: 150 })),
    desk.list('signed', '/gsxt/serious-list', () => listed(city, { word: '严列字', inTenThousand: 50, reasons: SERIOUS, offAfterDays: 1095 })),
  ]
}

const ABNORMAL = ['未依照规定的期限公示年度报告', '通过登记的住所或者经营场所无法联系']
const SERIOUS = ['两年内因同一违法行为受到三次以上行政处罚', '生产销售侵犯他人商标专用权的商品，情节严重']

interface ListPlan {
  word: string
  inTenThousand: number
  reasons: readonly string[]
  /** Half of those listed come off after so many days. */
  offAfterDays: number
}

function listed(city: DemoCity, { word, inTenThousand, reasons, offAfterDays }: ListPlan): SentRow[] {
  return struckBy(city, word, inTenThousand).flatMap((subject) => {
    const listedOn = dayOf(subject, word, '2022-07-01', '2026-11-01')
    if (listedOn === null || listedOn > city.today()) return []
    const comesOff = subject.dice(`${word}/off`) < 500_000
    const removedOn = comesOff ? onceItCame(listedOn, offAfterDays, city.today()) : ''
    return [
      {
        统一社会信用代码: subject.code,
        企业名称: subject.name,
        列入文书号: documentOf(subject, word, listedOn),
        列入日期: listedOn,
        列入事由: reasons[subject.dice(`${word}/reason`) % reasons.length]!,
        移出日期: removedOn,
        移出事由: removedOn === '' ? '' : '列入事由已消除',
        作出决定机关: officeOf(subject, '市场监督管理局'),
      },
    ]
  })
}
