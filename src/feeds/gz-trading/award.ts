import type { CivilDate } from '../../platform/kernel/time.ts'
import type { Fact } from '../../profiles/model.ts'
import { type RecordKind, type Row, RowReader, type Translation } from '../../sources/model.ts'
import { EXAMPLE_CODE, EXAMPLE_NAME } from '../example-firm.ts'

/** A public tender won: 中标（成交）结果公告. A tender of several lots is a record per lot. */
export const award: RecordKind<Fact> = {
  source: 'gz-trading',
  record: 'award',
  titleZh: '公共资源中标',
  titleEn: 'Tender won',
  columns: [
    {
      name: '统一社会信用代码',
      synonyms: ['中标人统一社会信用代码', '供应商统一社会信用代码', '中标人代码'],
      required: true,
      maxLength: 40,
      example: EXAMPLE_CODE,
    },
    { name: '中标人名称', synonyms: ['中标供应商', '供应商名称', '成交供应商', '企业名称'], organisation: true, example: EXAMPLE_NAME },
    { name: '项目编号', synonyms: ['招标项目编号', '采购项目编号'], required: true, maxLength: 100, exact: true, example: 'GZEX2026-0001' },
    { name: '标段编号', synonyms: ['标段（包）编号', '包号'], maxLength: 60, exact: true, hint: '不分标段的留空' },
    { name: '项目名称', synonyms: ['招标项目名称', '采购项目名称'], required: true, maxLength: 400, organisation: true, example: '示例区学校课桌椅采购项目' },
    { name: '中标金额（元）', synonyms: ['成交金额（元）', '中标价格（元）'], maxLength: 40, example: '486000.00' },
    { name: '中标日期', synonyms: ['公示日期', '公告日期', '成交日期'], required: true, maxLength: 40, example: '2026-05-18' },
    { name: '采购人', synonyms: ['招标人', '招标人名称', '采购人名称'], required: true, organisation: true, example: '广州市示例区教育局' },
    { name: '项目负责人', synonyms: ['项目经理', '联系人'], personal: 'drop' },
    { name: '联系电话', personal: 'drop', maxLength: 60 },
  ],
  translate: translateAward,
}

function translateAward(row: Row, today: CivilDate): Translation<Fact> {
  const r = new RowReader(row, today)
  const subject = r.firm('统一社会信用代码', '中标人名称')
  const projectNo = r.needText('项目编号')
  const lot = r.text('标段编号')
  const project = r.needText('项目名称')
  const amountFen = r.scaled('中标金额（元）', 100n)
  const awardedOn = r.needDate('中标日期')
  const buyer = r.needText('采购人')
  if (r.issues.length > 0 || !subject || !projectNo || !project || !awardedOn || !buyer) return r.refused()
  const key = [subject.code, projectNo, ...(lot === null ? [] : [lot])].join(':')
  const value = { projectNo, project, amountFen: amountFen === null ? null : String(amountFen), awardedOn, buyer }
  return {
    ok: true,
    record: { subject, key, asOf: awardedOn, facts: [{ attribute: 'awards', item: key, value, scheme: null, asOf: awardedOn, validUntil: null }] },
  }
}
