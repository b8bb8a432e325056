/** A sheet as the bytes an office would upload: CSV as Excel saves it, the same in GBK, a workbook, JSON lines. */
import type { Cells, Sheet } from './sheet.ts'
import { workbookBytes } from './workbook.ts'

export function sheetBytes({ format, header, rows }: Sheet): Uint8Array {
  switch (format) {
    case 'csv':
      return new TextEncoder().encode(`\ufeff${csvText([header, ...rows])}`)
    case 'csv-gbk':
      return gbkBytes(csvText([header, ...rows]))
    case 'xlsx':
      return workbookBytes([header, ...rows])
    case 'jsonl':
      return new TextEncoder().encode(rows.map((row) => jsonLine(header, row)).join(''))
  }
}

function csvText(rows: readonly Cells[]): string {
  return rows.map((row) => `${row.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\r\n`).join('')
}

/** Numbers as numbers, absent cells left out. A row with a cell too many stands for a line cut short. */
function jsonLine(header: Cells, row: Cells): string {
  const members = header.flatMap((name, place) => {
    const cell = row[place] ?? ''
    return cell === '' ? [] : [[name, /^\d{1,9}(\.\d{1,9})?$/.test(cell) ? Number(cell) : cell]]
  })
  const line = JSON.stringify(Object.fromEntries(members))
  return `${row.length > header.length ? line.slice(0, -12) : line}\n`
}

/** There is no encoder for GBK but the decoder read backwards: all 23,940 two-byte places. */
function gbkBytes(text: string): Uint8Array {
  const decoder = new TextDecoder('gbk')
  const places = new Map<string, readonly [number, number]>()
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      const character = trail === 0x7f ? '' : decoder.decode(Uint8Array.of(lead, trail))
      if (character.length === 1 && character !== '\ufffd') places.set(character, [lead, trail])
    }
  }
  return Uint8Array.from(
    [...text].flatMap((character) => {
      if (character < '\x80') return [character.charCodeAt(0)]
      const place = places.get(character)
      if (place === undefined) throw new Error(`GBK has no ${character}`)
      return place
    }),
  )
}
