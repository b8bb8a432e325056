/** Limits, top-ups and subsidies in the words a shopkeeper uses. Spoken to the subject. */
import { yuanText } from '../platform/kernel/money.ts'
import { amountWords, spaced } from '../products/model.ts'
import { attributeOf } from '../profiles/model.ts'
import type { Price, PriceLimit, PriceSubsidy } from './model.ts'

/** 纳税信用 A 级：最多 300 万元 · 可能到 300 万元，还不知道近 12 个月纳税额 */
export function limitRowSentence({ label, verdict, upToFen, unknownAttribute }: PriceLimit): string {
  const upTo = amountWords(upToFen)
  if (verdict === 'met') return spaced(`${label}：最多 ${upTo}`)
  if (verdict === 'short') return spaced(`${label}：您不在这一档`)
  const why = unknownAttribute === null ? '还不知道您是否在这一档' : `还不知道您的${attributeOf(unknownAttribute).zh}`
  return spaced(`${label}：可能到 ${upTo}，${why}，所以没有算进去`)
}

/** 有担保可以贷到 500 万元，年利率 3.9% */
export function topUpSentence({ upToFen, rateBp, verdict }: NonNullable<Price['topUp']>): string {
  const maybe = verdict === 'met' ? '' : '可能'
  return spaced(`有担保${maybe || '可以'}贷到 ${amountWords(upToFen)}，年利率 ${percent(rateBp)}${maybe ? '，还不知道您是否符合' : ''}`)
}

/** 制造业贴息 1 个百分点，前 12 个月，省 5000 元 */
export function subsidySentence({ label, subsidyBp, verdict, maxMonths, untilDate, fen }: PriceSubsidy): string {
  const months = maxMonths === null ? '' : `，前 ${maxMonths} 个月`
  const span = `${label}：每年贴 ${percent(subsidyBp)}${months}`
  if (verdict === 'met') return spaced(`${span}，一共省 ${amountWords(fen)}`)
  const last = untilDate === null ? '' : `（${untilDate} 前放款的才有）`
  return spaced(verdict === 'unknown' ? `${span}${last}，还不知道您是否符合，所以没有算进去` : `${span}${last}，您不符合`)
}

function percent(bp: number): string {
  return `${yuanText(BigInt(bp)).replace(/\.?0+$/, '')}%`
}
