import type { Child } from 'hono/jsx'
import { words } from '../words/index.ts'
import { type Column, DataTable } from './data-table.tsx'
import type { Entry } from './fact-words.ts'
import { isListId, LIST_COLUMNS, type ListColumn } from './list-columns.tsx'
import { Tag } from './tag.tsx'

/** Items that stand open; more are folded. */
const OPEN = 5

/** A list of the profile as a table of its own, newest first; items in doubt say so in words. */
export function ListTable({ entry }: { entry: Entry }) {
  const w = words.zh.facts
  if (!isListId(entry.attribute) || !Array.isArray(entry.value)) return null
  // The table of columns knows what the items of its list are; the view carries them untyped.
  const columns = LIST_COLUMNS[entry.attribute] as readonly ListColumn<never>[]
  const rows = (entry.value as never[]).map((item, place) => rowOf(columns, item, entry.disputedItems.includes(place)))
  const heads: Column[] = columns.map(({ label }, i) => ({ label, bare: i === 0 }))
  const rest = rows.slice(OPEN)
  return (
    <>
      <DataTable caption={entry.label} captionHidden columns={heads} rows={rows.slice(0, OPEN)} />
      {rest.length === 0 ? null : (
        <details>
          <summary>
            {w.more(rest.length)}
            <span class="sr"> {entry.label}</span>
          </summary>
          <DataTable caption={entry.label} captionHidden columns={heads} rows={rest} />
        </details>
      )}
    </>
  )
}

function rowOf(columns: readonly ListColumn<never>[], item: never, disputed: boolean): Child[] {
  const cells = columns.map((column) => column.say(item))
  if (!disputed) return cells
  return [
    <span>
      {cells[0]} <Tag tone="warn">{words.zh.facts.disputed}</Tag>
    </span>,
    ...cells.slice(1),
  ]
}
