import type { BreakGlassView } from '../../src/breakglass/contract.ts'
import type { SubjectDeletion } from '../../src/deletions/contract.ts'
import { DataTable } from '../ui/data-table.tsx'
import { day, dayTime, shortNo } from '../ui/format.ts'
import { Sheet } from '../ui/sheet.tsx'
import { Tag } from '../ui/tag.tsx'
import { words } from '../words/index.ts'

/** Which lenders were asked to delete what they saw, and whether they attest it. */
export function DeletionsSheet({ deletions, home }: { deletions: readonly SubjectDeletion[]; home: string }) {
  const w = words.zh.consents.deletions
  if (deletions.length === 0) return null
  return (
    <Sheet title={w.title}>
      <div class="stack-s">
        <p class="muted">{w.lead}</p>
        <DataTable
          caption={w.title}
          captionHidden
          columns={[{ label: w.lender, bare: true }, { label: w.slip }, { label: w.cause }, { label: w.answer }]}
          rows={deletions.map((d) => [
            d.lenderName,
            <a href={`${home}/consents/${d.consentId}`}>{shortNo(d.consentId)}</a>,
            w.causes[d.cause] ?? d.cause,
            d.answer === null ? (
              <span class={d.overdue ? 'bad' : undefined}>{d.overdue ? w.overdue(d.dueOn) : w.waiting(d.dueOn)}</span>
            ) : (
              <div>
                <Tag tone={d.answer === 'kept_for_law' ? 'warn' : 'good'}>{w.answers[d.answer] ?? d.answer}</Tag>
                {d.answeredAt === null ? null : <div class="source">{w.on(day(d.answeredAt))}</div>}
                {d.legalGround === null ? null : <div class="source">{w.ground(d.legalGround)}</div>}
              </div>
            ),
          ])}
        />
      </div>
    </Sheet>
  )
}

/** Looks that a statute allowed without a consent: on what paper, by two persons, how often. */
export function StatuteSheet({ looks }: { looks: readonly BreakGlassView[] }) {
  const w = words.zh.consents.statute
  if (looks.length === 0) return null
  return (
    <Sheet title={w.title}>
      <div class="stack-s">
        <p class="muted">{w.lead}</p>
        <DataTable
          caption={w.title}
          captionHidden
          columns={[{ label: w.when, bare: true }, { label: w.basis }, { label: w.document }, { label: w.status }, { label: w.reads, numeric: true }]}
          rows={looks.map((look) => [
            <span class="nowrap">{dayTime(look.requestedAt)}</span>,
            <div>
              {look.basis.zh}
              <div class="source">{look.basis.law}</div>
            </div>,
            look.documentNo,
            w.statuses[look.status] ?? look.status,
            String(look.reads),
          ])}
        />
      </div>
    </Sheet>
  )
}
