import { toHalfWidth } from '../../platform/kernel/text.ts'
import { addMonths, type CivilDate } from '../../platform/kernel/time.ts'
import type { Fact } from '../../profiles/model.ts'
import { type RecordKind, type Row, RowReader, type SubjectRef, type Translated, type Translation } from '../../sources/model.ts'
import { documentKey, plainDocumentNo } from '../document-key.ts'
import { addressed, addresseeColumns, addresseeOf, checkAddressee } from './double-publicity.ts'

/** 处罚类别: the standard's set, and what 行政处罚法 (2021) art. 9 added to it. Spelling → the standard's word. */
const CATEGORIES: Readonly<Record<string, string>> = {
  警告: '警告',
  通报批评: '通报批评',
  罚款: '罚款',
  '没收违法所得、没收非法财物': '没收违法所得、没收非法财物',
  没收违法所得: '没收违法所得、没收非法财物',
  没收非法财物: '没收违法所得、没收非法财物',
  责令停产停业: '责令停产停业',
  责令关闭: '责令关闭',
  限制从业: '限制从业',
  限制开展生产经营活动: '限制开展生产经营活动',
  降低资质等级: '降低资质等级',
  '暂扣或者吊销许可证、暂扣或者吊销执照': '暂扣或者吊销许可证、暂扣或者吊销执照',
  暂扣许可证件: '暂扣或者吊销许可证、暂扣或者吊销执照',
  吊销许可证件: '暂扣或者吊销许可证、暂扣或者吊销执照',
  暂扣或者吊销许可证: '暂扣或者吊销许可证、暂扣或者吊销执照',
  暂扣或者吊销执照: '暂扣或者吊销许可证、暂扣或者吊销执照',
  行政拘留: '行政拘留',
  其他: '其他',
}

/** Longest publicity, 严重失信 (order 36, in force 2026-04-01): holds where the record states no end of its own. */
const LONGEST_PUBLICITY_MONTHS = 36
/** No dishonesty record counts longer than 5 years from the decision (Guangzhou order 204). */
const LONGEST_KEPT_MONTHS = 60

/** Administrative penalty in the 双公示 field standard. */
export const penalty: RecordKind<Fact> = {
  source: 'gz-credit',
  record: 'penalty',
  titleZh: '行政处罚（双公示）',
  titleEn: 'Administrative penalty',
  columns: [
    ...addresseeColumns('CF'),
    {
      name: '行政处罚决定书文号',
      code: 'CF_WSH',
      synonyms: ['处罚决定书文号', '行政处罚决定文书号', '文书号'],
      required: true,
      exact: true,
      example: '示例罚字〔2025〕1号',
    },
    { name: '违法行为类型', code: 'CF_WFXW', required: true, maxLength: 1000, example: '未按规定公示年度报告' },
    { name: '违法事实', code: 'CF_SY', maxLength: 4000, example: '未在规定期限内公示年度报告' },
    { name: '处罚依据', code: 'CF_YJ', maxLength: 4000, example: '《企业信息公示暂行条例》' },
    {
      name: '处罚类别',
      code: 'CF_CFLB',
      synonyms: ['处罚种类'],
      required: true,
      values: Object.keys(CATEGORIES),
      hint: '多项用分号隔开',
      example: '警告;罚款',
    },
    { name: '处罚内容', code: 'CF_NR', maxLength: 4000, example: '警告并处罚款' },
    { name: '罚款金额（万元）', code: 'CF_NR_FK', synonyms: ['罚款金额'], maxLength: 40, example: '0.5' },
    { name: '没收违法所得、没收非法财物的金额（万元）', code: 'CF_NR_WFFF', synonyms: ['没收金额（万元）', '没收违法所得金额（万元）'], maxLength: 40 },
    { name: '暂扣或吊销证照名称及编号', code: 'CF_NR_ZKDX', maxLength: 1000 },
    { name: '处罚决定日期', code: 'CF_JDRQ', synonyms: ['处罚日期', '决定日期'], required: true, maxLength: 40, example: '2025-06-10' },
    { name: '处罚有效期', code: 'CF_YXQ', maxLength: 40, example: '2099-12-31' },
    { name: '公示截止期', code: 'CF_GSJZQ', synonyms: ['公示截止日期', '公示期至'], maxLength: 40, example: '2026-12-31' },
    { name: '处罚机关', code: 'CF_CFJG', synonyms: ['处罚机关名称'], required: true, organisation: true, example: '广州市天河区市场监督管理局' },
    { name: '处罚机关统一社会信用代码', code: 'CF_CFJGDM', maxLength: 40 },
    { name: '数据来源单位', code: 'CF_SJLY', organisation: true, example: '广州市天河区市场监督管理局' },
    { name: '数据来源单位统一社会信用代码', code: 'CF_SJLYDM', maxLength: 40 },
    { name: '备注', code: 'BZ', maxLength: 2000 },
  ],
  translate: translatePenalty,
}

function translatePenalty(row: Row, today: CivilDate): Translation<Fact> {
  const r = new RowReader(row, today)
  checkAddressee(r)
  const subject = addresseeOf(r)
  r.needText('行政相对人名称')
  const documentNo = r.needText('行政处罚决定书文号')
  const kindOfViolation = r.needText('违法行为类型')
  const category = readCategories(r)
  const fineFen = r.scaled('罚款金额（万元）', 1_000_000n)
  const confiscatedFen = r.scaled('没收违法所得、没收非法财物的金额（万元）', 1_000_000n)
  const decidedOn = r.needDate('处罚决定日期')
  const shownUntil = r.endDate('公示截止期')
  const authority = r.needText('处罚机关')
  r.mustNotPrecede('公示截止期', shownUntil, '处罚决定日期', decidedOn)
  if (r.issues.length > 0 || !subject || !documentNo || !kindOfViolation || !category || !decidedOn || !authority) return r.refused()

  const value = {
    documentNo,
    category,
    kindOfViolation,
    fineFen: fineFen === null ? null : String(fineFen),
    confiscatedFen: confiscatedFen === null ? null : String(confiscatedFen),
    decidedOn,
    shownUntil,
    authority,
  }
  const about = (firm: SubjectRef): Translated<Fact> => {
    const key = documentKey(firm.code, documentNo)
    return {
      subject: firm,
      key,
      asOf: decidedOn,
      facts: [{ attribute: 'penalties', item: key, value, scheme: null, asOf: decidedOn, validUntil: countsUntil(decidedOn, shownUntil) }],
    }
  }
  return { ok: true, record: addressed(subject, plainDocumentNo(documentNo), decidedOn, about) }
}

/** After publicity ends a penalty may be neither shown nor used (order 36). */
function countsUntil(decidedOn: CivilDate, shownUntil: CivilDate | null): CivilDate {
  const stated = shownUntil ?? addMonths(decidedOn, LONGEST_PUBLICITY_MONTHS)
  const longest = addMonths(decidedOn, LONGEST_KEPT_MONTHS)
  return stated < longest ? stated : longest
}

/** One decision may hold several penalties: “警告;罚款”. Two words of the set contain a 、 themselves. */
function readCategories(r: RowReader): string | null {
  const text = r.needText('处罚类别')
  if (text === null) return null
  const found: string[] = []
  for (const piece of toHalfWidth(text)
    .replace(/\s/g, '')
    .split(/[;,|/]/)) {
    if (piece === '') continue
    for (const word of Object.hasOwn(CATEGORIES, piece) ? [piece] : piece.split('、')) {
      const category = Object.hasOwn(CATEGORIES, word) ? CATEGORIES[word]! : /^其他[-(:]/.test(word) ? '其他' : null
      if (category === null)
        return r.refuse('unknown_value', '处罚类别', `“处罚类别”不在代码集内，可填：${[...new Set(Object.values(CATEGORIES))].join('；')}。`)
      if (!found.includes(category)) found.push(category)
    }
  }
  return found.length > 0 ? found.join('；') : r.refuse('missing_field', '处罚类别', '缺少“处罚类别”，此栏必填。')
}
