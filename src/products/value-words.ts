/** Values in the words a shopkeeper uses: amounts in 万元, land in 亩, codes by name, grades with their 级. */
import type { Canonical } from '../platform/kernel/canonical.ts'
import { type Fen, yuanText } from '../platform/kernel/money.ts'
import { type AttributeId, attributeOf } from '../profiles/model.ts'
import { industryName, type SubjectKind } from '../subjects/model.ts'
import type { Purpose, RepaymentMethod } from './terms.ts'

export const KIND_WORDS: Record<SubjectKind, string> = {
  enterprise: '企业',
  sole_trader: '个体工商户',
  cooperative: '农民专业合作社',
  rural_collective: '农村集体经济组织',
  household: '农户',
}

export const PURPOSE_WORDS: Record<Purpose, string> = {
  working_capital: '日常周转',
  materials: '采购原料',
  equipment: '购置设备',
  green_upgrade: '绿色改造',
  farming: '农业生产',
  export: '出口',
  wages: '发放工资',
  other: '其他用途',
}

export const METHOD_WORDS: Record<RepaymentMethod, string> = {
  equal_instalment: '等额本息',
  equal_principal: '等额本金',
  interest_first: '按月付息到期还本',
  bullet: '到期一次还本付息',
  on_call: '随借随还',
}

/** GB/T 2260, the city and its eleven districts. */
const DISTRICT_WORDS: Record<string, string> = {
  '4401': '广州市',
  '440103': '荔湾区',
  '440104': '越秀区',
  '440105': '海珠区',
  '440106': '天河区',
  '440111': '白云区',
  '440112': '黄埔区',
  '440113': '番禺区',
  '440114': '花都区',
  '440115': '南沙区',
  '440117': '从化区',
  '440118': '增城区',
}

const SIZE_WORDS: Record<string, string> = { large: '大型', medium: '中型', small: '小型', micro: '微型' }

export const CODE_WORDS: Partial<Record<AttributeId, Record<string, string>>> = {
  kind: KIND_WORDS,
  district: DISTRICT_WORDS,
  sizeClass: SIZE_WORDS,
}

/** 20000000 → 20 万元, 1550000 → 1.55 万元, 99950 → 999.5 元: exact, in the unit people count in. */
export function amountWords(fen: Fen): string {
  const abs = fen < 0n ? -fen : fen
  if (abs < 1_000_000n || abs % 100n !== 0n) return `${trimZeros(yuanText(fen))} 元`
  const yuan = abs / 100n
  return `${fen < 0n ? '-' : ''}${trimZeros(`${yuan / 10_000n}.${String(yuan % 10_000n).padStart(4, '0')}`)} 万元`
}

/** A value of this attribute with its unit: 24 个月 · 200 万元 · 90% · A 级 · 天河区. */
export function valueWords(attr: AttributeId, value: Canonical): string {
  const attribute = attributeOf(attr)
  const text = String(value)
  if (attr === 'landCentiMu' && isWhole(text)) return `${trimZeros(yuanText(BigInt(text)))} 亩`
  switch (attribute.type) {
    case 'integer':
      return `${text} ${attribute.unitZh ?? ''}`.trim()
    case 'fen':
      return isWhole(text) ? amountWords(BigInt(text)) : text
    case 'bp':
      return isWhole(text) ? `${trimZeros(yuanText(BigInt(text)))}%` : text
    default:
      return nameWords(attr, [text])
  }
}

/** A code by its name, an industry (GB/T 4754-2017) at any depth; null for a code without one. */
export function codeName(attr: AttributeId, code: string): string | null {
  return attr === 'industry' ? industryName(code) : (CODE_WORDS[attr]?.[code] ?? null)
}

/** Grades and codes by name, joined with 或; letters get their 级. */
export function nameWords(attr: AttributeId, values: readonly string[]): string {
  const named = orList(values.map((value) => codeName(attr, value) ?? value))
  const isLettered = attributeOf(attr).type === 'grade' && values.every((value) => /^[A-Z]+$/.test(value))
  return isLettered ? `${named} 级` : named
}

export function orList(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join('、')}或 ${words.at(-1)}`
}

export function startsHan(text: string): boolean {
  return /^\p{Script=Han}/u.test(text)
}

/** Chinese typesetting: one space between a Han character and a letter or digit, none between two Han characters. */
export function spaced(text: string): string {
  const known = SPACED.get(text)
  if (known !== undefined) return known
  const set = withSpaces(text)
  // A match says the same few thousand sentences over and over; what firms' own figures make of them comes and goes.
  if (SPACED.size >= SENTENCES_AT_MOST) SPACED.clear()
  SPACED.set(text, set)
  return set
}

const SENTENCES_AT_MOST = 5_000
const SPACED = new Map<string, string>()

function withSpaces(text: string): string {
  return text
    .replace(/(\p{Script=Han}) +(?=\p{Script=Han})/gu, '$1')
    .replace(/(\p{Script=Han})(?=[A-Za-z0-9])/gu, '$1 ')
    .replace(/([A-Za-z0-9%])(?=\p{Script=Han})/gu, '$1 ')
}

function isWhole(text: string): boolean {
  return /^-?\d{1,19}$/.test(text)
}

/** "1.50" → "1.5", "90.00" → "90". */
function trimZeros(decimal: string): string {
  return decimal.replace(/\.?0+$/, '')
}
