import { readFileSync } from 'node:fs'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SEEDED_ERRORS } from '../../src/demo/expected.ts'
import { feeds } from '../../src/feeds/index.ts'
import { addInstitutions, addUsers } from '../../src/identity/index.ts'
import { heldClock, seededIds } from '../../src/platform/chance.ts'
import type { Context } from '../../src/platform/context.ts'
import { type Database, rowsOf } from '../../src/platform/db/client.ts'
import { migrate } from '../../src/platform/db/migrate.ts'
import { openPglite } from '../../src/platform/db/pglite.ts'
import { drain } from '../../src/platform/jobs/service.ts'
import { checkBatch, dailyReport, issueNotice, keepDaily, qualityJobs, readNotice } from '../../src/quality/index.ts'
import { importFile } from '../../src/sources/index.ts'
import { testMaster } from '../support/test-master.ts'

const clock = heldClock(new Date('2026-11-20T02:00:00.000Z'))
let database: Database
let ctx: Context
let operatorId: string
beforeAll(async () => {
  database = await openPglite()
  await migrate(database)
  const ids = seededIds(clock)
  ids.reset('quality')
  ctx = { db: database.db, clock, ids, master: testMaster, requestId: 'quality-test' }
  const [institution] = await addInstitutions(ctx, [{ kind: 'platform', code: 'p', name: '运营中心' }])
  const [user] = await addUsers(ctx, [{ username: 'op', displayName: '运营', role: 'operator', password: null, institutionId: institution!.id }])
  operatorId = user!
})
afterAll(() => database.close())

/** The last rows of a demo file, the header kept: where the seeded mistakes about the further firms stand. */
function tail(file: string, rows: number): { bytes: Uint8Array; firstRow: number } {
  const lines = readFileSync(new URL(`../../src/demo/files/${file}`, import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')
  return { bytes: new TextEncoder().encode([lines[0]!, ...lines.slice(-rows)].join('\n')), firstRow: lines.length - rows + 1 }
}

async function take(source: string, record: string, bytes: Uint8Array): Promise<string> {
  const upload = { source, record, bytes, contentType: 'text/csv', fileName: `${record}.csv`, actorId: operatorId }
  return (await ctx.db.transaction((tx) => importFile({ ...ctx, db: tx }, feeds, upload))).id
}

async function kept(batchId?: string): Promise<string[]> {
  const rows = await rowsOf<{ rule: string; rowNo: number; foundAt: string; id: string }>(
    ctx.db,
    sql`select id, rule, row_no as "rowNo", found_at::text as "foundAt" from quality_findings where ${batchId === undefined ? sql`true` : sql`batch_id = ${batchId}`} order by row_no, rule`,
  )
  return rows.map(({ rowNo, rule, foundAt, id }) => `${rowNo} ${rule} ${foundAt} ${id}`)
}

/** Rule and row only, as the seeds of this tail say them. */
function seedsOf(file: string, firstRow: number): string[] {
  return SEEDED_ERRORS.filter((e) => e.file === file && e.rowNo >= firstRow && e.foundBy === 'finding').map(
    ({ rowNo, code }) => `${rowNo - firstRow + 2} ${code}`,
  )
}

const ruleAndRow = (lines: readonly string[]) => lines.map((line) => line.split(' ').slice(0, 2).join(' '))

describe('a batch of penalties that came before its firms were registered', () => {
  const penalties = tail('penalty.csv', 13)
  const register = tail('registration.csv', 13)
  let penaltyBatch: string
  let registerBatch: string

  test('is judged by what is known, again and again the same', async () => {
    penaltyBatch = await take('gz-credit', 'penalty', penalties.bytes)
    await checkBatch(ctx, feeds, penaltyBatch)
    const once = await kept()
    expect(ruleAndRow(once)).toContain('5 shown_too_long'.replace('5', String(seedRow('shown_too_long'))))
    expect(once.some((line) => line.includes('name_mismatch'))).toBe(false)
    clock.set(new Date(clock.now().getTime() + 60_000))
    await checkBatch(ctx, feeds, penaltyBatch)
    expect(await kept()).toEqual(once)
  })

  test('is judged anew when the register comes: every seeded mistake is found, whichever file was first', async () => {
    registerBatch = await take('samr', 'registration', register.bytes)
    await checkBatch(ctx, feeds, registerBatch)
    expect(ruleAndRow(await kept(penaltyBatch))).toEqual(expect.arrayContaining(seedsOf('penalty.csv', penalties.firstRow)))
    expect(ruleAndRow(await kept(registerBatch))).toEqual(seedsOf('registration.csv', register.firstRow))
  })

  test('loses a finding when the office corrects the row', async () => {
    const before = await kept()
    const [header, ...rows] = new TextDecoder().decode(penalties.bytes).split('\n')
    const wrong = rows.find((row) => row.includes('2031-09-09'))!
    const batch = await take(
      'gz-credit',
      'penalty',
      new TextEncoder().encode([`${header!.trimEnd()},更新时间`, `${wrong.trimEnd().replace('2031-09-09', '2028-09-09')},2026-11-19 09:00:00`].join('\n')),
    )
    await checkBatch(ctx, feeds, batch)
    const after = await kept()
    expect(before.filter((line) => !after.includes(line)).map((line) => line.split(' ')[1])).toEqual(['shown_too_long'])
    expect(after.filter((line) => !before.includes(line))).toEqual([])
  })

  function seedRow(code: string): number {
    return SEEDED_ERRORS.find((e) => e.file === 'penalty.csv' && e.code === code)!.rowNo - penalties.firstRow + 2
  }
})

describe('a mark that came before its penalty', () => {
  const [header, row] = new TextDecoder().decode(tail('penalty.csv', 1).bytes).split('\n')
  const columns = header!
    .replace(/^\uFEFF/, '')
    .trimEnd()
    .split(',')
  const cell = (...names: string[]) => row!.trimEnd().split(',')[columns.findIndex((name) => names.includes(name))]!
  const CODE = cell('CF_XDR_SHXYM', '统一社会信用代码')
  const DOCUMENT = '示例罚字〔2026〕9001号'
  const own = new TextEncoder().encode([header, row!.replace(cell('CF_WSH', '行政处罚决定书文号'), DOCUMENT)].join('\n'))
  const mark = (documentNo: string) =>
    new TextEncoder().encode(`统一社会信用代码,企业名称,信息类别,文书号,公示状态,状态日期\n${CODE},,行政处罚,${documentNo},已修复,2026-11-19\n`)

  test('is objected to until the penalty is there; one under a wrong number stays objected to', async () => {
    const early = await take('credit-china', 'publicity_mark', mark(DOCUMENT))
    const wrong = await take('credit-china', 'publicity_mark', mark('示例罚字2026年9001号'))
    await checkBatch(ctx, feeds, early)
    expect([ruleAndRow(await kept(early)), ruleAndRow(await kept(wrong))]).toEqual([['2 mark_without_target'], ['2 mark_without_target']])
    await checkBatch(ctx, feeds, await take('gz-credit', 'penalty', own))
    expect([ruleAndRow(await kept(early)), ruleAndRow(await kept(wrong))]).toEqual([[], ['2 mark_without_target']])
  })
})

describe('the job that follows an intake', () => {
  test('checks a file larger than one step to its end, and marks it checked once', async () => {
    const batchId = await take('gz-tax', 'tax_grade', tail('tax_grade.csv', 1_100).bytes)
    const jobs = { ...qualityJobs(feeds) }
    expect(await drain(ctx, jobs)).toBeGreaterThan(0)
    const [before] = await batch(batchId)
    expect(before!.checkedAt).toBeNull()
    for (let n = 0; n < 4; n++) {
      clock.set(new Date(clock.now().getTime() + 1_000))
      await drain(ctx, jobs)
    }
    const [after] = await batch(batchId)
    expect(after!.checkedAt).not.toBeNull()
    expect(after!.checked).toBe(after!.accepted)
    clock.set(new Date(clock.now().getTime() + 60_000))
    await checkBatch(ctx, feeds, batchId)
    expect((await batch(batchId))[0]!.checkedAt).toBe(after!.checkedAt)
  })

  test('does a step that was done already not a second time', async () => {
    const jobs = qualityJobs(feeds)
    const batchId = await take('gz-tax', 'tax_grade', tail('tax_grade.csv', 3).bytes)
    await checkBatch(ctx, feeds, batchId)
    const [once] = await batch(batchId)
    await ctx.db.transaction((tx) => jobs['quality.step']!({ ...ctx, db: tx }, { batchId, afterRow: 0 }))
    expect(await batch(batchId)).toEqual([once])
  })

  function batch(id: string) {
    return rowsOf<{ checkedAt: string | null; accepted: number; checked: number }>(
      ctx.db,
      sql`select b.checked_at::text as "checkedAt", b.accepted, c.checked from import_batches b left join quality_checks c on c.batch_id = b.id where b.id = ${id}`,
    )
  }
})

describe('the report of a day', () => {
  test('adds up by feed, counts reasons and rules, and says nothing of a feed that sent nothing', async () => {
    const { feeds: reports } = await dailyReport(ctx, feeds, '2026-11-20')
    const penalty = reports.find(({ record }) => record === 'penalty')!
    expect(penalty.accepted + penalty.duplicate + penalty.quarantined).toBe(penalty.received)
    expect(penalty.checked).toBe(penalty.accepted)
    expect(penalty.findingsByRule).toMatchObject({ name_mismatch: 1, fine_unit_slip: 1 })
    expect(penalty.score!.scoreBp).toBeLessThan(10_000)
    expect(penalty.score!.validityBp).toBe(10_000)
    const silent = reports.find(({ record }) => record === 'licence')!
    expect(silent).toMatchObject({ received: 0, score: null })
    expect(reports.map(({ source, record }) => `${source}/${record}`).sort()).toEqual(feeds.kinds.map(({ source, record }) => `${source}/${record}`).sort())
  })

  test('is compared with the feed’s last day before, also when the check alone kept it', async () => {
    const { feeds: reports } = await dailyReport(ctx, feeds, '2026-11-21')
    const friday = (await dailyReport(ctx, feeds, '2026-11-20')).feeds.find(({ record }) => record === 'penalty')!
    await keepDaily(ctx, feeds, '2026-11-20')
    expect(reports.find(({ record }) => record === 'penalty')!.previous).toEqual({ day: '2026-11-20', scoreBp: friday.score!.scoreBp })
  })

  test('flags the duties whose day has gone by, at the clock’s day', async () => {
    const friday = await take('gz-credit', 'licence', tail('licence.csv', 13).bytes)
    const due = async () =>
      (await dailyReport(ctx, feeds, '2026-11-20')).clocks
        .filter(({ batchId }) => batchId === friday)
        .map(({ duty, deadline }) => [duty, deadline.dueOn, deadline.state])
    clock.set(new Date('2026-11-24T10:00:00.000Z'))
    expect(await due()).toEqual([['check', '2026-11-24', 'open']])
    clock.set(new Date('2026-11-24T16:00:00.000Z'))
    expect(await due()).toEqual([['check', '2026-11-24', 'overdue']])
    await checkBatch(ctx, feeds, friday)
    expect(await due()).toEqual([['notice', '2026-11-25', 'open']])
    clock.set(new Date('2026-11-25T16:00:00.000Z'))
    expect(await due()).toEqual([['notice', '2026-11-25', 'overdue']])
    await issueNotice(ctx, friday)
    expect(await due()).toEqual([])
    expect((await readNotice(ctx, friday)).notice).toEqual({ dueOn: '2026-11-25', doneOn: '2026-11-26', state: 'late' })
  })
})

describe('the notice to an office', () => {
  test('waits for the check, names rows by reason and holds nothing of them', async () => {
    const [header, good] = new TextDecoder().decode(tail('penalty.csv', 1).bytes).split('\n')
    const bad = good!.replace('法人及非法人组织', '自然人').replace(/示例罚字[^,]*/, '示例罚字〔2026〕1号')
    const id = await take('gz-credit', 'penalty', new TextEncoder().encode([header, good, bad].join('\n')))
    await expect(issueNotice(ctx, id)).rejects.toMatchObject({ code: 'not_checked' })
    await checkBatch(ctx, feeds, id)
    const notice = await issueNotice(ctx, id)
    expect(notice.sections).toEqual([{ kind: 'quarantine', code: 'natural_person', titleZh: '自然人信息，不予归集', count: 1, rows: [3] }])
    expect(JSON.stringify(notice.sections)).not.toMatch(/示例|440199/)
    await expect(issueNotice(ctx, id)).rejects.toMatchObject({ code: 'notice_issued' })
  })
})
