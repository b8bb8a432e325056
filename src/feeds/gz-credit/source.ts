import type { Fact } from '../../profiles/model.ts'
import type { Source } from '../../sources/model.ts'
import { catalogueItem } from '../catalogue-item.ts'
import { byFile, byPages, WITH_TOKEN } from '../usual-channels.ts'
import { cityEvaluation } from './city-evaluation.ts'
import { inspection } from './inspection.ts'
import { licence } from './licence.ts'
import { penalty } from './penalty.ts'

// biome-ignore format: a catalogue reads by the line
export const gzCredit: Source<Fact> = {
  id: 'gz-credit',
  titleZh: '市公共信用信息管理系统',
  titleEn: 'Guangzhou public-credit system',
  fields: 'published',
  basis: '行政许可和行政处罚等信用信息公示（双公示）数据标准 2018 年版；检查按双随机公示的栏目，接口为本平台的约定',
  catalogue: [
    catalogueItem({ id: 'gz-credit/licence', class: 'administrative', titleZh: '行政许可', titleEn: 'Licences', providerZh: '各行政许可机关', mode: 'public', category: 'public_credit', refresh: 'daily', retentionMonths: null, sensitivity: 'public' }),
    catalogueItem({ id: 'gz-credit/penalty', class: 'administrative', titleZh: '行政处罚', titleEn: 'Penalties', providerZh: '各行政处罚机关', mode: 'public', category: 'public_credit', refresh: 'daily', retentionMonths: 60, sensitivity: 'public' }),
    catalogueItem({ id: 'gz-credit/city_evaluation', class: 'evaluation', titleZh: '公共信用综合评价', titleEn: 'City credit evaluation', providerZh: '市发展和改革委员会', mode: 'public', category: 'public_credit', refresh: 'daily', retentionMonths: 24, sensitivity: 'public' }),
    catalogueItem({ id: 'gz-credit/inspection', class: 'administrative', titleZh: '行政检查（双随机、一公开）', titleEn: 'Inspections', providerZh: '各行政执法机关', mode: 'public', category: 'public_credit', refresh: 'daily', retentionMonths: 60, sensitivity: 'public' }),
  ],
  records: [licence, penalty, cityEvaluation, inspection],
  channels: [
    ...byFile('licence', 'penalty', 'city_evaluation', 'inspection'),
    byPages({ record: 'licence', auth: WITH_TOKEN, everyMinutes: 60, path: '/api/licences' }),
    byPages({ record: 'penalty', auth: WITH_TOKEN, everyMinutes: 60, path: '/api/penalties' }),
    byPages({ record: 'city_evaluation', auth: WITH_TOKEN, everyMinutes: 60, path: '/api/evaluations' }),
    byPages({ record: 'inspection', auth: WITH_TOKEN, everyMinutes: 60, path: '/api/inspections' }),
  ],
}
