import type { RecordTrace } from '../../../src/lineage/contract.ts'
import { ButtonLink, Buttons } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { dayTime } from '../../ui/format.ts'
import { PageTitle } from '../../ui/page-title.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { Tag, type Tone } from '../../ui/tag.tsx'
import { TermList } from '../../ui/term-list.tsx'
import { words } from '../../words/index.ts'
import { type Desk, OpsFrame } from './frame.tsx'

const TONE: Readonly<Record<RecordTrace['facts'][number]['standing'], Tone>> = {
  holds: 'good',
  listed: 'good',
  lost: 'warn',
  superseded: 'plain',
  gone: 'plain',
  mark: 'info',
}
const VERDICT_TONE = { met: 'good', short: 'bad', unknown: 'warn' } as const

/** One record's whole way on one page: the row, its versions, what holds in the profile, the offers it decided. */
export function RecordPage({ desk, trace }: { desk: Desk; trace: RecordTrace }) {
  const w = words.zh.ops.record
  const { record, subject, versions, facts, offers } = trace
  const title = w.title(record.title, subject.name)
  const here = (id: string) => `/ops/subjects/${subject.id}/records/${id}`
  return (
    <OpsFrame title={title} current="/ops/imports" desk={desk}>
      <PageTitle title={title} lead={w.lead(subject.code, record.provider)} />
      <div class="split">
        <div class="stack">
          <Sheet title={w.facts}>
            {facts.length === 0 ? (
              <p>{w.noFacts}</p>
            ) : (
              <DataTable
                caption={w.facts}
                captionHidden
                columns={[{ label: w.fact, bare: true }, { label: w.said }, { label: w.standing }]}
                rows={facts.map((fact) => [
                  fact.label,
                  <Value value={fact.value} />,
                  <div>
                    <Tag tone={TONE[fact.standing]}>{w.standings[fact.standing]}</Tag>
                    {fact.decidedBy === null || (fact.standing !== 'holds' && fact.standing !== 'lost') ? null : (
                      <div class="source">{w.rules[fact.decidedBy]}</div>
                    )}
                    {fact.winner === null ? null : (
                      <div class="source">
                        {w.winner(fact.winner.provider)}
                        {fact.winner.recordId === '' ? null : <a href={here(fact.winner.recordId)}>{w.openWinner}</a>}
                      </div>
                    )}
                    {fact.feeds.length === 0 ? null : <div class="source">{w.feeds(words.zh.measures.listed(fact.feeds.map((f) => f.label)))}</div>}
                  </div>,
                ])}
              />
            )}
          </Sheet>
          <Sheet title={w.offers}>
            <p class="hint">{w.offersLead}</p>
            {offers.length === 0 ? (
              <p>{w.noOffers}</p>
            ) : (
              <DataTable
                caption={w.offers}
                captionHidden
                columns={[{ label: w.product, bare: true }, { label: w.outcome }, { label: w.reason }]}
                rows={offers.map((offer) => [
                  <div>
                    {offer.productName}
                    <div class="source">{offer.lenderName}</div>
                  </div>,
                  <span class="nowrap">{w.statuses[offer.status]}</span>,
                  <div>
                    <Tag tone={VERDICT_TONE[offer.verdict]}>{w.verdicts[offer.verdict]}</Tag> {offer.sentence}
                  </div>,
                ])}
              />
            )}
          </Sheet>
        </div>
        <div class="stack">
          <Sheet title={w.row}>
            {record.batch === null ? null : (
              <p class="source">
                {w.from(record.batch.fileName ?? w.ways[record.batch.way] ?? record.batch.way, record.batch.rowNo, dayTime(record.batch.createdAt))}
              </p>
            )}
            <TermList terms={Object.entries(record.cells).map(([term, detail]) => ({ term, detail }))} />
            {record.batch === null ? null : (
              <Buttons>
                <ButtonLink href={`/ops/imports/${record.batch.id}`}>{w.batch}</ButtonLink>
              </Buttons>
            )}
          </Sheet>
          <Sheet title={w.versions}>
            <ol class="plain">
              {versions.map((version) => (
                <li>
                  {version.id === record.id ? <b>{version.version}</b> : <a href={here(version.id)}>{version.version}</a>}
                  {version.retracts ? <Tag tone="warn">{w.retracted}</Tag> : null}
                  <div class="source">
                    {w.known(dayTime(version.recordedAt))}
                    {version.supersededAt === null ? w.current : w.superseded(dayTime(version.supersededAt))}
                  </div>
                </li>
              ))}
            </ol>
          </Sheet>
          {subject.aliases.length > 1 ? (
            <Sheet title={w.aliases}>
              <ul>
                {subject.aliases.map((alias) => (
                  <li>{alias}</li>
                ))}
              </ul>
            </Sheet>
          ) : null}
        </div>
      </div>
    </OpsFrame>
  )
}

function Value({ value }: { value: unknown }) {
  if (value === null) return <span class="muted">{words.zh.ops.record.unknown}</span>
  if (typeof value !== 'object') return <>{String(value)}</>
  const members = Object.entries(value as Record<string, unknown>).filter(([, member]) => member !== null && member !== '')
  return (
    <ul class="plain small">
      {members.map(([name, member]) => (
        <li>{words.zh.measures.pair(words.zh.ops.record.members[name] ?? name, String(member))}</li>
      ))}
    </ul>
  )
}
