import type { LenderDeletion } from '../../../src/deletions/contract.ts'
import { Button, Buttons } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { FormKey, TextField } from '../../ui/field.tsx'
import { shortNo } from '../../ui/format.ts'
import { Notice } from '../../ui/notice.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { Pagination } from '../../ui/pagination.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { words } from '../../words/index.ts'
import { BankFrame, type Desk } from './frame.tsx'

export interface DeletionsPageProps {
  desk: Desk
  items: readonly LenderDeletion[]
  done: boolean
  newKey(): string
  nextHref: string | null
  firstHref: string | null
}

/** What awaits the house's word, one answer a click; keeping asks for the law. */
export function DeletionsPage({ desk, items, done, newKey, nextHref, firstHref }: DeletionsPageProps) {
  const w = words.zh.deletions
  return (
    <BankFrame title={w.title} current="/bank/deletions" desk={desk}>
      <PageTitle title={w.title} lead={w.lead} aside={desk.me.institutionName} />
      <div class="stack">
        {done ? <Notice tone="good">{w.done}</Notice> : null}
        {items.length === 0 ? (
          <EmptyState kind="none_yet" text={w.empty} />
        ) : (
          <Sheet>
            <DataTable
              caption={w.caption}
              captionHidden
              columns={[{ label: w.no, bare: true }, { label: w.case }, { label: w.cause }, { label: w.due }, { label: w.answer }]}
              rows={items.map((d) => [
                <span class="code">{shortNo(d.id)}</span>,
                d.applicationId === null ? (
                  words.zh.measures.none
                ) : (
                  <a href={`/bank/cases/${d.applicationId}`} class="code">
                    {shortNo(d.applicationId)}
                  </a>
                ),
                w.causes[d.cause],
                <span class={d.overdue ? 'bad nowrap' : 'nowrap'}>{d.overdue ? w.overdue(d.dueOn) : d.dueOn}</span>,
                <Answers id={d.id} formKey={newKey()} />,
              ])}
            />
          </Sheet>
        )}
        <Pagination shown={items.length} nextHref={nextHref} firstHref={firstHref} />
      </div>
    </BankFrame>
  )
}

function Answers({ id, formKey }: { id: string; formKey: string }) {
  const w = words.zh.deletions
  return (
    <form method="post" action={`/bank/deletions/${id}/attestation`}>
      <FormKey value={formKey} />
      <Buttons>
        <Button name="answer" value="deleted">
          {w.answers.deleted}
        </Button>
        <Button name="answer" value="not_kept">
          {w.answers.not_kept}
        </Button>
      </Buttons>
      <details>
        <summary>{w.keep}</summary>
        <TextField name="legalGround" label={w.ground} maxlength={200} />
        <Button name="answer" value="kept_for_law">
          {w.keep}
        </Button>
      </details>
    </form>
  )
}
