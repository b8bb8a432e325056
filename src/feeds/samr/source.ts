import type { Fact } from '../../profiles/model.ts'
import type { Source } from '../../sources/model.ts'
import { catalogueItem } from '../catalogue-item.ts'
import { byFile, byPages, SIGNED } from '../usual-channels.ts'
import { abnormalList } from './abnormal-list.ts'
import { annualReport } from './annual-report.ts'
import { registration } from './registration.ts'
import { seriousList } from './serious-list.ts'

// biome-ignore format: a catalogue reads by the line
export const samr: Source<Fact> = {
  id: 'samr',
  titleZh: '国家企业信用信息公示系统',
  titleEn: 'National Enterprise Credit Publicity System',
  fields: 'published',
  basis: '企业信息公示暂行条例、市场主体登记管理条例的公示项；名录和名单的列入文书号为本平台的约定',
  catalogue: [
    catalogueItem({ id: 'samr/registration', class: 'registration', titleZh: '登记注册信息', titleEn: 'Registration', providerZh: '市场监督管理局', mode: 'public', category: 'registration', refresh: 'daily', retentionMonths: null, sensitivity: 'public' }),
    catalogueItem({ id: 'samr/annual_report', class: 'registration', titleZh: '企业年度报告', titleEn: 'Annual report', providerZh: '市场监督管理局', mode: 'public', category: 'operations', refresh: 'yearly', retentionMonths: 60, sensitivity: 'public' }),
    catalogueItem({ id: 'samr/abnormal_list', class: 'abnormal', titleZh: '经营异常名录', titleEn: 'Abnormal-operation list', providerZh: '市场监督管理局', mode: 'public', category: 'public_credit', refresh: 'daily', retentionMonths: 60, sensitivity: 'public' }),
    catalogueItem({ id: 'samr/serious_list', class: 'dishonesty', titleZh: '严重违法失信名单', titleEn: 'Serious-violation list', providerZh: '市场监督管理局', mode: 'public', category: 'public_credit', refresh: 'daily', retentionMonths: 60, sensitivity: 'public' }),
  ],
  records: [registration, annualReport, abnormalList, seriousList],
  channels: [
    ...byFile('registration', 'annual_report', 'abnormal_list', 'serious_list'),
    byPages({ record: 'registration', auth: SIGNED, everyMinutes: 1440, path: '/gsxt/registrations' }),
    byPages({ record: 'annual_report', auth: SIGNED, everyMinutes: 1440, path: '/gsxt/annual-reports' }),
    byPages({ record: 'abnormal_list', auth: SIGNED, everyMinutes: 60, path: '/gsxt/abnormal-list' }),
    byPages({ record: 'serious_list', auth: SIGNED, everyMinutes: 60, path: '/gsxt/serious-list' }),
  ],
}
