import type { Fact } from '../../profiles/model.ts'
import type { Source } from '../../sources/model.ts'
import { catalogueItem } from '../catalogue-item.ts'
import { byFile, byPages, WITH_TOKEN } from '../usual-channels.ts'
import { ipCredit } from './ip-credit.ts'
import { qualityGrade } from './quality-grade.ts'

// biome-ignore format: a catalogue reads by the line
export const gzQuality: Source<Fact> = {
  id: 'gz-quality',
  titleZh: '市市场监督管理局（质量、知识产权）',
  titleEn: 'Guangzhou quality and IP office',
  fields: 'documented',
  basis: '等级按 GB/T 23791 企业质量信用等级划分；知识产权信用管理规定；字段为本平台文档约定',
  catalogue: [
    catalogueItem({ id: 'gz-quality/quality_grade', class: 'evaluation', titleZh: '企业质量信用等级', titleEn: 'Quality grade', providerZh: '市市场监督管理局', mode: 'public', category: 'performance', refresh: 'yearly', retentionMonths: 36, sensitivity: 'public' }),
    catalogueItem({ id: 'gz-quality/ip_credit', class: 'evaluation', titleZh: '知识产权信用', titleEn: 'IP credit', providerZh: '市市场监督管理局（知识产权局）', mode: 'public', category: 'performance', refresh: 'quarterly', retentionMonths: 36, sensitivity: 'public' }),
  ],
  records: [qualityGrade, ipCredit],
  channels: [
    ...byFile('quality_grade', 'ip_credit'),
    byPages({ record: 'quality_grade', auth: WITH_TOKEN, everyMinutes: 1440, path: '/v1/quality-grades' }),
    byPages({ record: 'ip_credit', auth: WITH_TOKEN, everyMinutes: 1440, path: '/v1/ip-credit' }),
  ],
}
