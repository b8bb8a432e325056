import { ButtonLink, Buttons } from '../../ui/button.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { TermList } from '../../ui/term-list.tsx'
import { words } from '../../words/index.ts'
import { DemoAccounts } from './demo-accounts.tsx'
import { type DemoSignIn, PublicFrame, type Visit } from './frame.tsx'

/** What this is, for whom, and the three doors. */
export function StartPage({ visit, signIns }: { visit: Visit; signIns: readonly DemoSignIn[] }) {
  const w = words.zh.start
  return (
    <PublicFrame title={w.title} visit={visit}>
      <PageTitle title={w.title} lead={w.lead} />
      <div class="stack-l">
        <div class="doors">
          {w.doors.map((door) => (
            <section class="sheet door">
              <h2>{door.title}</h2>
              <p>{door.text}</p>
              <Buttons>
                <ButtonLink kind="main" href={door.href}>
                  {door.action}
                </ButtonLink>
              </Buttons>
            </section>
          ))}
        </div>
        {visit.demo ? (
          <div class="halves">
            <Sheet title={w.demoTitle}>
              <p class="muted">{w.demoLead}</p>
              <ol class="steps">
                {w.demoSteps.map((step) => (
                  <li>
                    <span>{step}</span>
                  </li>
                ))}
              </ol>
            </Sheet>
            {signIns.length > 0 ? (
              <Sheet title={w.accountsTitle}>
                <DemoAccounts signIns={signIns} />
              </Sheet>
            ) : null}
          </div>
        ) : null}
        <div class="halves">
          <Sheet title={w.promisesTitle}>
            <TermList terms={w.promises} />
          </Sheet>
          <Sheet title={w.openTitle}>
            <TermList
              terms={[
                { term: w.openProducts, detail: <a href="/products">{w.openProductsText}</a> },
                { term: w.openCostShort, detail: <a href="/cost">{w.openCostText}</a> },
              ]}
            />
          </Sheet>
        </div>
      </div>
    </PublicFrame>
  )
}
