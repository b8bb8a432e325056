import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readRegisteredCapital } from '../../src/feeds/samr/registered-capital.ts'

const WAN_YUAN = 1_000_000n

describe('registered capital', () => {
  test.each([
    ['2,029(万人民币元)', 2029n * WAN_YUAN, 'CNY'],
    ['550(万元人民币)', 550n * WAN_YUAN, 'CNY'],
    ['400(万元(人民币))', 400n * WAN_YUAN, 'CNY'],
    ['100（万元）', 100n * WAN_YUAN, 'CNY'],
    ['0（万元）', 0n, 'CNY'],
    ['52万人民币', 52n * WAN_YUAN, 'CNY'],
    ['500万元人民币', 500n * WAN_YUAN, 'CNY'],
    ['500.5万元', 500_500_000n, 'CNY'],
    ['５００万元', 500n * WAN_YUAN, 'CNY'],
    ['30万', 30n * WAN_YUAN, 'CNY'],
    ['人民币 1000 万元整', 1000n * WAN_YUAN, 'CNY'],
    ['RMB 3,000,000元', 300n * WAN_YUAN, 'CNY'],
    ['￥500000元', 50n * WAN_YUAN, 'CNY'],
    ['3千万元', 3000n * WAN_YUAN, 'CNY'],
    ['1.2亿元', 12_000n * WAN_YUAN, 'CNY'],
    ['20亿人民币', 200_000n * WAN_YUAN, 'CNY'],
    ['0', 0n, 'CNY'],
    ['140(万美元)', 140n * WAN_YUAN, 'USD'],
    ['450(万元(美元))', 450n * WAN_YUAN, 'USD'],
    ['USD 1,000,000', 100n * WAN_YUAN, 'USD'],
    ['6,400(万香港元)', 6400n * WAN_YUAN, 'HKD'],
    ['305(万元(港币))', 305n * WAN_YUAN, 'HKD'],
    ['100(万港元)', 100n * WAN_YUAN, 'HKD'],
    ['5,000(万日元)', 50_000_000n, 'JPY'],
    ['100万元(认缴)', 100n * WAN_YUAN, 'CNY'],
    ['认缴出资额：100万元', 100n * WAN_YUAN, 'CNY'],
    ['100000亿元', 1_000_000_000n * WAN_YUAN, 'CNY'],
    ['80(万欧元)', 80n * WAN_YUAN, 'EUR'],
  ])('written %s is %s minor units of %s', (text, amountMinor, currency) => {
    expect(readRegisteredCapital(text)).toEqual({ state: 'known', amountMinor, currency })
  })

  test.each(['N/A', '', '无', '-', '－－', 'null'])('written %j is unknown, never 0', (text) => {
    expect(readRegisteredCapital(text)).toEqual({ state: 'unknown' })
  })

  test.each([
    ['two currencies', '100万美元人民币'],
    ['two units', '100万亿元'],
    ['a word nobody knows', '100万贝壳'],
    ['a negative sum', '-5万元'],
    ['broken grouping', '1,00万元'],
    ['no number', '万元'],
    ['two numbers', '100万元(美元20万)'],
    ['more than there is', '999999999999999亿元'],
    ['more than 10 万亿元', '100001亿元'],
    ['17 digits', '99999999999999999万元'],
    ['words for digits', '壹佰万元'],
    ['a power of ten', '1e3万'],
    ['a range', '100-200万'],
    ['two decimal points', '100.5.5万'],
  ])('with %s is unreadable', (_, text) => {
    expect(readRegisteredCapital(text)).toEqual({ state: 'unreadable' })
  })

  test.each(['5000000', '100', '100.5', '(100)'])('written %s is ambiguous: 元 or 万元?', (text) => {
    expect(readRegisteredCapital(text)).toEqual({ state: 'ambiguous' })
  })

  test('of a column that names 万元 needs no unit', () => {
    expect(readRegisteredCapital('500', '万')).toEqual({ state: 'known', amountMinor: 500n * WAN_YUAN, currency: 'CNY' })
    expect(readRegisteredCapital('500亿元', '万')).toMatchObject({ amountMinor: 5_000_000n * WAN_YUAN })
  })

  test('never throws and never gives a negative sum', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0123456789,.()（）万亿千元美港币人民整ab-￥ '), maxLength: 20 }), (text) => {
        const capital = readRegisteredCapital(text)
        if (capital.state === 'known') expect(capital.amountMinor).toBeGreaterThanOrEqual(0n)
      }),
    )
  })
})
