import type { z } from '@hono/zod-openapi'
import type { CheckpointView, LogKeysView } from '../../../src/log/contract.ts'
import { ButtonLink, Buttons } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { count, dayTime } from '../../ui/format.ts'
import { PageTitle } from '../../ui/page-title.tsx'
import { Pagination } from '../../ui/pagination.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { Tag } from '../../ui/tag.tsx'
import { TermList } from '../../ui/term-list.tsx'
import { words } from '../../words/index.ts'
import { AuditFrame, type Desk } from './frame.tsx'

export type LogKeys = z.infer<typeof LogKeysView>

export interface CheckpointsPageProps {
  desk: Desk
  checkpoints: readonly CheckpointView[]
  keys: LogKeys
  /** As /readyz says it. */
  lag: string
  tiles: string
  nextHref: string | null
  firstHref: string | null
}

/** Every signed head of the log, who signed it, and the keys that ever did. */
export function CheckpointsPage({ desk, checkpoints, keys, lag, tiles, nextHref, firstHref }: CheckpointsPageProps) {
  const w = words.zh.audit.checkpoints
  return (
    <AuditFrame title={w.title} current="/audit/checkpoints" desk={desk}>
      <PageTitle title={w.title} lead={w.lead} />
      <div class="stack">
        <Sheet>
          <TermList
            across
            terms={[
              { term: w.origin, detail: keys.origin },
              { term: w.lag, detail: w.lagText(lag) },
              { term: w.tiles, detail: tiles.startsWith('damaged') ? <Tag tone="bad">{w.tilesText(tiles)}</Tag> : w.tilesText(tiles) },
              { term: w.witness, detail: keys.quorum > 0 ? w.quorum(keys.quorum) : w.noQuorum },
            ]}
          />
          <Buttons>
            <ButtonLink href="/audit/checkpoint">{words.zh.audit.newest}</ButtonLink>
            <ButtonLink href="/verify">{words.zh.audit.how}</ButtonLink>
          </Buttons>
        </Sheet>
        {checkpoints.length === 0 ? (
          <EmptyState kind="none_yet" text={w.emptyText} />
        ) : (
          <Sheet title={w.title}>
            <DataTable
              caption={w.title}
              captionHidden
              columns={[{ label: w.size, numeric: true, bare: true }, { label: w.at }, { label: w.root }, { label: w.signers }, { label: w.note }]}
              rows={checkpoints.map((checkpoint) => [
                count(checkpoint.size),
                <span class="nowrap">{dayTime(checkpoint.at)}</span>,
                <span class="code">{checkpoint.rootHash.slice(0, 12)}</span>,
                <div>
                  {words.zh.measures.listed([w.platform, ...checkpoint.witnesses])}
                  {keys.quorum === 0 ? null : (
                    <div>
                      <Tag tone={checkpoint.quorumMet ? 'good' : 'warn'}>{checkpoint.quorumMet ? w.met : w.short}</Tag>
                    </div>
                  )}
                </div>,
                <details>
                  <summary>
                    {w.note}
                    <span class="sr"> {checkpoint.size}</span>
                  </summary>
                  <pre class="note-text">{checkpoint.note}</pre>
                </details>,
              ])}
            />
            <Pagination shown={checkpoints.length} nextHref={nextHref} firstHref={firstHref} />
          </Sheet>
        )}
        <Sheet title={w.keys}>
          <div class="stack-s">
            <p class="muted">{w.keysLead}</p>
            <DataTable
              caption={w.keys}
              captionHidden
              columns={[{ label: w.since, bare: true }, { label: w.from, numeric: true }, { label: w.current }, { label: w.vkey }]}
              rows={keys.keys.map((key) => [
                <span class="nowrap">{dayTime(key.since)}</span>,
                count(key.fromSize),
                key.current ? <Tag tone="good">{w.current}</Tag> : w.former,
                <span class="small">{key.vkey}</span>,
              ])}
            />
            <h3>{w.witnesses}</h3>
            {keys.witnesses.length === 0 ? (
              <p class="muted">{w.noWitnesses}</p>
            ) : (
              <ul>
                {keys.witnesses.map((vkey) => (
                  <li class="small">{vkey}</li>
                ))}
              </ul>
            )}
          </div>
        </Sheet>
      </div>
    </AuditFrame>
  )
}
