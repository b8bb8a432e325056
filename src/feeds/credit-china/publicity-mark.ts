import type { CivilDate } from '../../platform/kernel/time.ts'
import { type AdverseList, type Fact, MARKS, type PublicityMark } from '../../profiles/model.ts'
import { type RecordKind, type Row, RowReader, type Translation } from '../../sources/model.ts'
import { documentKey, plainDocumentNo } from '../document-key.ts'
import { FIRM_COLUMNS } from '../example-firm.ts'

/** 信息类别 of the site → the list in the profile whose item is meant. */
const TARGETS: Readonly<Record<string, AdverseList>> = {
  行政处罚: 'penalties',
  行政处罚信息: 'penalties',
  行政检查: 'inspections',
  行政检查信息: 'inspections',
  抽查检查: 'inspections',
  抽查检查结果: 'inspections',
  经营异常名录: 'abnormalListings',
  '经营(活动)异常名录': 'abnormalListings',
  '经营(活动)异常名录信息': 'abnormalListings',
  异常名录: 'abnormalListings',
  严重失信主体名单: 'dishonestyListings',
  严重失信主体名单信息: 'dishonestyListings',
  严重失信: 'dishonestyListings',
  失信被执行人: 'dishonestyListings',
  被执行人: 'judgmentDebts',
  被执行人信息: 'judgmentDebts',
  欠薪预警: 'wageWarnings',
}

/**
 * 公示状态. Order 36 (in force 2026-04-01) stops showing, sharing and using at once however the publicity ends; withdrawn is
 * what should never have been shown.
 */
const STATES: Readonly<Record<string, PublicityMark['state']>> = {
  公示中: 'shown',
  公示: 'shown',
  正在公示: 'shown',
  正常公示: 'shown',
  恢复公示: 'shown',
  异议不成立: 'shown',
  已修复: 'repaired',
  信用修复: 'repaired',
  已信用修复: 'repaired',
  修复完成: 'repaired',
  准予修复: 'repaired',
  终止公示: 'ended',
  停止公示: 'ended',
  公示期满: 'ended',
  公示期届满: 'ended',
  到期终止公示: 'ended',
  已撤销: 'withdrawn',
  撤销: 'withdrawn',
  撤回: 'withdrawn',
  撤下: 'withdrawn',
  已撤下: 'withdrawn',
  异议成立: 'withdrawn',
  异议中: 'disputed',
  异议处理中: 'disputed',
  异议受理: 'disputed',
  异议待处理: 'disputed',
  存疑: 'disputed',
}

/** How 信用中国 shows a record of another office today: it wins over what that office's own list says. */
export const publicityMark: RecordKind<Fact> = {
  source: 'credit-china',
  record: 'publicity_mark',
  titleZh: '公示与修复状态',
  titleEn: 'Publicity and repair status',
  columns: [
    ...FIRM_COLUMNS,
    {
      name: '信息类别',
      synonyms: ['信息类型', '数据类别', '失信信息类别'],
      required: true,
      values: Object.keys(TARGETS),
      hint: '行政处罚、行政检查、经营异常名录、严重失信主体名单、被执行人、欠薪预警',
      example: '行政处罚',
    },
    {
      name: '文书号',
      synonyms: ['决定文书号', '行政处罚决定书文号', '处罚决定书文号', '列入决定文书号', '案号'],
      required: true,
      exact: true,
      hint: '所指决定的文书号；被执行人填案号',
      example: '示例罚字〔2025〕1号',
    },
    {
      name: '公示状态',
      synonyms: ['修复状态', '状态'],
      required: true,
      values: Object.keys(STATES),
      hint: '公示中、已修复、已撤销、公示期满、异议中',
      example: '公示中',
    },
    { name: '状态日期', synonyms: ['状态变更日期', '修复日期', '变更日期'], required: true, maxLength: 40, example: '2025-06-20' },
    { name: '修复决定文书号', synonyms: ['信用修复决定书文号'], exact: true, example: '' },
    { name: '法定代表人', synonyms: ['法定代表人姓名', '负责人', '申请人', '经办人'], personal: 'drop' },
    { name: '联系电话', synonyms: ['联系方式', '经办人电话'], personal: 'drop' },
  ],
  translate: translatePublicityMark,
}

function translatePublicityMark(row: Row, today: CivilDate): Translation<Fact> {
  const r = new RowReader(row, today)
  const subject = r.firm('统一社会信用代码', '企业名称')
  const target = r.needOneOf('信息类别', TARGETS)
  const documentNo = r.needText('文书号')
  const state = r.needOneOf('公示状态', STATES)
  const on = r.needDate('状态日期')
  if (r.issues.length > 0 || !subject || !target || !documentNo || !state || !on) return r.refused()

  // A case is one for all its debtors, so that courts' records go by its number alone.
  const item = target === 'judgmentDebts' ? plainDocumentNo(documentNo) : documentKey(subject.code, documentNo)
  const value = { target, item, state, on }
  return {
    ok: true,
    record: { subject, key: `${target}:${item}`, asOf: on, facts: [{ attribute: MARKS, item, value, scheme: null, asOf: on, validUntil: null }] },
  }
}
