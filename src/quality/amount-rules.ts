import { fenFromDecimal } from '../platform/kernel/money.ts'
import { compareText, toHalfWidth } from '../platform/kernel/text.ts'
import { type AttributeId, attributeOf, isAttributeId } from '../profiles/model.ts'
import { decisionsOf } from './decision.ts'
import type { CheckedRecord, Dossier } from './dossier.ts'
import type { RecordRule } from './rule.ts'
import type { Thresholds } from './thresholds.ts'

/** Figures that move slowly: from one year or version to the next a tenfold is news or a mistake. */
const STEADY: ReadonlySet<AttributeId> = new Set([
  'staff',
  'insuredStaff',
  'revenueFen',
  'assetsFen',
  'liabilitiesFen',
  'registeredCapitalFen',
  'powerKwh12m',
  'waterCubicMetre12m',
  'gasCubicMetre12m',
  'energyKgce12m',
  'carbonEmissionKg',
  'taxPaidFen12m',
  'invoicedFen12m',
  'inflowFen12m',
  'outflowFen12m',
  'averageBalanceFen',
])

interface Step {
  attribute: AttributeId
  value: bigint
  /** How often the larger holds the smaller, against whatever comes closest. */
  times: bigint
}

export const suddenChange: RecordRule = {
  id: 'sudden_change',
  about: 'record',
  kind: 'sudden_change',
  severity: 'warning',
  titleZh: '数值突变十倍以上',
  basis: 'GB/T 36344-2018 准确性：与同一来源的前一期或前一版相比',
  check(record, dossier, limits) {
    return stepsOf(record, dossier, limits)
      .filter(({ times, attribute }) => times >= limits.suddenTimes && !(isMoney(attribute) && times >= limits.unitSlipTimes))
      .map(({ attribute }) => ({ field: attribute, detail: `“${attributeOf(attribute).zh}”与前一期相差十倍以上，请核对。` }))
  },
}

/** 元 in a column of 万元, seen by what came before, or where nothing did by what one employee would have to earn. */
export const figureUnitSlip: RecordRule = {
  id: 'figure_unit_slip',
  about: 'record',
  kind: 'sudden_change',
  severity: 'error',
  titleZh: '金额单位疑似错一万倍',
  basis: '年报金额栏的单位为万元',
  check(record, dossier, limits) {
    const steps = stepsOf(record, dossier, limits).filter(({ attribute }) => isMoney(attribute))
    const slips = steps.filter(({ times }) => times >= limits.unitSlipTimes)
    const revenue = figureOf(record, 'revenueFen')
    const staff = figureOf(record, 'staff')
    const alone =
      revenue !== null &&
      staff !== null &&
      staff > 0n &&
      !steps.some(({ attribute }) => attribute === 'revenueFen') &&
      revenue / staff > limits.revenuePerHeadFen
    const attributes = [...slips.map(({ attribute }) => attribute), ...(alone ? (['revenueFen'] as const) : [])]
    return attributes.map((attribute) => ({ field: attribute, detail: `“${attributeOf(attribute).zh}”大了约一万倍，可能把元填进了万元栏。` }))
  },
}

export const fineUnitSlip: RecordRule = {
  id: 'fine_unit_slip',
  about: 'record',
  kind: 'conflict',
  severity: 'error',
  titleZh: '罚款金额单位疑似错一万倍',
  basis: '双公示数据标准（2018）：罚款金额的单位为万元，小数点后保留 6 位',
  check(record, dossier, { fine }) {
    const capital = dossier.entry('registeredCapitalFen')?.value
    const most = typeof capital === 'string' ? BigInt(capital) * fine.timesCapital : null
    return decisionsOf(record)
      .filter(({ fineFen }) => fineFen !== null && (fineFen > fine.alwaysFen || (most !== null && most > 0n && fineFen >= fine.fromFen && fineFen > most)))
      .map(() => ({ field: '罚款金额（万元）', detail: '罚款远高于注册资本，可能把元填进了万元栏。' }))
  },
}

const FINE_IN_WORDS = /罚款(?:人民币)?(\d[\d,]*(?:\.\d+)?)(万)?元/g

/** The sum in the text of the decision and the sum in its column are one sum. */
export const fineTextMismatch: RecordRule = {
  id: 'fine_text_mismatch',
  about: 'record',
  kind: 'conflict',
  severity: 'error',
  titleZh: '罚款金额与处罚内容不一致',
  basis: '双公示数据标准（2018）：处罚内容与罚款金额说的是同一个决定',
  check(record) {
    const said = [...toHalfWidth(record.row.处罚内容 ?? '').matchAll(FINE_IN_WORDS)]
    const [only] = said
    // Several sums in one text may add up in ways that only a reader knows.
    if (only === undefined || said.length > 1) return []
    const inText = fenFromDecimal(only[1]!.replaceAll(',', ''), only[2] === undefined ? 100n : 1_000_000n)
    return decisionsOf(record)
      .filter(({ fineFen }) => fineFen !== null && inText !== null && fineFen !== inText)
      .map(() => ({ field: '罚款金额（万元）', detail: '“罚款金额”与“处罚内容”里写的金额不同。' }))
  },
}

/**
 * Against the version before this one and against the period before it: a jump is told only where both, as far as they
 * are known, are as far away. So a correction of a mistake is not blamed for undoing it.
 */
function stepsOf(record: CheckedRecord, { feedOf, versionsOf }: Dossier, limits: Thresholds): Step[] {
  if (!record.facts.some(({ attribute }) => isSteady(attribute))) return []
  const version = versionsOf(record)
    .filter((r) => !r.retracts && r.version < record.version)
    .at(-1)
  const period = feedOf(record)
    .filter((r) => r.recordKey !== record.recordKey && r.holds && r.asOf < record.asOf)
    .sort((a, b) => compareText(a.asOf, b.asOf) || compareText(a.id, b.id))
  return record.facts.flatMap(({ attribute }) => {
    const value = isSteady(attribute) ? figureOf(record, attribute) : null
    if (value === null || !isSteady(attribute)) return []
    const before = [version, period.filter((r) => figureOf(r, attribute) !== null).at(-1)].flatMap((r) => {
      const figure = r === undefined ? null : figureOf(r, attribute)
      return figure === null ? [] : [figure]
    })
    if (before.length === 0) return []
    const floor =
      attribute === 'staff' || attribute === 'insuredStaff' ? limits.suddenFloor.staff : isMoney(attribute) ? limits.suddenFloor.fen : limits.suddenFloor.other
    const nearest = before.map((other) => timesApart(value, other, floor)).reduce((a, b) => (b < a ? b : a))
    return [{ attribute, value, times: nearest }]
  })
}

function timesApart(a: bigint, b: bigint, floor: bigint): bigint {
  const [small, large] = a < b ? [a, b] : [b, a]
  return large < floor ? 1n : large / (small > 0n ? small : 1n)
}

function figureOf(record: CheckedRecord, attribute: string): bigint | null {
  const value = record.facts.find((f) => f.attribute === attribute && f.item === '')?.value
  if (typeof value === 'number') return BigInt(value)
  return typeof value === 'string' && /^-?\d+$/.test(value) ? BigInt(value) : null
}

function isSteady(attribute: string): attribute is AttributeId {
  return isAttributeId(attribute) && STEADY.has(attribute)
}

function isMoney(attribute: AttributeId): boolean {
  return attributeOf(attribute).type === 'fen'
}
