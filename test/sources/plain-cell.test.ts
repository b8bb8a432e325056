import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isSafeText, tidy } from '../../src/platform/kernel/text.ts'
import { maskIdentityNumbers, maskTelephones } from '../../src/sources/personal-text.ts'
import { DIGITS_BELOW_IDENTITY, DIGITS_BELOW_TELEPHONE, isPlain } from '../../src/sources/plain-cell.ts'

describe('a plain cell', () => {
  test.each(['广州示例贸易有限公司', '2026-11-23', '示例许字〔2025〕1号', 'SL-2025-000001', '警告;罚款', '“甲”、乙（丙）', 'a b'])('is %s', (text) => {
    expect(isPlain(text, DIGITS_BELOW_TELEPHONE)).toBe(true)
  })

  test.each(['', ' a', 'a ', 'a  b', 'a\tb', 'ａ', 'é', 'e\u0301', '广\ufffd', '\ud800', '𠮷', 'a\0', '\u200b', '联系１３８'])('is not %j', (text) => {
    expect(isPlain(text, DIGITS_BELOW_TELEPHONE)).toBe(false)
  })

  test('has 10 digits at most where a telephone number would be masked, 16 where only an identity number would', () => {
    expect([isPlain('1234567890', DIGITS_BELOW_TELEPHONE), isPlain('12345678901', DIGITS_BELOW_TELEPHONE)]).toEqual([true, false])
    expect([isPlain('1234567890123456', DIGITS_BELOW_IDENTITY), isPlain('12345678901234567', DIGITS_BELOW_IDENTITY)]).toEqual([true, false])
  })

  test('would come back from tidying and masking as it is', () => {
    const unit = fc.oneof(
      fc.constantFrom(...'0123456789', ' ', '-', '州', '（', '１', 'é', '\u0301', '\ufffd', '\u3000', 'X'),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
    )
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 30 }), (text) => {
        fc.pre(isPlain(text, DIGITS_BELOW_IDENTITY))
        expect([tidy(text), maskIdentityNumbers(text), isSafeText(text)]).toEqual([text, text, true])
        if (isPlain(text, DIGITS_BELOW_TELEPHONE)) expect(maskTelephones(text)).toBe(text)
      }),
      { numRuns: 2_000 },
    )
  })
})
