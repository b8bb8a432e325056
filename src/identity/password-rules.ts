/**
 * What a password set by a person must be: long, and not one of the first that a guesser tries. No rule asks for a digit or a
 * sign, and none makes a password expire (NIST SP 800-63B 3.1.1, ASVS 5.0 6.2).
 */
import { isCommonPassword } from './common-passwords.ts'

export const PASSWORD_LENGTH = 12
export const PASSWORD_MOST = 256

export type PasswordFlaw = 'password_too_short' | 'password_has_name' | 'password_common' | 'password_guessable'

/** Rows of the keyboard and orders that everybody knows, walked either way. */
const WALKS = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890123456789',
  'qwertyuiopasdfghjklzxcvbnm',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p',
  'zaq1xsw2cde3vfr4bgt5nhy6mju7',
]
/** What passwords of people in a hurry are made of: the head of every published list, and this house's own words. */
const WORDS =
  /password|passw0rd|p@ssw0rd|admin|administrator|welcome|letmein|iloveyou|woaini|qwerty|monkey|dragon|football|princess|sunshine|secret|login|changeme|default|guest|test|user|root|suixin|guangzhou|canton|demo|bank|credit|mima|a123456|520|1314|888|666/g

/**
 * @param password in NFC
 * @param names what it must not be made of: the account's and the person's name
 * @returns null: it will do
 */
export function passwordFlaw(password: string, names: readonly string[]): PasswordFlaw | null {
  if ([...password].length < PASSWORD_LENGTH) return 'password_too_short'
  const low = password.toLowerCase()
  if (names.some((name) => name.length >= 3 && low.includes(name.toLowerCase()))) return 'password_has_name'
  if (newInformation(low) < 8) return 'password_guessable'
  return isCommonPassword(low) ? 'password_common' : null
}

/** Letters that a guesser would not have put there by themselves: outside common words, years, repeats and walks. */
function newInformation(password: string): number {
  const rest = [...password.replace(WORDS, ' ').replace(/(19|20)\d\d/g, ' ')]
  const fresh = rest.filter((letter, i) => {
    if (letter === ' ' || letter === rest[i - 1]) return false
    const pair = (rest[i - 1] ?? '') + letter
    const isStep = pair.length > 1 && WALKS.some((walk) => walk.includes(pair) || walk.includes([...pair].reverse().join('')))
    const said = rest.slice(0, i).join('')
    const isRepeat = i >= 2 && said.includes(rest.slice(i - 1, i + 1).join(''))
    return !isStep && !isRepeat
  })
  return fresh.length
}
