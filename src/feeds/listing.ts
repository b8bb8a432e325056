import type { CivilDate } from '../platform/kernel/time.ts'
import type { Fact } from '../profiles/model.ts'
import type { Column, RowReader, Translation } from '../sources/model.ts'
import { documentKey } from './document-key.ts'

/** The columns that every list of firms has: when and why they were put on it, by whom, and when they came off. */
export const LISTING_COLUMNS: readonly Column[] = [
  {
    name: '列入文书号',
    synonyms: ['列入决定文书号', '列入决定书文号', '决定文书号', '文书号', '认定文书号'],
    required: true,
    exact: true,
    hint: '列入决定的文书号',
    example: '示例列字〔2025〕1号',
  },
  {
    name: '列入日期',
    synonyms: ['列入时间', '认定日期'],
    required: true,
    maxLength: 40,
    example: '2025-07-10',
  },
  {
    name: '列入事由',
    synonyms: ['列入原因', '列入经营异常名录原因', '列入严重违法失信名单原因', '列入严重违法失信企业名单（黑名单）原因', '失信行为', '认定事由'],
    required: true,
    maxLength: 1000,
    example: '未依照规定的期限公示年度报告',
  },
  { name: '移出日期', synonyms: ['移出时间', '退出日期'], maxLength: 40, hint: '尚未移出的留空', example: '' },
  { name: '移出事由', synonyms: ['移出原因', '移出经营异常名录原因', '移出严重违法失信名单原因'], maxLength: 1000, example: '' },
  {
    name: '作出决定机关',
    synonyms: ['列入机关', '作出决定机关（列入）', '列入决定机关', '认定机关', '认定部门'],
    required: true,
    organisation: true,
    example: '广州市天河区市场监督管理局',
  },
  { name: '法定代表人', synonyms: ['法定代表人姓名', '法定代表人（负责人）', '负责人', '负责人姓名'], personal: 'drop' },
  { name: '法定代表人证件号码', synonyms: ['证件号码', '法定代表人身份证号', '身份证号'], personal: 'drop' },
]

/** One entry of one list; while it is on, `removedOn` is null. Its record's day is the last thing that happened to it. */
export function listingRecord(r: RowReader, attribute: 'abnormalListings' | 'dishonestyListings', list: string | null, today: CivilDate): Translation<Fact> {
  const subject = r.firm('统一社会信用代码', '企业名称')
  const documentNo = r.needText('列入文书号')
  const listedOn = r.needDate('列入日期')
  const reason = r.needText('列入事由')
  const authority = r.needText('作出决定机关')
  const removedOn = r.endDate('移出日期')
  r.mustNotPrecede('移出日期', removedOn, '列入日期', listedOn)
  if (r.issues.length > 0 || !subject || !list || !documentNo || !listedOn || !reason || !authority) return r.refused()

  const key = documentKey(subject.code, documentNo)
  // An end that is announced has not come: the record speaks of the day it was made.
  const asOf = removedOn !== null && removedOn <= today ? removedOn : listedOn
  const value = { documentNo, list, reason, listedOn, removedOn, authority }
  return { ok: true, record: { subject, key, asOf, facts: [{ attribute, item: key, value, scheme: null, asOf: listedOn, validUntil: null }] } }
}
