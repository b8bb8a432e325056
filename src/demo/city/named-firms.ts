/** The two firms whose errands the demo tells: one sound, one young of which little is known. */
import { CATERING, HARDWARE } from '../people.ts'
import type { Firm } from './firm.ts'
import { FIRM_TRADES, type Trade } from './trades.ts'

function tradeOf(code: string): Trade {
  return FIRM_TRADES.find((trade) => trade.code === code)!
}

export const NAMED_FIRMS: readonly Firm[] = [
  {
    ...HARDWARE,
    kind: 'enterprise',
    typeText: '有限责任公司(自然人投资或控股)',
    registeredOn: '2021-10-18',
    district: '440113',
    trade: tradeOf('C3399'),
    capitalText: '500(万人民币元)',
    staff: 46,
    revenueWan: 1284.5,
    assetsWan: 962.3,
    quality: 1,
    told: {
      taxGrade2024: 'B',
      taxGrade2025: 'A',
      cityEvaluation: '良',
      environmentGrade: '蓝牌',
      labourGrade: 'A',
      carbonRatio: 0.844,
      hasAnnualReports: true,
      penalty: {
        documentNo: '示例番市监处罚〔2026〕18号',
        violation: '使用未经定期检验的特种设备',
        facts: '一台场内叉车超过检验有效期仍在使用，检查后三日内完成检验',
        basis: '《中华人民共和国特种设备安全法》第八十四条',
        category: '警告;罚款',
        fineWan: '0.3',
        decidedOn: '2026-01-15',
        shownUntil: '2027-01-14',
        authority: '广州市番禺区市场监督管理局',
        note: '',
      },
    },
  },
  {
    ...CATERING,
    kind: 'enterprise',
    typeText: '有限责任公司(自然人独资)',
    registeredOn: '2026-03-12',
    district: '440106',
    trade: tradeOf('H6210'),
    capitalText: '50万元人民币',
    staff: 0,
    revenueWan: 0,
    assetsWan: 0,
    quality: -0.3,
    told: {
      taxGrade2024: null,
      taxGrade2025: 'M',
      cityEvaluation: '中',
      environmentGrade: null,
      labourGrade: null,
      carbonRatio: null,
      hasAnnualReports: false,
      penalty: null,
    },
  },
]
