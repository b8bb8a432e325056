import type { Fact } from '../../profiles/model.ts'
import type { PushChannel, Source } from '../../sources/model.ts'
import { catalogueItem } from '../catalogue-item.ts'
import { byFile, byPages, WITH_TOKEN } from '../usual-channels.ts'
import { publicityMark } from './publicity-mark.ts'

/** `{type: 'publicity.changed', data: row | [row, …]}` */
const changed: PushChannel = {
  way: 'push',
  read(event) {
    const { type, data } = typeof event === 'object' && event !== null ? (event as { type?: unknown; data?: unknown }) : {}
    if (type !== 'publicity.changed') return { wrong: 'the event is no publicity.changed' }
    const rows = Array.isArray(data) ? data : [data]
    if (rows.length === 0 || !rows.every((row) => typeof row === 'object' && row !== null && !Array.isArray(row))) return { wrong: 'data is no row' }
    return { record: 'publicity_mark', rows }
  },
}

export const creditChina: Source<Fact> = {
  id: 'credit-china',
  titleZh: '信用中国（信用广州）',
  titleEn: 'Credit China (Credit Guangzhou)',
  fields: 'documented',
  basis: '《信用修复管理办法》（国家发展改革委令第 36 号）所列的公示与修复状态；接口未公开，字段按此处的约定',
  catalogue: [
    catalogueItem({
      id: 'credit-china/publicity_mark',
      class: 'administrative',
      titleZh: '公示与修复状态',
      titleEn: 'Publicity and repair status',
      providerZh: '市发展和改革委员会',
      mode: 'public',
      category: 'public_credit',
      refresh: 'event',
      retentionMonths: 60,
      sensitivity: 'public',
    }),
  ],
  records: [publicityMark],
  channels: [...byFile('publicity_mark'), byPages({ record: 'publicity_mark', auth: WITH_TOKEN, everyMinutes: 15, path: '/api/publicity/marks' }), changed],
}
