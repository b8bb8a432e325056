/** A file of the city as an office has it: a header and rows of text, with the few bad rows that real files carry. */
export type Cells = readonly string[]

export type SheetFormat = 'csv' | 'csv-gbk' | 'xlsx' | 'jsonl'

export interface Sheet {
  file: string
  format: SheetFormat
  source: string
  record: string
  header: Cells
  rows: readonly Cells[]
  /** What stands in it on purpose, by place among the rows. */
  seeds: readonly { place: number; foundBy: 'quarantine' | 'duplicate' | 'finding'; code: string }[]
}

/** One seeded mistake: what it does to a copy of a good row. `why` is the code that quarantine must give. */
export interface Fault {
  why: string
  spoil(row: Cells, at: (column: string) => number): Cells
}

/** Writes another text into one column. */
export function written(column: string, text: string | ((old: string) => string)): Fault['spoil'] {
  return (row, at) => row.map((cell, place) => (place === at(column) ? (typeof text === 'string' ? text : text(cell)) : cell))
}

export const overlong: Fault = { why: 'column_count', spoil: (row) => [...row, '多出的一列'] }

/** What a broken export leaves of Chinese text. */
export function damaged(column: string): Fault {
  return { why: 'damaged_text', spoil: written(column, (old) => `${old.slice(0, 2)}\ufffd\ufffd\ufffd${old.slice(4)}`) }
}

/** Two digits of the code typed the wrong way: both check digits fail. */
export function mistyped(column: string): Fault {
  return { why: 'bad_code', spoil: written(column, (code) => code.slice(0, 16) + nextOf(code[16]!) + nextOf(nextOf(code[17]!))) }
}

/** A spreadsheet took the code for a number. */
export function asPower(column: string): Fault {
  return { why: 'bad_code', spoil: written(column, (code) => `9.14402E+${code.length - 1}`) }
}

function nextOf(character: string): string {
  const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'
  return alphabet[(alphabet.indexOf(character) + 1) % alphabet.length]!
}
