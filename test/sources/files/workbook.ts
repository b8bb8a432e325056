import { strToU8, type Zippable, zipSync } from 'fflate'

const NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
const RELS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'

/** A sound small workbook; the row shows only what differs: the sheet's inside, or whole parts (null takes one away). */
export function workbook({ sheet = '', strings = [], formats = '', workbookPr = '', parts = {} }: WorkbookParts = {}): Uint8Array {
  const files: Record<string, string | Uint8Array | null> = {
    '[Content_Types].xml': '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    '_rels/.rels': `<Relationships><Relationship Id="rId1" Type="${RELS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `<?xml version="1.0" encoding="UTF-8"?><workbook ${NS}>${workbookPr}<sheets><sheet name="数据" sheetId="7" r:id="rId3"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships><Relationship Id="rId3" Type="${RELS}/worksheet" Target="worksheets/data.xml"/><Relationship Id="rId4" Type="${RELS}/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="rId5" Type="${RELS}/styles" Target="/xl/styles.xml"/></Relationships>`,
    'xl/sharedStrings.xml': `<sst ${NS}>${strings.map((text) => `<si>${text}</si>`).join('')}</sst>`,
    'xl/styles.xml': `<styleSheet ${NS}><numFmts><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/>${formats}</numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="22"/><xf numFmtId="4"/></cellXfs></styleSheet>`,
    'xl/worksheets/data.xml': `<worksheet ${NS}>${sheet}</worksheet>`,
    ...parts,
  }
  const zippable: Zippable = {}
  for (const [name, content] of Object.entries(files)) if (content !== null) zippable[name] = typeof content === 'string' ? strToU8(content) : content
  return zipSync(zippable, { mtime: '2026-01-01' })
}

interface WorkbookParts {
  sheet?: string
  strings?: readonly string[]
  formats?: string
  workbookPr?: string
  parts?: Record<string, string | Uint8Array | null>
}

/** Rows of inline strings, one cell a text. */
export function inlineRows(...rows: readonly (readonly string[])[]): string {
  const cell = (text: string) => `<c t="inlineStr"><is><t>${text}</t></is></c>`
  return `<sheetData>${rows.map((row) => `<row>${row.map(cell).join('')}</row>`).join('')}</sheetData>`
}
