import type { ReceiptView } from '../../src/consent/contract.ts'
import type { Artefact } from '../../src/consent/model.ts'
import { words } from '../words/index.ts'
import { DataTable } from './data-table.tsx'
import { dayTime } from './format.ts'
import { Qr } from './qr.tsx'
import { Seal } from './seal.tsx'
import { Sheet } from './sheet.tsx'
import { type Term, TermList } from './term-list.tsx'

/** A consent's receipt for whoever holds it: the artefact in plain words, its signature, its life, and where to check it. */
export function ConsentReceipt({
  receipt,
  terms,
  date,
  duration,
  checkUrl,
  kinds,
}: {
  receipt: ReceiptView
  /** What the slip says, in its words. */
  terms: readonly Term[]
  /** Day of its state, for the seal. */
  date: string
  /** An ISO 8601 duration in words. */
  duration: (iso: string) => string
  /** Absolute address of the public verify page with this receipt's number and hash. */
  checkUrl: string
  kinds: Readonly<Record<string, string>>
}) {
  const w = words.zh.consents.receiptPage
  const { consent, hash, verified } = receipt
  const a = consent.artefact as unknown as Artefact
  const live = consent.status === 'granted'
  return (
    <div class="stack-l">
      <section class={live ? 'slip sealed' : 'slip sealed ended'}>
        <div class="slip-head">
          <div>
            <h2>{w.title}</h2>
            <p class="source">{w.qrNote(consent.id)}</p>
          </div>
          <Seal word={words.zh.pieces.slip[consent.status]} date={date} no={consent.id} grey={!live} />
        </div>
        <TermList
          terms={[
            { term: w.lender, detail: a.grantee.name },
            { term: w.grantor, detail: w.grantorText(w.roles[a.grantor.role], w.assurances[a.grantor.assurance]) },
            ...terms,
            { term: w.from, detail: dayTime(a.validity.from) },
            ...(a.access.perWindow === null ? [] : [{ term: w.access, detail: w.perWindow(a.access.perWindow.n, duration(a.access.perWindow.window)) }]),
            { term: w.onward, detail: a.grantee.onward.length === 0 ? w.onwardNone : words.zh.measures.listed(a.grantee.onward) },
            { term: w.legal, detail: w.legalText(a.legal.version, a.legal.sha256.slice(0, 16)) },
            { term: w.issued, detail: dayTime(a.issued?.at ?? a.validity.from) },
            {
              term: w.signature,
              detail: (
                <>
                  <span class={verified === null ? undefined : verified ? 'good' : 'bad'}>
                    {verified === null ? w.unsigned : verified ? w.signed : w.badSignature}
                  </span>
                  {a.issued?.kid ? <div class="source">{w.key(a.issued.kid.slice(0, 12))}</div> : null}
                </>
              ),
            },
            { term: words.zh.consents.hash, detail: <span class="small">{hash}</span> },
          ]}
        />
        <figure class="qr-line">
          <Qr text={checkUrl} label={w.qr} />
          <figcaption>
            <b>{w.qr}</b>
            <p class="source">
              <a href={checkUrl}>{words.zh.consents.proof.how}</a>
            </p>
          </figcaption>
        </figure>
      </section>
      <Sheet title={w.life}>
        <DataTable
          caption={w.life}
          captionHidden
          columns={[{ label: w.when, bare: true }, { label: w.what }, { label: w.place }]}
          rows={receipt.life.map((step) => [
            <span class="nowrap">{dayTime(step.at)}</span>,
            kinds[step.kind] ?? step.kind,
            step.sealedIn === null ? String(step.index) : <a href={step.proof}>{step.index}</a>,
          ])}
        />
      </Sheet>
    </div>
  )
}

/** Where the receipt's number and hash can be held against the file. */
export function checkUrlOf(requestUrl: string, { consent, hash }: Pick<ReceiptView, 'consent' | 'hash'>): string {
  return `${new URL(requestUrl).origin}/verify?${new URLSearchParams({ no: consent.id, hash })}`
}
