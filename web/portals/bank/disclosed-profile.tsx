import type { DisclosureView } from '../../../src/loans/contract.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { shortNo } from '../../ui/format.ts'
import { SourceLine } from '../../ui/source-line.tsx'
import { Tag } from '../../ui/tag.tsx'
import { words } from '../../words/index.ts'
import { type Entry, factWords, ListItems } from './fact-words.tsx'

type Section = DisclosureView['sections'][number]

/** The consented profile by data set. A set that was not granted says that word and nothing else. */
export function DisclosedProfile({ look }: { look: DisclosureView }) {
  const w = words.zh.bank.case
  return (
    <section class="sheet rows">
      {look.sections.map((section) => (
        <div>
          <div class="sheet-head">
            <h2>
              {section.label} {section.granted && section.sensitive ? <Tag>{w.separate}</Tag> : null}
            </h2>
            <span class="source">{section.granted ? words.zh.pieces.source.consent(shortNo(look.consent.id)) : w.notGranted}</span>
          </div>
          {section.granted ? <Facts section={section} /> : null}
        </div>
      ))}
    </section>
  )
}

/** Single values as a ledger; lists below it, where their items have the width they need. */
function Facts({ section }: { section: Section }) {
  const f = words.zh.pieces.facts
  const singles = section.entries.filter((entry) => entry.type !== 'list')
  const lists = section.entries.filter((entry) => entry.type === 'list')
  return (
    <div class="stack">
      <DataTable
        caption={section.label}
        captionHidden
        columns={[{ label: f.item, bare: true }, { label: f.value }, { label: f.source }]}
        rows={singles.map((entry) => [
          <span class="nowrap">{entry.label}</span>,
          <Value entry={entry} />,
          entry.value === null ? '' : <Origin entry={entry} />,
        ])}
      />
      {lists.map((entry) => (
        <div>
          <div class="sheet-head">
            <h3>{entry.label}</h3>
            {Array.isArray(entry.value) ? <Origin entry={entry} /> : null}
          </div>
          {Array.isArray(entry.value) ? <ListItems attribute={entry.attribute} items={entry.value} /> : <p class="muted">{f.absent}</p>}
        </div>
      ))}
    </div>
  )
}

function Value({ entry }: { entry: Entry }) {
  const w = words.zh.bank.case
  const said = factWords(entry, entry.value)
  if (said === null) return <span class="muted">{words.zh.pieces.facts.absent}</span>
  // The words of a code belong to the value that won.
  // An earlier record of the same office is history, not a contradiction.
  const others = entry.losers.map((l) =>
    (l.from.source === entry.from?.source && l.asOf !== entry.asOf ? w.before : w.other)(
      factWords({ ...entry, text: null }, l.value) ?? words.zh.measures.none,
      l.from.provider,
      l.asOf,
    ),
  )
  return (
    <>
      {said}
      {others.map((other) => (
        <div class="source">{other}</div>
      ))}
    </>
  )
}

function Origin({ entry }: { entry: Entry }) {
  if (entry.attribute === 'code') return <SourceLine office={words.zh.pieces.source.identity} />
  if (entry.decidedBy === 'derived' && entry.from === null) return <SourceLine office={words.zh.pieces.source.derived} />
  return <SourceLine office={entry.from?.provider ?? null} asOf={entry.asOf} stale={entry.freshness === 'stale'} />
}
