import { Button, ButtonLink, Buttons } from '../../ui/button.tsx'
import { errorOf } from '../../ui/error-summary.tsx'
import { TextField } from '../../ui/field.tsx'
import { dayTime } from '../../ui/format.ts'
import { Notice } from '../../ui/notice.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { words } from '../../words/index.ts'
import type { Moments } from './moments.ts'

/** Two times, each in one sentence: what was true of a day, and what was known at a moment. */
export function PastForm({ action, moments: { values, errors } }: { action: string; moments: Moments }) {
  const w = words.zh.sme.data.past
  const field = (name: 'asOf' | 'knownAt') => ({ name, value: values[name], error: errorOf(errors, name), optional: true })
  return (
    <Sheet id="past" title={w.title} class="no-print">
      <form class="form" method="get" action={action}>
        <TextField {...field('asOf')} label={w.asOf} hint={w.asOfHint} type="date" width="m" />
        <TextField {...field('knownAt')} label={w.knownAt} hint={w.knownAtHint} type="datetime-local" width="m" />
        <Buttons>
          <Button>{w.submit}</Button>
        </Buttons>
      </form>
    </Sheet>
  )
}

/** Says that this is the past, and leads back to today. */
export function PastNotice({ home, moments: { asOf, knownAt }, day }: { home: string; moments: Moments; day: string }) {
  const w = words.zh.sme.data.past
  if (asOf === null && knownAt === null) return null
  return (
    <Notice tone="warn">
      <div class="stack-s">
        <p>
          <b>{w.dayNotice(day)}</b>
        </p>
        {knownAt === null ? null : <p>{w.momentNotice(dayTime(knownAt))}</p>}
        <Buttons>
          <ButtonLink href={home}>{w.back}</ButtonLink>
        </Buttons>
      </div>
    </Notice>
  )
}
