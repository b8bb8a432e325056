import type { RequestHandler } from 'msw'
import type { SentRow } from '../../sources/model.ts'
import type { DemoCity } from '../demo-city.ts'
import { answer, demoDesk, refusal } from '../demo-desk.ts'

/**
 * Plays 信用中国: what it says of the city's penalties, and what it was told since. `POST /demo/marks` with one row adds a
 * mark, as when an office has repaired a record; only the demo has that door.
 */
export function demoServer(city: DemoCity): RequestHandler[] {
  const desk = demoDesk({ source: 'credit-china', city })
  const added: SentRow[] = []
  return [
    desk.token,
    desk.list('oauth2', '/api/publicity/marks', () => [...penaltyMarks(city), ...added]),
    desk.open('post', '/demo/marks', ({ body }) => {
      if (typeof body !== 'object' || body === null || Array.isArray(body)) return refusal(400, 'bad_row', '请提交一条公示状态。')
      added.push(body as SentRow)
      return answer({ added: added.length })
    }),
  ]
}

function penaltyMarks(city: DemoCity): SentRow[] {
  const known = new Set(city.subjects.map(({ code }) => code))
  return (city.rowsOf?.('gz-credit', 'penalty') ?? []).flatMap((row) => {
    const cell = (code: string, name: string) => String(row[code] ?? row[name] ?? '')
    const code = cell('CF_XDR_SHXYM', '统一社会信用代码')
    const decidedOn = cell('CF_JDRQ', '处罚决定日期')
    const shownUntil = cell('CF_GSJZQ', '公示截止期')
    // The city's files hold spoiled rows on purpose: of those the site says nothing.
    if (!known.has(code) || !/^\d{4}-\d{2}-\d{2}$/.test(decidedOn) || decidedOn > city.today()) return []
    const isOver = /^\d{4}-\d{2}-\d{2}$/.test(shownUntil) && shownUntil < city.today()
    const isRepaired = isOver && cell('BZ', '备注').includes('信用修复')
    return [
      {
        统一社会信用代码: code,
        企业名称: cell('CF_XDR_MC', '行政相对人名称'),
        信息类别: '行政处罚',
        文书号: cell('CF_WSH', '行政处罚决定书文号'),
        公示状态: isRepaired ? '已修复' : isOver ? '公示期满' : '公示中',
        状态日期: isOver ? shownUntil : decidedOn,
      },
    ]
  })
}
