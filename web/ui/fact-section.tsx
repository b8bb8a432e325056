import type { Child } from 'hono/jsx'
import { attributeOf, isAttributeId } from '../../src/profiles/model.ts'
import { words } from '../words/index.ts'
import type { FactSayings } from '../words/zh/facts.ts'
import { factRow, officeOf } from './fact-row.tsx'
import { FactTable } from './fact-table.tsx'
import type { Entry } from './fact-words.ts'
import { isListId } from './list-columns.tsx'
import { ListTable } from './list-table.tsx'
import { SourceLine } from './source-line.tsx'

/**
 * Facts that belong together: what is known first, single values and empty lists as rows, lists with items as tables,
 * and all that is missing in one quiet line.
 */
export function FactSection({
  label,
  entries,
  w,
  toFetch,
}: {
  label: string
  entries: readonly Entry[]
  w: FactSayings
  /** Behind what is missing: where some of it can be had. */
  toFetch?: Child
}) {
  const empty = new Set(entries.filter((e) => e.type === 'list' && e.freshness !== 'missing' && isEmpty(e)).map((e) => e.attribute))
  const known = entries.filter((e) => e.freshness !== 'missing' && e.freshness !== 'not_consented' && !countsNothing(e, empty))
  const lists = known.filter((e) => e.type === 'list')
  const rows = known.filter((e) => e.type !== 'list' || isEmpty(e)).map((e) => (e.type === 'list' ? emptyRow(e) : factRow(e, w)))
  const missing = missingLabels(entries)
  return (
    <div class="stack">
      {rows.length === 0 ? null : <FactTable caption={label} rows={rows} />}
      {lists
        .filter((e) => !isEmpty(e))
        .map((entry) => (
          <FactList entry={entry} w={w} />
        ))}
      {missing.length === 0 ? null : (
        <p class="source">
          {w.notYet(words.zh.measures.listed(missing))}
          {toFetch ? <> {toFetch}</> : null}
        </p>
      )}
    </div>
  )
}

/** A list without items says it all: that none of them counts needs no row. */
function countsNothing({ attribute, freshness }: Entry, empty: ReadonlySet<string>): boolean {
  const from = isAttributeId(attribute) ? attributeOf(attribute).derivedFrom : undefined
  return freshness === 'fresh' && from !== undefined && from.every((id) => empty.has(id))
}

function FactList({ entry, w }: { entry: Entry; w: FactSayings }) {
  return (
    <div class="stack-s">
      <div class="sheet-head">
        <h3>{entry.label}</h3>
        <SourceLine office={officeOf(entry)} asOf={entry.asOf} stale={entry.freshness === 'stale'} />
      </div>
      <ListTable entry={entry} />
      {entry.doubt === null ? null : <p class="small warn">{w.doubtedItems[entry.doubt]}</p>}
    </div>
  )
}

function isEmpty({ value }: Entry): boolean {
  return !Array.isArray(value) || value.length === 0
}

function emptyRow(entry: Entry) {
  const { lists } = words.zh.facts
  return {
    label: entry.label,
    freshness: entry.freshness,
    value: isListId(entry.attribute) ? lists[entry.attribute].none : words.zh.pieces.facts.absent,
    source: { office: officeOf(entry), asOf: entry.asOf },
  }
}

/** What is worked out from something missing goes without saying. */
export function missingLabels(entries: readonly Entry[]): string[] {
  return entries.filter((e) => e.freshness === 'missing' && !(isAttributeId(e.attribute) && attributeOf(e.attribute).derivedFrom)).map((e) => e.label)
}
