import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatId, ID_PREFIXES, type IdKind } from '../../src/platform/kernel/id.ts'
import { findPersonalData } from '../../src/subjects/personal-data.ts'

const kindsIn = (text: string, names: string[] = []) => findPersonalData(text, new Set(names)).map(({ kind }) => kind)

describe('a canary', () => {
  test.each([
    ['an identity number', '440106199001011239', 'identity_number'],
    ['one with a wrong check digit: somebody mistyped it', '440106199001011230', 'identity_number'],
    ['one that ends in X', '11010519491231002X', 'identity_number'],
    ['one in full-width digits', '４４０１０６１９９００１０１１２３９', 'identity_number'],
    ['one in groups', '440106 19900101 1239', 'identity_number'],
    ['one of 15 places, of before 1999', '440106900101123', 'identity_number'],
    ['a mobile number', '13800138000', 'telephone'],
    ['one in groups', '138-0013-8000', 'telephone'],
    ['one with the country before it', '+86 13800138000', 'telephone'],
    ['a line with its area code', '020-83120001', 'telephone'],
    ['a bank card of 19 digits', '6222021001116245702', 'bank_card'],
    ['a bank card of 16 in fours', '4111 1111 1111 1111', 'bank_card'],
    ['a credit code', '91350100M000100Y43', 'credit_code'],
    ['a household number', 'H440114103206-9001', 'household_number'],
    ['an e-mail address', 'li.xiaoming@example.com', 'email'],
    ['a village address', '花都区梯面镇红山村12号', 'address'],
    ['a street address', '天河路385号', 'address'],
  ])('%s is found wherever it hides in a leaf', (_, canary, kind) => {
    expect(kindsIn(canary)).toContain(kind)
    expect(kindsIn(`{"at":"2026-11-23T02:00:00.000Z","rid":"${canary}","why":"UNDERWRITE"}`)).toContain(kind)
    expect(kindsIn(`申请人${canary}，已核`)).toContain(kind)
  })

  test('a name of the register is found, the longest that fits, and nobody else’s', () => {
    const text = '{"why":"经办人王小明与示例小吃店"}'
    expect(findPersonalData(text, new Set(['王小明', '王小', '示例小吃店', '李四']))).toEqual([
      { kind: 'registered_name', at: text.indexOf('王小明'), length: 3 },
      { kind: 'registered_name', at: text.indexOf('示例小吃店'), length: 5 },
    ])
    expect(kindsIn(text)).toEqual([])
  })

  test('is told by its place and never repeated', () => {
    const [find] = findPersonalData('call 13800138000 now')
    expect(find).toEqual({ kind: 'telephone', at: 5, length: 11 })
    expect(JSON.stringify(find)).not.toContain('138001')
  })
})

describe('what stands in leaves of itself', () => {
  test.each([
    ['an instant', '2026-11-23T02:00:00.000Z'],
    ['the purpose of a read', 'UNDERWRITE'],
    ['a digest', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['a card number whose last digit is wrong', '6222021001116245703'],
    ['eighteen characters that are no code', 'ABCDEFGHJKLMNPQRTU'],
    ['a number of ten digits', '1234567890'],
    ['a sum in fen', '200000000'],
  ])('%s is nobody’s', (_, text) => {
    expect(kindsIn(`{"x":"${text}"}`)).toEqual([])
  })

  test('ids and hex of any bytes are nobody’s', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...(Object.keys(ID_PREFIXES) as IdKind[])),
        fc.integer({ min: 1_700_000_000_000, max: 1_900_000_000_000 }),
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        (kind, at, bytes) => {
          const hex = Buffer.from(bytes).toString('hex')
          expect(kindsIn(`{"cid":"${formatId(kind, at, bytes)}","ah":"${hex}","sp":"${hex.slice(0, 32)}"}`)).toEqual([])
        },
      ),
      { numRuns: 2_000 },
    )
  })
})
