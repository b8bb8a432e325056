import type { RequestHandler } from 'msw'
import type { SentRow } from '../../sources/model.ts'
import type { DemoCity } from '../demo-city.ts'
import { demoDesk } from '../demo-desk.ts'
import { dayOf, documentOf, favouredBy, officeOf } from '../demo-life.ts'

/** Plays the city's credit system: what the city's files say, and inspections of one firm in ten, most of them passed. */
export function demoServer(city: DemoCity): RequestHandler[] {
  const desk = demoDesk({ source: 'gz-credit', city })
  return [
    desk.token,
    desk.list('oauth2', '/api/licences', () => city.rowsOf?.('gz-credit', 'licence') ?? []),
    desk.list('oauth2', '/api/penalties', () => city.rowsOf?.('gz-credit', 'penalty') ?? []),
    desk.list('oauth2', '/api/evaluations', () => city.rowsOf?.('gz-credit', 'city_evaluation') ?? []),
    desk.list('oauth2', '/api/inspections', () => inspections(city)),
  ]
}

const ADVERSE = ['发现问题已责令改正', '未按规定公示应当公示的信息', '通过登记的住所（经营场所）无法联系', '发现问题待后续处理']

function inspections(city: DemoCity): SentRow[] {
  return favouredBy(city, '检字', 1_000).flatMap((subject) => {
    const inspectedOn = dayOf(subject, '检字', '2024-01-01', '2026-11-10')
    if (inspectedOn === null || inspectedOn > city.today()) return []
    const passed = subject.named === true || subject.dice('检字/result') < 850_000
    return [
      {
        统一社会信用代码: subject.code,
        企业名称: subject.name,
        检查文书号: documentOf(subject, '检字', inspectedOn),
        检查机关: officeOf(subject, '市场监督管理局'),
        检查类型: '双随机抽查',
        检查事项: '公示信息检查、登记事项检查',
        检查日期: inspectedOn,
        检查结果: passed ? '未发现问题' : ADVERSE[subject.dice('检字/adverse') % ADVERSE.length]!,
      },
    ]
  })
}
