import type { Fact } from '../../profiles/model.ts'
import type { Source } from '../../sources/model.ts'
import { catalogueItem } from '../catalogue-item.ts'
import { byFile, byPages, WITH_TOKEN } from '../usual-channels.ts'
import { award } from './award.ts'
import { performance } from './performance.ts'

// biome-ignore format: a catalogue reads by the line
export const gzTrading: Source<Fact> = {
  id: 'gz-trading',
  titleZh: '公共资源交易平台',
  titleEn: 'Public resource trading',
  fields: 'documented',
  basis: '名称参照公共资源交易平台系统数据规范，未能逐项核对，为本平台文档约定',
  catalogue: [
    catalogueItem({ id: 'gz-trading/award', class: 'contract', titleZh: '公共资源中标', titleEn: 'Tenders won', providerZh: '广州公共资源交易中心', mode: 'public', category: 'performance', refresh: 'daily', retentionMonths: 60, sensitivity: 'public' }),
    catalogueItem({ id: 'gz-trading/performance', class: 'contract', titleZh: '合同履约评价', titleEn: 'Contract performance', providerZh: '广州公共资源交易中心', mode: 'public', category: 'performance', refresh: 'monthly', retentionMonths: 36, sensitivity: 'public' }),
  ],
  records: [award, performance],
  channels: [
    ...byFile('award', 'performance'),
    byPages({ record: 'award', auth: WITH_TOKEN, everyMinutes: 1440, path: '/v1/awards' }),
    byPages({ record: 'performance', auth: WITH_TOKEN, everyMinutes: 1440, path: '/v1/performance' }),
  ],
}
