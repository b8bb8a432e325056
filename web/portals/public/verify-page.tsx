import { CAVEAT_WORDS, COUNT_WORDS, FLAW_WORDS, VERDICT_WORDS, type Wording } from '../../../src/consent/audit/model.ts'
import { ATTRIBUTES } from '../../../src/profiles/model.ts'
import { VERIFIER_PATH, VERIFY_SCRIPT_PATH } from '../../assets/verify-path.ts'
import { ButtonLink, Buttons } from '../../ui/button.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { TermList } from '../../ui/term-list.tsx'
import { words } from '../../words/index.ts'
import { PublicFrame, type Visit } from './frame.tsx'

/** Keys as the platform publishes them: of the log, and of its consents. */
export interface PublishedKeys {
  origin: string | null
  vkeys: readonly string[]
  jwks: unknown
  /** Verifier keys of who cosigns checkpoints, and how many of them are to. */
  witnesses: readonly string[]
  quorum: number
}

/** What the QR code of a printed receipt carries. */
export interface PaperReceipt {
  no: string
  hash: string
}

/** Only what a receipt could have printed is shown: nobody's words can be put on this page by an address. */
export function paperReceipt(no: string | undefined, hash: string | undefined): PaperReceipt | null {
  return no !== undefined && hash !== undefined && /^cns_[0-9a-z]{26}$/.test(no) && /^[0-9a-f]{64}$/.test(hash) ? { no, hash } : null
}

/** What leaves say in the log's own words: kinds of entries, purposes, attributes. */
const SAID = Object.fromEntries(
  [...Object.entries(words.zh.sme.access.kind), ...Object.entries(words.zh.sme.access.whyWords), ...ATTRIBUTES.map(({ id, zh }) => [id, zh])].map(
    ([name, text]) => [`said.${name}`, text],
  ),
)

const COMMANDS = [
  'node suixin-verify.mjs suixin-audit.jsonl --keys log-keys.json --keys jwks.json --with checkpoint.txt --with answers.jsonl --tiles suixin-tiles',
  'node suixin-verify.mjs receipt.txt --keys log-keys.json',
  'node suixin-verify.mjs consent-receipt.json --keys jwks.json',
  'node suixin-verify.mjs proof.jwt --keys jwks.json',
  'node suixin-verify.mjs older.txt newer.txt --keys log-keys.json --consistency proof.json',
]

/** Everything the script may say stands in the page, so that the script knows no language. */
export function VerifyPage({ visit, keys, paper = null }: { visit: Visit; keys: PublishedKeys; paper?: PaperReceipt | null }) {
  const w = words.zh.verify
  return (
    <PublicFrame title={w.title} current="/verify" visit={visit} script={VERIFY_SCRIPT_PATH}>
      <PageTitle title={w.title} lead={w.lead} />
      <div class="stack-l">
        {paper === null ? null : (
          <Sheet title={w.paper.title}>
            <div class="stack-s">
              <TermList
                terms={[
                  { term: w.paper.no, detail: paper.no },
                  { term: w.paper.hash, detail: <span class="small">{paper.hash}</span> },
                ]}
              />
              <p>{w.paper.how}</p>
            </div>
          </Sheet>
        )}
        <Sheet id="verify-zone">
          <p id="verify-plain">{w.plain}</p>
          <div id="verify-live" class="stack" hidden>
            <div class="field">
              <label for="f-file">{w.file}</label>
              <p class="hint" id="h-file">
                {w.fileHint}
              </p>
              <input type="file" id="f-file" multiple aria-describedby="h-file" />
            </div>
            <div class="field">
              <label for="f-held">{w.held}</label>
              <p class="hint" id="h-held">
                {w.heldHint}
              </p>
              <input type="file" id="f-held" multiple aria-describedby="h-held" />
            </div>
            <div class="field">
              <label for="f-tiles">{w.tiles}</label>
              <p class="hint" id="h-tiles">
                {w.tilesHint} <a href="/developers#keep-tiles">{w.tilesHow}</a>
              </p>
              <input type="file" id="f-tiles" multiple webkitdirectory aria-describedby="h-tiles" />
            </div>
            <p class="muted" id="verify-state" role="status" />
            <progress id="verify-progress" max={1} value={0} aria-label={w.progress} hidden />
          </div>
        </Sheet>
        <section class="sheet stack" id="verify-result" aria-label={w.resultTitle} hidden>
          <h2>{w.resultTitle}</h2>
          <p id="verify-verdict" tabindex={-1} />
          <ul id="verify-findings" class="stack-s" />
          <h3>{w.checked}</h3>
          <dl id="verify-facts" class="terms" />
          <h3>{w.notChecked}</h3>
          <ul id="verify-caveats" class="stack-s muted" />
        </section>
        <Sheet title={w.command}>
          <div class="stack">
            <p>{w.commandLead}</p>
            {COMMANDS.map((command) => (
              <p class="small">
                <samp>{command}</samp>
              </p>
            ))}
            <p class="muted">{w.exits}</p>
            <Buttons>
              <ButtonLink href={VERIFIER_PATH}>{w.download}</ButtonLink>
            </Buttons>
          </div>
        </Sheet>
        <Sheet title={w.keys}>
          <div class="stack-s">
            <p>{keys.vkeys.length > 0 ? w.keysLead : w.noKeys}</p>
            {keys.vkeys.map((vkey) => (
              <p class="small">
                <samp>{vkey}</samp>
              </p>
            ))}
            {keys.witnesses.length === 0 ? null : <p>{w.witnessed(keys.quorum)}</p>}
            {keys.witnesses.map((vkey) => (
              <p class="small">
                <samp>{vkey}</samp>
              </p>
            ))}
            <p>
              <a href="/log/keys">log-keys.json</a> · <a href="/.well-known/jwks.json">jwks.json</a> · <a href="/log/checkpoint">checkpoint.txt</a>
            </p>
          </div>
        </Sheet>
      </div>
      <input type="hidden" id="verify-keys" value={JSON.stringify(keys)} />
      <ul id="verify-words" hidden>
        {Object.entries({
          ...{
            ...w.said,
            ...spoken('verdict', VERDICT_WORDS),
            ...spoken('flaw', FLAW_WORDS),
            ...spoken('caveat', CAVEAT_WORDS),
            ...spoken('count', COUNT_WORDS),
          },
          ...SAID,
          ...Object.fromEntries(Object.entries(words.zh.proof.check.why).map(([name, text]) => [`proof.why.${name}`, text])),
        }).map(([name, text]) => (
          <li data-word={name}>{text}</li>
        ))}
      </ul>
    </PublicFrame>
  )
}

function spoken(kind: string, wordings: Readonly<Record<string, Wording>>): Record<string, string> {
  return Object.fromEntries(Object.entries(wordings).map(([name, { zh }]) => [`${kind}.${name}`, zh]))
}
