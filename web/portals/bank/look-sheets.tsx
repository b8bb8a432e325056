import type { DisclosureView } from '../../../src/loans/contract.ts'
import { durationWords } from '../../borrowing/slip-terms.tsx'
import { dayTime, shortNo } from '../../ui/format.ts'
import { ReasonList } from '../../ui/reason-list.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { TermList } from '../../ui/term-list.tsx'
import { words } from '../../words/index.ts'

/** What a look showed, whether of an application or before any. */
export type Look = Omit<DisclosureView, 'applicationId'>
/** Of whomever: a guarantor is not judged by the product’s criteria. */
export type Shown = Omit<Look, 'criteria'>

/** The name is a fact like any other: it stands here only where it was granted. */
export function applicantName(look: Shown): string | null {
  for (const { entries } of look.sections) {
    const entry = entries.find((e) => e.attribute === 'name')
    if (typeof entry?.value === 'string') return entry.value
  }
  return null
}

/** Why it suits, judged on what was granted alone. */
export function Criteria({ look }: { look: Look }) {
  const w = words.zh.bank.case
  const met = look.criteria.filter((c) => c.verdict === 'met').length
  return (
    <Sheet title={w.criteriaTitle}>
      <div class="stack-s">
        {look.criteria.length === 0 ? (
          <p>{w.noCriteria}</p>
        ) : (
          <>
            <p class="mid">{w.criteriaCount(look.criteria.length, met)}</p>
            <ReasonList reasons={look.criteria} />
            <p class="source">{w.criteriaNote}</p>
          </>
        )}
      </div>
    </Sheet>
  )
}

/** The consent it was shown by. */
export function ConsentSheet({ look: { consent } }: { look: Shown }) {
  const w = words.zh.bank.case
  return (
    <Sheet title={w.slipTitle(shortNo(consent.id))}>
      <TermList
        terms={[
          { term: w.slipPurpose, detail: consent.purpose },
          { term: w.slipReads, detail: w.slipReadsText(consent.readsTotal, consent.readNo) },
          { term: w.slipUntil, detail: dayTime(consent.validTo) },
          { term: w.slipDelete, detail: w.deleteText(w.deleteFrom[consent.deleteTrigger], durationWords(consent.deleteAfter)) },
          {
            term: w.slipHash,
            detail: (
              <>
                <span class="code">{consent.hash.slice(0, 16)}</span>
                <div class="source">{w.slipHashNote}</div>
              </>
            ),
          },
        ]}
      />
    </Sheet>
  )
}
