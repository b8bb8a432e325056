import type { Fact } from '../../profiles/model.ts'
import type { Source } from '../../sources/model.ts'
import { catalogueItem } from '../catalogue-item.ts'
import { byFile, byPages, SIGNED } from '../usual-channels.ts'
import { policy } from './policy.ts'

// biome-ignore format: a catalogue reads by the line
export const sinosure: Source<Fact> = {
  id: 'sinosure',
  titleZh: '出口信用保险',
  titleEn: 'Export credit insurance',
  fields: 'documented',
  basis: '中国出口信用保险公司接口未公开，字段为本平台文档约定',
  catalogue: [
    catalogueItem({ id: 'sinosure/policy', class: 'contract', titleZh: '出口信用保险保单', titleEn: 'Export credit insurance policy', providerZh: '中国出口信用保险公司广东分公司', mode: 'consent', category: 'performance', refresh: 'weekly', retentionMonths: 36, sensitivity: 'internal' }),
  ],
  records: [policy],
  channels: [...byFile('policy'), byPages({ record: 'policy', auth: SIGNED, everyMinutes: 10_080, path: '/v1/policies' })],
}
