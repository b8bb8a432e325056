import { valueWords } from '../../../src/products/model.ts'
import type { ProfileSection } from '../../../src/profiles/contract.ts'
import { type AttributeId, isAttributeId, type Licence, type Penalty } from '../../../src/profiles/model.ts'
import { count, money } from '../../ui/format.ts'
import { words } from '../../words/index.ts'

export type Entry = ProfileSection['entries'][number]
type Known = Pick<Entry, 'attribute' | 'type' | 'unit' | 'text'>

/** A single value in words; null where nothing is known. Lists are `ListItems`. */
export function factWords(entry: Known, value: unknown): string | null {
  if (value === null || value === undefined) return null
  if (entry.text !== null) return entry.text
  const id = entry.attribute
  if (entry.type === 'fen' && typeof value === 'string') return money(value)
  // Years are no quantities: 2025, not 2,025.
  if (typeof value === 'number' && entry.type === 'integer' && id !== 'landCentiMu' && id !== 'carbonYear') return `${count(value)} ${entry.unit ?? ''}`.trim()
  return isAttributeId(id) && (typeof value === 'string' || typeof value === 'number') ? valueWords(id as AttributeId, value) : String(value)
}

const OPEN_ITEMS = 3

/** Licences or penalties, newest first; a long list is folded. */
export function ListItems({ attribute, items }: { attribute: string; items: readonly unknown[] }) {
  const w = words.zh.bank.case
  if (items.length === 0) return <>{w.noItems}</>
  const shown = items.slice(0, OPEN_ITEMS)
  const rest = items.slice(OPEN_ITEMS)
  const list = (part: readonly unknown[]) => (
    <ul class="stack-s">
      {part.map((item) => (
        <li>{attribute === 'penalties' ? <PenaltyItem penalty={item as Penalty} /> : <LicenceItem licence={item as Licence} />}</li>
      ))}
    </ul>
  )
  return (
    <>
      {list(shown)}
      {rest.length > 0 ? (
        <details>
          <summary>{w.listMore(items.length)}</summary>
          {list(rest)}
        </details>
      ) : null}
    </>
  )
}

function PenaltyItem({ penalty: p }: { penalty: Penalty }) {
  const w = words.zh.bank.case
  const sums = [p.fineFen ? w.penalty.fine(money(p.fineFen)) : null, p.confiscatedFen ? w.penalty.confiscated(money(p.confiscatedFen)) : null]
  const more = [p.category, ...sums, p.shownUntil ? w.penalty.shownUntil(p.shownUntil) : null, p.authority, w.document(p.documentNo)]
  return <Item line={w.penalty.line(p.decidedOn, p.kindOfViolation)} more={more} />
}

function LicenceItem({ licence: l }: { licence: Licence }) {
  const w = words.zh.bank.case
  const more = [l.category, l.status, l.validUntil ? w.licence.validUntil(l.validUntil) : null, l.authority, w.document(l.documentNo)]
  return <Item line={w.licence.line(l.decidedOn, l.name)} more={more} />
}

function Item({ line, more }: { line: string; more: readonly (string | null)[] }) {
  return (
    <>
      {line}
      <span class="source"> {more.filter((part) => part).join(' \u00b7 ')}</span>
    </>
  )
}
