import { describe, expect, it } from 'vitest'
import { DECLINE_REASONS, decide } from '../../src/loans/decision.ts'
import { APPLICATION_EDGES, type ApplicationEvent, type ApplicationStatus, stepApplication } from '../../src/loans/lifecycle.ts'
import { Fault } from '../../src/platform/kernel/fault.ts'
import { addWorkingDays } from '../../src/platform/kernel/working-day.ts'

const asked = { amountFen: 100_000_000n }
const approval = { outcome: 'approved' as const, amountFen: 100_000_000n, termMonths: 24, rateBp: 365, reasons: [], note: '' }
const refusal = { outcome: 'declined' as const, reasons: ['tax_record' as const], note: '' }

function codesOf(work: () => unknown): string[] {
  try {
    work()
  } catch (error) {
    if (error instanceof Fault) return error.errors.map((e) => `${e.pointer} ${e.code}`)
    throw error
  }
  return []
}

describe('a decision', () => {
  it('to refuse carries coded reasons, each once', () => {
    expect(decide({ ...refusal, reasons: ['tax_record', 'tax_record', 'high_debt'] }, asked)).toEqual({
      outcome: 'declined',
      reasons: ['tax_record', 'high_debt'],
      note: '',
    })
  })

  it('to lend may be for less than was asked, not for more', () => {
    expect(decide(approval, asked)).toEqual({ outcome: 'approved', amountFen: '100000000', termMonths: 24, rateBp: 365, note: '' })
    expect(codesOf(() => decide({ ...approval, amountFen: 100_000_001n }, asked))).toEqual(['/amountFen amount_above_request'])
  })

  it.each([
    ['a refusal without a reason', { ...refusal, reasons: [] }, ['/reasons reasons_required']],
    ['"other" without words', { ...refusal, reasons: ['other' as const], note: '  ' }, ['/note note_required']],
    [
      'an approval without terms',
      { outcome: 'approved' as const, reasons: [], note: '' },
      ['/amountFen terms_required', '/termMonths terms_required', '/rateBp terms_required'],
    ],
    ['an approval of nothing', { ...approval, amountFen: 0n }, ['/amountFen terms_required']],
    ['an approval with decline reasons', { ...approval, reasons: ['other' as const] }, ['/reasons reasons_not_allowed']],
  ])('is not taken: %s', (_, input, codes) => {
    expect(codesOf(() => decide(input, asked))).toEqual(codes)
  })

  it('tells the applicant for every code what to do next', () => {
    for (const { zh, next } of Object.values(DECLINE_REASONS)) {
      expect(zh.length).toBeGreaterThan(3)
      expect(next).toMatch(/。$/)
    }
  })
})

describe('an application', () => {
  it('takes exactly the steps of its table', () => {
    const statuses: ApplicationStatus[] = ['submitted', 'approved', 'declined', 'withdrawn']
    const events: ApplicationEvent[] = ['approve', 'decline', 'withdraw']
    for (const from of statuses) {
      for (const by of events) {
        const edge = APPLICATION_EDGES.find((e) => e.from === from && e.by === by)
        if (edge) expect(stepApplication(from, by)).toBe(edge.to)
        else expect(() => stepApplication(from, by)).toThrow(Fault)
      }
    }
  })

  it.each([
    ['2026-11-23', 1, '2026-11-24'],
    ['2026-11-27', 1, '2026-11-30'],
    ['2026-11-28', 1, '2026-11-30'],
    ['2026-11-26', 3, '2026-12-01'],
  ])('made on %s is promised an answer in %s working days, by %s', (from, days, due) => {
    expect(addWorkingDays(from, days)).toBe(due)
  })
})
