import type { RequestHandler } from 'msw'
import type { SentRow } from '../../sources/model.ts'
import type { DemoCity } from '../demo-city.ts'
import { demoDesk } from '../demo-desk.ts'
import { between, happens, yuan } from '../demo-figures.ts'
import { dayOf, documentOf, officeOf, onceItCame, struckBy } from '../demo-life.ts'

/** The labour bureau: the grades of the city's file, and a wage warning for three firms in two hundred. */
export function demoServer(city: DemoCity): RequestHandler[] {
  const desk = demoDesk({ source: 'gz-hrss', city })

  function warnings(): SentRow[] {
    const today = city.today()
    return struckBy(city, 'wages', 150).flatMap((subject) => {
      const raisedOn = dayOf(subject, 'wages', '2025-01-10', '2026-10-31')
      if (raisedOn === null || raisedOn > today) return []
      const people = between(subject, 'wages/people', 2, 36)
      return [
        {
          统一社会信用代码: subject.code,
          企业名称: subject.name,
          欠薪预警编号: documentOf(subject, '欠薪预', raisedOn),
          预警日期: raisedOn,
          涉及人数: String(people),
          '涉及金额（元）': yuan(people * between(subject, 'wages/each', 3_000, 16_000)),
          解决日期: happens(subject, 'wages/settled', 7000) ? onceItCame(raisedOn, between(subject, 'wages/days', 9, 80), today) : '',
          处理机关: officeOf(subject, '人力资源和社会保障局'),
        },
      ]
    })
  }

  return [
    desk.token,
    desk.list('oauth2', '/v1/labour-grades', () => city.rowsOf?.('gz-hrss', 'labour_grade') ?? []),
    desk.list('oauth2', '/v1/wage-warnings', warnings),
  ]
}
