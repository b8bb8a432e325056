import type { Fact } from '../../profiles/model.ts'
import type { Source } from '../../sources/model.ts'
import { catalogueItem } from '../catalogue-item.ts'
import { annualReport } from './annual-report.ts'
import { registration } from './registration.ts'

export const samr: Source<Fact> = {
  id: 'samr',
  titleZh: '国家企业信用信息公示系统',
  titleEn: 'National Enterprise Credit Publicity System',
  fields: 'published',
  basis: '企业信息公示暂行条例；市场主体登记管理条例的公示项',
  catalogue: [
    catalogueItem({
      id: 'samr/registration',
      class: 'registration',
      titleZh: '登记注册信息',
      titleEn: 'Registration',
      providerZh: '市场监督管理局',
      mode: 'public',
      category: 'registration',
      refresh: 'daily',
      retentionMonths: null,
      sensitivity: 'public',
    }),
    catalogueItem({
      id: 'samr/annual_report',
      class: 'registration',
      titleZh: '企业年度报告',
      titleEn: 'Annual report',
      providerZh: '市场监督管理局',
      mode: 'public',
      category: 'operations',
      refresh: 'yearly',
      retentionMonths: 60,
      sensitivity: 'public',
    }),
  ],
  records: [registration, annualReport],
  channels: [
    { way: 'upload', record: 'registration' },
    { way: 'drop', record: 'registration' },
    { way: 'upload', record: 'annual_report' },
    { way: 'drop', record: 'annual_report' },
  ],
}
