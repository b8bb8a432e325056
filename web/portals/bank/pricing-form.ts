/** What moves the price, as rows and back: tiers, fees beside interest, interest that somebody else bears. */
import { type Criterion, FEE_KINDS } from '../../../src/products/model.ts'
import { bpFromPercent, fenFromYuan, integerFrom } from '../../client/form-values.ts'
import { words } from '../../words/index.ts'
import { rowFor } from './criterion-rows.ts'
import { hundredths, plainText, type Reading, readCondition, refuse, signedFrom, take, takeIfAny } from './form-reading.ts'
import { type FeeRow, LIST_SHAPES, type SubsidyRow, type TermsBody, type TierRow } from './terms-values.ts'

type Pricing = TermsBody['pricing']
type Fee = Pricing['fees'][number]
type Subsidy = NonNullable<Pricing['subsidies']>[number]

export function tierRows(tiers: Pricing['tiers']): TierRow[] {
  return tiers.map(({ label, when, addBp }) => ({ ...rowFor(when as Criterion), label, add: String(addBp) }))
}

export function feeRows(fees: Pricing['fees']): FeeRow[] {
  return fees.map((fee) => ({ kind: fee.kind, label: fee.label, amount: hundredths('fen' in fee ? fee.fen : String(fee.bp)) }))
}

export function subsidyRows(subsidies: readonly Subsidy[] = []): SubsidyRow[] {
  return subsidies.map(({ label, when, subsidyBp, maxMonths, untilDate, source }) => ({
    ...rowFor(when as Criterion),
    label,
    rate: hundredths(String(subsidyBp)),
    months: maxMonths === undefined ? '' : String(maxMonths),
    until: untilDate ?? '',
    source,
  }))
}

export function readTiers(reading: Reading, rows: readonly TierRow[]): Pricing['tiers'] {
  const w = words.zh.bank.terms
  const tiers: Pricing['tiers'] = []
  reading.fields['/pricing/tiers'] = { field: 't0label', label: w.tiers }
  rows.forEach((row, i) => {
    if (LIST_SHAPES.tiers.isBlank(row)) return
    const [label, pointer] = [w.tierNo(i + 1), `/pricing/tiers/${tiers.length}`]
    const add = { field: `t${i}add`, label: label + w.boxes.add }
    const when = readCondition(reading, row, `t${i}`, label, `${pointer}/when`)
    Object.assign(reading.fields, { [`${pointer}/label`]: { field: `t${i}label`, label: label + w.boxes.label }, [`${pointer}/addBp`]: add })
    const addBp = take(reading, add, row.add, signedFrom, words.zh.errors.field.not_integer)
    if (when && addBp !== undefined) tiers.push({ label: row.label, when: when as Pricing['tiers'][number]['when'], addBp })
  })
  return tiers
}

export function readFees(reading: Reading, rows: readonly FeeRow[]): Fee[] {
  const w = words.zh.bank.terms
  const said = words.zh.errors.field
  const fees: Fee[] = []
  reading.fields['/pricing/fees'] = { field: 'f0kind', label: w.fees }
  rows.forEach((row, i) => {
    if (LIST_SHAPES.fees.isBlank(row)) return
    const [label, pointer] = [w.feeNo(i + 1), `/pricing/fees/${fees.length}`]
    const amount = { field: `f${i}amount`, label: label + w.boxes.amount }
    reading.fields[pointer] = { field: `f${i}kind`, label }
    reading.fields[`${pointer}/label`] = { field: `f${i}label`, label: label + w.boxes.label }
    for (const member of ['bp', 'fen']) reading.fields[`${pointer}/${member}`] = amount
    const kind = FEE_KINDS.find((known) => known === row.kind)
    if (kind === undefined) refuse(reading, `f${i}kind`, said.required(label + w.boxes.kind))
    else if (kind === 'upfront_fen' || kind === 'at_end_fen') {
      const fen = take(reading, amount, row.amount, fenFromYuan, said.not_number)
      if (fen !== undefined) fees.push({ kind, label: row.label, fen })
    } else {
      const bp = take(reading, amount, row.amount, bpFromPercent, said.not_number)
      if (bp !== undefined) fees.push({ kind, label: row.label, bp })
    }
  })
  return fees
}

export function readSubsidies(reading: Reading, rows: readonly SubsidyRow[]): Subsidy[] {
  const w = words.zh.bank.terms
  const said = words.zh.errors.field
  const subsidies: Subsidy[] = []
  reading.fields['/pricing/subsidies'] = { field: 's0label', label: w.subsidies }
  rows.forEach((row, i) => {
    if (LIST_SHAPES.subsidies.isBlank(row)) return
    const [label, pointer] = [w.subsidyNo(i + 1), `/pricing/subsidies/${subsidies.length}`]
    const box = (name: 'label' | 'rate' | 'months' | 'until' | 'source') => ({ field: `s${i}${name}`, label: label + w.boxes[name] })
    const members = { label: 'label', subsidyBp: 'rate', maxMonths: 'months', untilDate: 'until', source: 'source' } as const
    for (const [member, name] of Object.entries(members)) reading.fields[`${pointer}/${member}`] = box(name)
    const when = readCondition(reading, row, `s${i}`, label, `${pointer}/when`)
    const subsidyBp = take(reading, box('rate'), row.rate, bpFromPercent, said.not_number)
    const maxMonths = takeIfAny(reading, box('months'), row.months, integerFrom, said.not_integer)
    const source = take(reading, box('source'), row.source, plainText, said.custom)
    const untilDate = row.until.trim()
    if (when === null || subsidyBp === undefined || source === undefined) return
    const more = { ...(maxMonths !== undefined && { maxMonths }), ...(untilDate !== '' && { untilDate }) }
    subsidies.push({ label: row.label, when: when as Subsidy['when'], subsidyBp, ...more, source })
  })
  return subsidies
}
