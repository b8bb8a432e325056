import type { Fact } from '../../profiles/model.ts'
import type { Source } from '../../sources/model.ts'
import { catalogueItem } from '../catalogue-item.ts'
import { byConsent } from '../consented-query.ts'
import { usage } from './usage.ts'

// biome-ignore format: a catalogue reads by the line
export const utilities: Source<Fact> = {
  id: 'utilities',
  titleZh: '水电气',
  titleEn: 'Power, water and gas',
  fields: 'documented',
  basis: '国办发〔2021〕52号共享清单列有水电气；接口未公开，字段为本平台文档约定',
  catalogue: [
    catalogueItem({ id: 'utilities/usage', class: 'contract', titleZh: '水电气使用与缴费', titleEn: 'Power, water and gas', providerZh: '广州供电局、市自来水公司、广州燃气集团', mode: 'consent', category: 'operations', refresh: 'monthly', retentionMonths: 24, sensitivity: 'internal' }),
  ],
  records: [usage],
  channels: [byConsent({ record: 'usage', path: '/v1/usage/queries' })],
}
