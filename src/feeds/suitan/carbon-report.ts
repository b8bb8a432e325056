import { divideRounded } from '../../platform/kernel/money.ts'
import type { CivilDate } from '../../platform/kernel/time.ts'
import type { Fact } from '../../profiles/model.ts'
import { type RecordKind, type Row, RowReader, type Translation } from '../../sources/model.ts'

const GRADES = { A: 'A', B: 'B', C: 'C', D: 'D', E: 'E', A级: 'A', B级: 'B', C级: 'C', D级: 'D', E级: 'E' } as const

/** 12 decimals: what `fenFromDecimal` reads, so that a quotient of two intensities is exact before its one rounding. */
const PICO = 10n ** 12n
/** Above 1 000 times the benchmark it is a mix-up of units. */
const MAX_RATIO_BP = 10_000_000n

/** Carbon credit report of 穗碳: emissions and intensity of a year against the industry's benchmark, graded A–E. */
export const carbonReport: RecordKind<Fact> = {
  source: 'suitan',
  record: 'carbon_report',
  titleZh: '碳信用报告',
  titleEn: 'Carbon credit report',
  columns: [
    {
      name: '统一社会信用代码',
      synonyms: ['社会信用代码', '信用代码'],
      required: true,
      maxLength: 40,
      hint: '18 位，请设为文本格式',
      example: '91440199DEM000014H',
    },
    { name: '企业名称', synonyms: ['主体名称', '名称', '单位名称'], example: '广州示例一号商贸有限公司' },
    { name: '报告年度', synonyms: ['年度', '核算年度'], required: true, maxLength: 20, example: '2025' },
    {
      name: '年排放量（吨二氧化碳）',
      synonyms: ['年排放量', '碳排放量（吨）', '排放量（吨二氧化碳）', '碳排放总量（吨二氧化碳）'],
      maxLength: 40,
      example: '624.18',
    },
    { name: '碳强度', synonyms: ['碳强度（吨/万元）', '碳排放强度'], maxLength: 40, hint: '与行业基准同单位', example: '0.12484' },
    { name: '行业基准', synonyms: ['行业基准值', '行业碳强度基准', '基准值'], maxLength: 40, hint: '与碳强度同单位', example: '0.15' },
    { name: '碳等级', synonyms: ['碳账户等级', '等级', '评价等级'], required: true, hint: 'A—E', example: 'B' },
    { name: '核查机构', synonyms: ['核查单位', '第三方核查机构'], example: '示例核查中心' },
    { name: '报告日期', synonyms: ['出具日期', '发布日期'], required: true, maxLength: 40, example: '2026-05-15' },
  ],
  translate: translateCarbonReport,
}

function translateCarbonReport(row: Row, today: CivilDate): Translation<Fact> {
  const r = new RowReader(row, today)
  const subject = r.firm('统一社会信用代码', '企业名称')
  const year = r.needYear('报告年度', 2010)
  const grade = r.needOneOf('碳等级', GRADES)
  const asOf = r.needDate('报告日期')
  const emissionKg = r.scaled('年排放量（吨二氧化碳）', 1000n, BigInt(Number.MAX_SAFE_INTEGER))
  const ratioBp = readRatioBp(r)
  if (year !== null) r.mustNotPrecede('报告日期', asOf, '报告年度', `${year}-01-01`)
  if (r.issues.length > 0 || !subject || !year || !grade || !asOf) return r.refused()

  const facts: Fact[] = []
  const add = (attribute: Fact['attribute'], value: Fact['value'], scheme: string | null = null) =>
    facts.push({ attribute, item: '', value, scheme, asOf, validUntil: null })
  add('carbonGrade', grade, 'suitan')
  add('carbonYear', year)
  if (ratioBp !== null) add('carbonRatioBp', ratioBp)
  if (emissionKg !== null) add('carbonEmissionKg', Number(emissionKg))
  return { ok: true, record: { subject, key: `${subject.code}:${year}`, asOf, facts } }
}

/** intensity / benchmark in basis points, half up; null where one of them is unknown. */
function readRatioBp(r: RowReader): number | null {
  const intensity = r.scaled('碳强度', PICO, 10n ** 24n)
  const benchmark = r.scaled('行业基准', PICO, 10n ** 24n)
  if (intensity === null || benchmark === null) return null
  if (benchmark === 0n) return r.refuse('bad_number', '行业基准', '“行业基准”应大于 0。')
  const ratioBp = divideRounded(intensity * 10_000n, benchmark)
  if (ratioBp > MAX_RATIO_BP) return r.refuse('bad_combination', '碳强度', '“碳强度”超过“行业基准”的一千倍，请核对单位。')
  return Number(ratioBp)
}
