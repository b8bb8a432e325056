import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { flawOfJson, flawOfJsonBytes } from '../../src/platform/kernel/json-text.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

describe('a text of JSON', () => {
  test.each([
    ['{"a":1,"a":2}', '/a', 'a'],
    ['{"a":1,"b":2,"a":{}}', '/a', 'a'],
    ['{"a":1,"\\u0061":2}', '/a', 'a'],
    ['[0,{"b":{"c":1,"c":1}}]', '/1/b/c', 'c'],
    ['{"a":[[],{"x":"]","x":0}]}', '/a/1/x', 'x'],
    ['{"":1,"":2}', '/', ''],
    ['{"a/b~":1,"a/b~":2}', '/a~1b~0', 'a/b~'],
    ['{"__proto__":1,"__proto__":2}', '/__proto__', '__proto__'],
    ['{"a":"\\"","b":"{","b":1}', '/b', 'b'],
    ['{"a\\\\":1,"a\\\\":1}', '/a\\', 'a\\'],
  ])('%s names a member twice', (text, pointer, name) => {
    expect(flawOfJson(text)).toEqual({ why: 'duplicate_key', pointer, name })
    expect(JSON.parse(text)).toBeDefined()
  })

  test.each([
    ['"\\ud800"', '', ''],
    ['["a","\\udc00\\ud800"]', '/1', '1'],
    ['{"a":{"b":"x\\uD83D"}}', '/a/b', 'b'],
    ['{"\\ud800":1}', '/\ufffd', '\ud800'],
  ])('%s holds half a letter', (text, pointer, name) => {
    expect(flawOfJson(text)).toEqual({ why: 'lone_surrogate', pointer, name })
  })

  test.each([
    '{"a":{"a":{"a":1}},"b":[{"a":1},{"a":2}]}',
    '{"a":"a","A":"a","á":1,"a\u0301":2}',
    '["a","a",{"a":"b","b":"a"}]',
    '"\\ud83d\\ude00 \\\\ud800"',
    '{"a":",\\"a\\":"}',
    ' [ ] ',
    'null',
  ])('%s has no flaw', (text) => {
    expect(flawOfJson(text)).toBeNull()
    expect(flawOfJsonBytes(bytes(text))).toBeNull()
  })

  test('that is none is left to the parser, however it ends and however deep it goes', () => {
    for (const text of ['', '{', '"', '"\\', '{"a":"', '}]', ',,', '{a:1}', '"\\x"', '['.repeat(60_000), '{"a":'.repeat(10_000)])
      expect(flawOfJson(text), text.slice(0, 20)).toBeNull()
  })

  test('of any value whose letters are whole has no flaw, however it is spaced; with any member repeated it has that one', () => {
    const whole = fc.jsonValue({ maxDepth: 4, stringUnit: 'grapheme' })
    fc.assert(fc.property(whole, fc.constantFrom(0, 1, '\t'), (value, space) => flawOfJson(JSON.stringify(value, null, space)) === null))
    const names = fc.uniqueArray(fc.string({ unit: 'grapheme', maxLength: 3 }), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(names, fc.nat(), fc.nat(), whole, (all, from, to, value) => {
        const name = all[from % all.length]!
        const at = (all.indexOf(name) + 1 + to) % (all.length + 1)
        const members = all.toSpliced(at > all.indexOf(name) ? at : all.length, 0, name).map((key) => `${JSON.stringify(key)}:${JSON.stringify(value)}`)
        const found = flawOfJson(`[{${members.join(' , ')}}]`)
        expect(found).toMatchObject({ why: 'duplicate_key', name })
      }),
    )
  })
})

describe('the bytes of JSON', () => {
  test.each([
    ['a byte that no letter begins with', [0x22, 0xff, 0x22]],
    ['an overlong slash', [0x22, 0xc0, 0xaf, 0x22]],
    ['a surrogate of its own', [0x22, 0xed, 0xa0, 0x80, 0x22]],
    ['a letter cut short', [0x22, 0xe6, 0xbc, 0x22]],
    ['穗 as GBK writes it', [0x22, 0xcb, 0xeb, 0x22]],
  ])('with %s are not UTF-8', (_, list) => {
    expect(flawOfJsonBytes(Uint8Array.from(list))).toEqual({ why: 'not_unicode' })
  })
  test('with a byte order mark in front are told so, with one inside a text are not', () => {
    expect(flawOfJsonBytes(bytes('\ufeff{}'))).toEqual({ why: 'byte_order_mark' })
    expect(flawOfJsonBytes(bytes('{"a":"\ufeff"}'))).toBeNull()
  })
})
