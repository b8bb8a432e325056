import type { ProofCheckView, ProofView } from '../../src/matching/proof-contract.ts'
import type { ProductView } from '../../src/products/contract.ts'
import { type Problem, sentenceOf } from '../client/problem.ts'
import { Button, ButtonLink, Buttons } from '../ui/button.tsx'
import { DataTable } from '../ui/data-table.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { ErrorSummary } from '../ui/error-summary.tsx'
import { FormKey } from '../ui/field.tsx'
import { dayTime } from '../ui/format.ts'
import { Notice } from '../ui/notice.tsx'
import { PageTitle } from '../ui/page-title.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { Tag } from '../ui/tag.tsx'
import { TermList } from '../ui/term-list.tsx'
import { words } from '../words/index.ts'
import { BorrowerFrame } from './frame.tsx'
import type { Stand } from './side.ts'

const w = words.zh.proof

/** Every proof the reader had made, newest first. */
export function ProofsPage({ stand, proofs }: { stand: Stand; proofs: readonly ProofView[] }) {
  const { home } = stand.side
  return (
    <BorrowerFrame stand={stand} title={w.title} current="/need">
      <PageTitle title={w.title} lead={w.lead} />
      {proofs.length === 0 ? (
        <EmptyState kind="none_yet" text={w.emptyText} action={<ButtonLink href={`${home}/need`}>{w.find}</ButtonLink>} />
      ) : (
        <Sheet>
          <DataTable
            caption={w.caption}
            captionHidden
            columns={[{ label: w.product, bare: true }, { label: w.lender }, { label: w.until }, { label: w.short }]}
            rows={proofs.map((proof) => [
              <a href={`${home}/proofs/${proof.id}`}>{proof.productName}</a>,
              proof.lenderName,
              <span class="nowrap">{proof.withdrawnAt === null ? dayTime(proof.expiresAt) : w.withdrawnOn(dayTime(proof.withdrawnAt))}</span>,
              <span class="code">{proof.shortCode}</span>,
            ])}
          />
        </Sheet>
      )}
    </BorrowerFrame>
  )
}

/** Before there is one: what it would say, what it would not, and to whom; after a refusal: what is lacking. */
export function AskProofPage({ stand, product, formKey, problem }: { stand: Stand; product: ProductView; formKey: string; problem: Problem | null }) {
  const { side } = stand
  const { name } = product.terms
  const title = w.ask.title(name)
  const lacking = problem?.code === 'criteria_not_met' ? problem : null
  const noKey = problem?.code === 'signing_key_missing'
  if (lacking) return <LackingPage stand={stand} problem={lacking} />
  return (
    <BorrowerFrame stand={stand} title={title} current="/need" narrow>
      {problem ? (
        <ErrorSummary errors={[{ field: null, message: noKey ? w.refused.noKey : sentenceOf(problem) }]} requestId={problem.requestId} kept={false} />
      ) : null}
      <PageTitle title={title} lead={w.ask.lead} />
      <div class="stack">
        <Sheet>
          <form method="post" action={`${side.home}/proofs`}>
            <input type="hidden" name="product" value={product.id} />
            <FormKey value={formKey} />
            <TermList
              terms={[
                { term: w.ask.toWhom, detail: product.lenderName },
                { term: w.ask.says, detail: w.ask.saysText(name, product.version) },
                { term: w.ask.about, detail: side.role === 'farmer' ? w.ask.aboutPerson : w.ask.aboutFirm },
                { term: w.ask.silent, detail: w.ask.silentText },
                { term: w.until, detail: w.ask.untilText },
              ]}
            />
            <div class="stack-s">
              <p>{w.ask.hand}</p>
              <p class="source">{w.ask.later}</p>
            </div>
            <Buttons equal>
              <ButtonLink href={`${side.home}/need`}>{w.ask.keep}</ButtonLink>
              <Button kind="main">{w.ask.confirm}</Button>
            </Buttons>
          </form>
        </Sheet>
      </div>
    </BorrowerFrame>
  )
}

/** The criteria that stand in the way, each in its own sentence; for the reader alone. */
function LackingPage({ stand, problem }: { stand: Stand; problem: Problem }) {
  const { home } = stand.side
  return (
    <BorrowerFrame stand={stand} title={w.refused.title} current="/need" narrow>
      <PageTitle title={w.refused.title} lead={w.refused.lead} />
      <div class="stack">
        <Sheet>
          <ul class="stack-s">
            {problem.errors.map(({ code, detail }) => (
              <li>
                <Tag tone={code === 'criterion_short' ? 'bad' : 'warn'}>{code === 'criterion_short' ? w.refused.short : w.refused.unknown}</Tag> {detail}
              </li>
            ))}
          </ul>
          <Buttons>
            <ButtonLink kind="main" href={`${home}/need`}>
              {w.refused.again}
            </ButtonLink>
          </Buttons>
        </Sheet>
      </div>
    </BorrowerFrame>
  )
}

const TONE = { holds: 'good', withdrawn: 'bad', refused: 'plain' } as const

/** One proof as its owner has it: whether it counts now, its text to pass on, how to take it back. */
export function ProofPage({ stand, proof, check, done }: { stand: Stand; proof: ProofView; check: ProofCheckView | null; done: boolean }) {
  const { home } = stand.side
  const title = w.made.title(proof.productName)
  const over = proof.withdrawnAt !== null || (check !== null && check.outcome !== 'holds')
  return (
    <BorrowerFrame stand={stand} title={title} current="/need" narrow>
      <PageTitle title={title} lead={proof.lenderName} />
      <div class="stack">
        {done && !over ? <Notice tone="good">{w.made.done}</Notice> : null}
        <Sheet title={w.made.terms} aside={check ? <Tag tone={TONE[check.outcome]}>{w.made.state[check.outcome]}</Tag> : null}>
          <div class="stack-s">
            {check ? <p>{w.made.stateText[check.outcome](dayTime(check.checkedAt))}</p> : null}
            <TermList
              terms={[
                { term: w.ask.says, detail: w.check.saysText(proof.factsAsOf, proof.productName, proof.productVersion) },
                { term: w.lender, detail: proof.lenderName },
                { term: w.made.issued, detail: dayTime(proof.issuedAt) },
                { term: w.until, detail: dayTime(proof.expiresAt) },
                { term: w.short, detail: w.made.shortText(proof.shortCode) },
              ]}
            />
          </div>
        </Sheet>
        {over ? (
          <Buttons>
            <ButtonLink kind="main" href={`${home}/proofs/new?${new URLSearchParams({ product: proof.productId })}`}>
              {w.made.again}
            </ButtonLink>
          </Buttons>
        ) : (
          <HandOver proof={proof} home={home} />
        )}
        <p>
          <a href={`${home}/proofs`}>{w.list}</a>
        </p>
      </div>
    </BorrowerFrame>
  )
}

function HandOver({ proof, home }: { proof: ProofView; home: string }) {
  return (
    <>
      <Sheet>
        <div class="field">
          <label for="f-proof">{w.made.text}</label>
          <p class="hint" id="h-proof">
            {w.made.textHint}
          </p>
          <textarea id="f-proof" rows={8} readonly aria-describedby="h-proof">
            {proof.proof}
          </textarea>
        </div>
        <Buttons>
          <ButtonLink kind="main" href={`${home}/proofs/${proof.id}/file`}>
            {w.made.download}
          </ButtonLink>
          <ButtonLink kind="danger" href={`${home}/proofs/${proof.id}/withdraw`}>
            {w.made.withdraw}
          </ButtonLink>
        </Buttons>
      </Sheet>
      {proof.salt === null ? null : (
        <Sheet title={w.made.person}>
          <div class="stack-s">
            <p>{w.made.personText}</p>
            <TermList
              terms={[
                { term: w.made.code, detail: <span class="small">{proof.code}</span> },
                { term: w.made.salt, detail: <span class="small">{proof.salt}</span> },
              ]}
            />
          </div>
        </Sheet>
      )}
    </>
  )
}
