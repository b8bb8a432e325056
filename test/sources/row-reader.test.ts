import { describe, expect, test } from 'vitest'
import { RowReader, saysNothing } from '../../src/sources/row-reader.ts'

const TODAY = '2026-11-23'
const over = (text: string) => new RowReader({ x: text }, TODAY)

describe('a cell', () => {
  test.each(['', 'N/A', 'n/a', '－', '无', '企业选择不公示', '\\N', '#N/A'])('of %j says nothing', (text) => {
    expect(saysNothing(text)).toBe(true)
    expect(over(text).text('x')).toBeNull()
  })

  test('of zero says zero', () => {
    expect(saysNothing('0')).toBe(false)
    expect(over('0').scaled('x', 100n)).toBe(0n)
  })

  test.each(['a\ufffd', 'a\0', 'a\ud800'])('of %j is damaged', (text) => {
    const reader = over(text)
    expect(reader.text('x')).toBeNull()
    expect(reader.issues).toMatchObject([{ code: 'damaged_text', field: 'x' }])
  })
})

describe('a required day', () => {
  test.each([
    ['2026-11-23', '2026-11-23', null],
    ['2026-11-24', null, 'bad_date'],
    ['２０２４年３月５日', '2024-03-05', null],
    ['2024-02-30', null, 'bad_date'],
    ['45292', null, 'bad_date'],
    ['1900-01-01', null, 'bad_date'],
    ['1970/1/1', null, 'bad_date'],
    ['0001-01-01', null, 'bad_date'],
    ['18991230', null, 'bad_date'],
    ['1970-01-02', '1970-01-02', null],
    ['N/A', null, 'missing_field'],
  ])('%s is read as %s, issue %s', (text, day, code) => {
    const reader = over(text)
    expect(reader.needDate('x')).toBe(day)
    expect(reader.issues.map((issue) => issue.code)).toEqual(code === null ? [] : [code])
  })
})

describe('an optional day', () => {
  test.each(['', '1900-01-01', '1970-01-01 00:00:00', '0000-00-00'])('of %j is unknown', (text) => {
    const reader = over(text)
    expect([reader.date('x'), reader.issues]).toEqual([null, []])
  })

  test.each(['长期', '永久有效', '2099-12-31', '9999/12/31', '2099-12-31 23:59:59'])('that ends a validity has no end where it says %s', (text) => {
    const reader = over(text)
    expect([reader.endDate('x'), reader.issues]).toEqual([null, []])
  })

  test('that ends a validity may lie ahead', () => {
    expect(over('2099-12-30').endDate('x')).toBe('2099-12-30')
  })
})

describe('a number', () => {
  test.each([
    ['1,234', 1234],
    ['１８', 18],
    ['18.0', 18],
    ['18.5', null],
    ['1,23', null],
    ['-1', null],
    ['1e3', null],
    ['100', 100],
    ['10001', null],
  ])('%s is the whole number %s', (text, value) => {
    const reader = over(text)
    expect(reader.integer('x', 0, 10_000)).toBe(value)
    expect(reader.issues.map(({ code }) => code)).toEqual(value === null ? ['bad_number'] : [])
  })

  test.each([
    ['0.5', 500_000n],
    ['1,260.50', 1_260_500_000n],
    ['0.0000004', 0n],
    ['0.0000005', 1n],
    ['-0.5', null],
    ['12万', null],
    ['1'.repeat(19), null],
  ])('%s 万元 is %s fen', (text, fen) => {
    expect(over(text).scaled('x', 1_000_000n)).toBe(fen)
  })
})

test('a year that is not over yet may be named, the next one not', () => {
  expect(over('2026年度').needYear('x')).toBe(2026)
  expect(over('2027').needYear('x')).toBeNull()
})

describe('the firm of a row', () => {
  const firm = (code: string, fromRegister?: boolean) => {
    const reader = new RowReader({ 代码: code, 名称: '甲' }, TODAY)
    return [reader.firm('代码', '名称', fromRegister), reader.issues.map((issue) => issue.code)]
  }

  test.each([
    ['91440199DEM000014H', 'enterprise'],
    ['92440101DEM000014F', 'sole_trader'],
    ['93440101DEM000014C', 'cooperative'],
    ['N2440101DEM0000142', 'rural_collective'],
  ])('%s is of kind %s', (code, kind) => {
    expect(firm(code)).toEqual([{ kind, code, name: '甲' }, []])
  })

  test('with one wrong check digit is taken from the register only, with two from nobody', () => {
    expect(firm('91440199DEM0000140', true)).toMatchObject([{ code: '91440199DEM0000140' }, []])
    expect(firm('91440199DEM0000140')).toEqual([null, ['bad_code']])
    expect(firm('91440199DEM0000150', true)).toEqual([null, ['bad_code']])
  })

  test('that is a government office is refused', () => {
    expect(firm('11100000000013047U')[1]).toEqual(['bad_code'])
  })

  test('whose code a spreadsheet has mangled is refused', () => {
    expect(firm('9.1440101E+17')).toEqual([null, ['bad_code']])
  })
})

describe('whom a row without a credit code is about', () => {
  const who = (code: string, name = '广州示例一号商贸有限公司', region = '广州') => {
    const reader = new RowReader({ 代码: code, 名称: name, 地区: region }, TODAY)
    return [reader.subjectByAny('代码', '名称', '地区'), reader.issues.map((issue) => `${issue.code} ${issue.field}`)]
  }
  const nothing = { registrationNo: null, orgCode: null, name: '广州示例一号商贸有限公司', region: '广州' }

  test('is told by the code where there is one', () => {
    expect(who('91440199dem000014h')).toEqual([{ kind: 'enterprise', code: '91440199DEM000014H', name: '广州示例一号商贸有限公司' }, []])
    expect(who('91440199DEM0000140')).toEqual([null, ['bad_code 代码']])
  })

  test.each([
    ['440199000000017', { ...nothing, registrationNo: '440199000000017' }],
    ["'４４０１９９ ０００００００１７", { ...nothing, registrationNo: '440199000000017' }],
    ['DEM00001-4', { ...nothing, orgCode: 'DEM000014' }],
    ['dem000014', { ...nothing, orgCode: 'DEM000014' }],
    ['', nothing],
    ['无', nothing],
  ])('may be found by %j', (code, hint) => {
    expect(who(code)).toEqual([{ hint }, []])
  })

  test.each([
    ['DEM00001-5', 'bad_code 代码'],
    ['44019900000001', 'bad_code 代码'],
    ['4401990000000170', 'bad_code 代码'],
    ['DEM****1-4', 'bad_code 代码'],
  ])('cannot be found by %j', (code, issue) => {
    expect(who(code)).toEqual([null, [issue]])
  })

  test('is nobody where neither code nor name is given', () => {
    expect(who('', '')).toEqual([null, ['missing_field 代码']])
  })

  test('has a region only where the record has a column for it', () => {
    expect(new RowReader({ 代码: '', 名称: '甲示例有限公司', 地区: '广州' }, TODAY).subjectByAny('代码', '名称')).toEqual({
      hint: { registrationNo: null, orgCode: null, name: '甲示例有限公司', region: null },
    })
  })

  test.each([
    ['440199199001011234', '某某示例商店'],
    ['4401**********1234', '某某示例商店'],
    ['4401991990****1234', '王小明'],
    ['', '王小明'],
    ['', '王**'],
    ['440199900101123', '王小明'],
  ])('is a natural person where it says %j, %j; the issue stands where the name does not', (code, name) => {
    expect(who(code, name)).toEqual([null, ['natural_person 代码']])
  })

  test.each(['92440101DEM000014F', 'DEM00001-4'])('is no natural person, however short the name, beside %s', (code) => {
    expect(who(code, '陈记面馆')[1]).toEqual([])
  })
})
