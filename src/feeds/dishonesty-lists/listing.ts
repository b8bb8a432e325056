import type { CivilDate } from '../../platform/kernel/time.ts'
import type { Fact } from '../../profiles/model.ts'
import { type RecordKind, type Row, RowReader, type Translation } from '../../sources/model.ts'
import { FIRM_COLUMNS } from '../example-firm.ts'
import { LISTING_COLUMNS, listingRecord } from '../listing.ts'

/**
 * Lists that a law or a rule of the State Council sets up; nobody may add one of his own (国办发〔2020〕49号), so that any
 * other is refused. Spelling → the list's name.
 */
const LISTS: Readonly<Record<string, string>> = {
  重大税收违法失信主体: '重大税收违法失信主体',
  重大税收违法失信主体名单: '重大税收违法失信主体',
  重大税收违法案件: '重大税收违法失信主体',
  拖欠农民工工资失信联合惩戒: '拖欠农民工工资失信联合惩戒名单',
  拖欠农民工工资失信联合惩戒名单: '拖欠农民工工资失信联合惩戒名单',
  拖欠农民工工资失信联合惩戒对象名单: '拖欠农民工工资失信联合惩戒名单',
  '拖欠农民工工资“黑名单”': '拖欠农民工工资失信联合惩戒名单',
  安全生产严重失信: '安全生产严重失信主体名单',
  安全生产严重失信主体: '安全生产严重失信主体名单',
  安全生产严重失信主体名单: '安全生产严重失信主体名单',
  失信被执行人: '失信被执行人名单',
  失信被执行人名单: '失信被执行人名单',
  政府采购严重违法失信行为记录名单: '政府采购严重违法失信行为记录名单',
  政府采购严重违法失信名单: '政府采购严重违法失信行为记录名单',
  统计严重失信企业: '统计严重失信企业名单',
  统计严重失信企业名单: '统计严重失信企业名单',
  社会保险严重失信人名单: '社会保险严重失信人名单',
  社会保险领域严重失信人名单: '社会保险严重失信人名单',
  文化和旅游市场严重失信主体名单: '文化和旅游市场严重失信主体名单',
  文化和旅游市场严重失信主体: '文化和旅游市场严重失信主体名单',
  建筑市场主体黑名单: '建筑市场主体“黑名单”',
  '建筑市场主体“黑名单”': '建筑市场主体“黑名单”',
}

/** An entry of a 严重失信主体名单 other than the market regulator's own (which is samr/serious_list). */
export const listing: RecordKind<Fact> = {
  source: 'dishonesty-lists',
  record: 'listing',
  titleZh: '严重失信主体名单',
  titleEn: 'Serious-dishonesty listing',
  columns: [
    ...FIRM_COLUMNS,
    {
      name: '名单名称',
      synonyms: ['名单类型', '名单类别', '严重失信主体名单名称'],
      required: true,
      values: Object.keys(LISTS),
      hint: '国家清单内的名单，如 重大税收违法失信主体',
      example: '重大税收违法失信主体',
    },
    { name: '主体类别', synonyms: ['主体类型'], values: ['法人', '法人及非法人组织', '企业', '个体工商户', '自然人', '个人'], hint: '自然人不收', example: '' },
    ...LISTING_COLUMNS,
  ],
  translate: translateListing,
}

function translateListing(row: Row, today: CivilDate): Translation<Fact> {
  const r = new RowReader(row, today)
  const category = r.text('主体类别')
  if (category === '自然人' || category === '个人') r.refuse('natural_person', '主体类别', '自然人的名单信息不收入本平台。')
  return listingRecord(r, 'dishonestyListings', r.needOneOf('名单名称', LISTS), today)
}
