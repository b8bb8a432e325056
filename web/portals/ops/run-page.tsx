import type { ReplayView } from '../../../src/matching/advice-contract.ts'
import { Button, Buttons } from '../../ui/button.tsx'
import { ErrorSummary, type FormError } from '../../ui/error-summary.tsx'
import { TextField } from '../../ui/field.tsx'
import { dayTime, money, months } from '../../ui/format.ts'
import { PageTitle } from '../../ui/page-title.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { Tag, type Tone } from '../../ui/tag.tsx'
import { TermList } from '../../ui/term-list.tsx'
import { words } from '../../words/index.ts'
import { type Desk, OpsFrame } from './frame.tsx'

const TONE: Readonly<Record<ReplayView['outcome'], Tone>> = { same: 'good', profile_differs: 'bad', answer_differs: 'bad', not_kept: 'warn' }

/** A run asked for by its number, and whether it can be made again byte for byte. */
export function RunPage({ desk, id, run, errors }: { desk: Desk; id: string; run: ReplayView | null; errors: readonly FormError[] }) {
  const w = words.zh.ops.run
  return (
    <OpsFrame title={w.title} current="/ops/runs" desk={desk}>
      <ErrorSummary errors={errors} />
      <PageTitle title={w.title} lead={w.lead} />
      <div class="stack">
        <Sheet>
          <form class="form" method="get" action="/ops/runs">
            <TextField name="id" label={w.id} hint={w.idHint} value={id} maxlength={40} required width="m" error={errors[0]?.message} />
            <Buttons>
              <Button kind="main">{w.replay}</Button>
            </Buttons>
          </form>
        </Sheet>
        {run === null ? null : (
          <Sheet title={w.outcome}>
            <p>
              <Tag tone={TONE[run.outcome]}>{w.outcomes[run.outcome]}</Tag>
            </p>
            <p class="source">{w.meaning[run.outcome]}</p>
            <TermList
              terms={[
                { term: w.askedAt, detail: dayTime(run.askedAt) },
                {
                  term: w.need,
                  detail: words.zh.measures.listed([money(run.need.amountFen), months(run.need.termMonths), words.zh.trade.purpose[run.need.purpose]]),
                },
                { term: w.policy, detail: run.policyVersion },
                { term: w.products, detail: w.productsText(run.products, run.counts.eligible, run.counts.unknown, run.counts.ineligible) },
                { term: w.profileHash, detail: <Hashes stored={run.stored.profileHash} again={run.again?.profileHash ?? null} /> },
                { term: w.resultHash, detail: <Hashes stored={run.stored.resultHash} again={run.again?.resultHash ?? null} /> },
              ]}
            />
          </Sheet>
        )}
      </div>
    </OpsFrame>
  )
}

function Hashes({ stored, again }: { stored: string | null; again: string | null }) {
  const w = words.zh.ops.run
  return (
    <>
      <div class="small">{words.zh.measures.pair(w.stored, stored ?? w.none)}</div>
      <div class="small">{words.zh.measures.pair(w.again, again ?? w.none)}</div>
    </>
  )
}
