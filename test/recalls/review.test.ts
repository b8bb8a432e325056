import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { adviceOf } from '../../src/recalls/advice.ts'
import type { Recall, RecallReason } from '../../src/recalls/model.ts'
import { reviewItem, type Seen } from '../../src/recalls/review.ts'

const AT = new Date('2026-11-20T02:00:00Z')

/** What a row was told before and what became of it since. */
function row(change: Seen['change'], told: 'nothing' | 'recalled' | 'corrected' | 'both' = 'nothing', logIndex = 1): Seen {
  return {
    ...{ hash: `h${logIndex}`, logIndex, asOf: `2026-0${logIndex}-01`, fields: [`f${logIndex}`], change, lastShownOn: null },
    recalledAt: told === 'recalled' || told === 'both' ? AT : null,
    correctedAt: told === 'corrected' || told === 'both' ? AT : null,
  }
}

function recall(reason: RecallReason): Recall {
  return { reason } as Recall
}

function outcome(rows: Seen[], standing: RecallReason[] = []): string {
  const { issue, lift } = reviewItem(rows, standing.map(recall))
  return [issue && `tell ${issue.reason} of read ${issue.logIndex}`, ...lift.map(({ reason }) => `lift ${reason}`)].filter(Boolean).join(', ')
}

describe('the review of one item', () => {
  it.each<[string, Seen[], RecallReason[], string]>([
    ['it stands', [row(null)], [], ''],
    ['it aged', [row('superseded')], [], ''],
    ['it is withdrawn', [row('withdrawn')], [], 'tell withdrawn of read 1'],
    ['it is withdrawn and its reader knows', [row('withdrawn', 'recalled')], ['withdrawn'], ''],
    ['it is corrected', [row('corrected')], [], 'tell corrected of read 1'],
    ['it is corrected and its reader knows', [row('corrected', 'corrected')], ['corrected'], ''],
    ['it is gone after it was corrected', [row('repaired', 'corrected')], ['corrected'], 'tell repaired of read 1'],
    ['two versions were shown and both are gone', [row('withdrawn'), row('withdrawn', 'nothing', 2)], [], 'tell withdrawn of read 1'],
    ['one was corrected, the other is what holds', [row('corrected'), row(null, 'nothing', 2)], [], 'tell corrected of read 1'],
    ['the second is corrected too', [row('corrected', 'corrected'), row('corrected', 'nothing', 2)], ['corrected'], 'tell corrected of read 2'],
    ['withdrawn, and stated again', [row(null, 'recalled')], ['withdrawn'], 'lift withdrawn'],
    ['withdrawn, and stated again with another value', [row('corrected', 'recalled')], ['withdrawn'], ''],
    ['withdrawn, and the record moved on', [row('superseded', 'recalled')], ['withdrawn'], ''],
    ['withdrawn after it moved on, and back', [row('superseded', 'recalled'), row(null, 'recalled', 2)], ['withdrawn'], 'lift withdrawn'],
    ['corrected, and put back', [row(null, 'corrected')], ['corrected'], 'lift corrected'],
    ['corrected and gone, and all put back', [row(null, 'both')], ['corrected', 'repaired'], 'lift corrected, lift repaired'],
    ['corrected and gone, and back as corrected', [row('corrected', 'both'), row(null, 'recalled', 2)], ['corrected', 'withdrawn'], 'lift withdrawn'],
    ['stated again and read again before anybody looked', [row(null, 'nothing', 2)], ['withdrawn'], 'lift withdrawn'],
  ])('%s', (_, rows, standing, expected) => {
    expect(outcome(rows, standing)).toBe(expected)
  })

  it('names every field that showed it, and the day that was shown last', () => {
    const { issue } = reviewItem([row('withdrawn'), row('withdrawn', 'nothing', 2)], [])
    expect(issue).toEqual({ reason: 'withdrawn', logIndex: 1, asOf: '2026-02-01', fields: ['f1', 'f2'] })
  })

  it('done twice does nothing the second time, and leaves no reader untold, whatever happened in between', () => {
    const version = fc.constantFrom<Seen['change']>(null, 'superseded', 'corrected', 'withdrawn')
    const happening = fc.array(fc.tuple(version, version, fc.boolean()), { minLength: 1, maxLength: 6 })
    let issued = 0
    let lifted = 0
    fc.assert(
      fc.property(happening, (happened) => {
        let rows: Seen[] = [row(null)]
        let standing: Recall[] = []
        for (const [first, second, readAgain] of happened) {
          if (readAgain && rows.length === 1) rows = [...rows, row(null, 'nothing', 2)]
          // What is gone is gone in every version.
          const changes = first === 'withdrawn' || second === 'withdrawn' ? (['withdrawn', 'withdrawn'] as const) : [first, second]
          rows = rows.map((r, at) => ({ ...r, change: changes[at]! }))
          const review = () => {
            const { issue, lift, rows: marked } = reviewItem(rows, standing)
            standing = [...standing.filter((r) => !lift.includes(r)), ...(issue ? [recall(issue.reason)] : [])]
            const kept = new Map(marked.map((now) => [now.row, now]))
            rows = rows.map((r) => {
              const now = kept.get(r)
              return now ? { ...r, recalledAt: now.recalled ? AT : null, correctedAt: now.corrected ? AT : null } : r
            })
            issued += issue ? 1 : 0
            lifted += lift.length
            return issue !== null || lift.length > 0
          }
          review()
          expect(review()).toBe(false)
          for (const { change } of rows) {
            if (change === 'withdrawn') expect(standing.map((r) => r.reason)).toContain('withdrawn')
            if (change === 'corrected') expect(standing.length).toBeGreaterThan(0)
          }
          if (rows.every(({ change }) => change === null)) expect(standing).toEqual([])
        }
      }),
      { numRuns: 1_000 },
    )
    expect(Math.min(issued, lifted)).toBeGreaterThan(100)
  })
})

describe('the advice', () => {
  const GRADE = { kind: 'value', reason: 'corrected', status: 'issued', restated: false, attributeName: '纳税信用级别', labels: ['纳税信用级别'] } as const

  it.each([
    [GRADE, '这项纳税信用级别已被来源更正，当时看到的不能再使用。请删除当时的内容；需要新的内容，请在授权内重新查看。'],
    [
      { ...GRADE, kind: 'record', reason: 'withdrawn', attributeName: '行政许可', labels: ['行政许可', '有效许可'] } as const,
      '这条行政许可记录已被来源撤销或收回，当时看到的不能再使用。请删除留存的内容，不再用于审查；已用它作出的判断，请重新判断。',
    ],
    [
      { ...GRADE, attributeName: '行业', labels: ['企业规模'] },
      '这项行业已被来源更正，当时看到的不能再使用。当时看到的是由它得出的「企业规模」，同样不能再用。请删除当时的内容；需要新的内容，请在授权内重新查看。',
    ],
    [{ ...GRADE, status: 'lifted', restated: true } as const, '这项纳税信用级别又由来源给出，与当时看到的一样：通知已解除，不必再答复，可以按授权继续使用。'],
    [
      { ...GRADE, status: 'answered', restated: true } as const,
      '这项纳税信用级别在答复之后又由来源给出，与当时看到的一样。已删除的，需要时请在授权内重新查看。',
    ],
  ])('of %j', (advised, sentence) => {
    expect(adviceOf(advised)).toBe(sentence)
  })
})
