import type { Fact } from '../../profiles/model.ts'
import type { Source } from '../../sources/model.ts'
import { catalogueItem } from '../catalogue-item.ts'
import { byFile, byPages, WITH_TOKEN } from '../usual-channels.ts'
import { customsGrade } from './customs-grade.ts'

// biome-ignore format: a catalogue reads by the line
export const gzCustoms: Source<Fact> = {
  id: 'gz-customs',
  titleZh: '海关',
  titleEn: 'Customs',
  fields: 'published',
  basis: '海关注册登记和备案企业信用管理办法（282 号令，2026-04-01 起五级）',
  catalogue: [
    catalogueItem({
      id: 'gz-customs/customs_grade',
      class: 'evaluation',
      titleZh: '海关信用等级',
      titleEn: 'Customs tier',
      providerZh: '海关',
      mode: 'public',
      category: 'public_credit',
      refresh: 'monthly',
      retentionMonths: 36,
      sensitivity: 'public',
    }),
  ],
  records: [customsGrade],
  channels: [...byFile('customs_grade'), byPages({ record: 'customs_grade', auth: WITH_TOKEN, everyMinutes: 1440, path: '/v1/customs-tiers' })],
}
