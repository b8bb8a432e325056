import { strToU8, zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { readXlsx } from '../../../src/sources/files/xlsx.ts'
import { inlineRows, workbook } from './workbook.ts'

const cellsOf = (bytes: Uint8Array) => readXlsx(bytes).rows.map((row) => ('cells' in row ? row.cells : row.issue.code))

describe('a workbook', () => {
  test('is read from its first sheet, wherever the relations put it, with strings shared, inline and rich', () => {
    const sheet = `<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>企业</t><t>名称</t></is></c></row>
      <row r="4"><c r="A4" t="s"><v>1</v></c><c r="B4" t="str"><f>A1</f><v>乙 &amp; 丙</v></c></row></sheetData>`
    const table = readXlsx(workbook({ sheet, strings: ['<t>代码</t>', '<r><t>9144</t></r><r><t>0101</t></r><rPh sb="0" eb="1"><t>ignored</t></rPh>'] }))
    expect(table.header).toEqual(['代码', '企业名称'])
    expect(table.rows).toEqual([{ rowNo: 4, cells: ['91440101', '乙 & 丙'] }])
  })

  test.each([
    ['a whole number exactly', '<c><v>914401017459794364</v></c>', '914401017459794364'],
    ['a mangled code as it is, to be refused', '<c><v>9.14401E+17</v></c>', '9.14401E+17'],
    ["a double's noise as the sheet shows it", '<c><v>0.12484000000000001</v></c>', '0.12484'],
    ['a small number without exponent', '<c><v>1.5E-7</v></c>', '0.00000015'],
    ['a date by a built-in format', '<c s="1"><v>45292</v></c>', '2024-01-01'],
    ['a date by a format of its own', '<c s="2"><v>45292</v></c>', '2024-01-01'],
    ['a date with a time', '<c s="3"><v>45292.75</v></c>', '2024-01-01 18:00:00'],
    ['the last day before the leap day that never was', '<c s="1"><v>59</v></c>', '1900-02-28'],
    ['the first day after it', '<c s="1"><v>61</v></c>', '1900-03-01'],
    ['an amount, whose format shows no day', '<c s="4"><v>45292</v></c>', '45292'],
    ['a number too large for a day', '<c s="1"><v>2958466</v></c>', '2958466'],
    ['a truth value', '<c t="b"><v>1</v></c>', 'TRUE'],
    ['an error', '<c t="e"><v>#N/A</v></c>', '#N/A'],
    ['an ISO date', '<c t="d"><v>2024-01-01</v></c>', '2024-01-01'],
  ])('gives %s', (_, cell, expected) => {
    expect(cellsOf(workbook({ sheet: `<sheetData><row><c t="inlineStr"><is><t>a</t></is></c></row><row>${cell}</row></sheetData>` }))).toEqual([[expected]])
  })

  test('of the 1904 system counts its days from there', () => {
    const sheet = '<sheetData><row><c t="inlineStr"><is><t>a</t></is></c></row><row><c s="1"><v>43830</v></c></row></sheetData>'
    expect(cellsOf(workbook({ sheet, workbookPr: '<workbookPr date1904="1"/>' }))).toEqual([['2024-01-01']])
  })

  test('gives every row its own number, even where the sheet repeats or invents them', () => {
    const row = (r: string) => `<row r="${r}"><c t="inlineStr"><is><t>a</t></is></c></row>`
    const sheet = `<sheetData>${row('1')}${row('5')}${row('5')}${row('2')}${row('99999999999')}${row('1e3')}</sheetData>`
    expect(readXlsx(workbook({ sheet })).rows.map(({ rowNo }) => rowNo)).toEqual([5, 6, 7, 8, 1000])
  })

  test('takes prefixed tags, as some writers put them', () => {
    const sheet = '<x:sheetData xmlns:x="u"><x:row><x:c t="inlineStr"><x:is><x:t>a</x:t></x:is></x:c></x:row></x:sheetData>'
    expect(readXlsx(workbook({ sheet })).header).toEqual(['a'])
  })
})

describe('a hostile workbook', () => {
  const doctype = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet><sheetData/></worksheet>'
  const cell = (ref: string) => `<sheetData><row r="1"><c r="${ref}"><v>1</v></c></row></sheetData>`
  const encrypted = workbook({ sheet: inlineRows(['a']) })
  // Bit 0 of the general purpose flags in every entry of the directory (PK\1\2, offset 8).
  for (let at = 0; at + 9 < encrypted.length; at++) {
    if (encrypted[at] === 0x50 && encrypted[at + 1] === 0x4b && encrypted[at + 2] === 1 && encrypted[at + 3] === 2) encrypted[at + 8] = 1
  }
  const manyEntries = zipSync(Object.fromEntries(Array.from({ length: 2_001 }, (_, i) => [`f${i}`, new Uint8Array()])))

  test.each([
    ['with a document type', workbook({ parts: { 'xl/worksheets/data.xml': doctype } }), 'invalid', 'xml_doctype'],
    ['with an entity nobody declared', workbook({ sheet: '<sheetData>&bomb;</sheetData>' }), 'invalid', 'workbook_damaged'],
    [
      'that unpacks to more than 100 times its size',
      workbook({ parts: { 'xl/sharedStrings.xml': new Uint8Array(20_000_000).fill(32) } }),
      'too_large',
      'archive_bomb',
    ],
    ['with 2 001 entries', manyEntries, 'too_large', 'archive_bomb'],
    ['that declares 16 384 columns', workbook({ sheet: `<dimension ref="A1:XFD1"/>${inlineRows(['a'])}` }), 'invalid', 'too_many_columns'],
    ['with a cell in column 201', workbook({ sheet: cell('GS1') }), 'invalid', 'too_many_columns'],
    ['with a cell beyond any column', workbook({ sheet: cell('ZZZZZZZZZZZZ1') }), 'invalid', 'too_many_columns'],
    ['with a million cells in a row', workbook({ sheet: `<sheetData><row>${'<c/>'.repeat(201)}</row></sheetData>` }), 'invalid', 'too_many_columns'],
    ['under a password', encrypted, 'unsupported_media', 'archive_encrypted'],
    ['that is another zip', zipSync({ 'a.xlsx': workbook() }), 'unsupported_media', 'not_a_workbook'],
    ['without its sheet', workbook({ parts: { 'xl/worksheets/data.xml': null } }), 'invalid', 'workbook_damaged'],
    ['whose string is not there', workbook({ sheet: '<sheetData><row><c t="s"><v>7</v></c></row></sheetData>' }), 'invalid', 'workbook_damaged'],
    ['with tags that do not close', workbook({ parts: { 'xl/worksheets/data.xml': '<worksheet><sheetData>' } }), 'invalid', 'workbook_damaged'],
    ['of nothing', workbook(), 'invalid', 'empty_file'],
    ['cut off', workbook({ sheet: inlineRows(['a']) }).subarray(0, 500), 'invalid', 'archive_damaged'],
    ['that is a zip header only', strToU8('PK\x03\x04'), 'invalid', 'archive_damaged'],
  ])('%s is refused', (_, bytes, kind, code) => {
    expect(() => readXlsx(bytes)).toThrow(expect.objectContaining({ name: 'Fault', kind, code }))
  })

  test('may have a cell in column 200', () => {
    expect(readXlsx(workbook({ sheet: cell('GR1') })).header).toHaveLength(200)
  })
})
