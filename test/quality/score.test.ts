import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkDeadline, type DayCounts, noticeDeadline, scoreOf } from '../../src/quality/model.ts'
import { noticeSections } from '../../src/quality/notice.ts'

const COUNTS: DayCounts = {
  received: 100,
  accepted: 100,
  duplicate: 0,
  quarantined: 0,
  checked: 100,
  importantCells: 400,
  filledCells: 400,
  faultyRecords: 0,
  lateRecords: 0,
}

describe('the score of a feed’s day', () => {
  test.each([
    ['nothing wrong', {}, 10_000],
    ['one row of a hundred kept aside', { accepted: 99, quarantined: 1, checked: 99 }, 9_960],
    ['one row of a hundred sent twice, which is no fault', { accepted: 99, duplicate: 1, checked: 99 }, 10_000],
    ['one record in a hundred objected to', { faultyRecords: 1 }, 9_970],
    ['one record late', { lateRecords: 1 }, 9_990],
    ['one of four important cells empty', { filledCells: 300 }, 9_500],
    ['everything kept aside', { accepted: 0, quarantined: 100, checked: 0, importantCells: 0, filledCells: 0 }, 6_000],
  ])('%s', (_, change, scoreBp) => {
    expect(scoreOf({ ...COUNTS, ...change }, '2026-11-20')!.scoreBp).toBe(scoreBp)
  })

  test('is faultless only when nothing at all was wrong, however many rows there were', () => {
    expect(scoreOf({ ...COUNTS, received: 1_000_000, accepted: 1_000_000, checked: 1_000_000, faultyRecords: 1 }, '2026-11-20')!.scoreBp).toBeLessThan(10_000)
  })

  test('is not given for a day without a row', () => {
    expect(scoreOf({ ...COUNTS, received: 0, accepted: 0, checked: 0 }, '2026-11-20')).toBeNull()
  })

  test('never rises with one more fault', () => {
    const share = fc.integer({ min: 0, max: 99 })
    fc.assert(
      fc.property(share, share, share, (faultyRecords, lateRecords, empty) => {
        const counts = { ...COUNTS, faultyRecords, lateRecords, filledCells: 400 - empty }
        const score = scoreOf(counts, '2026-11-20')!.scoreBp
        for (const worse of [
          { faultyRecords: faultyRecords + 1 },
          { lateRecords: lateRecords + 1 },
          { filledCells: counts.filledCells - 1 },
          { accepted: 99, quarantined: 1 },
        ])
          expect(scoreOf({ ...counts, ...worse }, '2026-11-20')!.scoreBp).toBeLessThanOrEqual(score)
      }),
    )
  })
})

describe('the clocks of a batch received on a Friday', () => {
  const FRIDAY = '2026-11-20'

  test.each([
    ['checked on the second working day', '2026-11-24', '2026-12-01', 'done'],
    ['checked the day after', '2026-11-25', '2026-12-01', 'late'],
    ['not checked on the second working day', null, '2026-11-24', 'open'],
    ['not checked the day after', null, '2026-11-25', 'overdue'],
  ])('intake check: %s', (_, doneOn, today, state) => {
    expect(checkDeadline(FRIDAY, doneOn, today)).toEqual({ dueOn: '2026-11-24', doneOn, state })
  })

  test.each([
    ['told on the third working day', '2026-11-25', '2026-12-01', 'done'],
    ['told the day after', '2026-11-26', '2026-12-01', 'late'],
    ['not told on the third working day', null, '2026-11-25', 'open'],
    ['not told the day after', null, '2026-11-26', 'overdue'],
  ])('error notice: %s', (_, doneOn, today, state) => {
    expect(noticeDeadline(FRIDAY, doneOn, today)).toEqual({ dueOn: '2026-11-25', doneOn, state })
  })
})

describe('an error notice', () => {
  test('counts each row once per reason, names the rows in order, and puts what was refused first', () => {
    const quarantined = [
      { code: 'bad_code', rowNo: 9 },
      { code: 'bad_code', rowNo: 4 },
      { code: 'bad_date', rowNo: 5 },
    ] as const
    const findings = [3, 3, 2, 1].map((rowNo) => ({ rule: 'name_mismatch', rowNo }))
    expect(noticeSections(quarantined, findings)).toEqual([
      { kind: 'quarantine', code: 'bad_code', titleZh: '代码校验不通过', count: 2, rows: [4, 9] },
      { kind: 'quarantine', code: 'bad_date', titleZh: '日期不对', count: 1, rows: [5] },
      { kind: 'finding', code: 'name_mismatch', titleZh: '名称与代码不是同一主体', count: 3, rows: [1, 2, 3] },
    ])
  })

  test.each([
    [200, 200],
    [201, 200],
  ])('of %i rows names the first %i and still counts them all', (rows, named) => {
    const [section] = noticeSections(
      Array.from({ length: rows }, (_, n) => ({ code: 'bad_code' as const, rowNo: n + 1 })),
      [],
    )
    expect(section!.rows).toHaveLength(named)
    expect(section!.count).toBe(rows)
  })
})
