import { hash } from 'node:crypto'
import type { Row } from './record-kind.ts'

export interface RecordIdentity {
  source: string
  record: string
  key: string
  version: string
}

/** Hex digits kept of the SHA-256: 128 bits, so that a city's records never meet by chance. */
const ADDRESS_CHARS = 32

/**
 * The content address of one version of one record: the same statement has the same address wherever and however often
 * it is sent. Empty cells do not count (a column more or less changes nothing), nor does the order of columns.
 * @param names the row's columns in code-unit order
 */
export function recordAddress({ source, record, key, version }: RecordIdentity, row: Row, names: readonly string[]): string {
  let text = `${source}\u0001${record}\u0001${key}\u0001${version}`
  for (const name of names) {
    const cell = row[name]
    if (cell !== undefined && cell !== '') text += `\u0001${name}\u0002${cell}`
  }
  return hash('sha256', text, 'hex').slice(0, ADDRESS_CHARS)
}
