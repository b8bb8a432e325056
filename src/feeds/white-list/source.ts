import type { Fact } from '../../profiles/model.ts'
import type { Source } from '../../sources/model.ts'
import { catalogueItem } from '../catalogue-item.ts'
import { byFile, byPages, WITH_TOKEN } from '../usual-channels.ts'
import { membership } from './membership.ts'

// biome-ignore format: a catalogue reads by the line
export const whiteList: Source<Fact> = {
  id: 'white-list',
  titleZh: '合规民营企业白名单',
  titleEn: 'White list of compliant private firms',
  fields: 'documented',
  basis: '广州市社会信用体系建设方案所列的“合规民营企业白名单”；名单格式未公开，字段按此处的约定',
  catalogue: [
    catalogueItem({ id: 'white-list/membership', class: 'honour', titleZh: '合规民营企业白名单', titleEn: 'White list of compliant private firms', providerZh: '白名单认定机关', mode: 'public', category: 'performance', refresh: 'monthly', retentionMonths: 24, sensitivity: 'public' }),
  ],
  records: [membership],
  channels: [...byFile('membership'), byPages({ record: 'membership', auth: WITH_TOKEN, everyMinutes: 1440, path: '/api/white-list' })],
}
