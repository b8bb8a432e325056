import type { SentRow } from '../channel.ts'
import { cellText, UNREADABLE_CELL } from '../files/jsonl.ts'
import { type FoundRow, MAX_COLUMNS, type Table, tableOf, tooManyColumns } from '../files/table.ts'

/**
 * The rows of an answer as a table: every key in order of appearance is a column. Text and numbers are kept as they
 * are; a row with a value inside which there are others, or a number whose digits are lost already, is refused by itself.
 * @throws Fault invalid `too_many_columns`, `no_header` where no row has a key
 */
export function sentTable(rows: readonly SentRow[]): Table {
  const places = new Map<string, number>()
  const found = rows.map((row, i): FoundRow => {
    const cells: string[] = []
    for (const [key, value] of Object.entries(row)) {
      const text = cellText(value)
      if (text === null) return { rowNo: i + 1, cells: [], issue: UNREADABLE_CELL }
      const place = places.get(key) ?? places.size
      places.set(key, place)
      if (places.size > MAX_COLUMNS) throw tooManyColumns()
      cells[place] = text
    }
    return { rowNo: i + 1, cells: Array.from(cells, (cell) => cell ?? '') }
  })
  return tableOf('jsonl', 'utf-8', [{ rowNo: 0, cells: [...places.keys()] }, ...found], true)
}
