/** Up to how much, as rows and back: limits by condition or by a share of an amount, and the other limit with a guarantee. */
import type { Criterion } from '../../../src/products/model.ts'
import { fenFromWan, wanFromFen } from '../../client/form-values.ts'
import { words } from '../../words/index.ts'
import { halfWidth, isBlankRow, rowFor } from './criterion-rows.ts'
import { type Reading, readCondition, refuse, signedFrom, take } from './form-reading.ts'
import { LIST_SHAPES, type LimitRow, type TermsBody, type TopUpRow } from './terms-values.ts'

type Limit = NonNullable<TermsBody['limits']>[number]
type TopUp = NonNullable<TermsBody['topUp']>

const BLANK = LIST_SHAPES.limits.blank

export function limitRows(limits: readonly Limit[] = []): LimitRow[] {
  return limits.map(({ label, when, maxFen, ofAttribute }) => ({
    ...(when === undefined ? BLANK : rowFor(when as Criterion)),
    label,
    max: wanFromFen(maxFen),
    share: ofAttribute?.attr ?? '',
    times: ofAttribute === undefined ? '' : timesText(ofAttribute.shareBp),
  }))
}

export function topUpRows(topUp: TopUp | undefined): TopUpRow[] {
  return topUp === undefined ? [] : [{ ...rowFor(topUp.when as Criterion), max: wanFromFen(topUp.maxFen), add: String(topUp.addBp) }]
}

export function readLimits(reading: Reading, rows: readonly LimitRow[]): Limit[] {
  const w = words.zh.bank.terms
  const said = words.zh.errors.field
  const limits: Limit[] = []
  reading.fields['/limits'] = { field: 'l0label', label: w.limits }
  rows.forEach((row, i) => {
    if (LIST_SHAPES.limits.isBlank(row)) return
    const [label, pointer] = [w.limitNo(i + 1), `/limits/${limits.length}`]
    const box = (name: 'label' | 'max' | 'share' | 'times') => ({ field: `l${i}${name}`, label: label + w.boxes[name] })
    const members = { label: 'label', maxFen: 'max', ofAttribute: 'share', 'ofAttribute/attr': 'share', 'ofAttribute/shareBp': 'times' } as const
    for (const [member, name] of Object.entries(members)) reading.fields[`${pointer}/${member}`] = box(name)
    // No condition: for everybody the product is for.
    const isForAll = isBlankRow(row)
    const when = isForAll ? null : readCondition(reading, row, `l${i}`, label, `${pointer}/when`)
    const maxFen = take(reading, box('max'), row.max, fenFromWan, said.not_number)
    const isShare = row.share !== '' || row.times.trim() !== ''
    const shareBp = isShare ? take(reading, box('times'), row.times, timesFrom, said.not_number) : undefined
    if (isShare && row.share === '') refuse(reading, `l${i}share`, said.required(box('share').label))
    if (maxFen === undefined || (when === null && !isForAll) || (isShare && shareBp === undefined)) return
    const more = {
      ...(when && { when: when as NonNullable<Limit['when']> }),
      maxFen,
      ...(shareBp !== undefined && { ofAttribute: { attr: row.share, shareBp } }),
    }
    limits.push({ label: row.label, ...more })
  })
  return limits
}

export function readTopUp(reading: Reading, rows: readonly TopUpRow[]): TopUp | undefined {
  const w = words.zh.bank.terms
  const said = words.zh.errors.field
  const row = rows.find((one) => !LIST_SHAPES.topUp.isBlank(one))
  reading.fields['/topUp'] = { field: 'u0max', label: w.topUp }
  if (row === undefined) return undefined
  const box = (name: 'max' | 'add') => ({ field: `u0${name}`, label: w.topUp + w.boxes[name] })
  reading.fields['/topUp/maxFen'] = box('max')
  reading.fields['/topUp/addBp'] = box('add')
  const when = readCondition(reading, row, 'u0', w.topUp, '/topUp/when')
  const maxFen = take(reading, box('max'), row.max, fenFromWan, said.not_number)
  const addBp = take(reading, box('add'), row.add, signedFrom, said.not_integer)
  if (when === null || maxFen === undefined || addBp === undefined) return undefined
  return { when: when as TopUp['when'], maxFen, guarantee: true, addBp }
}

/** 50 000 bp → "5": how many times the amount, to four places. */
function timesText(bp: number): string {
  const padded = String(bp).padStart(5, '0')
  return `${padded.slice(0, -4)}.${padded.slice(-4)}`.replace(/\.?0+$/, '')
}

function timesFrom(text: string): number | null {
  const match = /^(\d{1,4})(?:\.(\d{1,4}))?\u500d?$/.exec(halfWidth(text))
  return match ? Number(match[1]! + (match[2] ?? '').padEnd(4, '0')) : null
}
