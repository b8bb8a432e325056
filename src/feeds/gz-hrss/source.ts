import type { Fact } from '../../profiles/model.ts'
import type { Source } from '../../sources/model.ts'
import { catalogueItem } from '../catalogue-item.ts'
import { byFile, byPages, WITH_TOKEN } from '../usual-channels.ts'
import { labourGrade } from './labour-grade.ts'
import { wageMonitoring } from './wage-monitoring.ts'

// biome-ignore format: a catalogue reads by the line
export const gzHrss: Source<Fact> = {
  id: 'gz-hrss',
  titleZh: '市人力资源和社会保障局',
  titleEn: 'Guangzhou labour bureau',
  fields: 'documented',
  basis: '企业劳动保障守法诚信等级评价办法；保障农民工工资支付条例；字段为本平台文档约定',
  catalogue: [
    catalogueItem({ id: 'gz-hrss/labour_grade', class: 'evaluation', titleZh: '劳动保障守法诚信等级', titleEn: 'Labour grade', providerZh: '市人力资源和社会保障局', mode: 'public', category: 'public_credit', refresh: 'yearly', retentionMonths: 36, sensitivity: 'public' }),
    catalogueItem({ id: 'gz-hrss/wage_monitoring', class: 'compliance', titleZh: '欠薪预警', titleEn: 'Wage warnings', providerZh: '市人力资源和社会保障局', mode: 'consent', category: 'public_credit', refresh: 'daily', retentionMonths: 60, sensitivity: 'internal' }),
  ],
  records: [labourGrade, wageMonitoring],
  channels: [
    ...byFile('labour_grade', 'wage_monitoring'),
    byPages({ record: 'labour_grade', auth: WITH_TOKEN, everyMinutes: 1440, path: '/v1/labour-grades' }),
    byPages({ record: 'wage_monitoring', auth: WITH_TOKEN, everyMinutes: 60, path: '/v1/wage-warnings' }),
  ],
}
