import type { LegalTextView } from '../../src/consent/contract.ts'
import { words } from '../words/index.ts'
import type { Stand } from './side.ts'

/** What is agreed to in at most 150 characters, and the whole text under it. */
export function LegalText({
  stand,
  legal,
  lender,
  reads,
  days,
  plain = words.zh.consents.plainText,
}: {
  stand: Stand
  legal: LegalTextView
  lender: string
  reads: number
  days: number
  plain?: (lender: string, reads: number, days: number) => string
}) {
  const w = words.zh.consents
  return (
    <div class="stack-s apart">
      <h3>{w.plainTitle}</h3>
      <p>{plain(lender, reads, days)}</p>
      <details>
        <summary>{stand.side.words.consent.legal(legal.version)}</summary>
        <div class="stack-s">
          {legal.text.split('\n').map((line) => (
            <p>{line}</p>
          ))}
        </div>
      </details>
    </div>
  )
}
