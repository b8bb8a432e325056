import { valueWords } from '../../src/products/model.ts'
import type { ProfileEntryView } from '../../src/profiles/contract.ts'
import { isAttributeId } from '../../src/profiles/model.ts'
import { words } from '../words/index.ts'
import { count, money, percent } from './format.ts'

export type Entry = ProfileEntryView
type Known = Pick<Entry, 'attribute' | 'type' | 'unit'>

/** Hundredths of a mu: land is counted so, and said in mu. */
const CENTI_MU: readonly string[] = ['landCentiMu', 'landRightCentiMu']
/** A year is no quantity: 2025, not 2,025. */
const YEARS: readonly string[] = ['carbonYear']

/**
 * A single value in words and in its own unit; null where nothing is known. Lists have tables of their own.
 * @param text the API's words for a code, which belong to the value that won
 */
export function factWords({ attribute, type, unit }: Known, value: unknown, text: string | null): string | null {
  if (value === null || value === undefined) return null
  if (text !== null) return text
  if (CENTI_MU.includes(attribute) && typeof value === 'number') return words.zh.facts.mu(hundredths(value))
  if (type === 'fen' && typeof value === 'string') return money(value)
  if (type === 'bp' && typeof value === 'number') return percent(value)
  if (type === 'integer' && typeof value === 'number') {
    const digits = YEARS.includes(attribute) ? String(value) : count(value)
    return unit === null ? digits : `${digits} ${unit}`
  }
  if (!isAttributeId(attribute)) return String(value)
  const said = words.zh.facts.yesNo[attribute]
  if (said && Object.hasOwn(said, String(value))) return said[String(value) as keyof typeof said]
  return type === 'grade' || type === 'code' ? valueWords(attribute, String(value)) : String(value)
}

function hundredths(n: number): string {
  const fraction = String(n % 100)
    .padStart(2, '0')
    .replace(/0+$/, '')
  return `${count(Math.floor(n / 100))}${fraction === '' ? '' : `.${fraction}`}`
}
