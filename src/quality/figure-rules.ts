import type { ProfileEntry } from '../profiles/model.ts'
import type { Dossier } from './dossier.ts'
import type { ProfileRule, RecordRule } from './rule.ts'

/** Figures of one report that cannot both be in the unit of their column. Debts of ten times all that is owned are rare beyond very small firms. */
export const debtAboveAssets: RecordRule = {
  id: 'debt_above_assets',
  about: 'record',
  kind: 'conflict',
  severity: 'error',
  titleZh: '负债远高于资产',
  basis: '企业会计准则——基本准则第四十三条：资产负债表列示资产、负债和所有者权益；金额栏的单位为万元',
  check(record, _, { debt }) {
    const figure = (attribute: string) => bigintOf(record.facts.find((fact) => fact.attribute === attribute && fact.item === '')?.value)
    const [liabilities, assets] = [figure('liabilitiesFen'), figure('assetsFen')]
    if (liabilities === null || assets === null || liabilities < debt.fromFen || liabilities <= assets * debt.timesAssets) return []
    return [{ field: 'liabilitiesFen', detail: `负债总额超过资产总额的 ${debt.timesAssets} 倍，其中一栏可能把元填进了万元栏。` }]
  },
}

/** Nobody works there, and yet somebody is insured as working there. */
export const noStaffButInsured: ProfileRule = {
  id: 'no_staff_but_insured',
  about: 'profile',
  kind: 'conflict',
  severity: 'warning',
  titleZh: '从业人数为零却有人参保',
  basis: '社会保险法第五十八条：用人单位为其职工办理社会保险登记',
  check(dossier) {
    const [staff, insured] = [freshFigure(dossier, 'staff'), freshFigure(dossier, 'insuredStaff')]
    if (staff?.value !== 0n || insured === null || insured.value === 0n) return []
    return [{ recordId: staff.recordId, field: 'staff', detail: '年报的从业人数为 0，同期却有职工参保，请核对从业人数。' }]
  },
}

/** More tax in a year than all that was taken in: one of the two is in another unit, or another firm’s. */
export const taxAboveRevenue: ProfileRule = {
  id: 'tax_above_revenue',
  about: 'profile',
  kind: 'conflict',
  severity: 'warning',
  titleZh: '纳税额高于营业收入',
  basis: 'GB/T 36344-2018 一致性：同一主体同一时期的收入与由收入产生的税',
  check(dossier, { taxFromFen }) {
    const [tax, revenue] = [freshFigure(dossier, 'taxPaidFen12m'), freshFigure(dossier, 'revenueFen')]
    if (tax === null || revenue === null || tax.value < taxFromFen || tax.value <= revenue.value) return []
    return [{ recordId: revenue.recordId, field: 'revenueFen', detail: '营业收入比近 12 个月的纳税额还低，营业收入可能少填了或单位有误。' }]
  },
}

/** A firm that sells for millions and draws no power: its meter stands under another name, or the nought means “unknown”. */
export const revenueWithoutPower: ProfileRule = {
  id: 'revenue_without_power',
  about: 'profile',
  kind: 'conflict',
  severity: 'warning',
  titleZh: '有大额营业收入而用电为零',
  basis: 'GB/T 36344-2018 准确性：没有读数应当留空，不填 0',
  check(dossier, { revenueWithPowerFen }) {
    const [power, revenue] = [freshFigure(dossier, 'powerKwh12m'), freshFigure(dossier, 'revenueFen')]
    if (power?.value !== 0n || revenue === null || revenue.value < revenueWithPowerFen) return []
    return [{ recordId: power.recordId, field: 'powerKwh12m', detail: '近 12 个月用电量为 0，营业收入却在百万元以上；没有读数的请留空。' }]
  },
}

/** What the profile holds of a figure, and which record says it; an old figure says nothing of today’s. */
function freshFigure(dossier: Dossier, attribute: string): { value: bigint; recordId: string } | null {
  const entry: ProfileEntry | null = dossier.entry(attribute)
  if (entry?.freshness !== 'fresh' || !entry.from) return null
  const value = bigintOf(entry.value)
  return value === null ? null : { value, recordId: entry.from.recordId }
}

function bigintOf(value: unknown): bigint | null {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value)
  return typeof value === 'string' && /^-?\d+$/.test(value) ? BigInt(value) : null
}
