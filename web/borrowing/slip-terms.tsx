import type { ConsentView } from '../../src/consent/contract.ts'
import type { Artefact } from '../../src/consent/model.ts'
import { fieldsBeyond } from '../../src/profiles/model.ts'
import type { SlipState } from '../ui/consent-slip.tsx'
import { day, dayTime } from '../ui/format.ts'
import type { Term } from '../ui/term-list.tsx'
import { words } from '../words/index.ts'
import { monthsBack } from './revision.ts'

/** States in which a consent can still be stopped. */
export const STOPPABLE: readonly SlipState[] = ['granted', 'paused', 'provisional']

/** ISO 8601 durations of one unit, as the artefact writes them. */
export function durationWords(duration: string): string {
  const w = words.zh.consents
  const [, n = '', unit] = /^P(\d{1,4})([DM])$/.exec(duration) ?? []
  return unit === 'D' ? w.days(Number(n)) : unit === 'M' ? w.monthsText(Number(n)) : duration
}

/** How long what was seen is kept, counted from what the artefact says. */
function keptWords({ artefact, deleteAfter }: Pick<ConsentView, 'artefact' | 'deleteAfter'>): string {
  const w = words.zh.consents
  return w.keptText(w.keptFrom[(artefact as unknown as Artefact).retention.trigger], durationWords(deleteAfter))
}

/** Fields that the months given cannot show: they are not promised either. The first consents named no months. */
function hiddenOf({ fields, lookback }: ConsentView['data'][number]): number {
  const months = monthsBack(lookback)
  return months === null ? 0 : fieldsBeyond(fields, months).length
}

/** What was given, how often it was used, until when, and what is left. */
export function slipTerms(consent: Omit<ConsentView, 'endReason' | 'bundle'>): Term[] {
  const w = words.zh.consents
  const left = consent.readsTotal - consent.readsUsed
  return [
    { term: w.purpose, detail: consent.purpose.text },
    {
      term: w.given,
      detail: (
        <ul>
          {consent.data.map((d) => (
            <li>
              <span class="nowrap">{d.label}</span>
              {[
                w.fields(d.fields.length - hiddenOf(d)),
                ...(d.lookback === null ? [] : [w.lookback(Number(/\d+/.exec(d.lookback)?.[0] ?? 0))]),
                ...(d.sensitive ? [w.sensitive] : []),
              ].map((part) => (
                <>
                  {' '}
                  <span class="source nowrap">{part}</span>
                </>
              ))}
            </li>
          ))}
        </ul>
      ),
    },
    {
      term: w.reads,
      detail: (
        <>
          {w.readsText(consent.readsUsed, consent.readsTotal)}
          {consent.status === 'granted' || consent.status === 'paused' ? <div class="source">{w.readsLeft(left)}</div> : null}
        </>
      ),
    },
    { term: w.until, detail: dayTime(consent.validTo) },
    { term: w.kept, detail: keptWords(consent) },
  ]
}

/** The day stamped into the seal: of the state it is in. */
export function sealDay(consent: Omit<ConsentView, 'endReason' | 'bundle'>): string {
  if (consent.status === 'paused' && consent.pausedAt !== null) return day(consent.pausedAt)
  if (consent.status === 'granted' && consent.grantedAt !== null) return day(consent.grantedAt)
  return day(consent.endedAt ?? (consent.status === 'provisional' ? consent.validFrom : consent.validTo))
}
