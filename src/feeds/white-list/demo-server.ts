import type { RequestHandler } from 'msw'
import { addDays } from '../../platform/kernel/time.ts'
import type { SentRow } from '../../sources/model.ts'
import type { DemoCity } from '../demo-city.ts'
import { demoDesk } from '../demo-desk.ts'
import { dayOf, favouredBy, onceItCame } from '../demo-life.ts'

/** Plays the white list: twelve firms in a hundred were put on it, and one in twenty of them has been taken off again. */
export function demoServer(city: DemoCity): RequestHandler[] {
  const desk = demoDesk({ source: 'white-list', city })
  return [desk.token, desk.list('oauth2', '/api/white-list', () => members(city))]
}

function members(city: DemoCity): SentRow[] {
  return favouredBy(city, '白名单', 1_200).flatMap((subject) => {
    const listedOn = dayOf(subject, '白名单', '2025-06-01', '2026-10-31')
    if (subject.kind !== 'enterprise' || listedOn === null || listedOn > city.today()) return []
    const isTakenOff = subject.named === undefined && subject.dice('白名单/off') < 50_000
    const takenOffOn = isTakenOff ? onceItCame(listedOn, 90, city.today()) : ''
    return [
      {
        统一社会信用代码: subject.code,
        企业名称: subject.name,
        名单状态: takenOffOn === '' ? '在册' : '移出',
        列入日期: listedOn,
        有效期至: addDays(listedOn, 730),
        状态日期: takenOffOn,
        认定机关: '广州市示例民营企业合规工作办公室',
      },
    ]
  })
}
