import { FactSection } from '../../ui/fact-section.tsx'
import { shortNo } from '../../ui/format.ts'
import { Tag } from '../../ui/tag.tsx'
import { words } from '../../words/index.ts'
import type { Shown } from './look-sheets.tsx'

/** The consented profile by data set. A set that was not granted says that word and nothing else. */
export function DisclosedProfile({ look }: { look: Shown }) {
  const w = words.zh.bank.case
  const { gateway } = look
  return (
    <section class="sheet rows">
      {gateway === null ? null : <p class="source">{w.gateway(gateway.bureau, gateway.ticket)}</p>}
      {look.sections.map((section) => (
        <div>
          <div class="sheet-head">
            <h2>
              {section.label} {section.granted && section.sensitive ? <Tag>{w.separate}</Tag> : null}
            </h2>
            <span class="source">{section.granted ? words.zh.pieces.source.consent(shortNo(look.consent.id)) : w.notGranted}</span>
          </div>
          {section.granted ? <FactSection label={section.label} entries={section.entries} w={words.zh.facts.disclosed} /> : null}
        </div>
      ))}
    </section>
  )
}
