import { describe, expect, it } from 'vitest'
import { retryAfterMs } from '../../../src/platform/outside/back-off.ts'

const NOW = new Date('1994-11-06T08:49:30Z')
const asked = (retryAfter: string) => retryAfterMs(new Headers({ 'retry-after': retryAfter }), NOW)

describe('Retry-After', () => {
  it.each([
    ['IMF-fixdate', 'Sun, 06 Nov 1994 08:49:37 GMT'],
    ['RFC 850', 'Sunday, 06-Nov-94 08:49:37 GMT'],
    ['asctime', 'Sun Nov  6 08:49:37 1994'],
  ])('is read as a date in the spelling of %s', (_, date) => {
    expect(asked(date)).toBe(7_000)
  })

  it.each(['', '1.5', '1e3', 'Sun, 99 Nov 1994 08:49:37 GMT', '1994-11-06T08:49:37Z', '120, 60'])('is no wait at all as %j', (text) => {
    expect(asked(text)).toBeNull()
  })

  it('is no wait when its date has passed', () => {
    expect(asked('Sun, 06 Nov 1994 08:49:29 GMT')).toBe(0)
  })

  it('is absent where it is absent', () => {
    expect(retryAfterMs(new Headers(), NOW)).toBeNull()
  })
})
