import type { CivilDate } from '../../platform/kernel/time.ts'
import type { Fact } from '../../profiles/model.ts'
import { type RecordKind, type Row, RowReader, type Translation } from '../../sources/model.ts'
import { FIRM_COLUMNS } from '../example-firm.ts'
import { LISTING_COLUMNS, listingRecord } from '../listing.ts'

/** 经营异常名录 (企业信息公示暂行条例): a firm comes off once it has made good what put it there. */
export const abnormalList: RecordKind<Fact> = {
  source: 'samr',
  record: 'abnormal_list',
  titleZh: '经营异常名录',
  titleEn: 'Abnormal-operation list',
  columns: [...FIRM_COLUMNS, ...LISTING_COLUMNS],
  translate: translateAbnormalList,
}

function translateAbnormalList(row: Row, today: CivilDate): Translation<Fact> {
  return listingRecord(new RowReader(row, today), 'abnormalListings', '经营异常名录', today)
}
