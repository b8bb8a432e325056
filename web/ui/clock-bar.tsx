import type { Child } from 'hono/jsx'
import { words } from '../words/index.ts'
import { span } from './format.ts'
import { Meter } from './meter.tsx'

export interface ClockBarProps {
  label: string
  /** Minutes promised in all and minutes gone; the page computes them from the API's instants. */
  totalMinutes: number
  goneMinutes: number
  /** The answer came: the clock stands. */
  answered?: boolean
  /** What is promised, and what happens when it is missed. */
  children?: Child
}

/** A promised clock: how much is left, in words and as a bar. */
export function ClockBar({ label, totalMinutes, goneMinutes, answered, children }: ClockBarProps) {
  const w = words.zh.pieces.clock
  const left = totalMinutes - goneMinutes
  const used = totalMinutes > 0 ? Math.min(1000, Math.max(0, Math.round((goneMinutes * 1000) / totalMinutes))) : 1000
  const late = left < 0 && !answered
  const soon = !late && !answered && used >= 750
  return (
    <div class="clock">
      <div class="clock-top">
        <b>{label}</b>
        <span class={late ? 'bad' : soon ? 'warn' : undefined}>{answered ? w.answered : late ? w.overdue(span(-left)) : w.remaining(span(left))}</span>
      </div>
      <Meter label={w.used(Math.round(used / 10))} parts={[{ permille: used, colour: late ? 'red' : soon ? 3 : 2 }]} />
      {children ? <p class="source">{children}</p> : null}
    </div>
  )
}
