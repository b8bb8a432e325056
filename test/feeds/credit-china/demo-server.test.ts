import { describe, expect, test } from 'vitest'
import { demoServer } from '../../../src/feeds/credit-china/demo-server.ts'
import { publicityMark } from '../../../src/feeds/credit-china/publicity-mark.ts'
import { creditChina } from '../../../src/feeds/credit-china/source.ts'
import { penalty } from '../../../src/feeds/gz-credit/penalty.ts'
import { factOf, toldBy } from '../example-row.ts'
import { playedCity, pulled, send, takenIn } from '../played-city.ts'

const channel = creditChina.channels.find((c) => c.way === 'pull')!

/** Three penalties of one firm: shown, over and repaired; with them a spoiled row, and one about nobody of this city. */
function site() {
  const firms = playedCity({ firms: 1 }).subjects
  const row = (documentNo: string, shownUntil: string, note: string, code = firms[0]!.code) => ({
    CF_XDR_MC: '甲',
    CF_XDR_SHXYM: code,
    CF_WSH: documentNo,
    CF_JDRQ: '2026-01-15',
    CF_GSJZQ: shownUntil,
    BZ: note,
  })
  const penalties = [
    row('一', '2026-11-23', ''),
    row('二', '2026-11-22', ''),
    row('三', '2026-05-15', '已完成信用修复'),
    { ...row('四', '', ''), CF_JDRQ: '2026-13-45 吗' },
    row('五', '', '', '92440101DEM000014F'),
  ]
  const city = playedCity({ firms: 1, rowsOf: (source, record) => (`${source}/${record}` === 'gz-credit/penalty' ? penalties : []) })
  return { city, handlers: demoServer(city), code: firms[0]!.code }
}

describe('the played 信用中国', () => {
  test('says of each penalty in the files how it stands today', async () => {
    const { city, handlers } = site()
    const rows = await pulled(handlers, 'credit-china', channel, city.now())
    expect(rows.map((row) => `${row.文书号} ${row.公示状态} ${row.状态日期}`)).toEqual([
      '一 公示中 2026-01-15',
      '二 公示期满 2026-11-22',
      '三 已修复 2026-05-15',
    ])
    city.putOn(86_400_000)
    expect(await pulled(handlers, 'credit-china', channel, city.now())).toContainEqual(expect.objectContaining({ 文书号: '一', 公示状态: '公示期满' }))
  })

  test('tells from the next page on of a mark that was added, which aims at its penalty', async () => {
    const { city, handlers, code } = site()
    const added = { 统一社会信用代码: code, 信息类别: '行政处罚', 文书号: '一', 公示状态: '已修复', 状态日期: '2026-11-23' }
    expect((await send(handlers, 'credit-china', { auth: null, at: city.now(), asked: { method: 'POST', path: '/demo/marks', body: added } })).status).toBe(200)
    const rows = await pulled(handlers, 'credit-china', channel, city.now())
    expect(rows).toHaveLength(4)
    const { taken } = takenIn(publicityMark, rows, city.now())
    const last = taken.at(-1)!
    if (!last.ok) throw new Error(JSON.stringify(last.issues))
    expect(factOf(last.record).item).toBe(factOf(toldBy(penalty).record({ 统一社会信用代码: code, 行政处罚决定书文号: '一' })).item)
    expect(factOf(last.record).value).toMatchObject({ state: 'repaired' })
  })

  test.each([[[]], ['x']])('takes no mark that is %j', async (body) => {
    const { city, handlers } = site()
    expect((await send(handlers, 'credit-china', { auth: null, at: city.now(), asked: { method: 'POST', path: '/demo/marks', body } })).status).toBe(400)
  })
})
