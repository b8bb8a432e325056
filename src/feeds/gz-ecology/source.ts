import type { Fact } from '../../profiles/model.ts'
import type { Source } from '../../sources/model.ts'
import { catalogueItem } from '../catalogue-item.ts'
import { byFile, byPages, WITH_TOKEN } from '../usual-channels.ts'
import { environmentGrade } from './environment-grade.ts'

// biome-ignore format: a catalogue reads by the line
export const gzEcology: Source<Fact> = {
  id: 'gz-ecology',
  titleZh: '市生态环境局',
  titleEn: 'Guangzhou ecology bureau',
  fields: 'published',
  basis: '企业环境信用评价结果公布格式',
  catalogue: [
    catalogueItem({
      id: 'gz-ecology/environment_grade',
      class: 'evaluation',
      titleZh: '企业环境信用评价',
      titleEn: 'Environment grade',
      providerZh: '市生态环境局',
      mode: 'public',
      category: 'public_credit',
      refresh: 'yearly',
      retentionMonths: 36,
      sensitivity: 'public',
    }),
  ],
  records: [environmentGrade],
  channels: [...byFile('environment_grade'), byPages({ record: 'environment_grade', auth: WITH_TOKEN, everyMinutes: 1440, path: '/v1/environment-grades' })],
}
