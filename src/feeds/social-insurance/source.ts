import type { Fact } from '../../profiles/model.ts'
import type { Source } from '../../sources/model.ts'
import { catalogueItem } from '../catalogue-item.ts'
import { byConsent } from '../consented-query.ts'
import { housingFund } from './housing-fund.ts'
import { socialInsured } from './social.ts'

// biome-ignore format: a catalogue reads by the line
export const socialInsurance: Source<Fact> = {
  id: 'social-insurance',
  titleZh: '社保与公积金',
  titleEn: 'Social insurance and housing fund',
  fields: 'documented',
  basis: '国办发〔2021〕52号共享清单列有社保、公积金；接口未公开，字段为本平台文档约定',
  catalogue: [
    catalogueItem({ id: 'social-insurance/social', class: 'compliance', titleZh: '社会保险缴费', titleEn: 'Social insurance', providerZh: '市人力资源和社会保障局、市税务局', mode: 'consent', category: 'operations', refresh: 'monthly', retentionMonths: 24, sensitivity: 'internal' }),
    catalogueItem({ id: 'social-insurance/housing_fund', class: 'compliance', titleZh: '住房公积金缴存核验', titleEn: 'Housing fund check', providerZh: '广州住房公积金管理中心', mode: 'check', category: 'operations', refresh: 'monthly', retentionMonths: 24, sensitivity: 'internal' }),
  ],
  records: [socialInsured, housingFund],
  channels: [byConsent({ record: 'social', path: '/v1/social-insurance/queries' }), byConsent({ record: 'housing_fund', path: '/v1/housing-fund/checks' })],
}
