import { toHalfWidth } from '../platform/kernel/text.ts'
import { addDays, addMonths, type CivilDate, daysBetween } from '../platform/kernel/time.ts'
import { decisionsOf } from './decision.ts'
import type { Dossier } from './dossier.ts'
import type { RecordRule } from './rule.ts'

const REPORTED_FIGURES = ['staff', 'revenueFen', 'assetsFen', 'liabilitiesFen']

/** A sole trader that became a company keeps older decisions under its new code: very likely wrong, not certainly. */
export const beforeRegistration: RecordRule = {
  id: 'before_registration',
  about: 'record',
  kind: 'date_logic',
  severity: 'warning',
  titleZh: '早于主体成立',
  basis: '登记机关的成立日期；个体工商户转企业的除外，须人工核对',
  check(record, dossier) {
    const registeredOn = dayOf(dossier, 'registeredOn')
    if (registeredOn === null) return []
    const decided = decisionsOf(record)
      .filter(({ day }) => day < registeredOn)
      .map(({ columns }) => ({ field: columns.day, detail: `“${columns.day}”早于该主体的成立日期。` }))
    const reports = record.facts.some(({ attribute, asOf }) => REPORTED_FIGURES.includes(attribute) && asOf < registeredOn)
    return reports ? [...decided, { field: '年度', detail: '年报所属年度早于该主体的成立日期。' }] : decided
  },
}

export const afterDeregistration: RecordRule = {
  id: 'after_deregistration',
  about: 'record',
  kind: 'date_logic',
  severity: 'warning',
  titleZh: '晚于主体注销',
  basis: '登记机关的注销登记：注销后主体资格终止',
  check(record, dossier) {
    const endedOn = deregisteredOn(dossier)
    if (endedOn === null) return []
    return decisionsOf(record)
      .filter(({ day }) => day > endedOn)
      .map(({ columns }) => ({ field: columns.day, detail: `“${columns.day}”晚于该主体的注销登记。` }))
  },
}

export const futureValidity: RecordRule = {
  id: 'future_validity',
  about: 'record',
  kind: 'date_logic',
  severity: 'warning',
  titleZh: '有效期远在将来',
  basis: '有效期自一般不晚于决定后一年；最长的许可年限为 70 年（居住用地）',
  check(record, _, { beginsAheadDays, longestValidityYears }) {
    return decisionsOf(record).flatMap(({ day, validFrom, validUntil }) => [
      ...(validFrom !== null && validFrom > addDays(record.recordedOn, beginsAheadDays)
        ? [{ field: '有效期自', detail: '“有效期自”在一年以后，年份可能写错。' }]
        : []),
      ...(validUntil !== null && validUntil > addMonths(day, longestValidityYears * 12)
        ? [{ field: '有效期至', detail: `“有效期至”超过决定后 ${longestValidityYears} 年；无期限的请写“长期”。` }]
        : []),
    ])
  },
}

export const endsBeforeDecision: RecordRule = {
  id: 'ends_before_decision',
  about: 'record',
  kind: 'date_logic',
  severity: 'error',
  titleZh: '有效期在决定之前就结束',
  basis: '行政许可法第三十九条：许可证载明有效期限',
  check(record) {
    return decisionsOf(record)
      .filter(({ day, validUntil }) => validUntil !== null && validUntil < day)
      .map(({ columns }) => ({ field: '有效期至', detail: `“有效期至”早于“${columns.day}”。` }))
  },
}

export const shownTooLong: RecordRule = {
  id: 'shown_too_long',
  about: 'record',
  kind: 'date_logic',
  severity: 'warning',
  titleZh: '公示期超过最长期限',
  basis: '信用修复管理办法（国家发展改革委令第 36 号）：最长公示期三年',
  check(record, _, { longestPublicityMonths }) {
    return decisionsOf(record)
      .filter(({ day, shownUntil }) => shownUntil !== null && shownUntil > addMonths(day, longestPublicityMonths))
      .map(() => ({ field: '公示截止期', detail: `“公示截止期”超过决定后 ${longestPublicityMonths} 个月。` }))
  },
}

const YEAR_OF_DOCUMENT = /[[(【〔](\d{4})[\])】〕]/

/** A decision of January may carry last year's number; two years apart one of them is wrong. */
export const documentYearMismatch: RecordRule = {
  id: 'document_year_mismatch',
  about: 'record',
  kind: 'date_logic',
  severity: 'warning',
  titleZh: '文号年份与决定日期不符',
  basis: '党政机关公文处理工作条例：发文字号由机关代字、年份、顺序号组成',
  check(record) {
    return decisionsOf(record).flatMap(({ documentNo, day, columns }) => {
      const year = documentNo === null ? null : YEAR_OF_DOCUMENT.exec(toHalfWidth(documentNo))?.[1]
      if (year === null || year === undefined || Math.abs(Number(year) - Number(day.slice(0, 4))) <= 1) return []
      return [{ field: columns.documentNo, detail: `“${columns.documentNo}”里的年份与“${columns.day}”相差一年以上。` }]
    })
  },
}

/** Only the first time a record comes: a correction of an old one is not late. What came before the feed was heard is stock. */
export const lateArrival: RecordRule = {
  id: 'late_arrival',
  about: 'record',
  kind: 'timeliness',
  severity: 'hint',
  titleZh: '迟报',
  basis: '广州市公共信用信息管理规定（市政府令第 204 号）的报送时限；宽限按目录的更新频率',
  check(record, { heardSince, versionsOf }, { lateDays }) {
    const since = heardSince[`${record.source}/${record.record}`]
    if (record.refresh === null || since === undefined || record.asOf <= since) return []
    const isFirst = !versionsOf(record).some((version) => version.recordedAt < record.recordedAt)
    const days = daysBetween(record.asOf, record.recordedOn)
    if (!isFirst || days <= lateDays[record.refresh]) return []
    return [{ field: '', detail: `此条所属日期已过 ${days} 天才报来，应在 ${lateDays[record.refresh]} 天内。` }]
  },
}

function dayOf(dossier: Dossier, attribute: string): CivilDate | null {
  const value = dossier.entry(attribute)?.value
  return typeof value === 'string' ? value : null
}

/** The first day on which a register that holds says 注销, in its fact or, where its feed makes none of it, in its column. */
function deregisteredOn({ records }: Dossier): CivilDate | null {
  const days = records
    .filter((r) => r.holds && r.namesSubjects)
    .filter((r) => r.facts.some(({ attribute, value }) => attribute === 'registrationStatus' && value === '注销') || /^(?:已)?注销/.test(r.row.经营状态 ?? ''))
    .map(({ asOf }) => asOf)
  return days.sort()[0] ?? null
}
