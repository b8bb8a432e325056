import { SaxesParser } from 'saxes'
import { Fault } from '../../platform/kernel/fault.ts'
import { type Archive, openArchive } from './archive.ts'
import { dayOfSerial, numberText, showsDay } from './cell-format.ts'
import { type FoundRow, isBlank, MAX_CELL_CHARS, MAX_COLUMNS, MAX_ROWS, type Table, tableOf, tooManyColumns, tooManyRows } from './table.ts'

/**
 * The first sheet of an XLSX workbook (ECMA-376), read as a stream of tags. Nothing is allocated for what a sheet merely
 * declares; formulas give the value they last had; styles tell dates from numbers.
 * @throws Fault as `openArchive` and `tableOf`; unsupported_media `not_a_workbook`, invalid `workbook_damaged`,
 *   `xml_doctype`, too_large `too_many_rows`
 */
export function readXlsx(bytes: Uint8Array): Table {
  const archive = openArchive(bytes)
  const workbook = locate(archive)
  const isDay = workbook.styles === null ? () => false : readStyles(archive, workbook.styles)
  const strings = workbook.strings === null ? [] : readStrings(archive, workbook.strings)
  return tableOf('xlsx', 'utf-8', readSheet(archive, workbook.sheet, { isDay, strings, since1904: workbook.since1904 }), true)
}

interface Located {
  sheet: string
  styles: string | null
  strings: string | null
  since1904: boolean
}

/** Last row a sheet can have. */
const LAST_ROW = 1_048_576

type Attributes = Record<string, string>
interface Tags {
  open?(name: string, attributes: Attributes): void
  close?(name: string): void
  text?(text: string): void
}

function locate(archive: Archive): Located {
  const root = archive.has('_rels/.rels') ? readRelations(archive, '_rels/.rels', '') : []
  const book = root.find(({ type }) => type.endsWith('/officeDocument'))?.target ?? 'xl/workbook.xml'
  if (!archive.has(book))
    throw new Fault('unsupported_media', 'not_a_workbook', '这不是 XLSX 工作簿。请上传 CSV、XLSX 或 JSON Lines 文件。 Not an XLSX workbook.')
  const sheets: string[] = []
  let since1904 = false
  parse(archive, book, {
    open(name, attributes) {
      if (name === 'sheet') sheets.push(named(attributes, 'id'))
      if (name === 'workbookPr') since1904 = ['1', 'true'].includes(attributes.date1904 ?? '')
    },
  })
  const folder = book.slice(0, book.lastIndexOf('/') + 1)
  const relationsAt = `${folder}_rels/${book.slice(folder.length)}.rels`
  const relations = archive.has(relationsAt) ? readRelations(archive, relationsAt, folder) : []
  const part = (type: string) => {
    const target = relations.find((relation) => relation.type.endsWith(`/${type}`))?.target
    return target !== undefined && archive.has(target) ? target : null
  }
  const sheet = relations.find(({ id, type }) => id === sheets[0] && type.endsWith('/worksheet'))?.target ?? `${folder}worksheets/sheet1.xml`
  if (!archive.has(sheet)) throw damaged()
  return { sheet, styles: part('styles'), strings: part('sharedStrings'), since1904 }
}

function readRelations(archive: Archive, part: string, folder: string): { id: string; type: string; target: string }[] {
  const relations: { id: string; type: string; target: string }[] = []
  parse(archive, part, {
    open(name, { Id = '', Type = '', Target = '', TargetMode = '' }) {
      if (name !== 'Relationship' || TargetMode === 'External') return
      relations.push({ id: Id, type: Type, target: Target.startsWith('/') ? Target.slice(1) : `${folder}${Target}`.replace(/[^/]{1,200}\/\.\.\//g, '') })
    },
  })
  return relations
}

/** Which cell styles show a day. */
function readStyles(archive: Archive, part: string): (style: number) => boolean {
  const codes = new Map<number, string>()
  const formats: number[] = []
  let inside = false
  parse(archive, part, {
    open(name, attributes) {
      if (name === 'numFmt') codes.set(Number(attributes.numFmtId), attributes.formatCode ?? '')
      else if (name === 'cellXfs') inside = true
      else if (name === 'xf' && inside) formats.push(Number(attributes.numFmtId ?? 0))
    },
    close(name) {
      if (name === 'cellXfs') inside = false
    },
  })
  const days = formats.map((id) => showsDay(id, codes.get(id)))
  return (style) => days[style] ?? false
}

function readStrings(archive: Archive, part: string): string[] {
  const strings: string[] = []
  const text = new RichText()
  parse(archive, part, {
    open: (name) => text.open(name),
    text: (piece) => text.add(piece),
    close(name) {
      text.close(name)
      if (name === 'si') strings.push(text.take())
    },
  })
  return strings
}

/** Gathers `t` of a string with runs, without the phonetic `rPh`; keeps one character more than a cell may have. */
class RichText {
  #text = ''
  #inText = false
  #inPhonetic = false

  open(name: string): void {
    if (name === 't') this.#inText = true
    if (name === 'rPh') this.#inPhonetic = true
  }

  close(name: string): void {
    if (name === 't') this.#inText = false
    if (name === 'rPh') this.#inPhonetic = false
  }

  add(piece: string): void {
    if (this.#inText && !this.#inPhonetic && this.#text.length <= MAX_CELL_CHARS) this.#text += piece.slice(0, MAX_CELL_CHARS + 1)
  }

  take(): string {
    const text = this.#text
    this.#text = ''
    return text
  }
}

interface Context {
  isDay(style: number): boolean
  strings: readonly string[]
  since1904: boolean
}

function readSheet(archive: Archive, part: string, context: Context): FoundRow[] {
  const rows: FoundRow[] = []
  const inline = new RichText()
  let rowNo = 0
  let cells: string[] = []
  let column = -1
  let cell: Attributes = {}
  let value = ''
  let inValue = false
  parse(archive, part, {
    open(name, attributes) {
      inline.open(name)
      if (name === 'dimension') columnOf((attributes.ref ?? '').split(':').at(-1)!)
      else if (name === 'row') {
        const stated = Number(attributes.r)
        // Row numbers rise and are unique, whatever the sheet says: quarantine goes by them.
        rowNo = stated > rowNo && stated <= LAST_ROW && Number.isInteger(stated) ? stated : rowNo + 1
        cells = []
        column = -1
      } else if (name === 'c') {
        column = columnOf(attributes.r ?? '') ?? column + 1
        if (column >= MAX_COLUMNS) throw tooManyColumns()
        cell = attributes
        value = ''
      } else if (name === 'v') inValue = true
    },
    text(piece) {
      inline.add(piece)
      if (inValue && value.length <= MAX_CELL_CHARS) value += piece.slice(0, MAX_CELL_CHARS + 1)
    },
    close(name) {
      inline.close(name)
      if (name === 'v') inValue = false
      else if (name === 'c') {
        const rich = inline.take()
        while (cells.length < column) cells.push('')
        if (column >= 0) cells[column] = cell.t === 'inlineStr' ? rich : textOfCell(cell, value, context)
      } else if (name === 'row' && !isBlank(cells)) {
        if (rows.length > MAX_ROWS) throw tooManyRows()
        rows.push({ rowNo, cells })
      }
    },
  })
  return rows
}

function textOfCell(cell: Attributes, value: string, { strings, isDay, since1904 }: Context): string {
  if (cell.t === 's') {
    const place = /^\d{1,9}$/.test(value.trim()) ? Number(value) : -1
    const text = strings[place]
    if (text === undefined) throw damaged()
    return text
  }
  if (cell.t === 'b') return value === '' ? '' : value.trim() === '1' ? 'TRUE' : 'FALSE'
  if (cell.t !== undefined && cell.t !== 'n') return value
  if (value.trim() === '') return ''
  const day = isDay(Number(cell.s ?? 0)) ? dayOfSerial(Number(value), since1904) : null
  return day ?? numberText(value)
}

/** `AB12` → 27; null where there is no reference. */
function columnOf(reference: string): number | null {
  const letters = /^\$?([A-Za-z]{1,20})/.exec(reference)?.[1]?.toUpperCase()
  if (letters === undefined) return null
  let column = 0
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64
  if (column > MAX_COLUMNS) throw tooManyColumns()
  return column - 1
}

/** Runs a part through the parser as it is unpacked. Names lose their prefix: `x:row` is a row. */
function parse(archive: Archive, part: string, tags: Tags): void {
  const parser = new SaxesParser()
  parser.on('error', () => {
    throw damaged()
  })
  // A workbook has no document type; one that has wants its entities expanded.
  parser.on('doctype', () => {
    throw new Fault('invalid', 'xml_doctype', '表格文件含有不允许的 XML 声明（DOCTYPE）。 The workbook holds a DOCTYPE, which is refused.')
  })
  parser.on('opentag', ({ name, attributes }) => tags.open?.(bare(name), attributes as Attributes))
  parser.on('closetag', ({ name }) => tags.close?.(bare(name)))
  parser.on('text', (text) => tags.text?.(text))
  parser.on('cdata', (text) => tags.text?.(text))
  const decoder = new TextDecoder('utf-8')
  archive.read(part, (piece) => parser.write(decoder.decode(piece, { stream: true })))
  parser.write(decoder.decode())
  parser.close()
}

function bare(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}

/** An attribute by its local name: `r:id`, whatever the prefix. */
function named(attributes: Attributes, local: string): string {
  const key = Object.keys(attributes).find((name) => name.includes(':') && bare(name) === local)
  return key === undefined ? '' : attributes[key]!
}

function damaged(): Fault {
  return new Fault(
    'invalid',
    'workbook_damaged',
    '工作簿的内容不完整或有误，请用表格软件重新保存后再上传。 The workbook is incomplete; save it again and upload.',
  )
}
