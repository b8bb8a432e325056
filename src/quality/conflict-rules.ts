import { daysBetween } from '../platform/kernel/time.ts'
import { attributeOf, currentFacts, MARKS, type ProfileEntry, type PublicityMark } from '../profiles/model.ts'
import { decisionsOf } from './decision.ts'
import { byArrival, type CheckedRecord, type Dossier } from './dossier.ts'
import type { ProfileRule, RecordRule } from './rule.ts'

/** Two rows under one key and one order that say different things: the source contradicts itself. */
export const sameVersionConflict: RecordRule = {
  id: 'same_version_conflict',
  about: 'record',
  kind: 'conflict',
  severity: 'error',
  titleZh: '同一条记录两种说法',
  basis: '同一来源、同一记录、同一次序只应有一个内容；改正须带更新时间或更新序号',
  check(record, { versionsOf }) {
    const rivals = versionsOf(record).filter(({ version }) => version === record.version)
    const first = [...rivals].sort(byArrival)[0]!
    if (first.id === record.id || isSpeltOtherwise(first, record)) return []
    return [{ field: '', detail: '同一条记录已有另一种内容，两行没有先后，不能判断哪一个对。' }]
  },
}

/** The same decision under two spellings of its number. */
export const nearDuplicate: RecordRule = {
  id: 'near_duplicate',
  about: 'record',
  kind: 'duplicate',
  severity: 'warning',
  titleZh: '同一决定重复报送',
  basis: '一个决定一个文号：括号、空格、标点的写法不算区别',
  check(record, dossier) {
    return decisionsOf(record).flatMap(({ attribute, documentNo, day, columns }) => {
      if (documentNo === null) return []
      const same = (decisionIndex(dossier).get(decisionKey(record, attribute, day, documentNo)) ?? []).some(
        (r) => byArrival(r, record) < 0 && (r.recordKey !== record.recordKey || (r.version === record.version && isSpeltOtherwise(r, record))),
      )
      return same ? [{ field: columns.documentNo, detail: '同一天的同一文号换了写法又报了一次。' }] : []
    })
  },
}

const indexes = new WeakMap<Dossier, ReadonlyMap<string, readonly CheckedRecord[]>>()

/** The records that hold, by what they decide: feed, list, day and plain number. Made once for each dossier. */
function decisionIndex(dossier: Dossier): ReadonlyMap<string, readonly CheckedRecord[]> {
  const made = indexes.get(dossier)
  if (made) return made
  const index = new Map<string, CheckedRecord[]>()
  for (const record of dossier.records) {
    if (!record.holds) continue
    for (const { attribute, day, documentNo } of decisionsOf(record)) {
      if (documentNo === null) continue
      const key = decisionKey(record, attribute, day, documentNo)
      index.set(key, [...(index.get(key) ?? []), record])
    }
  }
  indexes.set(dossier, index)
  return index
}

function decisionKey({ source, record }: CheckedRecord, attribute: string, day: string, documentNo: string): string {
  return [source, record, attribute, day, plainNumber(documentNo)].join('\u0001')
}

/**
 * A mark that ends or disputes the showing of a record nobody holds: what it was meant for is still shown, and order 36
 * says at once. One that says `shown` takes nothing away and may come before its record. The record is looked for among
 * everything current, so that the finding ends when it comes, whichever batch was first.
 */
export const markWithoutTarget: ProfileRule = {
  id: 'mark_without_target',
  about: 'profile',
  kind: 'conflict',
  severity: 'error',
  titleZh: '公示状态没有对上任何记录',
  basis: '信用修复管理办法（国家发展改革委令第 36 号）：修复、撤销、期满的信息立即停止公示、共享和使用',
  check({ records }) {
    // Few subjects have a mark; for the others nothing is gathered.
    if (!records.some(({ holds, facts }) => holds && facts.some(({ attribute }) => attribute === MARKS))) return []
    const facts = currentFacts(records)
    const held = new Set(facts.filter(({ value }) => value !== null).map(({ attribute, item }) => `${attribute}\u0001${item}`))
    return facts.flatMap(({ attribute, value, recordId }) => {
      if (attribute !== MARKS || value === null) return []
      const { state, target, item } = value as unknown as PublicityMark
      if (state === 'shown' || held.has(`${target}\u0001${item}`)) return []
      return [{ recordId, field: '文书号', detail: '公示状态没有对上任何记录，请核对文书号和信息类别。' }]
    })
  },
}

/** What two sources may not say differently of one subject at about the same time. */
const ONE_ANSWER = ['district', 'industry', 'registrationStatus', 'registeredOn'] as const
const SAME_TIME_DAYS = 366

export const crossSourceConflict: ProfileRule = {
  id: 'cross_source_conflict',
  about: 'profile',
  kind: 'conflict',
  severity: 'warning',
  titleZh: '两个来源说法不同',
  basis: 'GB/T 36344-2018 一致性：同一主体同一时期的同一事项',
  check(dossier, { staffApart }) {
    const apart = ONE_ANSWER.flatMap((id) => {
      const entry = dossier.entry(id)
      return entry === null ? [] : otherSources(entry).map((recordId) => ({ recordId, field: id, detail: `“${attributeOf(id).zh}”与另一来源的说法不同。` }))
    })
    const reported = dossier.entry('staff')
    const insured = dossier.entry('insuredStaff')
    if (reported?.freshness !== 'fresh' || insured?.freshness !== 'fresh' || !reported.from || insured.from?.source === reported.from.source) return apart
    const [small, large] = [Number(reported.value), Number(insured.value)].sort((a, b) => a - b) as [number, number]
    if (large < staffApart.from || large <= small * staffApart.times) return apart
    return [...apart, { recordId: reported.from.recordId, field: 'staff', detail: `年报从业人数与社保参保人数相差 ${staffApart.times} 倍以上。` }]
  },
}

/** Losers of another source whose word is of about the same time: an old value that was overtaken is history, not a conflict. */
function otherSources({ from, asOf, losers, freshness }: ProfileEntry): string[] {
  if (from === null || asOf === null || freshness === 'missing') return []
  return losers.filter((l) => l.from.source !== from.source && Math.abs(daysBetween(l.asOf, asOf)) <= SAME_TIME_DAYS).map((l) => l.from.recordId)
}

/** The same in every cell but for width, brackets and spaces. */
function isSpeltOtherwise(a: CheckedRecord, b: CheckedRecord): boolean {
  const columns = new Set([...Object.keys(a.row), ...Object.keys(b.row)])
  return a.retracts === b.retracts && [...columns].every((name) => plainCell(a.row[name]) === plainCell(b.row[name]))
}

function plainCell(text = ''): string {
  return text.normalize('NFKC').replace(/[\s()[\]{}〔〕【】]/g, '')
}

function plainNumber(documentNo: string): string {
  return documentNo
    .normalize('NFKC')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toUpperCase()
}
