import { describe, expect, test } from 'vitest'
import { count, day, dayTime, hours, money, percent, shortNo, span, yuan, yuanDigits } from '../../web/ui/format.ts'

describe('money on a page', () => {
  test.each([
    ['0', '0 元'],
    ['999999', '9,999.99 元'],
    ['1000000', '1 万元'],
    ['200000000', '200 万元'],
    ['3862000', '3.86 万元'],
    ['9999999999', '10,000 万元'],
    ['10000000000', '1 亿元'],
    ['-7128000', '\u22127.13 万元'],
  ])('%s fen is said as %s', (fen, said) => {
    expect(money(fen)).toBe(said)
  })

  test('yuan keeps fen where there are any, and in columns always', () => {
    expect(yuan('7128000')).toBe('71,280 元')
    expect(yuan('7128050')).toBe('71,280.50 元')
    expect(yuanDigits('7128000', 'always')).toBe('71,280.00')
    expect(yuan('7128050', 'never')).toBe('71,281 元')
    expect(yuan('7128049', 'never')).toBe('71,280 元')
  })

  test('an amount beyond 2^53 fen keeps every digit', () => {
    expect(yuanDigits('900719925474099301')).toBe('9,007,199,254,740,993.01')
  })
})

describe('rates, spans and days on a page', () => {
  test('basis points become percent with two places', () => {
    expect([percent(345), percent(5), percent(-10), percent(0)]).toEqual(['3.45%', '0.05%', '\u22120.10%', '0.00%'])
  })

  test('waiting is told in hours below two days, then in days', () => {
    expect([hours(47), hours(48), hours(50)]).toEqual(['47 小时', '2 天', '2 天 2 小时'])
  })

  test('a span is told in minutes, hours and days', () => {
    expect([span(59), span(60), span(332), span(2879), span(2880)]).toEqual(['59 分', '1 小时', '5 小时 32 分', '47 小时 59 分', '2 天'])
  })

  test('an instant late in the UTC day is the next day in Guangzhou', () => {
    expect(day('2026-11-22T15:59:59.000Z')).toBe('2026-11-22')
    expect(day('2026-11-22T16:00:00.000Z')).toBe('2026-11-23')
    expect(dayTime('2026-11-23T02:04:59.000Z')).toBe('2026-11-23 10:04')
  })

  test('counts are grouped and ids are shortened to their end', () => {
    expect(count(1234567)).toBe('1,234,567')
    expect(shortNo('cns_01jd7w9k8m0000000000abcdef')).toBe('ABCDEF')
  })
})
