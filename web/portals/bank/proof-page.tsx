import type { ProofCheckView } from '../../../src/matching/proof-contract.ts'
import { Button, Buttons } from '../../ui/button.tsx'
import { ErrorSummary, errorOf, type FormError } from '../../ui/error-summary.tsx'
import { TextAreaField, TextField } from '../../ui/field.tsx'
import { dayTime } from '../../ui/format.ts'
import { Notice } from '../../ui/notice.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { Tag } from '../../ui/tag.tsx'
import { TermList } from '../../ui/term-list.tsx'
import { words } from '../../words/index.ts'
import { BankFrame, type Desk } from './frame.tsx'

const w = words.zh.proof.check

export interface CheckProofPageProps {
  desk: Desk
  values: { proof: string; code: string; salt: string }
  errors: readonly FormError[]
  requestId?: string
  check: ProofCheckView | null
}

/** A box for the proof; below it, once asked, what it says and whether it counts. */
export function CheckProofPage({ desk, values, errors, requestId, check }: CheckProofPageProps) {
  return (
    <BankFrame title={w.title} current="/bank/proofs" desk={desk}>
      <ErrorSummary errors={errors} requestId={requestId} />
      <PageTitle title={w.title} lead={w.lead} aside={desk.me.institutionName} />
      <div class="stack">
        {check ? <Result check={check} matched={values.code !== ''} /> : null}
        <Sheet>
          <form class="form" method="post" action="/bank/proofs/check">
            <TextAreaField name="proof" label={w.proof} hint={w.proofHint} error={errorOf(errors, 'proof')} value={values.proof} rows={6} maxlength={8_000} />
            <TextField name="code" label={w.code} hint={w.codeHint} error={errorOf(errors, 'code')} value={values.code} width="m" maxlength={40} optional />
            <TextField name="salt" label={w.salt} hint={w.saltHint} error={errorOf(errors, 'salt')} value={values.salt} width="m" maxlength={64} optional />
            <Buttons>
              <Button kind="main">{w.submit}</Button>
            </Buttons>
          </form>
          <p class="source">{w.offline}</p>
        </Sheet>
      </div>
    </BankFrame>
  )
}

const TONE = { holds: 'good', withdrawn: 'bad', refused: 'bad' } as const

/** The verdict in a sentence, then what the proof says: a genuine one even where it no longer counts. */
function Result({ check, matched }: { check: ProofCheckView; matched: boolean }) {
  const { outcome, why, proof } = check
  const at = dayTime(check.checkedAt)
  return (
    <Sheet title={w.result} aside={<Tag tone={TONE[outcome]}>{w.outcome[outcome]}</Tag>}>
      <div class="stack-s">
        <Notice tone={TONE[outcome]}>{why !== null ? w.why[why] : outcome === 'holds' ? w.holds(at) : w.withdrawn(at)}</Notice>
        {proof === null ? null : (
          <TermList
            terms={[
              { term: w.says, detail: w.saysText(proof.factsAsOf, proof.productName ?? proof.productId, proof.productVersion) },
              {
                term: w.about,
                detail: proof.about === 'credit_code' ? w.firm(proof.subject) : matched && why === null ? w.personMatches : w.person,
              },
              { term: w.forWhom, detail: proof.lenderName ?? proof.lenderId },
              { term: w.issued, detail: dayTime(proof.issuedAt) },
              { term: words.zh.proof.until, detail: dayTime(proof.expiresAt) },
              { term: words.zh.proof.short, detail: <span class="code">{proof.shortCode}</span> },
              { term: w.number, detail: <span class="small">{proof.id}</span> },
              { term: w.terms, detail: <span class="small">{proof.termsHash}</span> },
            ]}
          />
        )}
        {proof === null ? null : <p class="source">{w.notSaid}</p>}
      </div>
    </Sheet>
  )
}
