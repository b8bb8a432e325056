import type { ProfileView } from '../../../src/profiles/contract.ts'
import { BorrowerFrame, type CatalogueItem, type Stand } from '../../borrowing/index.ts'
import { ButtonLink, Buttons } from '../../ui/button.tsx'
import { FactSection } from '../../ui/fact-section.tsx'
import { Notice } from '../../ui/notice.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { TermList } from '../../ui/term-list.tsx'
import { words } from '../../words/index.ts'
import { type Done, givenLabels, isPresented, itemPath, lastDay, lastOf } from './fetched.ts'

export interface SourcesPageProps {
  stand: Stand
  items: readonly CatalogueItem[]
  profile: ProfileView
  /** What has just come of which item. */
  done: { item: CatalogueItem; what: Done } | null
}

/** What the firm can have fetched itself: what it gives, what it is for, and what came the last time. */
export function SourcesPage({ stand, items, profile, done }: SourcesPageProps) {
  const w = words.zh.sme.sources
  const { home } = stand.side
  return (
    <BorrowerFrame stand={stand} title={w.title} current="" narrow>
      <PageTitle title={w.title} lead={w.lead} />
      <div class="stack">
        {done === null ? null : (
          <Notice tone={done.what === 'held' ? 'warn' : done.what === 'empty' ? 'info' : 'good'}>
            <div class="stack-s">
              <p>{doneSentence(done, profile)}</p>
              {done.what === 'taken' ? (
                <Buttons>
                  <ButtonLink href={`${home}/need`}>{w.match}</ButtonLink>
                </Buttons>
              ) : null}
            </div>
          </Notice>
        )}
        {items.length === 0 ? <p class="muted">{w.none}</p> : null}
        {items.map((item, i) => (
          <Item item={item} first={items.findIndex((other) => other.category === item.category) === i} profile={profile} home={home} />
        ))}
        <Buttons>
          <ButtonLink href={home}>{words.zh.sme.nav.home}</ButtonLink>
        </Buttons>
      </div>
    </BorrowerFrame>
  )
}

function doneSentence({ item, what }: { item: CatalogueItem; what: Done }, profile: ProfileView): string {
  const w = words.zh.sme.sources.done
  const on = lastDay(lastOf(profile, item))
  if (what === 'taken' || what === 'same') return w[what](item.title, on)
  return what === 'empty' ? w.empty(item.title, item.sourceName) : w.held(item.title)
}

/** The first of a category is where links to that category lead. */
function Item({ item, first, profile, home }: { item: CatalogueItem; first: boolean; profile: ProfileView; home: string }) {
  const w = words.zh.sme.sources
  const last = lastOf(profile, item)
  const again = last.length > 0
  const label = isPresented(item) ? (again ? w.presentAgain : w.present) : again ? w.askAgain : w.ask
  return (
    <Sheet id={first ? item.category : undefined} title={item.title} aside={item.sourceName}>
      <div class="stack">
        <TermList
          terms={[
            { term: w.gives, detail: givenLabels(item) },
            { term: w.used, detail: w.usedFor[item.id] ?? w.usedOther },
          ]}
        />
        <div class="stack-s">
          <h3>{w.last}</h3>
          {again ? <FactSection label={item.title} entries={last} w={words.zh.facts.own} /> : <p class="muted">{w.never}</p>}
        </div>
        <Buttons>
          <ButtonLink kind={again ? 'plain' : 'main'} href={itemPath(home, item)}>
            {label}
            <span class="sr"> {item.title}</span>
          </ButtonLink>
        </Buttons>
      </div>
    </Sheet>
  )
}
