import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bpFromPercent, fenFromWan, fenFromYuan, integerFrom, wanFromFen, yearlyBp } from '../../web/client/form-values.ts'

describe('what people type', () => {
  test.each([
    ['200', '200000000'],
    ['35.5', '35500000'],
    ['２００', '200000000'],
    [' 1,200.5 ', '1200500000'],
    ['0.000001', '1'],
    ['200万', '200000000'],
    ['200 万元', '200000000'],
    ['200万元', '200000000'],
    ['２００ 万 元 ', '200000000'],
    ['1,000', '1000000000'],
    ['1,000万', '1000000000'],
  ])('%s ten thousand yuan is %s fen', (text, fen) => {
    expect(fenFromWan(text)).toBe(fen)
  })

  test.each(['', 'abc', '万', '200元', '200万万', '2万5', '200亿', '-5', '1e5', '0.0000001', '1.2.3', '9999999999999999'])('%s is no amount', (text) => {
    expect(fenFromWan(text)).toBeNull()
  })

  test('yuan take two places, not three', () => {
    expect([fenFromYuan('12.34'), fenFromYuan('12.340'), fenFromYuan('12.345')]).toEqual(['1234', '1234', null])
  })

  test('percent take basis points and nothing finer', () => {
    expect([bpFromPercent('3.65'), bpFromPercent('3.655'), bpFromPercent('3')]).toEqual([365, null, 300])
  })

  test('a monthly rate counts twelve times, a daily one 360 times', () => {
    expect([yearlyBp('3.65', 'year'), yearlyBp('0.38', 'month'), yearlyBp('0.3842', 'month'), yearlyBp('1.5', 'day')]).toEqual([365, 456, 461, 540])
  })

  test('whole numbers are whole', () => {
    expect([integerFrom('24'), integerFrom('２４'), integerFrom('24.0'), integerFrom('')]).toEqual([24, 24, null, null])
  })

  test('an amount put back into its box reads as the same amount', () => {
    fc.assert(fc.property(fc.bigInt({ min: 0n, max: 1_000_000_000_000n }), (fen) => fenFromWan(wanFromFen(String(fen))) === String(fen)))
  })
})
