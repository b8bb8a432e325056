import type { CivilDate } from '../../platform/kernel/time.ts'
import type { Fact } from '../../profiles/model.ts'
import { type RecordKind, type Row, RowReader, type Translation } from '../../sources/model.ts'
import { statedFacts, statedRecord } from '../stated.ts'
import { YES_OR_NO } from '../yes-or-no.ts'
import { HOUSEHOLD_COLUMNS, readHousehold } from './household.ts'

/** Whether somebody of the household is a member of a farmers' cooperative (农民专业合作社法 art. 26: the roster is kept by the cooperative). */
export const cooperativeMember: RecordKind<Fact> = {
  source: 'nongrongtong',
  record: 'cooperative_member',
  titleZh: '合作社成员',
  titleEn: 'Member of a cooperative',
  columns: [
    ...HOUSEHOLD_COLUMNS,
    { name: '合作社成员', synonyms: ['是否合作社成员', '是否入社'], required: true, values: Object.keys(YES_OR_NO), hint: '是、否', example: '是' },
    { name: '合作社名称', organisation: true, example: '广州示例荔枝专业合作社' },
    { name: '数据日期', synonyms: ['核对日期', '统计日期'], required: true, maxLength: 40, example: '2026-05-31' },
  ],
  translate: translateCooperativeMember,
}

function translateCooperativeMember(row: Row, today: CivilDate): Translation<Fact> {
  const r = new RowReader(row, today)
  const household = readHousehold(r)
  const cooperativeMember = r.needOneOf('合作社成员', YES_OR_NO)
  const cooperative = r.text('合作社名称')
  const asOf = r.needDate('数据日期')
  if (cooperativeMember === '否' && cooperative !== null) r.refuse('bad_combination', '合作社名称', '“合作社成员”为否，却填写了“合作社名称”。')
  if (r.issues.length > 0 || !household || !cooperativeMember || !asOf) return r.refused()
  const { villageCode: _, ...subject } = household
  return statedRecord(subject, `${subject.code}:${asOf}`, asOf, statedFacts({ cooperativeMember }, asOf))
}
