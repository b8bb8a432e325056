import type { Fact } from '../../profiles/model.ts'
import type { Source } from '../../sources/model.ts'
import { catalogueItem } from '../catalogue-item.ts'
import { byFile } from '../usual-channels.ts'
import { taxCode } from './tax-code.ts'
import { taxCodePresented } from './tax-code-claims.ts'
import { taxGrade } from './tax-grade.ts'

// biome-ignore format: a catalogue reads by the line
export const gzTax: Source<Fact> = {
  id: 'gz-tax',
  titleZh: '市税务局',
  titleEn: 'Guangzhou tax authority',
  fields: 'documented',
  basis: '级别按纳税缴费信用管理办法（2025）的公布格式；广州税信码2.0 的载荷未公开，为本平台文档约定',
  catalogue: [
    catalogueItem({ id: 'gz-tax/tax_grade', class: 'evaluation', titleZh: '纳税信用级别', titleEn: 'Tax grade', providerZh: '国家税务总局广州市税务局', mode: 'public', category: 'tax', refresh: 'yearly', retentionMonths: 36, sensitivity: 'public' }),
    catalogueItem({ id: 'gz-tax/tax_code', class: 'voluntary', titleZh: '税信码', titleEn: 'Tax code', providerZh: '国家税务总局广州市税务局', mode: 'consent', category: 'tax_data', refresh: 'event', retentionMonths: 24, sensitivity: 'internal' }),
  ],
  records: [taxGrade, taxCode],
  channels: [...byFile('tax_grade'), taxCodePresented],
}
