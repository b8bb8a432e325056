import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { passwordFlaw } from '../../src/identity/password-rules.ts'

describe('a password set by a person', () => {
  test.each([
    ['eleven letters', 'kapok-rain7', 'password_too_short'],
    ['twelve letters', 'kapok-rain73', null],
    ['twelve Chinese characters', '木棉落雨时节珠江又涨潮了', null],
    ['eleven Chinese characters', '木棉落雨时节珠江又涨潮', 'password_too_short'],
    ['six emoji, which are twelve UTF-16 units', '🌧🍊🚲🎋🪁🧊', 'password_too_short'],
    ['words without a digit or a sign', 'ferry lychee umbrella', null],
    ['the account’s name inside', 'x-Bank-A-Viewer-x9', 'password_has_name'],
    ['the person’s name inside', '木棉王小明落雨时节珠江涨', 'password_has_name'],
    ['one letter', 'aaaaaaaaaaaaaa', 'password_guessable'],
    ['two letters in turn', 'abababababababab', 'password_guessable'],
    ['a walk over the keyboard', 'qwertyuiop[]asdf', 'password_guessable'],
    ['a walk down its columns', '1qaz2wsx3edc4rfv', 'password_guessable'],
    ['digits in order', '123456789012345', 'password_guessable'],
    ['digits backwards', '987654321098765', 'password_guessable'],
    ['the first of every list with a year', 'Password2026!', 'password_guessable'],
    ['this house’s name with a year', 'suixin-demo-2026', 'password_guessable'],
    ['common words in a row', 'iloveyouadmin123', 'password_guessable'],
    ['a leaked one that no rule would find', 'jamesbond007', 'password_common'],
    ['the same in capitals', 'JamesBond007', 'password_common'],
    ['the same and one letter more', 'jamesbond007x', null],
    ['a leaked one in another alphabet’s keys', 'ghbdtnrfrltkf', 'password_common'],
    ['luck in numbers', 'woaini5201314888', 'password_guessable'],
  ])('of %s: %s is judged %s', (_, password, flaw) => {
    expect(passwordFlaw(password, ['bank-a-viewer', '王小明'])).toBe(flaw)
  })

  test('of sixteen letters by chance is taken: nobody is sent away for nothing', () => {
    const letters = fc.string({ unit: fc.constantFrom(...'abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789!-_.'), minLength: 24, maxLength: 24 })
    const refused = fc.sample(letters, 1000).filter((password) => passwordFlaw(password, []) !== null)
    expect(refused.length).toBeLessThan(10)
  })
})
