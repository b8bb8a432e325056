import { describe, expect, test } from 'vitest'
import { commitment } from '../../../src/feeds/commitments/commitment.ts'
import { factOf, toldBy } from '../example-row.ts'

const told = toldBy(commitment)

describe('a commitment', () => {
  test('tells what was promised to whom and until when', () => {
    const key = '91440199DEM000014H:示例诺字〔2026〕1号'
    expect(told.record()).toMatchObject({
      key,
      asOf: '2026-07-15',
      facts: [
        {
          attribute: 'commitments',
          item: key,
          value: {
            documentNo: '示例诺字〔2026〕1号',
            matter: '食品经营许可告知承诺',
            madeOn: '2026-02-03',
            dueOn: '2026-08-02',
            state: 'kept',
            verifiedOn: '2026-07-15',
            authority: '广州市天河区市场监督管理局',
          },
        },
      ],
    })
  })

  test.each([
    ['未履行', '', 'open', '2026-02-03'],
    ['未履行', '2026-09-01', 'broken', '2026-09-01'],
    ['部分履行', '2026-09-01', 'broken', '2026-09-01'],
    ['违背承诺', 'N/A', 'open', '2026-02-03'],
    ['已履行', '', 'kept', '2026-02-03'],
    ['履行中', '', 'open', '2026-02-03'],
    ['未履行', '2026-02-03', 'broken', '2026-02-03'],
  ])('%s, verified %j, is %s as of %s', (state, day, said, asOf) => {
    const record = told.record({ 履行状态: state, 核实日期: day })
    expect(factOf(record)).toMatchObject({ value: { state: said }, asOf })
    expect(record.asOf).toBe(asOf)
  })

  test('may be without a day by which it is due', () => {
    expect(factOf(told.record({ 履行期限: '长期' })).value).toMatchObject({ dueOn: null })
  })

  test.each([
    [{ 履行状态: '差不多' }, 'unknown_value 履行状态'],
    [{ 核实日期: '2026-02-02' }, 'bad_combination 核实日期'],
    [{ 核实日期: '2026-11-24' }, 'bad_date 核实日期'],
    [{ 履行期限: '2026-02-02' }, 'bad_combination 履行期限'],
    [{ 承诺书编号: '' }, 'missing_field 承诺书编号'],
    [{ 受理机关: '' }, 'missing_field 受理机关'],
  ])('with %j is refused', (row, issue) => {
    expect(told.issues(row)).toEqual([issue])
  })
})
