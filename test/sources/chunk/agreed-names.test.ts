import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AgreedNames } from '../../../src/sources/chunk/agreed-names.ts'

describe('codes and names that may stand together', () => {
  it('are known once they were added, and no others', () => {
    const pair = fc.tuple(fc.constantFrom('1', '2', '12', ''), fc.constantFrom('a', 'b', 'ab', '1a', ''))
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 40 }), pair, (added, [code, name]) => {
        const agreed = new AgreedNames(64)
        for (const [c, n] of added) agreed.add(c, n)
        expect(agreed.has(code, name)).toBe(added.some(([c, n]) => c === code && n === name))
      }),
    )
  })

  it('are held by the hundred thousand', () => {
    const agreed = new AgreedNames()
    for (let i = 0; i < 150_000; i++) agreed.add(`9144${i}`, `公司${i}`)
    expect(Array.from({ length: 150_000 }, (_, i) => agreed.has(`9144${i}`, `公司${i}`)).every(Boolean)).toBe(true)
    expect(Array.from({ length: 150_000 }, (_, i) => agreed.has(`9144${i}`, `公司${i + 1}`)).some(Boolean)).toBe(false)
  })

  it('are forgotten all together once there is one too many', () => {
    const agreed = new AgreedNames(3)
    for (const code of ['a', 'b', 'c', 'c']) agreed.add(code, 'x')
    expect(['a', 'b', 'c'].map((code) => agreed.has(code, 'x'))).toEqual([true, true, true])
    agreed.add('d', 'x')
    expect(['a', 'b', 'c', 'd'].map((code) => agreed.has(code, 'x'))).toEqual([false, false, false, true])
  })
})
