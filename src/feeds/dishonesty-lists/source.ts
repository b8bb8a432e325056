import type { Fact } from '../../profiles/model.ts'
import type { Source } from '../../sources/model.ts'
import { catalogueItem } from '../catalogue-item.ts'
import { byFile, byPages, SIGNED } from '../usual-channels.ts'
import { listing } from './listing.ts'

// biome-ignore format: a catalogue reads by the line
export const dishonestyLists: Source<Fact> = {
  id: 'dishonesty-lists',
  titleZh: '严重失信主体名单（各部门）',
  titleEn: 'Serious-dishonesty lists',
  fields: 'documented',
  basis: '国办发〔2020〕49 号和全国失信惩戒措施基础清单所列的名单；汇总接口未公开，字段按此处的约定',
  catalogue: [
    catalogueItem({ id: 'dishonesty-lists/listing', class: 'dishonesty', titleZh: '严重失信主体名单', titleEn: 'Serious-dishonesty listings', providerZh: '各名单认定机关', mode: 'public', category: 'public_credit', refresh: 'daily', retentionMonths: 60, sensitivity: 'public' }),
  ],
  records: [listing],
  channels: [...byFile('listing'), byPages({ record: 'listing', auth: SIGNED, everyMinutes: 60, path: '/lists/entries' })],
}
