import { ButtonLink, Buttons } from '../../ui/button.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { type Term, TermList } from '../../ui/term-list.tsx'
import { words } from '../../words/index.ts'
import { BankFrame, type Desk } from './frame.tsx'

export interface LookRefusedPageProps {
  desk: Desk
  current: string
  /** Of the refusal: which end the consent met. */
  code: string
  sentence: string
  requestId: string
  /** Titles by code that differ from the usual. */
  titles?: Partial<Record<string, string>>
  /** What remains possible. */
  next: string
  terms: readonly Term[]
  item: { href: string; label: string }
  list: { href: string; label: string }
}

/** The consent no longer opens anything: which end it met, and what remains possible. */
export function LookRefusedPage({ desk, current, code, sentence, requestId, titles = {}, next, terms, item, list }: LookRefusedPageProps) {
  const w = words.zh.bank.case
  const usual: Readonly<Record<string, string>> = w.refusedTitles
  const title = titles[code] ?? usual[code] ?? words.zh.errors.forbiddenTitle
  return (
    <BankFrame title={title} current={current} desk={desk}>
      <PageTitle title={title} lead={sentence} />
      <div class="stack">
        <Sheet>
          <div class="stack">
            <p>{w.refusedText}</p>
            <p>{next}</p>
            <TermList terms={terms} />
            <Buttons>
              <ButtonLink kind="main" href={item.href}>
                {item.label}
              </ButtonLink>
              <ButtonLink href={list.href}>{list.label}</ButtonLink>
            </Buttons>
            <p class="source">{words.zh.pieces.errors.requestId(requestId)}</p>
          </div>
        </Sheet>
      </div>
    </BankFrame>
  )
}
