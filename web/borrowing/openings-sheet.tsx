import type { OpeningNoticeView } from '../../src/matching/openings-contract.ts'
import { newFormKey } from '../client/form-key.ts'
import { Button, ButtonLink, Buttons } from '../ui/button.tsx'
import { FormKey } from '../ui/field.tsx'
import { day } from '../ui/format.ts'
import { Sheet } from '../ui/sheet.tsx'
import { words } from '../words/index.ts'

/** A home page is for more than this. */
const AT_MOST = 3

/** What has opened and was not read yet, each with why; gone once read. Nothing at all where there is nothing new. */
export function OpeningsSheet({ home, openings }: { home: string; openings: readonly OpeningNoticeView[] }) {
  const w = words.zh.openings
  if (openings.length === 0) return null
  const left = openings.length - AT_MOST
  return (
    <Sheet id="openings" title={w.title}>
      <div class="stack">
        <p class="muted">{w.lead}</p>
        {openings.slice(0, AT_MOST).map((notice) => (
          <div class="stack-s">
            <h3>{notice.productName}</h3>
            <p>{notice.sentence}</p>
            <p class="source">
              {notice.lenderName} · {w.since(day(notice.since))}
            </p>
            <form method="post" action={`${home}/openings/${notice.productId}/read`}>
              <FormKey value={newFormKey()} />
              <Buttons>
                <ButtonLink href={`${home}/need`}>{w.find}</ButtonLink>
                <Button>{w.read}</Button>
              </Buttons>
            </form>
          </div>
        ))}
        {left > 0 ? <p class="source">{w.more(left)}</p> : null}
      </div>
    </Sheet>
  )
}
