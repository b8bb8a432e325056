import type { OpeningNoticeView } from '../../../src/matching/openings-contract.ts'
import type { ProfileView } from '../../../src/profiles/contract.ts'
import { isHeld, type Section } from '../../borrowing/asked-data.ts'
import { BorrowerFrame, type Fetchable, FetchLinks, OpeningsSheet, type Side, type Stand, WaitingNotice } from '../../borrowing/index.ts'
import { ButtonLink, Buttons } from '../../ui/button.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { FactSection } from '../../ui/fact-section.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { TermList } from '../../ui/term-list.tsx'
import { words } from '../../words/index.ts'
import { type Moments, momentQuery } from './moments.ts'
import { PastForm, PastNotice } from './past-form.tsx'

export interface DataPageProps {
  stand: Stand
  profile: ProfileView
  moments: Moments
  /** Attributes that the firm can have fetched. */
  fetchable: Fetchable
  /** Not yet read. */
  openings?: readonly OpeningNoticeView[]
  /** How much waits for the firm's word. */
  waiting?: number
  requestId?: string
}

/** What the platform holds about the firm, today or on a day of the past: by category, every fact with its source. */
export function DataPage({ stand, profile, moments, fetchable, openings = [], waiting = 0, requestId }: DataPageProps) {
  const w = words.zh.sme.data
  const { home } = stand.side
  const mine = profile.sections.filter(isMine)
  const held = mine.filter(isHeld)
  const blank = mine.filter((s) => !isHeld(s))
  const past = moments.asOf !== null || moments.knownAt !== null
  return (
    <BorrowerFrame stand={stand} title={w.title} current="">
      <ErrorSummary errors={moments.errors} requestId={requestId} />
      <PageTitle title={w.title} lead={w.lead} />
      <div class="stack">
        <PastNotice home={home} moments={moments} day={profile.asOf} />
        <Buttons>
          {past ? null : (
            <ButtonLink kind="main" href={`${home}/need`}>
              {w.find}
            </ButtonLink>
          )}
          {past || fetchable.size === 0 ? null : <ButtonLink href={`${home}/sources`}>{w.fetch}</ButtonLink>}
          <ButtonLink href={`${home}/report${momentQuery(moments)}`}>{w.print}</ButtonLink>
        </Buttons>
        {past ? null : <WaitingNotice home={home} waiting={waiting} />}
        {past ? null : <OpeningsSheet home={home} openings={openings} />}
        <div class="with-toc">
          <Contents sections={held} blank={blank.length > 0} />
          <div class="stack">
            {held.map((section) => (
              <Sheet id={section.category} title={section.label} aside={section.sensitive ? w.sensitive : undefined}>
                <FactSection
                  label={section.label}
                  entries={section.entries}
                  w={words.zh.facts.own}
                  toFetch={past ? undefined : <FetchLinks lacking={missingOf(section)} fetchable={fetchable} side={stand.side} />}
                />
              </Sheet>
            ))}
            {blank.length === 0 ? null : <Blank sections={blank} fetchable={past ? new Map() : fetchable} side={stand.side} />}
            <PastForm action={home} moments={moments} />
            <p class="source">{w.asOf(profile.asOf)}</p>
          </div>
        </div>
      </div>
    </BorrowerFrame>
  )
}

/** Villages rate households; to a firm an empty village section says nothing. */
export function isMine(section: Section): boolean {
  return section.category !== 'village' || isHeld(section)
}

function missingOf({ entries }: Section): string[] {
  return entries.filter((e) => e.freshness === 'missing').map((e) => e.attribute)
}

function Contents({ sections, blank }: { sections: readonly Section[]; blank: boolean }) {
  const w = words.zh.sme.data
  const links = [
    ...sections.map((s) => ({ href: `#${s.category}`, label: s.label })),
    ...(blank ? [{ href: '#blank', label: w.blankTitle }] : []),
    { href: '#past', label: w.past.title },
  ]
  return (
    <nav class="toc no-print" aria-label={w.contents}>
      <ul>
        {links.map(({ href, label }) => (
          <li>
            <a href={href}>{label}</a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

/** Categories of which nothing is held, each in a line; what one can have fetched says where. */
function Blank({ sections, fetchable, side }: { sections: readonly Section[]; fetchable: Fetchable; side: Side }) {
  const w = words.zh.sme.data
  const detail = (section: Section) => (
    <span id={section.category}>
      {section.plain}
      <FetchLinks lacking={missingOf(section)} fetchable={fetchable} side={side} />
    </span>
  )
  return (
    <Sheet id="blank" title={w.blankTitle}>
      <div class="stack-s">
        <p class="muted">{w.blankText}</p>
        <TermList terms={sections.map((s) => ({ term: s.label, detail: detail(s) }))} />
      </div>
    </Sheet>
  )
}
