import { toHalfWidth } from '../platform/kernel/text.ts'
import { type CivilDate, civilDateOf, parseCivilDate } from '../platform/kernel/time.ts'
import type { Envelope, Row, RowIssue } from './record-kind.ts'
import { saysNothing } from './row-reader.ts'

/** What "now" means to one intake: the day that bounds dates, and the latest time a source may claim. */
export interface Moment {
  today: CivilDate
  /** Shanghai civil time, ten minutes ahead of ours: clocks of offices are not all set alike. */
  latest: string
}

const SKEW_MS = 10 * 60_000
const SHANGHAI_MS = 8 * 3_600_000

export function momentOf(now: Date): Moment {
  return { today: civilDateOf(now), latest: shanghaiTime(now.getTime() + SKEW_MS) }
}

const RETRACTING = new Set(['撤销', '删除', '撤回', 'D', 'DELETE', 'RETRACT'])
const STATING = new Set(['新增', '修改', '更新', 'I', 'U', 'INSERT', 'UPDATE', 'UPSERT'])
const TIME = /[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d{1,6})?)?(Z|[+-]\d{2}:?\d{2})?$/

/**
 * The envelope of one row; without one the record's own day orders its versions.
 * @returns issues `bad_date`, `clock_skew`, `bad_number`, `unknown_value` where it cannot be read
 */
export function readEnvelope(row: Row, asOf: CivilDate, moment: Moment): { envelope: Envelope; issues: RowIssue[] } {
  const issues: RowIssue[] = []
  let version = asOf
  const at = said(row, '更新时间')
  if (at !== null) {
    const time = sourceTime(at)
    if (time === null) issues.push({ code: 'bad_date', field: '更新时间', detail: '“更新时间”不是日期或时间，请写成 2026-03-01 10:00:00。' })
    else if (time > moment.latest) issues.push({ code: 'clock_skew', field: '更新时间', detail: '“更新时间”晚于现在：来源系统的时钟可能不准，请校时后重发。' })
    else version = time
  }
  const sequence = said(row, '更新序号')
  if (sequence !== null) {
    if (/^\d{1,12}$/.test(sequence)) version += `#${sequence.padStart(12, '0')}`
    else issues.push({ code: 'bad_number', field: '更新序号', detail: '“更新序号”应为不超过 12 位的整数。' })
  }
  const action = said(row, '数据操作')?.toUpperCase()
  const retracts = action !== undefined && RETRACTING.has(action)
  if (action !== undefined && !retracts && !STATING.has(action))
    issues.push({ code: 'unknown_value', field: '数据操作', detail: '“数据操作”应为 新增、修改 或 撤销。' })
  return { envelope: { version, retracts }, issues }
}

/** A day, or a time in Shanghai civil time; text with an offset is brought to it. null: neither. */
export function sourceTime(text: string): string | null {
  const day = parseCivilDate(text)
  if (day === null) return null
  const match = TIME.exec(text.trim())
  if (!match) return day
  const [, hour, minute, second = '00', offset] = match
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null
  const local = `${day}T${hour!.padStart(2, '0')}:${minute}:${second}`
  if (offset === undefined) return local
  return shanghaiTime(Date.parse(`${local}${offset === 'Z' ? 'Z' : `${offset.slice(0, 3)}:${offset.slice(-2)}`}`))
}

function said(row: Row, column: string): string | null {
  const found = row[column]
  if (found === undefined || found === '') return null
  const text = toHalfWidth(found).trim()
  return saysNothing(text) ? null : text
}

function shanghaiTime(ms: number): string {
  return new Date(ms + SHANGHAI_MS).toISOString().slice(0, 19)
}
