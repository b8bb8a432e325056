import { describe, expect, test } from 'vitest'
import { isFresh, isStaff, sessionEnd } from '../../src/identity/session-limits.ts'

const at = (minutes: number) => new Date(Date.UTC(2026, 10, 23, 2, minutes))

describe('a session', () => {
  test.each([
    ['of a firm that rests', 'firm', 0, 720],
    ['of a bank’s viewer at once', 'lender_viewer', 0, 30],
    ['of an approver who was there a while ago', 'lender_approver', 100, 130],
    ['of an operator who is there at the end', 'operator', 719, 720],
    ['of an auditor seen exactly half an hour before the end', 'auditor', 690, 720],
    ['of a regulator', 'regulator', 10, 40],
    ['of a village officer in the field', 'village_officer', 10, 720],
    ['of a farmer', 'farmer', 10, 720],
  ] as const)('%s ends when it should', (_, role, seen, end) => {
    expect(sessionEnd({ expiresAt: at(720), lastSeenAt: at(seen) }, role)).toEqual(at(end))
  })

  test('counts as fresh for five minutes and no longer', () => {
    expect(isFresh(at(0), new Date(at(5).getTime() - 1))).toBe(true)
    expect(isFresh(at(0), at(5))).toBe(false)
  })

  test('is staff’s for the five roles that see other people’s data', () => {
    const roles = ['firm', 'farmer', 'lender_viewer', 'lender_approver', 'village_officer', 'regulator', 'operator', 'auditor'] as const
    expect(roles.filter(isStaff)).toEqual(['lender_viewer', 'lender_approver', 'regulator', 'operator', 'auditor'])
  })
})
