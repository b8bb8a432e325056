import type { Child } from 'hono/jsx'
import { Sheet } from '../../ui/sheet.tsx'
import { TermList } from '../../ui/term-list.tsx'
import { words } from '../../words/index.ts'
import type { LiveCounts } from './live-counts.ts'
import { figureText, verdictTerms } from './screening-figure.ts'

export const COUNTS = 'counts'

/** How many of the city the criteria take as they are written; the element that a live form exchanges. */
export function CountsPanel({ live, action }: { live: LiveCounts; action: Child }) {
  const w = words.zh.bank.builder
  return (
    <Sheet title={w.countsTitle}>
      <div class="stack">
        <div id={COUNTS} aria-live="polite">
          <Counts live={live} />
        </div>
        {action}
        <p class="source">{words.zh.screening.rule}</p>
      </div>
    </Sheet>
  )
}

function Counts({ live: { counts, failure, notes } }: { live: LiveCounts }) {
  const w = words.zh.bank.builder
  const s = words.zh.screening
  const leftOut = [...notes.values()].filter((note) => 'leftOut' in note).length
  if (counts === null) return <p class="warn">{failure}</p>
  return (
    <div class="stack-s">
      {counts.asOf === null ? <p>{s.nobody}</p> : <p class="mid">{w.meet(figureText(counts.meet))}</p>}
      {counts.asOf === null ? null : <TermList terms={verdictTerms(counts).filter(({ term }) => term !== s.meet)} />}
      {counts.biggestExcluder === null ? null : <p>{w.excluder(counts.biggestExcluder.sentence, figureText(counts.biggestExcluder.excluded))}</p>}
      {leftOut === 0 ? null : <p class="warn">{w.leftOut(leftOut)}</p>}
      {counts.asOf === null ? null : <p class="source">{s.asOf(counts.asOf)}</p>}
    </div>
  )
}
