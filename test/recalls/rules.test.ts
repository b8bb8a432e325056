import { describe, expect, it } from 'vitest'
import { Fault } from '../../src/platform/kernel/fault.ts'
import { type AnswerInput, checkAnswer } from '../../src/recalls/answer.ts'
import { RECALL_EDGES, type RecallEvent, type RecallStatus, stepRecall } from '../../src/recalls/lifecycle.ts'
import { isOverdue } from '../../src/recalls/model.ts'
import { ANSWER_TERMS, answerDue } from '../../src/recalls/term.ts'

describe('a recall', () => {
  const STATUSES: RecallStatus[] = ['issued', 'acknowledged', 'answered', 'lifted']
  const EVENTS: RecallEvent[] = ['acknowledge', 'answer', 'restate']
  const LEGAL = [
    ...['issued acknowledge acknowledged', 'issued answer answered', 'acknowledged answer answered'],
    ...['issued restate lifted', 'acknowledged restate lifted', 'answered restate answered'],
  ]

  it.each(STATUSES.flatMap((from) => EVENTS.map((by) => ({ from, by }))))('that is $from can $by only where the table says so', ({ from, by }) => {
    const legal = LEGAL.find((edge) => edge.startsWith(`${from} ${by} `))
    if (legal) expect(`${from} ${by} ${stepRecall(from, by)}`).toBe(legal)
    else expect(() => stepRecall(from, by)).toThrow(expect.objectContaining({ kind: 'conflict', code: 'illegal_transition' }))
  })

  it('has no step but these', () => {
    expect(RECALL_EDGES.map(({ from, by, to }) => `${from} ${by} ${to}`)).toEqual(LEGAL)
  })

  it.each([
    ['2026-11-23', '2026-11-30'],
    ['2026-11-27', '2026-12-04'],
    ['2026-11-28', '2026-12-04'],
  ])('of %s has to be answered by %s', (issuedOn, due) => {
    expect(answerDue(issuedOn)).toBe(due)
  })

  it('goes by the term of its day: the newest that had begun', () => {
    const terms = [...ANSWER_TERMS, { from: '2027-01-01', workingDays: 1, basis: 'a later text', verified: false }]
    expect(answerDue('2026-12-31', terms)).toBe('2027-01-07')
    expect(answerDue('2027-01-01', terms)).toBe('2027-01-04')
  })

  it.each([
    ['on its last day', { status: 'issued', dueOn: '2026-11-30' }, '2026-11-30', false],
    ['the day after', { status: 'acknowledged', dueOn: '2026-11-30' }, '2026-12-01', true],
    ['once answered, however late', { status: 'answered', dueOn: '2026-11-30' }, '2027-01-01', false],
    ['once lifted, however late', { status: 'lifted', dueOn: '2026-11-30' }, '2027-01-01', false],
  ] as const)('is overdue or not: %s', (_, recall, today, overdue) => {
    expect(isOverdue(recall, today)).toBe(overdue)
  })
})

describe('an answer', () => {
  it.each([
    [{ answer: 'deleted', legalGround: '' }, null],
    [{ answer: 'not_kept', legalGround: '  ' }, null],
    [{ answer: 'kept_for_law', legalGround: ' 《反洗钱法》第三十四条 ' }, '《反洗钱法》第三十四条'],
  ] as [AnswerInput, string | null][])('%j is kept', (input, ground) => {
    expect(checkAnswer(input)).toBe(ground)
  })

  it.each([
    [{ answer: 'kept_for_law', legalGround: '' }, 'legal_ground_required'],
    [{ answer: 'kept_for_law', legalGround: ' 法律 ' }, 'legal_ground_required'],
    [{ answer: 'deleted', legalGround: '《反洗钱法》' }, 'legal_ground_not_asked'],
  ] as [AnswerInput, string][])('%j is refused', (input, code) => {
    expect(() => checkAnswer(input)).toThrow(expect.any(Fault))
    expect(() => checkAnswer(input)).toThrow(expect.objectContaining({ code }))
  })
})
