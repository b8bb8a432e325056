import type { CivilDate } from '../../platform/kernel/time.ts'
import type { Fact } from '../../profiles/model.ts'
import { type RecordKind, type Row, RowReader, type Translation } from '../../sources/model.ts'
import { documentKey } from '../document-key.ts'
import { FIRM_COLUMNS } from '../example-firm.ts'

/**
 * 检查结果: the eight results in which 双随机 inspections are published, and how bureaus shorten them. A finding that is still
 * to be dealt with, and a firm that had none of the business inspected, have neither passed nor failed.
 */
const RESULTS: Readonly<Record<string, 'passed' | 'failed' | 'open'>> = {
  未发现问题: 'passed',
  未发现违法行为: 'passed',
  未见异常: 'passed',
  正常: 'passed',
  合格: 'passed',
  通过: 'passed',
  符合要求: 'passed',
  整改后合格: 'passed',
  未按规定公示应当公示的信息: 'failed',
  公示信息隐瞒真实情况弄虚作假: 'failed',
  '公示信息隐瞒真实情况、弄虚作假': 'failed',
  '通过登记的住所(经营场所)无法联系': 'failed',
  通过登记的住所或者经营场所无法联系: 'failed',
  发现问题已责令改正: 'failed',
  '发现问题,已责令改正': 'failed',
  责令改正: 'failed',
  不配合检查情节严重: 'failed',
  '不配合检查,情节严重': 'failed',
  不合格: 'failed',
  不通过: 'failed',
  未通过: 'failed',
  不符合要求: 'failed',
  未发现开展本次抽查涉及的经营活动: 'open',
  发现问题待后续处理: 'open',
  '发现问题,待后续处理': 'open',
  待后续处理: 'open',
}

/** 双随机、一公开: one inspection of one firm by one office. */
export const inspection: RecordKind<Fact> = {
  source: 'gz-credit',
  record: 'inspection',
  titleZh: '行政检查（双随机、一公开）',
  titleEn: 'Inspection',
  columns: [
    ...FIRM_COLUMNS,
    {
      name: '检查文书号',
      synonyms: ['检查编号', '抽查任务编号', '检查记录编号', '文书号'],
      required: true,
      exact: true,
      hint: '同一任务抽查多家企业时可以相同',
      example: '示例检字〔2026〕1号',
    },
    { name: '检查机关', synonyms: ['检查实施机关', '抽查机关', '实施机关'], required: true, organisation: true, example: '广州市天河区市场监督管理局' },
    { name: '检查类型', synonyms: ['抽查类型', '类型'], hint: '双随机抽查、专项检查、日常检查', example: '双随机抽查' },
    { name: '检查事项', synonyms: ['抽查事项', '检查内容', '抽查事项名称'], required: true, maxLength: 1000, example: '登记事项检查' },
    { name: '检查日期', synonyms: ['抽查日期', '检查时间', '日期'], required: true, maxLength: 40, example: '2026-05-12' },
    {
      name: '检查结果',
      synonyms: ['抽查结果', '抽查检查结果', '结果'],
      required: true,
      values: Object.keys(RESULTS),
      hint: '按双随机公示的八种结果，或合格、不合格',
      example: '未发现问题',
    },
    { name: '检查人员', synonyms: ['执法人员', '检查人员姓名', '执法证号'], personal: 'drop' },
  ],
  translate: translateInspection,
}

function translateInspection(row: Row, today: CivilDate): Translation<Fact> {
  const r = new RowReader(row, today)
  const subject = r.firm('统一社会信用代码', '企业名称')
  const documentNo = r.needText('检查文书号')
  const authority = r.needText('检查机关')
  const matter = r.needText('检查事项')
  const inspectedOn = r.needDate('检查日期')
  const outcome = r.needOneOf('检查结果', RESULTS)
  const result = outcome === null ? null : r.text('检查结果')
  if (r.issues.length > 0 || !subject || !documentNo || !authority || !matter || !inspectedOn || !result || !outcome) return r.refused()

  const key = documentKey(subject.code, documentNo)
  const value = { documentNo, matter, result, passed: outcome === 'open' ? null : outcome === 'passed', inspectedOn, authority }
  return {
    ok: true,
    record: { subject, key, asOf: inspectedOn, facts: [{ attribute: 'inspections', item: key, value, scheme: null, asOf: inspectedOn, validUntil: null }] },
  }
}
