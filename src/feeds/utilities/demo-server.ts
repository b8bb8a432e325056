import type { RequestHandler } from 'msw'
import type { SentRow } from '../../sources/model.ts'
import { regionName } from '../../subjects/model.ts'
import type { DemoCity, DemoSubject } from '../demo-city.ts'
import { demoDesk } from '../demo-desk.ts'
import { between, figuresOf, happens, lastMonthEnd } from '../demo-figures.ts'

/** Power, water and gas. A firm in six pays its landlord and is not known; old contracts bear an organisation code, a few only a name. */
export function demoServer(city: DemoCity): RequestHandler[] {
  const desk = demoDesk({ source: 'utilities', city })
  const figures = figuresOf(city)

  function rowsAbout(subject: DemoSubject): SentRow[] {
    const { powerKwh, staff, months } = figures(subject)
    if (subject.kind === 'household' || months === 0 || (subject.named !== true && happens(subject, 'utilities/none', 1600))) return []
    const arrears = subject.named !== true && happens(subject, 'utilities/arrears', 500) ? between(subject, 'utilities/months', 1, 3) : 0
    return [
      {
        统一社会信用代码: contractCode(subject),
        企业名称: subject.name,
        所在区: subject.district === null ? '' : (regionName(subject.district) ?? ''),
        统计截止月: lastMonthEnd(city.today()).slice(0, 7),
        '近12个月用电量（千瓦时）': String(powerKwh),
        '近12个月用水量（立方米）': String(staff * between(subject, 'water', 20, 90)),
        ...(happens(subject, 'gas', 3000) ? { '近12个月用气量（立方米）': String(Math.round(powerKwh / between(subject, 'gas/share', 8, 60))) } : {}),
        欠费月数: String(Math.min(arrears, months)),
      },
    ]
  }

  return [desk.token, desk.consented('/v1/usage/queries', rowsAbout)]
}

/** Positions 9 to 17 of a credit code are the organisation code (GB 32100). */
function contractCode(subject: DemoSubject): string {
  if (subject.named === true) return subject.code
  if (happens(subject, 'utilities/old-contract', 300)) return ''
  return happens(subject, 'utilities/org-code', 700) ? subject.code.slice(8, 17) : subject.code
}
