import { describe, expect, it } from 'vitest'
import { DAYS_AFTER_NO, DAYS_IN_VAIN, notYet } from '../../src/consent/asking.ts'
import type { Inquiry } from '../../src/consent/model.ts'

const DAY = 86_400_000
const NOW = new Date('2026-11-23T02:00:00.000Z')
const ago = (days: number, ms = 0) => new Date(NOW.getTime() - days * DAY + ms)
const asked = (status: Inquiry['status'], days: number, ms = 0) => ({
  status,
  askedAt: ago(days, ms),
  answeredAt: status === 'requested' ? null : ago(days, ms),
})

describe('asking the same again', () => {
  it('is free where nothing was asked, and after a yes that has run out', () => {
    expect(notYet([], [], NOW)).toBeNull()
    expect(notYet([asked('granted', 1), asked('granted', 2), asked('granted', 3), asked('granted', 4)], [], NOW)).toBeNull()
  })

  it('waits thirty days after a no, to the instant', () => {
    expect(notYet([asked('denied', DAYS_AFTER_NO, 1)], [], NOW)).toEqual({ why: 'asked_too_soon', from: new Date(NOW.getTime() + 1) })
    expect(notYet([asked('denied', DAYS_AFTER_NO)], [], NOW)).toBeNull()
  })

  it('waits as long after a consent was taken back: that is a no as well', () => {
    expect(notYet([asked('granted', 60)], [ago(DAYS_AFTER_NO, 1)], NOW)?.why).toBe('asked_too_soon')
    expect(notYet([asked('granted', 60)], [ago(DAYS_AFTER_NO)], NOW)).toBeNull()
  })

  it('counts the latest no, in whatever order they are listed', () => {
    const noes = [asked('denied', 80), asked('denied', 10)]
    expect(notYet(noes, [], NOW)).toEqual(notYet(noes.toReversed(), [], NOW))
    expect(notYet(noes, [], NOW)?.from).toEqual(new Date(ago(10).getTime() + DAYS_AFTER_NO * DAY))
  })

  it('is free after a lapse, twice; after the third it waits until the first of three lies ninety days back', () => {
    expect(notYet([asked('lapsed', 3), asked('lapsed', 6)], [], NOW)).toBeNull()
    const three = [asked('lapsed', 3), asked('lapsed', 6), asked('lapsed', DAYS_IN_VAIN, 1)]
    expect(notYet(three, [], NOW)).toEqual({ why: 'asked_too_often', from: new Date(NOW.getTime() + 1) })
    expect(notYet([...three.slice(0, 2), asked('lapsed', DAYS_IN_VAIN)], [], NOW)).toBeNull()
  })

  it('names the later of two reasons', () => {
    const past = [asked('denied', 1), asked('lapsed', 6), asked('denied', 40)]
    expect(notYet(past, [], NOW)).toEqual({ why: 'asked_too_often', from: new Date(ago(40).getTime() + DAYS_IN_VAIN * DAY) })
    expect(notYet([asked('denied', 1), asked('lapsed', 80), asked('lapsed', 85)], [], NOW)?.why).toBe('asked_too_soon')
  })
})
