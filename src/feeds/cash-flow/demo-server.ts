import type { RequestHandler } from 'msw'
import type { SentRow } from '../../sources/model.ts'
import type { DemoCity, DemoSubject } from '../demo-city.ts'
import { demoDesk } from '../demo-desk.ts'
import { between, figuresOf, happens, lastMonthEnd, yuan } from '../demo-figures.ts'

/** The cash-flow platform: money that went in and out fits the firm's sales. One firm in eight banks where it is not connected. */
export function demoServer(city: DemoCity): RequestHandler[] {
  const desk = demoDesk({ source: 'cash-flow', city })
  const figures = figuresOf(city)

  function rowsAbout(subject: DemoSubject): SentRow[] {
    if (subject.kind === 'household' || (subject.named !== true && happens(subject, 'cash-flow/none', 1250))) return []
    const { salesYuan, months } = figures(subject)
    if (months === 0) return []
    const inflow = (salesYuan * between(subject, 'inflow', 96, 114)) / 100
    const outflow = (inflow * between(subject, 'outflow', 930, 1005)) / 1000
    const idle = subject.named === true ? 0 : Math.max(0, between(subject, 'idle-months', -8, 3))
    return [
      {
        统一社会信用代码: subject.code,
        企业名称: subject.name,
        统计截止月: lastMonthEnd(city.today()).slice(0, 7),
        '近12个月流入（元）': yuan(inflow),
        '近12个月流出（元）': yuan(outflow),
        '日均余额（元）': yuan((inflow * between(subject, 'balance', 8, 90)) / 1000),
        有流水月数: String(Math.max(1, months - idle)),
      },
    ]
  }

  return [desk.token, desk.consented('/v1/cash-flow/queries', rowsAbout)]
}
