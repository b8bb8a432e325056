import type { CivilDate } from '../../platform/kernel/time.ts'
import type { Fact } from '../../profiles/model.ts'
import { type RecordKind, type Row, RowReader, type Translation } from '../../sources/model.ts'
import { plainDocumentNo } from '../document-key.ts'
import { EXAMPLE_CODE, EXAMPLE_NAME } from '../example-firm.ts'

/** 案件状态. 终结本次执行程序 only ends this attempt: the debt stays until it is paid (民事诉讼法司法解释 §517). */
const STATES = {
  执行中: 'open',
  在执行: 'open',
  未结案: 'open',
  未结: 'open',
  已立案: 'open',
  恢复执行: 'open',
  终结本次执行程序: 'open',
  终结本次执行: 'open',
  终本: 'open',
  已结案: 'closed',
  结案: 'closed',
  执行完毕: 'closed',
  已履行完毕: 'closed',
  终结执行: 'closed',
  不予执行: 'closed',
  撤销案件: 'closed',
} as const

/** 被执行人信息, with the columns of 中国执行信息公开网. That site rarely gives the credit code. */
export const judgmentDebt: RecordKind<Fact> = {
  source: 'courts',
  record: 'judgment_debt',
  titleZh: '被执行人信息',
  titleEn: 'Judgment debt',
  columns: [
    {
      name: '统一社会信用代码',
      synonyms: ['组织机构代码', '身份证号码/组织机构代码', '证件号码/组织机构代码', '注册号', '代码', '证件号码'],
      maxLength: 40,
      hint: '18 位代码；没有的填 15 位注册号或 9 位组织机构代码，都没有的留空',
      example: EXAMPLE_CODE,
    },
    {
      name: '被执行人名称',
      synonyms: ['被执行人', '被执行人姓名/名称', '企业名称', '主体名称', '名称'],
      required: true,
      organisation: true,
      example: EXAMPLE_NAME,
    },
    { name: '被执行人类型', synonyms: ['主体类别', '主体类型'], values: ['法人', '法人或其他组织', '企业', '自然人', '个人'], hint: '自然人不收', example: '' },
    { name: '案号', synonyms: ['执行案号'], required: true, exact: true, example: '（2026）粤0199执示例1号' },
    { name: '执行法院', synonyms: ['法院', '法院名称', '立案法院'], required: true, organisation: true, example: '示例市示例区人民法院' },
    { name: '立案时间', synonyms: ['立案日期'], required: true, maxLength: 40, example: '2026-03-02' },
    { name: '执行标的（元）', synonyms: ['执行标的', '执行标的金额（元）', '标的金额（元）', '申请执行标的（元）'], maxLength: 40, example: '186000.00' },
    { name: '案件状态', synonyms: ['执行状态', '状态'], values: Object.keys(STATES), hint: '执行中、终结本次执行程序、已结案', example: '执行中' },
    { name: '结案日期', synonyms: ['结案时间', '执行完毕日期'], maxLength: 40, hint: '未结案的留空', example: '' },
    { name: '地区', synonyms: ['省份', '所在地区', '地域'], example: '广州' },
    { name: '法定代表人或者负责人姓名', synonyms: ['法定代表人', '负责人', '法定代表人姓名'], personal: 'drop' },
    { name: '性别', personal: 'drop' },
    { name: '年龄', personal: 'drop' },
  ],
  translate: translateJudgmentDebt,
}

function translateJudgmentDebt(row: Row, today: CivilDate): Translation<Fact> {
  const r = new RowReader(row, today)
  const category = r.text('被执行人类型')
  if (category === '自然人' || category === '个人') r.refuse('natural_person', '被执行人类型', '自然人的被执行信息不收入本平台。')
  const name = r.needText('被执行人名称')
  const subject = r.subjectByAny('统一社会信用代码', '被执行人名称', '地区')
  const caseNo = r.needText('案号')
  const court = r.needText('执行法院')
  const filedOn = r.needDate('立案时间')
  const amountFen = r.scaled('执行标的（元）', 100n)
  const state = r.oneOf('案件状态', STATES)
  const closedOn = r.date('结案日期')
  r.mustNotPrecede('结案日期', closedOn, '立案时间', filedOn)
  if (state === 'closed' && closedOn === null) r.refuse('missing_field', '结案日期', '案件已结，请填写“结案日期”。')
  if (state === 'open' && closedOn !== null) r.refuse('bad_combination', '结案日期', '案件未结，却有“结案日期”。')
  if (r.issues.length > 0 || !subject || !name || !caseNo || !court || !filedOn) return r.refused()

  // Whom it is about may only be found out later, so neither key holds the code.
  const key = plainDocumentNo(caseNo)
  const asOf = closedOn ?? filedOn
  const value = { caseNo, court, filedOn, amountFen: amountFen === null ? null : String(amountFen), closedOn }
  return { ok: true, record: { subject, key, asOf, facts: [{ attribute: 'judgmentDebts', item: key, value, scheme: null, asOf: filedOn, validUntil: null }] } }
}
