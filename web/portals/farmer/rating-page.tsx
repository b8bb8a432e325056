import type { OpeningNoticeView } from '../../../src/matching/openings-contract.ts'
import type { ProfileEntryView, ProfileView } from '../../../src/profiles/contract.ts'
import { isHeld, type Section } from '../../borrowing/asked-data.ts'
import { BorrowerFrame, OpeningsSheet, type Stand, WaitingNotice } from '../../borrowing/index.ts'
import { ButtonLink, Buttons } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { FactSection } from '../../ui/fact-section.tsx'
import { money } from '../../ui/format.ts'
import { PageTitle } from '../../ui/page-title.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { SourceLine } from '../../ui/source-line.tsx'
import { words } from '../../words/index.ts'

/** The figures that stand large; the rest is the list below. */
const LARGE = ['greenCode', 'householdGrade', 'householdScore', 'villageLimitFen']

/** The household's rating, large, and what it opens. */
export function RatingPage({
  stand,
  profile,
  openings = [],
  waiting = 0,
}: {
  stand: Stand
  profile: ProfileView
  openings?: readonly OpeningNoticeView[]
  /** How much waits for the household's word. */
  waiting?: number
}) {
  const w = words.zh.farmer.rating
  const entries = profile.sections.flatMap((s) => s.entries)
  const find = (attribute: string) => entries.find((e) => e.attribute === attribute && e.freshness !== 'missing')
  const need = (
    <ButtonLink kind="main" href={`${stand.side.home}/need`}>
      {w.find}
    </ButtonLink>
  )
  const rated = LARGE.some((attribute) => find(attribute))
  return (
    <BorrowerFrame stand={stand} title={w.title} current="" narrow>
      <PageTitle title={w.title} />
      <div class="stack">
        <WaitingNotice home={stand.side.home} waiting={waiting} />
        {rated ? <Rating find={find} /> : <EmptyState kind="none_yet" text={w.noneText} />}
        <Buttons>{need}</Buttons>
        <OpeningsSheet home={stand.side.home} openings={openings} />
        {villageFirst(profile.sections.filter(isHeld)).map((section) => {
          const entries = shownOf(section)
          return entries.length === 0 ? null : (
            <Sheet id={section.category} title={section.label}>
              <FactSection label={section.label} entries={entries} w={words.zh.facts.own} />
            </Sheet>
          )
        })}
        <p class="source">{w.wrong}</p>
      </div>
    </BorrowerFrame>
  )
}

/** What a village has not recorded can be asked for there; of a firm's records a household misses nothing. */
function shownOf({ category, entries }: Section): ProfileEntryView[] {
  const known = entries.some((e) => e.freshness !== 'missing' && !LARGE.includes(e.attribute))
  return known ? entries.filter((e) => !LARGE.includes(e.attribute) && (category === 'village' || e.freshness !== 'missing')) : []
}

function villageFirst(sections: readonly Section[]): Section[] {
  return [...sections].sort((a, b) => Number(b.category === 'village') - Number(a.category === 'village'))
}

function Rating({ find }: { find: (attribute: string) => ProfileEntryView | undefined }) {
  const w = words.zh.farmer.rating
  const code = find('greenCode')
  const grade = find('householdGrade')
  const score = find('householdScore')
  const limit = find('villageLimitFen')
  const told = code ?? grade ?? score ?? limit
  const colour = typeof code?.value === 'string' ? code.value : null
  const meaning = colour === null ? undefined : w.codeMeaning[colour]
  return (
    <Sheet>
      <div class="stack">
        {colour === null ? null : (
          <div>
            <p class="muted">{w.codeLabel}</p>
            <p class={colour === w.best ? 'big good' : 'big'}>{w.code(colour)}</p>
            {meaning === undefined ? null : <p>{meaning}</p>}
          </div>
        )}
        <div class="halves">
          {grade?.value ? (
            <div>
              <p class="muted">{w.grade}</p>
              <p class="big">{String(grade.value)}</p>
            </div>
          ) : null}
          {typeof score?.value === 'number' ? (
            <div>
              <p class="muted">{w.score}</p>
              <p class="big">{w.scoreUnit(score.value)}</p>
            </div>
          ) : null}
        </div>
        {typeof limit?.value === 'string' ? (
          <div>
            <p class="muted">{w.limit}</p>
            <p class="big">{money(limit.value)}</p>
            <p class="source">{w.limitNote}</p>
          </div>
        ) : null}
        {told ? (
          <p>
            <SourceLine office={told.from?.provider ?? null} asOf={told.asOf} stale={told.freshness === 'stale'} />
          </p>
        ) : null}
      </div>
    </Sheet>
  )
}
