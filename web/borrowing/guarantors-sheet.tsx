import type { GuarantorView } from '../../src/loans/guarantors-contract.ts'
import { newFormKey } from '../client/form-key.ts'
import { Button, Buttons } from '../ui/button.tsx'
import { errorOf, type FormError } from '../ui/error-summary.tsx'
import { FormKey, TextField } from '../ui/field.tsx'
import { dayTime } from '../ui/format.ts'
import { Sheet } from '../ui/sheet.tsx'
import { Tag, type Tone } from '../ui/tag.tsx'
import { words } from '../words/index.ts'

export interface GuarantorDesk {
  items: readonly GuarantorView[]
  /** As it was typed, where it was refused. */
  code: string
  formKey: string
  errors: readonly FormError[]
  requestId?: string | undefined
}

const TONES: Partial<Record<GuarantorView['status'], Tone>> = { named: 'info', requested: 'info', granted: 'good' }

/** Whom the applicant named, whether they agreed, and one box for another; names and answers only, and none of their data. */
export function GuarantorsSheet({ path, open, desk }: { path: string; open: boolean; desk: GuarantorDesk }) {
  const w = words.zh.guarantee.borrower
  // What was never needed is not shown once it can no longer be.
  if (!open && desk.items.length === 0) return null
  return (
    <Sheet title={w.title} id="guarantors">
      <div class="stack">
        {desk.items.length === 0 ? <p class="muted">{w.none}</p> : null}
        {desk.items.map((item, i) => (
          <div class="stack-s">
            <p>
              <b>{item.name ?? w.natural}</b>{' '}
              <Tag tone={item.withdrawnAt === null ? (TONES[item.status] ?? 'plain') : 'plain'}>
                {item.withdrawnAt === null ? w.status[item.status] : w.withdrawn}
              </Tag>
            </p>
            <p class="source">
              <span class="code">{item.code}</span> · {w.named(dayTime(item.namedAt))}
              {item.answerBy === null ? null : ` · ${w.answerBy(dayTime(item.answerBy))}`}
            </p>
            {open && item.withdrawnAt === null ? (
              <form method="post" action={`${path}/guarantors/${item.id}/withdraw`}>
                <FormKey value={newFormKey()} />
                <Buttons>
                  <Button>
                    {w.withdraw}
                    <span class="sr"> {item.name ?? w.nth(i + 1)}</span>
                  </Button>
                </Buttons>
              </form>
            ) : null}
          </div>
        ))}
        {open ? (
          <form class="form" method="post" action={`${path}/guarantors`}>
            <p>{w.lead}</p>
            <FormKey value={desk.formKey} />
            <TextField name="code" label={w.code} hint={w.codeHint} value={desk.code} error={errorOf(desk.errors, 'code')} maxlength={40} />
            <p class="source">{w.told}</p>
            <Buttons>
              <Button>{w.name}</Button>
            </Buttons>
          </form>
        ) : null}
      </div>
    </Sheet>
  )
}
