import type { ProfileView } from '../../../src/profiles/contract.ts'
import type { Licence, Penalty } from '../../../src/profiles/model.ts'
import { isHeld, type Section } from '../../borrowing/asked-data.ts'
import { factRow } from '../../borrowing/fact-rows.tsx'
import { BorrowerFrame, type Stand } from '../../borrowing/index.ts'
import { ButtonLink, Buttons } from '../../ui/button.tsx'
import { FactTable } from '../../ui/fact-table.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { SourceLine } from '../../ui/source-line.tsx'
import { TermList } from '../../ui/term-list.tsx'
import { words } from '../../words/index.ts'
import { LicenceTable, PenaltyTable } from './lists.tsx'

/** What the platform holds about the firm, by category, every fact with its source. */
export function DataPage({ stand, profile }: { stand: Stand; profile: ProfileView }) {
  const w = words.zh.sme.data
  // Villages rate households; to a firm an empty village section says nothing.
  const mine = profile.sections.filter((s) => s.category !== 'village' || isHeld(s))
  const held = mine.filter(isHeld)
  const blank = mine.filter((s) => !isHeld(s))
  return (
    <BorrowerFrame stand={stand} title={w.title} current="">
      <PageTitle title={w.title} lead={w.lead} />
      <div class="stack">
        <Buttons>
          <ButtonLink kind="main" href={`${stand.side.home}/need`}>
            {w.find}
          </ButtonLink>
        </Buttons>
        {held.map((section) => (
          <SectionSheet section={section} />
        ))}
        {blank.length === 0 ? null : (
          <Sheet title={w.blankTitle}>
            <div class="stack-s">
              <p class="muted">{w.blankText}</p>
              <TermList terms={blank.map((s) => ({ term: s.label, detail: <span id={s.category}>{s.plain}</span> }))} />
            </div>
          </Sheet>
        )}
        <p class="source">{w.asOf(profile.asOf)}</p>
      </div>
    </BorrowerFrame>
  )
}

function SectionSheet({ section }: { section: Section }) {
  const w = words.zh.sme.data
  const facts = section.entries.filter((e) => e.type !== 'list')
  const lists = section.entries.filter((e) => e.type === 'list')
  return (
    <Sheet id={section.category} title={section.label} aside={section.sensitive ? w.sensitive : undefined}>
      <FactTable caption={section.label} rows={facts.map(factRow)} />
      {lists.length === 0 ? null : (
        <div class="stack-l">
          {lists.map((entry) => (
            <div class="stack-s">
              <h3>{entry.label}</h3>
              {entry.freshness === 'missing' ? (
                <p class="muted">{words.zh.pieces.facts.absent}</p>
              ) : entry.attribute === 'penalties' ? (
                <PenaltyTable penalties={(entry.value ?? []) as Penalty[]} />
              ) : (
                <LicenceTable licences={(entry.value ?? []) as Licence[]} />
              )}
              {entry.freshness === 'missing' ? null : (
                <p>
                  <SourceLine office={entry.from?.provider ?? null} asOf={entry.asOf} stale={entry.freshness === 'stale'} />
                </p>
              )}
            </div>
          ))}
        </div>
      )}
    </Sheet>
  )
}
