import type { ErasureView } from '../../src/deletions/contract.ts'
import { Button, ButtonLink, Buttons } from '../ui/button.tsx'
import { ErrorSummary, type FormError } from '../ui/error-summary.tsx'
import { FormKey, TextField } from '../ui/field.tsx'
import { dayTime } from '../ui/format.ts'
import { Notice } from '../ui/notice.tsx'
import { PageTitle } from '../ui/page-title.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { words } from '../words/index.ts'
import { BorrowerFrame } from './frame.tsx'
import { DeletionsSheet } from './owed-sheets.tsx'
import type { Stand } from './side.ts'

export interface ErasurePageProps {
  stand: Stand
  erasure: ErasureView
  /** It was shown a short while ago that it is still the same person. */
  isProved: boolean
  formKey: string
  errors: readonly FormError[]
  requestId?: string
}

/** What happens, the words to type, and afterwards what the banks did. */
export function ErasurePage({ stand, erasure, isProved, formKey, errors, requestId }: ErasurePageProps) {
  const w = words.zh.erasing
  const { home } = stand.side
  const { erasedAt, demands, hindrance, deletions } = erasure
  return (
    <BorrowerFrame stand={stand} title={w.title} current="/erasure" narrow>
      <ErrorSummary errors={errors} requestId={requestId} kept={false} />
      <PageTitle title={w.title} lead={w.lead} />
      <div class="stack">
        {erasedAt === null ? null : (
          <Notice tone="good">
            {w.done(dayTime(erasedAt))}
            {w.demands(demands)}
          </Notice>
        )}
        {hindrance === null ? null : (
          <Notice tone="warn">
            <strong>{w.hindranceTitle}</strong> {hindrance.detail}
          </Notice>
        )}
        {erasedAt === null && hindrance === null ? (
          <Sheet title={w.whatTitle}>
            <ul>
              {w.what.map((line) => (
                <li>{line}</li>
              ))}
            </ul>
            {isProved ? (
              <form method="post" action={`${home}/erasure`}>
                <FormKey value={formKey} />
                <TextField
                  name="words"
                  label={w.words}
                  hint={w.wordsHint}
                  error={errors.find(({ field }) => field === 'words')?.message}
                  required
                  maxlength={20}
                />
                <Buttons equal>
                  <ButtonLink href={home}>{w.keep}</ButtonLink>
                  <Button kind="danger">{w.confirm}</Button>
                </Buttons>
              </form>
            ) : (
              <>
                <p>{w.proveText}</p>
                <Buttons equal>
                  <ButtonLink href={home}>{w.keep}</ButtonLink>
                  <ButtonLink href={`/account/confirm?${new URLSearchParams({ next: `${home}/erasure` })}`}>{w.prove}</ButtonLink>
                </Buttons>
              </>
            )}
          </Sheet>
        ) : null}
        <DeletionsSheet deletions={deletions} home={home} />
      </div>
    </BorrowerFrame>
  )
}
