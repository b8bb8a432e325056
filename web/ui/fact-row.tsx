import { words } from '../words/index.ts'
import type { FactSayings } from '../words/zh/facts.ts'
import type { FactRow } from './fact-table.tsx'
import { type Entry, factWords } from './fact-words.ts'
import { SourceLine } from './source-line.tsx'

type Loser = Entry['losers'][number]

/** Other statements that stand in the row; more are folded. */
const SHOWN = 2

/** A profile's single value as a row: in its own unit, where it comes from, what others say and why this one stands. */
export function factRow(entry: Entry, w: FactSayings): FactRow {
  const said = factWords(entry, entry.value, entry.text) ?? withheld(entry)
  return {
    label: entry.label,
    freshness: entry.freshness,
    value: said === null ? null : <Value entry={entry} said={said} w={w} />,
    source: { office: officeOf(entry), asOf: entry.asOf },
    others: <Others entry={entry} w={w} />,
  }
}

/** The office that answers for it; who it is comes from the code, and what is worked out from the rules. */
export function officeOf({ attribute, from, decidedBy }: Entry): string | null {
  const { identity, derived, derivedFrom } = words.zh.pieces.source
  if (decidedBy === 'derived' && from) return derivedFrom(from.provider)
  return from?.provider ?? (attribute === 'code' ? identity : decidedBy === 'derived' ? derived : null)
}

/** Nothing was worked out, because what it rests on may not be relied on: another thing than nothing being known. */
function withheld({ freshness }: Entry): string | null {
  const w = words.zh.facts
  return freshness === 'disputed' ? w.derivedFromDoubt : freshness === 'stale' ? w.derivedFromStale : null
}

function Value({ entry, said, w }: { entry: Entry; said: string; w: FactSayings }) {
  const known = entry.value !== null
  return (
    <div>
      <span class={known ? undefined : 'muted'}>{said}</span>
      {entry.validUntil === null ? null : (
        <>
          {' '}
          <span class="source nowrap">{w.validUntil(entry.validUntil)}</span>
        </>
      )}
      {entry.freshness === 'stale' && known ? <div class="small warn">{w.stale}</div> : null}
      {entry.doubt === null ? null : <div class="small warn">{w.doubt[entry.doubt]}</div>}
    </div>
  )
}

/** What others say, and by which rule this value stands against them. */
function Others({ entry, w }: { entry: Entry; w: FactSayings }) {
  const others = othersOf(entry)
  const rules: Partial<Record<string, string>> = words.zh.facts.rule
  const rule = entry.decidedBy === null ? undefined : rules[entry.decidedBy]
  const rest = others.slice(SHOWN)
  if (others.length === 0) return null
  return (
    <>
      {others.slice(0, SHOWN).map((other) => (
        <Other entry={entry} other={other} w={w} />
      ))}
      {rule ? <div class="source">{rule}</div> : null}
      {rest.length > 0 ? (
        <details class="small">
          <summary>
            {w.others(rest.length)}
            <span class="sr"> {entry.label}</span>
          </summary>
          {rest.map((other) => (
            <Other entry={entry} other={other} w={w} />
          ))}
        </details>
      ) : null}
    </>
  )
}

/** What others say stands before what the same office said earlier; the same of the same office once. */
function othersOf(entry: Entry): Loser[] {
  const once = new Map(entry.losers.map((l) => [`${l.from.source} ${JSON.stringify(l.value)}`, l]))
  const isHistory = (l: Loser) => Number(l.from.source === entry.from?.source && l.asOf !== entry.asOf)
  return [...once.values()].sort((a, b) => isHistory(a) - isHistory(b))
}

function Other({ entry, other, w }: { entry: Entry; other: Loser; w: FactSayings }) {
  const isHistory = other.from.source === entry.from?.source && other.asOf !== entry.asOf
  return (
    <div class={isHistory ? 'source' : 'small'}>
      {(isHistory ? w.before : w.other)(factWords(entry, other.value, null) ?? words.zh.measures.none)}
      <SourceLine office={other.from.provider} asOf={other.asOf} />
    </div>
  )
}
