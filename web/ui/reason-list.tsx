import type { Child } from 'hono/jsx'
import { words } from '../words/index.ts'

export interface ReasonItem {
  verdict: 'met' | 'short' | 'unknown'
  /** The whole sentence: the mark alone never carries the meaning. */
  text: Child
  /** A SourceLine. */
  source?: Child
  /** What the reader can do about it. */
  next?: Child
}

const MARK = { met: { sign: '\u2713', tone: 'good' }, short: { sign: '!', tone: 'warn' }, unknown: { sign: '?', tone: 'muted' } } as const

/** Why: met, short by how much, or unknown, each in words. */
export function ReasonList({ reasons }: { reasons: readonly ReasonItem[] }) {
  return (
    <ul class="reasons">
      {reasons.map((r) => (
        <li>
          <span class={`mark ${MARK[r.verdict].tone}`} aria-hidden="true">
            {MARK[r.verdict].sign}
          </span>
          <span>
            <span class="sr">{words.zh.pieces.verdict[r.verdict]} </span>
            {r.text} {r.source ?? null}
            {r.next ? <span class="next">{r.next}</span> : null}
          </span>
        </li>
      ))}
    </ul>
  )
}
