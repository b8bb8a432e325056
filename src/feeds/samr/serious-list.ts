import type { CivilDate } from '../../platform/kernel/time.ts'
import type { Fact } from '../../profiles/model.ts'
import { type RecordKind, type Row, RowReader, type Translation } from '../../sources/model.ts'
import { FIRM_COLUMNS } from '../example-firm.ts'
import { LISTING_COLUMNS, listingRecord } from '../listing.ts'

/** 严重违法失信名单 of the market regulator (市场监督管理严重违法失信名单管理办法). */
export const seriousList: RecordKind<Fact> = {
  source: 'samr',
  record: 'serious_list',
  titleZh: '严重违法失信名单',
  titleEn: 'Serious-violation list',
  columns: [...FIRM_COLUMNS, ...LISTING_COLUMNS],
  translate: translateSeriousList,
}

function translateSeriousList(row: Row, today: CivilDate): Translation<Fact> {
  return listingRecord(new RowReader(row, today), 'dishonestyListings', '严重违法失信名单', today)
}
