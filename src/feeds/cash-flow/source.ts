import type { Fact } from '../../profiles/model.ts'
import type { Source } from '../../sources/model.ts'
import { catalogueItem } from '../catalogue-item.ts'
import { byConsent } from '../consented-query.ts'
import { cashFlowSummary } from './cash-flow.ts'

// biome-ignore format: a catalogue reads by the line
export const cashFlow: Source<Fact> = {
  id: 'cash-flow',
  titleZh: '资金流信用信息共享平台',
  titleEn: 'Cash-flow credit platform',
  fields: 'documented',
  basis: '中国人民银行资金流信用信息共享平台（2024-10-25 上线）；接口未公开，字段为本平台文档约定',
  catalogue: [
    catalogueItem({ id: 'cash-flow/cash_flow', class: 'voluntary', titleZh: '资金流信用信息', titleEn: 'Cash-flow summary', providerZh: '全国中小微企业资金流信用信息共享平台', mode: 'consent', category: 'cash_flow', refresh: 'monthly', retentionMonths: 24, sensitivity: 'internal' }),
  ],
  records: [cashFlowSummary],
  channels: [byConsent({ record: 'cash_flow', path: '/v1/cash-flow/queries' })],
}
