import { createHash } from 'node:crypto'
import type { Row } from './record-kind.ts'

/** What the cells of many rows are called, kept once for all of them (tables.ts, row_layouts). */
export interface RowLayout {
  /** Content address of the names: 16 hex digits of SHA-256. */
  id: string
  names: readonly string[]
}

export function layoutOf(names: readonly string[]): RowLayout {
  return { id: createHash('sha256').update(names.join('\u0001')).digest('hex').slice(0, 16), names }
}

/** The row's cells in the order of the names; '' where it has none. */
export function cellsOf(row: Row, names: readonly string[]): string[] {
  return names.map((name) => row[name] ?? '')
}

/** The row again; cells that say nothing are left out. */
export function rowOf(names: readonly string[], cells: readonly string[]): Row {
  return Object.fromEntries(names.flatMap((name, place) => (cells[place] ? [[name, cells[place]]] : [])))
}
