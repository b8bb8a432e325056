import type { AccessEntryView } from '../../src/consent/contract.ts'
import { attributeOf, CATEGORIES, CATEGORY_INFO, isAttributeId } from '../../src/profiles/model.ts'
import { DataTable } from '../ui/data-table.tsx'
import { dayTime, shortNo } from '../ui/format.ts'
import { whyOf } from '../ui/log-words.ts'
import { Tag, type Tone } from '../ui/tag.tsx'
import { words } from '../words/index.ts'
import type { BorrowingWords } from './side.ts'

const NONE: ReadonlySet<string> = new Set()
const DOT = ' \u00b7 '

const TONE: Record<AccessEntryView['kind'], Tone> = {
  'consent.granted': 'info',
  'consent.revoked': 'plain',
  'consent.expired': 'plain',
  'consent.consumed': 'plain',
  'consent.requested': 'info',
  'consent.denied': 'plain',
  'consent.lapsed': 'plain',
  'consent.provisional': 'info',
  'consent.paused': 'plain',
  'consent.resumed': 'info',
  'consent.superseded': 'plain',
  'receipt.viewed': 'plain',
  'read.released': 'good',
  'read.denied': 'bad',
  'recall.issued': 'info',
  'recall.answered': 'plain',
  'recall.lifted': 'good',
  'proof.issued': 'info',
  'proof.withdrawn': 'plain',
  'screening.listed': 'info',
  'client.registered': 'plain',
  'client.keys_changed': 'plain',
  'client.closed': 'plain',
  'webhook.registered': 'plain',
  'webhook.changed': 'plain',
  'webhook.closed': 'plain',
  'key.rotated': 'plain',
  'template.published': 'plain',
  'delete.requested': 'info',
  'delete.attested': 'plain',
  'delete.overdue': 'warn',
  'subject.erased': 'plain',
  'breakglass.requested': 'warn',
  'breakglass.approved': 'warn',
  'breakglass.denied': 'plain',
  'breakglass.read': 'warn',
}

/** Done by the reader, not by a lender or by time. */
const BY_READER: readonly string[] = [
  'consent.granted',
  'consent.revoked',
  'consent.denied',
  'consent.paused',
  'consent.resumed',
  'consent.superseded',
  'proof.issued',
  'proof.withdrawn',
]

/** Up to so many fields are named in the row; more are folded under their categories. */
const NAMED = 6

/** Acts of people at a lender, or of officials by a statute. */
const BY_NAME: readonly string[] = [
  'consent.provisional',
  'read.released',
  'read.denied',
  'consent.requested',
  'receipt.viewed',
  'recall.answered',
  'screening.listed',
  'delete.attested',
]

/** Who did what with this reader's data, newest first: which fields, why, under which consent, and the proof of it. */
export function AccessTable({
  entries,
  caption,
  w,
  home,
  live = NONE,
  alone = false,
}: {
  entries: readonly AccessEntryView[]
  caption: string
  w: BorrowingWords['access']
  /** Of the portal: where the consents are. */
  home: string
  /** Consents that can still be stopped. */
  live?: ReadonlySet<string>
  /** All of one consent, whose slip stands around the table. */
  alone?: boolean
}) {
  const p = words.zh.consents.proof
  return (
    <DataTable
      caption={caption}
      captionHidden
      columns={[{ label: w.when, bare: true }, { label: w.did }, { label: w.who }, { label: w.fields }, { label: w.why }, { label: p.column }]}
      rows={entries.map((e) => [
        <span class="nowrap">{dayTime(e.at)}</span>,
        <span>
          <Tag tone={TONE[e.kind]}>{w.kind[e.kind]}</Tag>
          {e.readNo > 0 ? <span class="source nowrap"> {w.readNo(e.readNo)}</span> : null}
        </span>,
        <span>{BY_NAME.includes(e.kind) ? `${e.lenderName}${DOT}${e.actorName}` : BY_READER.includes(e.kind) ? w.mine(e.lenderName) : e.lenderName}</span>,
        <Fields entry={e} w={w} />,
        <div>
          {e.product ? w.listed(e.product.name) : whyOf(e, w.whyWords)}
          {alone || !e.consentId.startsWith('cns_') ? null : (
            <div class="source">
              <a class="nowrap" href={`${home}/consents/${e.consentId}`}>{`${p.slip} ${shortNo(e.consentId)}`}</a>
              {live.has(e.consentId) && e.kind.startsWith('read.') ? (
                <>
                  {DOT}
                  <a class="bad nowrap" href={`${home}/consents/${e.consentId}/revoke`}>
                    {p.stop}
                    <span class="sr"> {e.lenderName}</span>
                  </a>
                </>
              ) : null}
            </div>
          )}
        </div>,
        <ProofOf entry={e} />,
      ])}
    />
  )
}

/** Sealed entries have a proof to keep; the others will within seconds. */
function ProofOf({ entry: { index, sealedIn } }: { entry: AccessEntryView }) {
  const p = words.zh.consents.proof
  if (sealedIn === null) return <span class="muted nowrap">{p.sealing}</span>
  return (
    <div>
      {p.sealed(sealedIn)}
      <div class="source">
        <a class="nowrap" href={`/api/v1/log/entries/${index}/receipt`}>
          {p.download}
          <span class="sr"> {index}</span>
        </a>
      </div>
    </div>
  )
}

function Fields({ entry: { kind, fields }, w }: { entry: AccessEntryView; w: BorrowingWords['access'] }) {
  const { listed } = words.zh.measures
  if (fields.length === 0) return kind === 'read.denied' ? <span class="muted">{w.nothing}</span> : <span class="muted">{words.zh.measures.none}</span>
  const labels = listed(fields.map((f) => f.label))
  if (fields.length <= NAMED) return <span>{labels}</span>
  const categories = CATEGORIES.filter((c) => fields.some((f) => isAttributeId(f.id) && attributeOf(f.id).category === c))
  return (
    <div>
      {listed(categories.map((c) => CATEGORY_INFO[c].zh))}
      {/* What somebody looked at is told whole at once; what was only allowed can be unfolded. */}
      <details open={kind === 'read.released' || kind === 'breakglass.read'}>
        <summary>{w.fieldCount(fields.length)}</summary>
        <span class="source">{labels}</span>
      </details>
    </div>
  )
}
