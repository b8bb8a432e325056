import type { Fact } from '../../profiles/model.ts'
import type { Source } from '../../sources/model.ts'
import { catalogueItem } from '../catalogue-item.ts'
import { byFile, byPages, WITH_TOKEN } from '../usual-channels.ts'
import { commitment } from './commitment.ts'

// biome-ignore format: a catalogue reads by the line
export const commitments: Source<Fact> = {
  id: 'commitments',
  titleZh: '信用承诺系统',
  titleEn: 'Commitments',
  fields: 'documented',
  basis: '信用承诺制度见国办发〔2019〕35 号；承诺类型和归集格式未公开，按此处的约定',
  catalogue: [
    catalogueItem({ id: 'commitments/commitment', class: 'commitment', titleZh: '信用承诺及履行', titleEn: 'Commitments', providerZh: '各承诺受理机关', mode: 'public', category: 'performance', refresh: 'daily', retentionMonths: 60, sensitivity: 'public' }),
  ],
  records: [commitment],
  channels: [...byFile('commitment'), byPages({ record: 'commitment', auth: WITH_TOKEN, everyMinutes: 1440, path: '/api/commitments' })],
}
