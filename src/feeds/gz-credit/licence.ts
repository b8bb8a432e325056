import type { CivilDate } from '../../platform/kernel/time.ts'
import type { Fact } from '../../profiles/model.ts'
import { type RecordKind, type Row, RowReader, type SubjectRef, type Translated, type Translation } from '../../sources/model.ts'
import { addressed, addresseeColumns, addresseeOf, checkAddressee } from './double-publicity.ts'

/** 许可类别 of the standard: the two-digit code or the word. */
const CATEGORIES = {
  '01': '普通',
  '02': '特许',
  '03': '认可',
  '04': '核准',
  '05': '登记',
  '06': '其他',
  普通: '普通',
  特许: '特许',
  认可: '认可',
  核准: '核准',
  登记: '登记',
  其他: '其他',
} as const

/** 当前状态. The 2018 edition writes 1 and 2; 0 belonged to an older edition with another meaning and is not guessed. */
const STATUSES = {
  '1': '有效',
  '2': '无效',
  有效: '有效',
  正常: '有效',
  无效: '无效',
  撤销: '无效',
  撤回: '无效',
  注销: '无效',
  吊销: '无效',
  过期: '无效',
  失效: '无效',
} as const

/** Administrative licence in the 双公示 field standard. */
export const licence: RecordKind<Fact> = {
  source: 'gz-credit',
  record: 'licence',
  titleZh: '行政许可（双公示）',
  titleEn: 'Administrative licence',
  columns: [
    ...addresseeColumns('XK'),
    { name: '行政许可决定文书名称', code: 'XK_XKWS', example: '食品经营许可决定书' },
    {
      name: '行政许可决定文书号',
      code: 'XK_WSH',
      synonyms: ['许可决定文书号', '文书号'],
      exact: true,
      hint: '文书号与许可编号至少填一项',
      example: '示例许字〔2025〕1号',
    },
    {
      name: '许可类别',
      code: 'XK_XKLB',
      synonyms: ['审批类别'],
      required: true,
      values: Object.keys(CATEGORIES),
      hint: '普通、特许、认可、核准、登记、其他，或 01—06',
      example: '普通',
    },
    { name: '许可证书名称', code: 'XK_XKZS', example: '食品经营许可证' },
    { name: '许可编号', code: 'XK_XKBH', synonyms: ['许可证编号'], exact: true, example: 'SL-2025-0001' },
    { name: '许可内容', code: 'XK_NR', maxLength: 4000, example: '预包装食品销售' },
    { name: '许可决定日期', code: 'XK_JDRQ', synonyms: ['许可日期', '决定日期'], required: true, maxLength: 40, example: '2025-03-18' },
    { name: '有效期自', code: 'XK_YXQZ', synonyms: ['许可有效期自'], maxLength: 40, example: '2025-03-18' },
    {
      name: '有效期至',
      code: 'XK_YXQZI',
      synonyms: ['许可截止期', '许可有效期至'],
      maxLength: 40,
      values: ['长期', '长期有效', '永久', '永久有效', '无期限'],
      hint: '无期限写“长期”',
      example: '2030-03-17',
    },
    { name: '许可机关', code: 'XK_XKJG', synonyms: ['许可机关名称'], required: true, organisation: true, example: '广州市天河区市场监督管理局' },
    { name: '许可机关统一社会信用代码', code: 'XK_XKJGDM', maxLength: 40 },
    { name: '当前状态', code: 'XK_ZT', synonyms: ['状态'], values: Object.keys(STATUSES), example: '有效' },
    { name: '数据来源单位', code: 'XK_LYDW', organisation: true, example: '广州市天河区市场监督管理局' },
    { name: '数据来源单位统一社会信用代码', code: 'XK_LYDWDM', maxLength: 40 },
    { name: '备注', code: 'BZ', maxLength: 2000 },
  ],
  translate: translateLicence,
}

function translateLicence(row: Row, today: CivilDate): Translation<Fact> {
  const r = new RowReader(row, today)
  checkAddressee(r)
  const subject = addresseeOf(r)
  r.needText('行政相对人名称')
  const category = r.needOneOf('许可类别', CATEGORIES)
  const decidedOn = r.needDate('许可决定日期')
  const validFrom = r.endDate('有效期自')
  const validUntil = r.endDate('有效期至')
  const authority = r.needText('许可机关')
  const status = r.oneOf('当前状态', STATUSES)
  const name = r.text('许可证书名称') ?? r.text('行政许可决定文书名称')
  const documentNo = r.text('行政许可决定文书号') ?? r.text('许可编号')
  if (documentNo === null) r.refuse('missing_field', '行政许可决定文书号', '“行政许可决定文书号”和“许可编号”至少填一项。')
  r.mustNotPrecede('有效期至', validUntil, '有效期自', validFrom)
  if (r.issues.length > 0 || !subject || !category || !decidedOn || !authority || !documentNo) return r.refused()

  const value = { documentNo, name, category, decidedOn, validFrom, validUntil, authority, status }
  const about = (firm: SubjectRef): Translated<Fact> => {
    const key = `${firm.code}:${documentNo}`
    return { subject: firm, key, asOf: decidedOn, facts: [{ attribute: 'licences', item: key, value, scheme: null, asOf: decidedOn, validUntil }] }
  }
  return { ok: true, record: addressed(subject, documentNo, decidedOn, about) }
}
