import { fenFromDecimal } from '../../platform/kernel/money.ts'
import { toHalfWidth } from '../../platform/kernel/text.ts'
import { saysNothing } from '../../sources/model.ts'

/**
 * Registered capital as people write it. 38,878 real Guangdong registrations hold at least 24 spellings of number,
 * unit and currency: `50(万人民币元)`, `450(万元(美元))`, `0（万元）`, `52万人民币`; 22 % say N/A, which is unknown, never 0.
 *
 * known: `amountMinor` in the currency's smallest unit (fen, cent; yen for JPY) · unknown: the source says nothing ·
 * ambiguous: a bare number; offices write both 元 and 万元 without saying so, and a guess would be wrong by 10 000 ·
 * unreadable: there is text, but no capital in it.
 */
export type RegisteredCapital =
  | { state: 'known'; amountMinor: bigint; currency: Currency }
  | { state: 'unknown' }
  | { state: 'ambiguous' }
  | { state: 'unreadable' }

const CURRENCIES = {
  人民币: 'CNY',
  RMB: 'CNY',
  CNY: 'CNY',
  '¥': 'CNY',
  美元: 'USD',
  美金: 'USD',
  USD: 'USD',
  香港元: 'HKD',
  港元: 'HKD',
  港币: 'HKD',
  HKD: 'HKD',
  澳门元: 'MOP',
  MOP: 'MOP',
  新台币: 'TWD',
  台币: 'TWD',
  欧元: 'EUR',
  EUR: 'EUR',
  英镑: 'GBP',
  GBP: 'GBP',
  日元: 'JPY',
  日圆: 'JPY',
  JPY: 'JPY',
  韩元: 'KRW',
  澳元: 'AUD',
  澳大利亚元: 'AUD',
  加元: 'CAD',
  加拿大元: 'CAD',
  新加坡元: 'SGD',
  新币: 'SGD',
  瑞士法郎: 'CHF',
} as const
export type Currency = (typeof CURRENCIES)[keyof typeof CURRENCIES]

/** Units of the number. 元 alone is one; it may also close a currency's name (“万人民币元”). */
const UNITS: Readonly<Record<string, bigint>> = { 千万: 10_000_000n, 百万: 1_000_000n, 亿: 100_000_000n, 万: 10_000n, 千: 1_000n, 百: 100n }

/** Said of the same sum, whether it is promised or paid in. */
const REMARKS = ['认缴', '实缴', '出资额', '出资']

const WORDS = [...Object.keys(CURRENCIES), ...Object.keys(UNITS), ...REMARKS, '元', '圆', '整', '(', ')', ':'].sort((a, b) => b.length - a.length)

const WITHOUT_MINOR = new Set<Currency>(['JPY', 'KRW'])

/** 10^15 minor units = 10 万亿元, beyond any firm's capital: above this it is a typing error. */
const MAX_MINOR = 10n ** 15n

/** @param unitless the unit of a bare number where the column itself names it (`注册资本（万元）`), else undefined */
export function readRegisteredCapital(text: string, unitless?: '万'): RegisteredCapital {
  if (saysNothing(text)) return { state: 'unknown' }
  const plain = toHalfWidth(text).replace(/\s/g, '').replaceAll('￥', '¥').toUpperCase()
  const match = /^(\D{0,12})(\d{1,15}|\d{1,3}(?:,\d{3}){1,5})(\.\d{1,8})?([^\d.,].{0,40})?$/.exec(plain)
  if (!match) return { state: 'unreadable' }
  const words = wordsOf(`${match[1]}${match[4] ?? ''}`)
  if (words === null) return { state: 'unreadable' }

  const currencies = new Set(words.flatMap((word) => (word in CURRENCIES ? [CURRENCIES[word as keyof typeof CURRENCIES]] : [])))
  const units = words.filter((word) => word in UNITS)
  if (currencies.size > 1 || units.length > 1) return { state: 'unreadable' }
  const digits = `${match[2]!.replaceAll(',', '')}${match[3] ?? ''}`
  // Only a plain zero needs no unit: it is nothing in all of them.
  if (words.every((word) => REMARKS.includes(word) || /^[():]$/.test(word)) && unitless === undefined && !/^0+(?:\.0+)?$/.test(digits))
    return { state: 'ambiguous' }

  const currency = [...currencies][0] ?? 'CNY'
  const unit = UNITS[units[0] ?? unitless ?? ''] ?? 1n
  const amountMinor = fenFromDecimal(digits, unit * (WITHOUT_MINOR.has(currency) ? 1n : 100n))
  return amountMinor === null || amountMinor > MAX_MINOR ? { state: 'unreadable' } : { state: 'known', amountMinor, currency }
}

/** Splits into known words, longest first; null when anything else is in the text. */
function wordsOf(text: string): string[] | null {
  const words: string[] = []
  let at = 0
  while (at < text.length) {
    const word = WORDS.find((candidate) => text.startsWith(candidate, at))
    if (word === undefined) return null
    words.push(word)
    at += word.length
  }
  return words
}
