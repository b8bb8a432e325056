import type { CivilDate } from '../../platform/kernel/time.ts'
import type { Fact } from '../../profiles/model.ts'
import { type RecordKind, type Row, RowReader, type Translation } from '../../sources/model.ts'
import { FIRM_COLUMNS } from '../example-firm.ts'

/** 名单状态; while membership is looked into again nobody can say. */
const STATES = {
  在册: '在册',
  有效: '在册',
  入选: '在册',
  列入: '在册',
  纳入: '在册',
  续期: '在册',
  移出: '移出',
  已移出: '移出',
  退出: '移出',
  取消: '移出',
  撤销: '移出',
  失效: '移出',
  复核中: '复核中',
  待复核: '复核中',
  暂停: '复核中',
} as const

/** 合规民营企业白名单: one record per firm; each new state takes the place of the one before. */
export const membership: RecordKind<Fact> = {
  source: 'white-list',
  record: 'membership',
  titleZh: '合规民营企业白名单',
  titleEn: 'White list of compliant private firms',
  columns: [
    ...FIRM_COLUMNS,
    { name: '名单状态', synonyms: ['状态', '白名单状态'], required: true, values: Object.keys(STATES), hint: '在册、移出、复核中', example: '在册' },
    { name: '列入日期', synonyms: ['入选日期', '列入时间', '认定日期'], required: true, maxLength: 40, example: '2026-01-20' },
    { name: '有效期至', synonyms: ['有效期止', '截止日期'], maxLength: 40, hint: '没有期限的留空或写“长期”', example: '2027-01-19' },
    { name: '状态日期', synonyms: ['移出日期', '状态变更日期', '退出日期'], maxLength: 40, hint: '移出或复核的日期', example: '' },
    { name: '认定机关', synonyms: ['认定单位', '发布机关', '列入机关'], organisation: true, example: '广州市示例民营企业合规工作办公室' },
    { name: '联系人', synonyms: ['法定代表人', '负责人'], personal: 'drop' },
  ],
  translate: translateMembership,
}

function translateMembership(row: Row, today: CivilDate): Translation<Fact> {
  const r = new RowReader(row, today)
  const subject = r.firm('统一社会信用代码', '企业名称')
  const state = r.needOneOf('名单状态', STATES)
  const listedOn = r.needDate('列入日期')
  const until = r.endDate('有效期至')
  const changedOn = r.date('状态日期')
  r.mustNotPrecede('有效期至', until, '列入日期', listedOn)
  r.mustNotPrecede('状态日期', changedOn, '列入日期', listedOn)
  if (state !== null && state !== '在册' && changedOn === null && r.issues.length === 0)
    r.refuse('missing_field', '状态日期', '已移出或在复核的，请填写“状态日期”。')
  if (r.issues.length > 0 || !subject || !state || !listedOn) return r.refused()

  const asOf = changedOn ?? listedOn
  const value = { 在册: '是', 移出: '否', 复核中: null }[state]
  const fact: Fact = { attribute: 'whiteListed', item: '', value, scheme: null, asOf, validUntil: state === '在册' ? until : null }
  return { ok: true, record: { subject, key: subject.code, asOf, facts: [fact] } }
}
