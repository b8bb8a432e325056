import type { RequestHandler } from 'msw'
import type { SentRow } from '../../sources/model.ts'
import type { DemoCity, DemoSubject } from '../demo-city.ts'
import { demoDesk } from '../demo-desk.ts'
import { dayOf, onceItCame, struckBy } from '../demo-life.ts'

/** Plays the courts: three firms in a hundred, half of them paid by now, and as in life without a credit code for many. */
export function demoServer(city: DemoCity): RequestHandler[] {
  const desk = demoDesk({ source: 'courts', city })
  return [desk.list('signed', '/zxgk/judgment-debts', () => debts(city))]
}

function debts(city: DemoCity): SentRow[] {
  return struckBy(city, '执字', 300).flatMap((subject) => {
    const filedOn = dayOf(subject, '执字', '2023-01-01', '2026-11-05')
    if (filedOn === null || filedOn > city.today()) return []
    const isPaid = subject.dice('执字/paid') < 500_000
    const closedOn = isPaid ? onceItCame(filedOn, 120 + (subject.dice('执字/days') % 300), city.today()) : ''
    return [
      {
        统一社会信用代码: codeGiven(subject),
        被执行人名称: subject.name,
        案号: `（${filedOn.slice(0, 4)}）粤0199执示例${subject.dice('执字/number')}号`,
        执行法院: '示例市示例区人民法院',
        立案时间: filedOn,
        '执行标的（元）': `${20_000 + (subject.dice('执字/amount') % 1_500_000)}.00`,
        案件状态: closedOn === '' ? '执行中' : '已结案',
        结案日期: closedOn,
        地区: '广州',
      },
    ]
  })
}

/** The credit code, the organisation code of before 2015, or nothing: then the name alone says who it is. */
function codeGiven(subject: DemoSubject): string {
  const { code } = subject
  const throwOf = subject.dice('执字/code')
  if (throwOf < 500_000) return code
  return throwOf < 850_000 ? `${code.slice(8, 16)}-${code[16]}` : ''
}
