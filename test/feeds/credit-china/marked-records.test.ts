import { describe, expect, test } from 'vitest'
import { judgmentDebt } from '../../../src/feeds/courts/judgment-debt.ts'
import { publicityMark } from '../../../src/feeds/credit-china/publicity-mark.ts'
import { inspection } from '../../../src/feeds/gz-credit/inspection.ts'
import { penalty } from '../../../src/feeds/gz-credit/penalty.ts'
import { wageMonitoring } from '../../../src/feeds/gz-hrss/wage-monitoring.ts'
import { abnormalList } from '../../../src/feeds/samr/abnormal-list.ts'
import { seriousList } from '../../../src/feeds/samr/serious-list.ts'
import { type AttributeId, type Fact, type FactRecord, mergeProfile } from '../../../src/profiles/model.ts'
import type { RecordKind } from '../../../src/sources/model.ts'
import { TODAY, toldBy } from '../example-row.ts'

/** One version of one record, as the intake would keep it. */
function kept(kind: RecordKind<Fact>, changed: Record<string, string>): FactRecord {
  const { key, asOf, facts } = toldBy(kind).record(changed)
  return { id: `${kind.record}:${JSON.stringify(changed)}`, source: kind.source, record: kind.record, recordKey: key, version: asOf, retracts: false, facts }
}

function entryOf(attribute: AttributeId, records: readonly FactRecord[]) {
  const profile = mergeProfile({ subjectId: 'sub_1', kind: 'enterprise', code: '91440199DEM000014H', asOf: TODAY, records, coverage: {} })
  return profile.entries.find((entry) => entry.attribute === attribute)!
}

const DOCUMENT = '示例字〔2026〕7号'

const TARGETS = [
  ['行政处罚', penalty, '行政处罚决定书文号', 'penalties'],
  ['行政检查', inspection, '检查文书号', 'inspections'],
  ['经营异常名录', abnormalList, '列入文书号', 'abnormalListings'],
  ['严重失信主体名单', seriousList, '列入文书号', 'dishonestyListings'],
  ['被执行人', judgmentDebt, '案号', 'judgmentDebts'],
  ['欠薪预警', wageMonitoring, '欠薪预警编号', 'wageWarnings'],
] as const

describe.each(TARGETS)('a record of %s', (category, kind, field, list) => {
  const own = kept(kind, { [field]: DOCUMENT })
  const other = kept(kind, { [field]: '示例字〔2026〕8号' })
  const marked = (公示状态: string, 状态日期 = '2026-11-20') => kept(publicityMark, { 信息类别: category, 文书号: DOCUMENT, 公示状态, 状态日期 })
  const shown = (records: readonly FactRecord[]) => (entryOf(list, records).value ?? []) as unknown[]

  test.each(['已修复', '已撤销', '公示期满'])('is gone once 信用中国 says %s, and the others stay', (state) => {
    expect(shown([own, other])).toHaveLength(2)
    expect(shown([own, other, marked(state)])).toEqual([other.facts[0]!.value])
  })

  test('stays where it is only shown or disputed; a dispute is told', () => {
    expect(shown([own, other, marked('公示中')])).toHaveLength(2)
    expect(entryOf(list, [own, marked('异议中')])).toMatchObject({ doubt: 'objection', disputedItems: [0] })
  })

  test('goes by the last word of the site, whatever came first', () => {
    const repaired = marked('已修复', '2026-11-20')
    const shownAgain = marked('恢复公示', '2026-11-21')
    for (const marks of [
      [repaired, shownAgain],
      [shownAgain, repaired],
    ])
      expect(shown([...marks, own])).toHaveLength(1)
    expect(shown([own, repaired, marked('公示中', '2026-11-19')])).toEqual([])
  })
})
