import type { ProfileEntryView, ProfileView } from '../../../src/profiles/contract.ts'
import { BorrowerFrame, type Stand } from '../../borrowing/index.ts'
import { ButtonLink, Buttons } from '../../ui/button.tsx'
import { FactSection } from '../../ui/fact-section.tsx'
import { dayTime } from '../../ui/format.ts'
import { PageTitle } from '../../ui/page-title.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { TermList } from '../../ui/term-list.tsx'
import { words } from '../../words/index.ts'
import { isMine } from './data-page.tsx'
import { type Moments, momentQuery } from './moments.ts'
import { PastNotice } from './past-form.tsx'
import { REPORT_SECTIONS } from './report-sections.ts'

/** The public credit report for the firm's own eyes, to be read and printed: what the profile shows, in the standard's order. */
export function ReportPage({ stand, profile, moments, now }: { stand: Stand; profile: ProfileView; moments: Moments; now: Date }) {
  const w = words.zh.sme.report
  const { home } = stand.side
  const byId = new Map(profile.sections.filter(isMine).flatMap((s) => s.entries.map((e) => [e.attribute, e] as const)))
  const text = (attribute: string) => {
    const value = byId.get(attribute)?.value
    return typeof value === 'string' ? value : words.zh.measures.none
  }
  return (
    <BorrowerFrame stand={stand} title={w.title} current="">
      <PageTitle title={w.title} lead={w.lead} />
      <div class="stack report">
        <PastNotice home={home} moments={moments} day={profile.asOf} />
        <div class="no-print stack-s">
          <p class="source">{w.howTo}</p>
          <Buttons>
            <ButtonLink href={home + momentQuery(moments)}>{w.back}</ButtonLink>
          </Buttons>
        </div>
        <Sheet>
          <TermList
            terms={[
              { term: w.name, detail: <b>{text('name')}</b> },
              { term: w.code, detail: text('code') },
              { term: w.generated, detail: dayTime(now.toISOString()) },
              { term: w.asOf, detail: profile.asOf },
              { term: w.knownAt, detail: moments.knownAt === null ? w.all : w.knownBy(dayTime(moments.knownAt)) },
            ]}
          />
        </Sheet>
        {REPORT_SECTIONS.map(({ section, attributes }, i) => (
          <Part title={w.numbered(i, w.sections[section])} entries={attributes.flatMap((id) => byId.get(id) ?? [])} />
        ))}
        <p class="source">{w.end}</p>
        <p class="source">{w.wrong}</p>
      </div>
    </BorrowerFrame>
  )
}

function Part({ title, entries }: { title: string; entries: readonly ProfileEntryView[] }) {
  const known = entries.some((e) => e.freshness !== 'missing')
  return (
    <Sheet title={title}>
      {known ? <FactSection label={title} entries={entries} w={words.zh.facts.own} /> : <p class="muted">{words.zh.sme.report.nothing}</p>}
    </Sheet>
  )
}
