import { ButtonLink, Buttons } from '../../ui/button.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { TermList } from '../../ui/term-list.tsx'
import { words } from '../../words/index.ts'
import { DevFrame, type Visit } from './frame.tsx'
import { type Sandbox, SandboxSheet } from './sandbox-sheet.tsx'
import { firstCall, KEEP_ANSWER, keepTiles, MAKE_KEY, RUN_VERIFIER, RUN_WITH_KEPT, runClient, takeVerifier, VERIFY_WEBHOOK, withClient } from './snippets.ts'

/** From nothing to the first answer, then what a machine has to know; anybody may read it. */
export function GuidePage({ visit, base, sandbox, clientId }: { visit: Visit; base: string; sandbox: Sandbox; clientId?: string | undefined }) {
  const w = words.zh.developers
  return (
    <DevFrame title={w.title} visit={visit} current="/developers">
      <PageTitle title={w.title} lead={w.lead} />
      <div class="stack-l">
        <Buttons>
          <ButtonLink kind="main" href="/developers/clients">
            {w.links.clients}
          </ButtonLink>
          <ButtonLink href="/developers/webhooks">{w.links.webhooks}</ButtonLink>
          <ButtonLink href="/docs">{w.links.docs}</ButtonLink>
        </Buttons>
        <Sheet title={w.first.title}>
          <div class="stack">
            <p>{w.first.key}</p>
            <Program id="make-key" text={MAKE_KEY} />
            <p>
              {w.first.register} <a href="/developers/clients">{w.first.registerLink}</a>
              {visit.demo ? ` ${w.first.demo}` : ''}
            </p>
            <p>{clientId === undefined ? w.first.call : w.first.ready(clientId)}</p>
            <Program id="first-call" text={firstCall(base, clientId)} />
          </div>
        </Sheet>
        <Sheet title={w.tokens.title}>
          <TermList terms={w.tokens.terms} />
        </Sheet>
        <Sheet title={w.hooks.title}>
          <div class="stack">
            <TermList terms={w.hooks.terms} />
            <h3>{w.hooks.verify}</h3>
            <Program id="verify-webhook" text={VERIFY_WEBHOOK} />
            <h3>{w.hooks.typesTitle}</h3>
            <TermList terms={Object.entries(w.hooks.types).map(([term, detail]) => ({ term, detail }))} />
          </div>
        </Sheet>
        <Sheet title={w.links.client}>
          <div class="stack">
            <p>{w.hooks.client}</p>
            <Program id="with-client" text={withClient(base, clientId)} />
            <p>{w.hooks.run}</p>
            <Program id="run-client" text={runClient(base)} />
            <Buttons>
              <ButtonLink href="/developers/client.ts">{w.links.client}</ButtonLink>
              <ButtonLink href="/openapi.json">{w.links.openapi}</ButtonLink>
            </Buttons>
          </div>
        </Sheet>
        <SandboxSheet {...sandbox} />
        <Sheet title={w.audit.title}>
          <div class="stack">
            <p>{w.audit.lead}</p>
            <p>{w.audit.take}</p>
            <Program id="take-verifier" text={takeVerifier(base)} />
            <p>{w.audit.dump}</p>
            <Buttons>
              <ButtonLink href="/bank/dump">{w.audit.dumpLink}</ButtonLink>
            </Buttons>
            <p>{w.audit.run}</p>
            <Program id="run-verifier" text={RUN_VERIFIER} />
            <p>{w.audit.says}</p>
            <h3>{w.audit.keepTitle}</h3>
            <p>{w.audit.keepAnswers}</p>
            <Program id="keep-answer" text={KEEP_ANSWER} />
            <p>{w.audit.keepTiles}</p>
            <Program id="keep-tiles" text={keepTiles(base)} />
            <p>{w.audit.runKept}</p>
            <Program id="run-with-kept" text={RUN_WITH_KEPT} />
            <p>
              <a href="/verify">{w.audit.link}</a>
            </p>
          </div>
        </Sheet>
      </div>
    </DevFrame>
  )
}

/** To be copied whole; it scrolls by itself, also by keyboard. */
function Program({ id, text }: { id: string; text: string }) {
  return (
    <pre id={id} tabindex={0}>
      {text}
    </pre>
  )
}
