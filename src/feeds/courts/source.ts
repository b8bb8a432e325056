import type { Fact } from '../../profiles/model.ts'
import type { Source } from '../../sources/model.ts'
import { catalogueItem } from '../catalogue-item.ts'
import { byFile, byPages, SIGNED } from '../usual-channels.ts'
import { judgmentDebt } from './judgment-debt.ts'

// biome-ignore format: a catalogue reads by the line
export const courts: Source<Fact> = {
  id: 'courts',
  titleZh: '人民法院（被执行人信息）',
  titleEn: 'Courts (judgment debtors)',
  fields: 'documented',
  basis: '栏目按中国执行信息公开网的被执行人信息；案件状态、结案日期和接口按此处的约定',
  catalogue: [
    catalogueItem({ id: 'courts/judgment_debt', class: 'judicial', titleZh: '被执行人信息', titleEn: 'Judgment debts', providerZh: '人民法院', mode: 'public', category: 'public_credit', refresh: 'daily', retentionMonths: 60, sensitivity: 'public' }),
  ],
  records: [judgmentDebt],
  channels: [...byFile('judgment_debt'), byPages({ record: 'judgment_debt', auth: SIGNED, everyMinutes: 1440, path: '/zxgk/judgment-debts' })],
}
