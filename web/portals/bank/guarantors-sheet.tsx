import type { CaseView } from '../../../src/loans/contract.ts'
import type { CaseGuarantor } from '../../../src/loans/guarantors-contract.ts'
import { Button, ButtonLink, Buttons } from '../../ui/button.tsx'
import { dayTime } from '../../ui/format.ts'
import { Sheet } from '../../ui/sheet.tsx'
import { Tag, type Tone } from '../../ui/tag.tsx'
import { words } from '../../words/index.ts'

const TONES: Partial<Record<CaseGuarantor['status'], Tone>> = { requested: 'info', granted: 'good' }

/** Whom the borrower named: by number, since who it is stands in what it opens. */
export function GuarantorsSheet({ file, guarantors }: { file: CaseView; guarantors: readonly CaseGuarantor[] }) {
  const w = words.zh.guarantee.bank
  if (file.status !== 'submitted' && guarantors.length === 0) return null
  return (
    <Sheet title={w.title} id="guarantors">
      <div class="stack">
        <p class="source">{guarantors.length === 0 ? w.none : w.lead}</p>
        {guarantors.map((guarantor, i) => (
          <Guarantor guarantor={guarantor} nth={w.nth(i + 1)} path={`/bank/cases/${file.id}/guarantors/${guarantor.id}`} />
        ))}
      </div>
    </Sheet>
  )
}

function Guarantor({ guarantor, nth, path }: { guarantor: CaseGuarantor; nth: string; path: string }) {
  const w = words.zh.guarantee.bank
  const { status, withdrawnAt, answerBy, reads, consentId, mayAsk } = guarantor
  return (
    <div class="stack-s">
      <p>
        <b>{nth}</b> <Tag tone={withdrawnAt === null ? (TONES[status] ?? 'plain') : 'plain'}>{withdrawnAt === null ? w.status[status] : w.withdrawn}</Tag>
      </p>
      <p class="source">
        {w.named(dayTime(guarantor.namedAt))}
        {answerBy === null ? null : ` · ${w.answerBy(dayTime(answerBy))}`}
      </p>
      {mayAsk ? (
        <Buttons>
          <ButtonLink href={`${path}/ask`}>
            {status === 'named' ? w.ask : w.askAgain}
            <span class="sr"> {nth}</span>
          </ButtonLink>
        </Buttons>
      ) : null}
      {status === 'granted' && reads !== null ? (
        <form method="post" action={`${path}/look`}>
          <Buttons>
            <Button>
              {w.look}
              <span class="sr"> {nth}</span>
            </Button>
          </Buttons>
          <p class="source">{w.lookNote(reads.used + 1, reads.total)}</p>
        </form>
      ) : null}
      {status === 'consumed' ? <p class="source">{w.lookEnded}</p> : null}
      {consentId === null ? null : (
        <form method="post" action={`${path}/consent`}>
          <Buttons>
            <Button>
              {w.receipt}
              <span class="sr"> {nth}</span>
            </Button>
          </Buttons>
        </form>
      )}
    </div>
  )
}
