import type { RequestHandler } from 'msw'
import type { SentRow } from '../../sources/model.ts'
import type { DemoCity } from '../demo-city.ts'
import { demoDesk } from '../demo-desk.ts'
import { dayOf, documentOf, officeOf, onceItCame, struckBy } from '../demo-life.ts'

/** Plays the lists of all departments together: three firms in a thousand. */
export function demoServer(city: DemoCity): RequestHandler[] {
  const desk = demoDesk({ source: 'dishonesty-lists', city })
  return [desk.list('signed', '/lists/entries', () => entries(city))]
}

const LISTS = [
  { list: '重大税收违法失信主体', reason: '虚开增值税发票', office: '税务局' },
  { list: '拖欠农民工工资失信联合惩戒名单', reason: '拖欠农民工工资，责令期限内拒不支付', office: '人力资源和社会保障局' },
  { list: '安全生产严重失信主体名单', reason: '发生生产安全责任事故后瞒报', office: '应急管理局' },
]

function entries(city: DemoCity): SentRow[] {
  return struckBy(city, '名单字', 30).flatMap((subject) => {
    const listedOn = dayOf(subject, '名单字', '2022-07-01', '2026-10-20')
    if (listedOn === null || listedOn > city.today()) return []
    const { list, reason, office } = LISTS[subject.dice('名单字/list') % LISTS.length]!
    return [
      {
        统一社会信用代码: subject.code,
        企业名称: subject.name,
        名单名称: list,
        列入文书号: documentOf(subject, '名单字', listedOn),
        列入日期: listedOn,
        列入事由: reason,
        移出日期: onceItCame(listedOn, 1_095, city.today()),
        作出决定机关: officeOf(subject, office),
      },
    ]
  })
}
