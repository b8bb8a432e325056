import type { RequestHandler } from 'msw'
import { addDays, monthsBetween } from '../../platform/kernel/time.ts'
import type { SentRow } from '../../sources/model.ts'
import type { DemoCity, DemoSubject } from '../demo-city.ts'
import { demoDesk } from '../demo-desk.ts'
import { between, figuresOf, happens, lastMonthEnd } from '../demo-figures.ts'

/** Most of a firm's people are insured; sole traders seldom insure anybody, and a third of the firms have no housing fund. */
export function demoServer(city: DemoCity): RequestHandler[] {
  const desk = demoDesk({ source: 'social-insurance', city })
  const figures = figuresOf(city)

  function insured(subject: DemoSubject): SentRow[] {
    const { staff, months } = figures(subject)
    if (!employs(subject) || months === 0) return []
    const asOf = lastMonthEnd(city.today())
    const age = subject.registeredOn === null ? 60 : monthsBetween(subject.registeredOn, asOf)
    const gapAgo = subject.named !== true && happens(subject, 'social/gap', 1400) ? between(subject, 'social/months', 0, 9) : age
    return [
      {
        统一社会信用代码: subject.code,
        企业名称: subject.name,
        统计月份: asOf.slice(0, 7),
        参保人数: String(Math.max(1, Math.round((staff * between(subject, 'social/share', 68, 100)) / 100))),
        连续缴费月数: String(Math.min(age, gapAgo)),
      },
    ]
  }

  function checked(subject: DemoSubject): SentRow[] {
    if (!employs(subject) || (subject.named !== true && happens(subject, 'fund/none', 3300))) return []
    const current = subject.named === true || !happens(subject, 'fund/behind', 900)
    return [{ 统一社会信用代码: subject.code, 企业名称: subject.name, 正常缴存: current ? '是' : '否', 核验日期: addDays(city.today(), -1) }]
  }

  return [desk.token, desk.consented('/v1/social-insurance/queries', insured), desk.consented('/v1/housing-fund/checks', checked)]
}

function employs(subject: DemoSubject): boolean {
  return subject.kind !== 'household' && (subject.named === true || happens(subject, 'social/employs', subject.kind === 'sole_trader' ? 2500 : 9300))
}
