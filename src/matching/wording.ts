/**
 * Reasons in the words a shopkeeper uses. The mark (✓ ! ?) is the page's: the sentence says the verdict by itself.
 * Spoken to the subject ("您") in a match, and of it ("企业") to a lender that looks at what it was granted.
 */

import type { Bp } from '../platform/kernel/rate.ts'
import type { CivilDate } from '../platform/kernel/time.ts'
import { amountWords, KIND_WORDS, METHOD_WORDS, PURPOSE_WORDS, spaced, valueWords, wordDemand } from '../products/model.ts'
import { type AttributeId, attributeOf, CATEGORY_INFO, type Category } from '../profiles/model.ts'
import type { Change, CounterFact } from './counter-facts.ts'
import type { LeastDisclosure, Unlock } from './explain.ts'
import type { LeafReason, Limit } from './model.ts'

export type Reader = 'subject' | 'lender'

/** 成立 8 个月，要求满 24 个月，还差 16 个月 */
export function reasonSentence(leaf: LeafReason, reader: Reader = 'subject'): string {
  const { subject, demand, whether } = wordDemand(leaf.attribute, leaf.op, leaf.required)
  if (leaf.verdict === 'unknown') return spaced(unknownSentence(leaf, whether, reader))
  const isNamed = ['grade', 'code'].includes(attributeOf(leaf.attribute).type)
  const actual = isNamed ? wordDemand(leaf.attribute, '=', leaf.actual).sentence : `${subject} ${valueWords(leaf.attribute, leaf.actual)}`
  const lack = leaf.verdict === 'short' ? lackWords(leaf) : ''
  return spaced(`${actual}，要求${demand}${lack}`)
}

function unknownSentence(leaf: LeafReason, whether: string, reader: Reader): string {
  const { zh } = attributeOf(leaf.attribute)
  const whose = reader === 'subject' ? '您' : '申请人'
  switch (leaf.freshness) {
    case 'missing':
      return `没有${whose}的${zh}记录，不知道${whether}`
    case 'not_consented':
      return `${whose}${reader === 'subject' ? '还' : ''}没有授权查看${zh}，不知道${whether}`
    case 'stale':
      return leaf.asOf === null
        ? `${whose}的${zh}不知是哪天的数据，不能确定现在${whether}`
        : `${whose}的${zh}还是${leaf.asOf} 的数据，太旧了，不知道现在${whether}`
    case 'disputed':
      return `${whose}的${zh}存疑（来源之间不一致，或正在异议处理中），核实前不知道${whether}`
    case 'fresh':
      return `${whose}的${zh}记录写法不合规范，看不出${whether}`
  }
}

/** 还差 16 个月 · 超出 2 条 · 还差 1 级; nothing where distance means nothing. */
function lackWords(leaf: LeafReason): string {
  if (leaf.shortBy === null) return ''
  if (attributeOf(leaf.attribute).type === 'grade') return leaf.op === '>=' || leaf.op === '>' ? `，还差 ${leaf.shortBy} 级` : ''
  return `，${isTooLittle(leaf) ? '还差' : '超出'} ${valueWords(leaf.attribute, leaf.shortBy)}`
}

function isTooLittle({ op, actual, required }: LeafReason): boolean {
  if (op === '=' || op === 'between') return BigInt(String(actual)) < BigInt(String(Array.isArray(required) ? required[0] : required))
  return op === '>=' || op === '>'
}

/** 最多贷 50 万元，您要 80 万元 */
export function limitSentence({ limit, offered, asked }: Limit): string {
  switch (limit) {
    case 'amount_above':
      return `最多贷 ${amountWords(BigInt(offered))}，您要 ${amountWords(BigInt(asked))}`
    case 'amount_below':
      return `最少贷 ${amountWords(BigInt(offered))}，您要 ${amountWords(BigInt(asked))}`
    case 'term_above':
      return `最长 ${offered} 个月，您要 ${asked} 个月`
    case 'term_below':
      return `最短 ${offered} 个月，您要 ${asked} 个月`
    case 'purpose':
      return `只用于${named(PURPOSE_WORDS, offered)}，您要用于${named(PURPOSE_WORDS, asked)}`
    case 'audience':
      return `只面向${named(KIND_WORDS, offered)}，您是${named(KIND_WORDS, asked)}`
    case 'method':
      return `没有${named(METHOD_WORDS, asked)}，按${named(METHOD_WORDS, offered)}算`
  }
}

/** 额度已满，2026-12-01 恢复；现在可以先看，不能马上办 */
export function pausedSentence(until: CivilDate): string {
  return spaced(`这家的额度已满，${until} 恢复办理，所以排在最后`)
}

/** 补上纳税信用和碳账户数据，最多还能多 4 个产品 */
export function unlockSentence({ categories, upToProducts }: Unlock): string {
  const named = categories.map((category) => CATEGORY_INFO[category].zh).join('和')
  return `补上${named}${named.endsWith('数据') ? '' : '数据'}，最多还能多 ${upToProducts} 个产品`
}

/**
 * 行政处罚（穗消罚〔2026〕7号）修复以后，就能申请；最早 2026-10-01 可以申请信用修复
 * @param on the day it is said: what can be done already is said so
 */
export function counterFactSentence({ change, effect, annualRateBp, savesFen }: CounterFact, on: CivilDate): string {
  const saves = savesFen !== null && savesFen > 0n ? `，这笔贷款一共少付 ${amountWords(savesFen)}` : ''
  const then = effect === 'opens' ? '，就能申请' : `，年化利率降到 ${ratePercent(annualRateBp)}${saves}`
  return spaced(`${changeWords(change)}${then}${change.change === 'items_end' && change.from !== null ? repairWords(change.from, on) : ''}`)
}

function repairWords(from: CivilDate, on: CivilDate): string {
  return from <= on ? '；现在就可以申请信用修复' : `；最早 ${from} 可以申请信用修复`
}

function changeWords(change: Change): string {
  switch (change.change) {
    case 'need':
      return `改成贷 ${amountWords(change.amountFen)}、${change.termMonths} 个月`
    case 'value':
      return `如果${wordDemand(change.attribute, '=', change.to).subject}${isGrade(change.attribute) ? '升到' : '变为'} ${valueWords(change.attribute, change.to)}`
    case 'items_end':
      return `${attributeOf(change.list).zh}（${change.items.join('、')}）${change.list === 'penalties' ? '修复' : '了结'}以后`
  }
}

function isGrade(attribute: AttributeId): boolean {
  return attributeOf(attribute).type === 'grade'
}

/** 345 → 3.45% */
function ratePercent(bp: Bp): string {
  return `${Math.floor(bp / 100)}.${String(bp % 100).padStart(2, '0')}%`
}

/** 只需要授权：登记信息、纳税信用 */
export function leastDisclosureSentence({ decides, prices }: LeastDisclosure): string {
  const list = (categories: readonly Category[]) => categories.map((category) => CATEGORY_INFO[category].zh).join('、')
  const more = prices.length === 0 ? '' : `；再加上${list(prices)}，才能拿到现在算出的利率`
  return decides.length === 0 ? `这款产品不看您的数据也能定${more}` : spaced(`定这款产品只需要${list(decides)}${more}`)
}

function named(words: Record<string, string>, codes: string): string {
  return codes
    .split(',')
    .map((code) => words[code] ?? code)
    .join('、')
}
