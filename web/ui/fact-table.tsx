import type { Child } from 'hono/jsx'
import { words } from '../words/index.ts'
import { DataTable } from './data-table.tsx'
import { SourceLine, type SourceLineProps } from './source-line.tsx'

export interface FactRow {
  label: string
  /** null: nothing is known; the row says so in words. */
  value: Child | null
  /** null for a value that is not granted. */
  source: Omit<SourceLineProps, 'children'> | null
  /** Under the source: what others say. */
  others?: Child
  freshness: 'fresh' | 'stale' | 'disputed' | 'missing' | 'not_consented'
}

/** What is known about one subject in one category: item, value, and where it comes from. */
export function FactTable({ caption, rows }: { caption: string; rows: readonly FactRow[] }) {
  const w = words.zh.pieces.facts
  return (
    <DataTable
      caption={caption}
      captionHidden
      ledger
      columns={[{ label: w.item, bare: true }, { label: w.value }, { label: w.source }]}
      rows={rows.map((row) => [
        row.label,
        row.freshness === 'not_consented' ? <span class="muted">{w.notGranted}</span> : row.value === null ? <span class="muted">{w.absent}</span> : row.value,
        row.source && row.value !== null ? (
          <div>
            <SourceLine {...row.source} stale={row.freshness === 'stale'} />
            {row.others ?? null}
          </div>
        ) : (
          ''
        ),
      ])}
    />
  )
}
