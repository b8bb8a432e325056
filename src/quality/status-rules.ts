import { compareText } from '../platform/kernel/text.ts'
import { addDays, type CivilDate } from '../platform/kernel/time.ts'
import { type AttributeId, attributeOf, type Fact, isAttributeId, MARKS, type PublicityMark } from '../profiles/model.ts'
import { byArrival, type CheckedRecord, type Dossier } from './dossier.ts'
import type { Objection, RecordRule } from './rule.ts'

/** What a row says of its state against the days that stand beside it. */
export const statusAgainstDates: RecordRule = {
  id: 'status_against_dates',
  about: 'record',
  kind: 'date_logic',
  severity: 'error',
  titleZh: '状态与日期矛盾',
  basis: '双公示数据标准（2018）：当前状态随有效期变化；名单移出应有移出日期',
  check(record, dossier, { statusLagDays }) {
    // Said of the day on which the source wrote it, or else of the day on which it reached us, with some days on the way.
    const saidOn = (record.row.更新时间 ?? '') === '' ? record.recordedOn : record.version.slice(0, 10)
    const over = (until: CivilDate | null) => until !== null && addDays(until, statusLagDays) < saidOn
    return [...record.facts.flatMap((fact) => [...ofLicence(fact, over), ...ofListing(fact, record), ...ofMark(fact, dossier)]), ...ofMembership(record, over)]
  },
}

type IsOver = (until: CivilDate | null) => boolean

function ofLicence({ attribute, value }: Fact, over: IsOver): Objection[] {
  if (attribute !== 'licences') return []
  const { status, validUntil } = value as { status?: unknown; validUntil?: CivilDate | null }
  return status === '有效' && over(validUntil ?? null) ? [{ field: '当前状态', detail: '“当前状态”写有效，“有效期至”却已经过去。' }] : []
}

function ofListing({ attribute, value }: Fact, { row }: CheckedRecord): Objection[] {
  if (attribute !== 'abnormalListings' && attribute !== 'dishonestyListings') return []
  const { removedOn } = value as { removedOn?: CivilDate | null }
  const why = (row.移出事由 ?? '').trim()
  if (removedOn || why === '' || /^(?:无|没有|未移出|[-—/]+)$/.test(why)) return []
  return [{ field: '移出日期', detail: '写了“移出事由”却没有“移出日期”，不能判断是否已经移出。' }]
}

/** Still shown, says 信用中国, on a day after the decision's own end of publicity. */
function ofMark({ attribute, value }: Fact, { records }: Dossier): Objection[] {
  if (attribute !== MARKS) return []
  const { state, target, item, on } = value as unknown as PublicityMark
  if (state !== 'shown' || target !== 'penalties') return []
  const isPast = records.some((r) =>
    r.facts.some((fact) => r.holds && fact.attribute === target && fact.item === item && endOf(fact) !== null && endOf(fact)! < on),
  )
  return isPast ? [{ field: '公示状态', detail: '状态写公示中，处罚的公示截止期却已经过去。' }] : []
}

function endOf({ value }: Fact): CivilDate | null {
  const end = (value as { shownUntil?: unknown } | null)?.shownUntil
  return typeof end === 'string' ? end : null
}

function ofMembership({ facts }: CheckedRecord, over: IsOver): Objection[] {
  const isOn = facts.some(({ attribute, value, validUntil }) => attribute === 'whiteListed' && value === '是' && over(validUntil))
  return isOn ? [{ field: '名单状态', detail: '“名单状态”写在册，“有效期至”却已经过去。' }] : []
}

/**
 * One grade of one edition for one period, told differently by two feeds. Of each feed its newest statement counts: that
 * a grade was raised within the period is no contradiction.
 */
export const samePeriodConflict: RecordRule = {
  id: 'same_period_conflict',
  about: 'record',
  kind: 'conflict',
  severity: 'warning',
  titleZh: '同一期的等级两种说法',
  basis: '同一主管部门、同一办法、同一评价期只有一个等级；复评后应以新的一条改正',
  check(record, dossier) {
    return record.facts.flatMap((fact) => {
      if (!isGrade(fact) || newestIn(dossier, record, fact)?.id !== record.id) return []
      const rivals = dossier.records.filter((other) => !sameFeed(other, record) && tells(other, fact) !== undefined)
      const newest = rivals.filter((other) => newestIn(dossier, other, fact)?.id === other.id)
      const contradicts = newest.some((other) => tells(other, fact)!.value !== fact.value && isLater(record, other))
      if (!contradicts) return []
      return [{ field: fact.attribute, detail: `“${attributeOf(fact.attribute as AttributeId).zh}”与另一来源同一期的等级不同，请向出具单位核对。` }]
    })
  },
}

/** Of two statements the later one is asked about. */
function isLater(a: CheckedRecord, b: CheckedRecord): boolean {
  return (compareText(a.asOf, b.asOf) || byArrival(a, b)) > 0
}

function isGrade({ attribute, item, scheme, validUntil }: Fact): boolean {
  return item === '' && scheme !== null && validUntil !== null && isAttributeId(attribute) && attributeOf(attribute).type === 'grade'
}

/** The statement of a record about the same grade, edition and period. */
function tells(record: CheckedRecord, { attribute, scheme, validUntil }: Fact): Fact | undefined {
  return record.holds ? record.facts.find((f) => f.item === '' && f.attribute === attribute && f.scheme === scheme && f.validUntil === validUntil) : undefined
}

function newestIn(dossier: Dossier, record: CheckedRecord, fact: Fact): CheckedRecord | undefined {
  const telling = dossier.feedOf(record).filter((other) => tells(other, fact) !== undefined)
  return telling.sort((a, b) => compareText(a.asOf, b.asOf) || compareText(a.version, b.version) || byArrival(a, b)).at(-1)
}

function sameFeed(a: CheckedRecord, b: CheckedRecord): boolean {
  return a.source === b.source && a.record === b.record
}
