import type { RequestHandler } from 'msw'
import { addDays } from '../../platform/kernel/time.ts'
import type { SentRow } from '../../sources/model.ts'
import type { DemoCity } from '../demo-city.ts'
import { demoDesk } from '../demo-desk.ts'
import { dayOf, documentOf, favouredBy, officeOf, onceItCame } from '../demo-life.ts'

/** Plays the commitments: one firm in seven promised something; half a year later it was found kept, rarely broken. */
export function demoServer(city: DemoCity): RequestHandler[] {
  const desk = demoDesk({ source: 'commitments', city })
  return [desk.token, desk.list('oauth2', '/api/commitments', () => promises(city))]
}

const MATTERS = ['食品经营许可告知承诺', '公共场所卫生许可告知承诺', '按期公示年度报告', '不拖欠中小企业账款']

function promises(city: DemoCity): SentRow[] {
  return favouredBy(city, '诺字', 1_400).flatMap((subject) => {
    const madeOn = dayOf(subject, '诺字', '2024-01-01', '2026-11-01')
    if (madeOn === null || madeOn > city.today()) return []
    const verifiedOn = onceItCame(madeOn, 200, city.today())
    const isKept = subject.named === true || subject.dice('诺字/kept') < 960_000
    return [
      {
        统一社会信用代码: subject.code,
        企业名称: subject.name,
        承诺书编号: documentOf(subject, '诺字', madeOn),
        承诺类型: '审批替代型',
        承诺事项: MATTERS[subject.dice('诺字/matter') % MATTERS.length]!,
        承诺日期: madeOn,
        履行期限: addDays(madeOn, 180),
        履行状态: verifiedOn === '' ? '履行中' : isKept ? '已履行' : '未履行',
        核实日期: verifiedOn,
        受理机关: officeOf(subject, '市场监督管理局'),
      },
    ]
  })
}
