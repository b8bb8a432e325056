import type { CivilDate } from '../../platform/kernel/time.ts'
import type { Fact } from '../../profiles/model.ts'
import { type RecordKind, type Row, RowReader, type Translation } from '../../sources/model.ts'
import { documentKey } from '../document-key.ts'
import { FIRM_COLUMNS } from '../example-firm.ts'

const STATES = {
  履行中: 'open',
  未到期: 'open',
  待核实: 'open',
  已承诺: 'open',
  已履行: 'kept',
  全部履行: 'kept',
  履行完毕: 'kept',
  已履约: 'kept',
  未履行: 'broken',
  违背承诺: 'broken',
  违诺: 'broken',
  未履约: 'broken',
  部分履行: 'broken',
} as const

/** 信用承诺: a promise, and what an office found when it looked whether it was kept. */
export const commitment: RecordKind<Fact> = {
  source: 'commitments',
  record: 'commitment',
  titleZh: '信用承诺及履行',
  titleEn: 'Commitment',
  columns: [
    ...FIRM_COLUMNS,
    { name: '承诺书编号', synonyms: ['承诺编号', '文书号', '承诺书文号'], required: true, exact: true, example: '示例诺字〔2026〕1号' },
    {
      name: '承诺类型',
      synonyms: ['承诺类别'],
      values: ['审批替代型', '信用修复型', '主动型', '行业自律型', '证明事项型', '告知承诺'],
      hint: '审批替代型、信用修复型、主动型、行业自律型、证明事项型',
      example: '审批替代型',
    },
    { name: '承诺事项', synonyms: ['承诺内容'], required: true, maxLength: 1000, example: '食品经营许可告知承诺' },
    { name: '承诺日期', synonyms: ['承诺作出日期', '签署日期'], required: true, maxLength: 40, example: '2026-02-03' },
    { name: '履行期限', synonyms: ['承诺期限', '应履行日期'], maxLength: 40, example: '2026-08-02' },
    {
      name: '履行状态',
      synonyms: ['履诺状态', '履约状态', '承诺履行情况'],
      required: true,
      values: Object.keys(STATES),
      hint: '履行中、已履行、未履行',
      example: '已履行',
    },
    { name: '核实日期', synonyms: ['核查日期', '核实时间', '认定日期'], maxLength: 40, hint: '未履行须经核实才计入', example: '2026-07-15' },
    { name: '受理机关', synonyms: ['承诺受理单位', '受理单位', '核实机关'], required: true, organisation: true, example: '广州市天河区市场监督管理局' },
    { name: '承诺人', synonyms: ['法定代表人', '经办人', '签署人'], personal: 'drop' },
  ],
  translate: translateCommitment,
}

function translateCommitment(row: Row, today: CivilDate): Translation<Fact> {
  const r = new RowReader(row, today)
  const subject = r.firm('统一社会信用代码', '企业名称')
  const documentNo = r.needText('承诺书编号')
  const matter = r.needText('承诺事项')
  const madeOn = r.needDate('承诺日期')
  const dueOn = r.endDate('履行期限')
  const stated = r.needOneOf('履行状态', STATES)
  const verifiedOn = r.date('核实日期')
  const authority = r.needText('受理机关')
  r.mustNotPrecede('履行期限', dueOn, '承诺日期', madeOn)
  r.mustNotPrecede('核实日期', verifiedOn, '承诺日期', madeOn)
  if (r.issues.length > 0 || !subject || !documentNo || !matter || !madeOn || !stated || !authority) return r.refused()

  // A broken promise counts only after somebody has verified it (domain §1): until then it is open.
  const state = stated === 'broken' && verifiedOn === null ? 'open' : stated
  const key = documentKey(subject.code, documentNo)
  const asOf = verifiedOn ?? madeOn
  const value = { documentNo, matter, madeOn, dueOn, state, verifiedOn, authority }
  return { ok: true, record: { subject, key, asOf, facts: [{ attribute: 'commitments', item: key, value, scheme: null, asOf, validUntil: null }] } }
}
