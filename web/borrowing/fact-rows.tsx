import type { ProfileEntryView } from '../../src/profiles/contract.ts'
import type { FactRow } from '../ui/fact-table.tsx'
import { count, money, percent } from '../ui/format.ts'
import { SourceLine } from '../ui/source-line.tsx'
import { words } from '../words/index.ts'

/** A profile's entry as a row: value in its own unit, where it comes from, and what other sources say. Lists have tables of their own. */
export function factRow(entry: ProfileEntryView): FactRow {
  const w = words.zh.sme.data
  const said = valueText(entry, entry.value, entry.text)
  return {
    label: entry.label,
    freshness: entry.freshness,
    value:
      said === null ? null : (
        <div>
          {said}
          {entry.validUntil === null ? null : <span class="source nowrap"> {w.validUntil(entry.validUntil)}</span>}
          {entry.freshness === 'stale' ? <div class="small warn">{w.stale}</div> : null}
          {entry.doubt === null ? null : <div class="small warn">{w.doubt[entry.doubt]}</div>}
          {entry.losers.map((other) => (
            <div class="small">
              {(other.from.source === entry.from?.source ? w.before : w.other)(valueText(entry, other.value, null) ?? words.zh.measures.none)}
              <SourceLine office={other.from.provider} asOf={other.asOf} />
            </div>
          ))}
        </div>
      ),
    source: {
      office: entry.from?.provider ?? (entry.attribute === 'code' ? words.zh.pieces.source.identity : entry.decidedBy === 'derived' ? w.derived : null),
      asOf: entry.asOf,
    },
  }
}

/** Years are no quantities; land is counted in hundredths of a mu. */
function valueText({ attribute, type, unit }: ProfileEntryView, value: unknown, text: string | null): string | null {
  if (value === null || value === undefined) return null
  if (text !== null) return text
  if (attribute === 'landCentiMu' && typeof value === 'number') return words.zh.sme.data.mu(hundredths(value))
  if (type === 'fen' && typeof value === 'string') return money(value)
  if (type === 'bp' && typeof value === 'number') return percent(value)
  if (type === 'integer' && typeof value === 'number') {
    const digits = attribute === 'carbonYear' ? String(value) : count(value)
    return unit === null ? digits : `${digits} ${unit}`
  }
  return String(value)
}

function hundredths(n: number): string {
  const fraction = String(n % 100)
    .padStart(2, '0')
    .replace(/0+$/, '')
  return `${Math.floor(n / 100)}${fraction === '' ? '' : `.${fraction}`}`
}
