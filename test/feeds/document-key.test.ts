import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { documentKey, plainDocumentNo } from '../../src/feeds/document-key.ts'

describe('a document number', () => {
  test.each(['示例罚字〔2025〕1号', '示例罚字[2025]1号', '示例罚字（2025）1号', '示例罚字【2025】 1 号', '示例罚字〔２０２５〕１号'])(
    'typed %s is the same one',
    (text) => {
      expect(documentKey('C', text)).toBe('C:示例罚字〔2025〕1号')
    },
  )

  test.each(['示例罚字〔2025〕2号', '示例罚字〔2024〕1号', '示例罚告字〔2025〕1号', '示例罚字〔2025〕1-1号'])('%s is another', (text) => {
    expect(plainDocumentNo(text)).not.toBe('示例罚字〔2025〕1号')
  })

  test('once plain stays as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(plainDocumentNo(plainDocumentNo(text))).toBe(plainDocumentNo(text))
      }),
    )
  })
})
