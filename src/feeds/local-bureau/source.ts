import type { Fact } from '../../profiles/model.ts'
import type { Source } from '../../sources/model.ts'
import { catalogueItem } from '../catalogue-item.ts'
import { byConsent } from '../consented-query.ts'
import { creditRecord } from './credit-record.ts'

// biome-ignore format: a catalogue reads by the line
export const localBureau: Source<Fact> = {
  id: 'local-bureau',
  titleZh: '地方征信平台',
  titleEn: 'Local credit bureau',
  fields: 'documented',
  basis: '征信业务管理办法（2022-01-01 起）；接口未公开，字段与网关为本平台文档约定',
  gateway: true,
  catalogue: [
    catalogueItem({ id: 'local-bureau/credit_record', class: 'voluntary', titleZh: '信贷记录', titleEn: 'Credit record', providerZh: '地方征信平台', mode: 'consent', category: 'credit_history', refresh: 'monthly', retentionMonths: 60, sensitivity: 'internal' }),
  ],
  records: [creditRecord],
  channels: [byConsent({ record: 'credit_record', path: '/v1/credit-records/queries' })],
}
