import { describe, expect, test } from 'vitest'
import { Fault } from '../../../src/platform/kernel/fault.ts'
import { decodeText } from '../../../src/sources/files/encoding.ts'

const utf8 = (text: string) => new TextEncoder().encode(text)
/** 名称 广州 深圳 佛山 天河 白云, in GBK, written out because no runtime encodes to it. */
const GBK = { 名称: [0xc3, 0xfb, 0xb3, 0xc6], 广州: [0xb9, 0xe3, 0xd6, 0xdd], 深圳: [0xc9, 0xee, 0xdb, 0xda], 白云: [0xb0, 0xd7, 0xd4, 0xc6] }
const bytes = (...parts: (readonly number[] | Uint8Array)[]) => Uint8Array.from(parts.flatMap((part) => [...part]))
const LF = [0x0a]

describe('the encoding of an upload', () => {
  test('is UTF-8 where the bytes are strictly that, with or without a byte order mark', () => {
    expect(decodeText(utf8('名称\n广州'))).toEqual({ text: '名称\n广州', encoding: 'utf-8' })
    expect(decodeText(bytes([0xef, 0xbb, 0xbf], utf8('名称')))).toEqual({ text: '名称', encoding: 'utf-8' })
  })

  test('is UTF-16 where its byte order mark says so', () => {
    expect(decodeText(bytes([0xff, 0xfe, 0x0d, 0x54]))).toEqual({ text: '名', encoding: 'utf-16le' })
    expect(decodeText(bytes([0xfe, 0xff, 0x54, 0x0d]))).toEqual({ text: '名', encoding: 'utf-16be' })
  })

  test('is GB18030 where the lines are that and not UTF-8', () => {
    expect(decodeText(bytes(GBK.名称, LF, GBK.广州, LF))).toEqual({ text: '名称\n广州\n', encoding: 'gb18030' })
  })

  test('is UTF-8 for most lines: a GBK line among them is damaged and the others live', () => {
    const { text, encoding } = decodeText(bytes(utf8('名称\n佛山\n'), GBK.广州, LF, utf8('天河\n')))
    expect(encoding).toBe('utf-8')
    expect(text.split('\n').map((line) => line.includes('\ufffd'))).toEqual([false, false, true, false, false])
  })

  test('is GB18030 for most lines: a UTF-8 line among them is read as what it is, not as wrong words', () => {
    const { text, encoding } = decodeText(bytes(GBK.名称, LF, GBK.广州, LF, utf8('佛山\n'), GBK.深圳))
    expect({ text, encoding }).toEqual({ text: '名称\n广州\n佛山\n深圳', encoding: 'gb18030' })
  })

  test('leaves a torn character in its own line', () => {
    const { text } = decodeText(bytes(GBK.名称, LF, GBK.广州, LF, GBK.深圳, LF, [0xb0, 0x0a], GBK.白云))
    expect(text.split('\n').map((line) => line.includes('\ufffd'))).toEqual([false, false, false, true, false])
  })

  test('that a runtime cannot read is a fault with its code, not a crash', () => {
    const withoutGb = (label: string, options: { fatal: boolean }) => {
      if (label === 'gb18030') throw new RangeError('unsupported label')
      return new TextDecoder(label, options)
    }
    expect(() => decodeText(bytes(GBK.名称), withoutGb)).toThrow(
      expect.objectContaining({ constructor: Fault, kind: 'unsupported_media', code: 'encoding_unsupported' }),
    )
    expect(decodeText(utf8('名称'), withoutGb).encoding).toBe('utf-8')
  })
})
