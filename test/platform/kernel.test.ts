import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalJson } from '../../src/platform/kernel/canonical.ts'
import { formatId, isId } from '../../src/platform/kernel/id.ts'
import { divideRounded, fenFromDecimal, shareOf, yuanText } from '../../src/platform/kernel/money.ts'
import { bpFromPercentText, percentText } from '../../src/platform/kernel/rate.ts'
import { isSafeText, maskName, tidy, toHalfWidth } from '../../src/platform/kernel/text.ts'
import { addDays, addMonths, civilDateOf, daysBetween, isCivilDate, monthsBetween, parseCivilDate, startOf } from '../../src/platform/kernel/time.ts'

describe('money', () => {
  it.each([
    [5n, 2n, 3n],
    [-5n, 2n, -3n],
    [4n, 3n, 1n],
    [7n, -2n, -4n],
    [0n, 9n, 0n],
  ])('%s ÷ %s rounds half away from zero to %s', (a, b, rounded) => {
    expect(divideRounded(a, b)).toBe(rounded)
  })

  it('is never more than half a unit off', () => {
    fc.assert(
      fc.property(fc.bigInt(-(10n ** 24n), 10n ** 24n), fc.bigInt(1n, 10n ** 12n), (n, d) => {
        const off = 2n * (n - divideRounded(n, d) * d)
        expect(off <= d && -off <= d).toBe(true)
      }),
    )
  })

  it.each([
    ['12', 100n, 1200n],
    ['-3.5', 100n, -350n],
    ['0.005', 100n, 1n],
    ['0.0049', 100n, 0n],
    ['2029', 1_000_000n, 2_029_000_000n],
    ['1.23E+17', 100n, null],
    ['1,000', 100n, null],
    ['', 100n, null],
    ['.5', 100n, null],
  ])('reads %j at %s fen a unit as %s', (text, unit, fen) => {
    expect(fenFromDecimal(text, unit)).toBe(fen)
  })

  it('writes what it reads', () => {
    fc.assert(fc.property(fc.bigInt(-(10n ** 15n), 10n ** 15n), (fen) => fenFromDecimal(yuanText(fen)) === fen))
  })

  it('takes 3.45 % of 1,000,000.01 yuan as 34,500.00 yuan', () => {
    expect(shareOf(100_000_001n, 345)).toBe(3_450_000n)
  })
})

describe('rates', () => {
  it.each([
    [345, '3.45%'],
    [0, '0.00%'],
    [-5, '-0.05%'],
    [10_000, '100.00%'],
  ])('%s bp is written %s and read back', (bp, text) => {
    expect(percentText(bp)).toBe(text)
    expect(bpFromPercentText(text.slice(0, -1))).toBe(bp)
  })

  it('refuses a third decimal, which would be less than a basis point', () => {
    expect(bpFromPercentText('3.455')).toBeNull()
  })
})

describe('civil dates', () => {
  it('begin at midnight in Shanghai, not in London', () => {
    expect(civilDateOf(new Date('2026-11-22T15:59:59.999Z'))).toBe('2026-11-22')
    expect(civilDateOf(new Date('2026-11-22T16:00:00.000Z'))).toBe('2026-11-23')
    expect(startOf('2026-11-23').toISOString()).toBe('2026-11-22T16:00:00.000Z')
  })

  it.each([
    ['2026-01-31', 1, '2026-02-28'],
    ['2024-01-31', 1, '2024-02-29'],
    ['2026-11-30', 3, '2027-02-28'],
    ['2026-03-31', -1, '2026-02-28'],
    ['2026-01-15', -13, '2024-12-15'],
  ])('%s + %s months = %s', (from, months, to) => {
    expect(addMonths(from, months)).toBe(to)
  })

  it.each([
    ['2025-11-23', '2026-11-23', 12],
    ['2025-11-24', '2026-11-23', 11],
    ['2026-01-31', '2026-02-28', 1],
    ['2026-02-28', '2026-02-28', 0],
    ['2026-11-23', '2025-11-23', -12],
  ])('from %s to %s %s whole months have passed', (from, to, months) => {
    expect(monthsBetween(from, to)).toBe(months)
  })

  it.each([
    ['2024-3-5', '2024-03-05'],
    ['2024/03/05', '2024-03-05'],
    ['2024.3.5', '2024-03-05'],
    ['2024年3月5日', '2024-03-05'],
    ['20240305', '2024-03-05'],
    ['2024-03-05 00:00:00', '2024-03-05'],
    ['2024-02-30', null],
    ['24-03-05', null],
    ['45356', null],
    ['1899-12-31', null],
  ])('reads %j as %s', (text, date) => {
    expect(parseCivilDate(text)).toBe(date)
  })

  it('count the same days forth and back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60_000 }), fc.integer({ min: -5_000, max: 5_000 }), (offset, days) => {
        const from = addDays('1950-01-01', offset)
        expect(isCivilDate(addDays(from, days))).toBe(true)
        expect(daysBetween(from, addDays(from, days))).toBe(days)
      }),
    )
  })
})

describe('canonical JSON', () => {
  it('sorts keys by UTF-16 unit as RFC 8785 §3.2.3 does', () => {
    expect(canonicalJson({ '€': 1, '\r': 2, '\ufb33': 3, '1': 4, '😀': 5, '\u0080': 6, ö: 7 })).toBe('{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}')
  })

  it('gives one text for one value, whatever the order of keys', () => {
    const value = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.constant(null),
        fc.boolean(),
        fc.integer(),
        fc.string(),
        fc.array(tie('value')),
        fc.dictionary(fc.string(), tie('value')),
      ),
    })).value
    fc.assert(
      fc.property(value, (v) => {
        const reversed = (x: unknown): unknown =>
          Array.isArray(x)
            ? x.map(reversed)
            : x !== null && typeof x === 'object'
              ? Object.fromEntries(
                  Object.entries(x)
                    .reverse()
                    .map(([k, y]) => [k, reversed(y)]),
                )
              : x
        expect(canonicalJson(reversed(v) as never)).toBe(canonicalJson(v as never))
        expect(JSON.parse(canonicalJson(v as never))).toEqual(v)
      }),
    )
  })

  it.each([[0.5], [Number.NaN], [2 ** 53], ['\ud800']])('refuses %s', (value) => {
    expect(() => canonicalJson(value)).toThrow(TypeError)
  })
})

describe('ids', () => {
  it('sort by time and carry their kind', () => {
    const early = formatId('consent', 1_000, new Uint8Array(10).fill(255))
    const late = formatId('consent', 1_001, new Uint8Array(10))
    expect(early < late).toBe(true)
    expect(isId('consent', early)).toBe(true)
    expect(isId('application', early)).toBe(false)
  })
})

describe('text', () => {
  it('becomes half-width and tidy', () => {
    expect(toHalfWidth('９１４４（Ａ）　Ｘ')).toBe('9144(A) X')
    expect(tidy('\ufeff 广州\u200b \u3000市 ')).toBe('广州 市')
  })

  it.each([
    ['a\0b', false],
    ['\ud800', false],
    ['广州😀', true],
  ])('%j is safe: %s', (text, safe) => {
    expect(isSafeText(text)).toBe(safe)
  })

  it.each([
    ['张三', '张*'],
    ['欧阳修文', '欧***'],
    ['李', '李*'],
    ['', ''],
  ])('masks %s as %s', (name, masked) => {
    expect(maskName(name)).toBe(masked)
  })
})
