import type { Fact } from '../../profiles/model.ts'
import type { Source } from '../../sources/model.ts'
import { catalogueItem } from '../catalogue-item.ts'
import { byFile, byPages, WITH_TOKEN } from '../usual-channels.ts'
import { carbonReport } from './carbon-report.ts'
import { energyUse } from './energy-use.ts'

// biome-ignore format: a catalogue reads by the line
export const suitan: Source<Fact> = {
  id: 'suitan',
  titleZh: '穗碳',
  titleEn: 'Suitan carbon account',
  fields: 'documented',
  basis: '标准化碳信用报告；字段为本平台文档约定',
  catalogue: [
    catalogueItem({ id: 'suitan/carbon_report', class: 'voluntary', titleZh: '碳信用报告', titleEn: 'Carbon credit report', providerZh: '穗碳平台', mode: 'public', category: 'carbon', refresh: 'yearly', retentionMonths: 60, sensitivity: 'internal' }),
    catalogueItem({ id: 'suitan/energy_use', class: 'voluntary', titleZh: '综合用能', titleEn: 'Energy use', providerZh: '穗碳平台', mode: 'consent', category: 'carbon', refresh: 'monthly', retentionMonths: 60, sensitivity: 'internal' }),
  ],
  records: [carbonReport, energyUse],
  channels: [
    ...byFile('carbon_report', 'energy_use'),
    byPages({ record: 'carbon_report', auth: WITH_TOKEN, everyMinutes: 1440, path: '/v1/carbon-reports' }),
    byPages({ record: 'energy_use', auth: WITH_TOKEN, everyMinutes: 1440, path: '/v1/energy-use' }),
  ],
}
