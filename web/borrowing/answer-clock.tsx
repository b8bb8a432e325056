import type { ApplicationView } from '../../src/loans/contract.ts'
import { ClockBar } from '../ui/clock-bar.tsx'
import type { Tone } from '../ui/tag.tsx'
import type { Side } from './side.ts'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

/** The promised first answer: it is due when the day ends in Asia/Shanghai (UTC+8 all year). */
export function AnswerClock({ side, application, now }: { side: Side; application: ApplicationView; now: Date }) {
  const w = side.words.applications
  const { submittedAt, answerDue, lenderName } = application
  const sent = Date.parse(submittedAt)
  const due = Date.parse(`${answerDue}T00:00:00+08:00`) + DAY_MS
  const minutes = (ms: number) => Math.floor(ms / MINUTE_MS)
  return (
    <ClockBar label={w.clock(lenderName)} totalMinutes={minutes(due - sent)} goneMinutes={minutes(now.getTime() - sent)}>
      {w.clockText(answerDue)}
    </ClockBar>
  )
}

export const STATUS_TONE: Record<ApplicationView['status'], Tone> = { submitted: 'warn', approved: 'good', declined: 'bad', withdrawn: 'plain' }
