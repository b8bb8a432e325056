import type { FeedList } from '../../../src/sources/feed-contract.ts'
import { type Problem, sentenceOf } from '../../client/problem.ts'
import { Button, ButtonLink, Buttons } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { FormKey } from '../../ui/field.tsx'
import { count, dayTime } from '../../ui/format.ts'
import { Notice } from '../../ui/notice.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { Tag } from '../../ui/tag.tsx'
import { words } from '../../words/index.ts'
import { type Desk, OpsFrame } from './frame.tsx'
import { failureWords, type RunOutcome } from './health-words.ts'

export const FEEDS_HOME = '/ops/feeds'

type SourceView = FeedList['items'][number]
type RecordView = SourceView['records'][number]

export interface FeedsPageProps {
  desk: Desk
  list: FeedList
  formKey: string
  /** A fetch that was just asked for and refused. */
  problem: Problem | null
}

/** Every source with what is wrong on top; nothing here is stored as an alarm, so nothing outlives its reason. */
export function FeedsPage({ desk, list, formKey, problem }: FeedsPageProps) {
  const w = words.zh.health
  const troubled = list.items.flatMap((source) => source.records.filter(({ alarms }) => alarms.length > 0).map((record) => ({ source, record })))
  return (
    <OpsFrame title={w.title} current={FEEDS_HOME} desk={desk}>
      {problem ? <ErrorSummary errors={[{ field: null, message: sentenceOf(problem) }]} requestId={problem.requestId} kept={false} /> : null}
      <PageTitle title={w.title} lead={w.lead(dayTime(list.now))} />
      <div class="stack">
        {troubled.length === 0 ? (
          <Notice tone="good">{w.noAlarms}</Notice>
        ) : (
          <Sheet title={w.alarmsTitle(troubled.reduce((sum, { record }) => sum + record.alarms.length, 0))}>
            <ul>
              {troubled.map(({ source, record }) => (
                <li>
                  <b>{w.alarmLine(source.title, record.title)}</b>
                  {record.alarms.map((alarm) => (
                    <Tag tone={alarm === 'late' ? 'warn' : 'bad'}>{w.alarm[alarm]}</Tag>
                  ))}
                  <p class="source">{about(source, record)}</p>
                </li>
              ))}
            </ul>
          </Sheet>
        )}
        <Buttons>
          <ButtonLink href={`${FEEDS_HOME}/runs`}>{w.runsLink}</ButtonLink>
        </Buttons>
        {list.items.map((source) => (
          <SourceSheet source={source} formKey={formKey} />
        ))}
      </div>
    </OpsFrame>
  )
}

function about({ breaker }: SourceView, { lastGoodOn, lastRows, usualRows, lastFailure, alarms }: RecordView): string {
  const w = words.zh.health
  const said = [lastGoodOn === null ? w.never : w.lastGood(lastGoodOn)]
  if (usualRows !== null && lastRows !== null && (alarms.includes('no_rows') || alarms.includes('half_rows')))
    said.push(w.rowsAgainst(count(lastRows), count(usualRows)))
  if (lastFailure !== null) said.push(w.why(failureWords(lastFailure)))
  if (breaker.retryAt !== null && alarms.includes('breaker_open')) said.push(w.retryAt(dayTime(breaker.retryAt)))
  return said.join(' · ')
}

const WHOLE: readonly string[] = ['upload', 'drop', 'pull']

function SourceSheet({ source, formKey }: { source: SourceView; formKey: string }) {
  const w = words.zh.health
  const line = source.connected === null ? w.byFile : source.connected ? w.connected : w.notConnected
  return (
    <Sheet title={source.title} aside={source.breaker.state === 'closed' ? line : `${line} · ${w.breaker[source.breaker.state]}`} id={source.source}>
      {source.connected === false ? <p class="hint">{w.notConnectedHint}</p> : null}
      <DataTable
        caption={w.caption(source.title)}
        captionHidden
        columns={[
          { label: w.record, bare: true },
          { label: w.ways },
          { label: w.lastGoodColumn },
          { label: w.rows, numeric: true },
          { label: w.usual, numeric: true },
          { label: w.state },
          { label: w.pull, bare: true },
        ]}
        rows={source.records.map((record) => [
          record.title,
          waysOf(record),
          // What only comes when it is asked for is never received whole.
          record.lastGoodOn ?? (record.ways.some((way) => WHOLE.includes(way)) ? w.neverShort : ''),
          record.lastRows === null ? '' : count(record.lastRows),
          record.usualRows === null ? '' : count(record.usualRows),
          <StateTag record={record} />,
          record.ways.includes('pull') && source.connected ? (
            <form method="post" action={`${FEEDS_HOME}/${source.source}/${record.record}/pull`}>
              <FormKey value={formKey} />
              <Button>
                {w.pull}
                <span class="sr">{w.pullOf(record.title)}</span>
              </Button>
            </form>
          ) : null,
        ])}
      />
      <p>
        <a href={`${FEEDS_HOME}/runs?${new URLSearchParams({ source: source.source })}`}>{w.runsOf(source.title)}</a>
      </p>
    </Sheet>
  )
}

function waysOf({ ways, everyMinutes }: RecordView): string {
  const w = words.zh.health
  const said = ways.map((way) => (way === 'pull' && everyMinutes !== null ? w.pullEvery(w.every(everyMinutes)) : w.way[way]))
  return words.zh.measures.listed(said)
}

const TONES = { ok: 'good', empty: 'info', failed: 'bad', wrong: 'bad', skipped: 'warn' } as const satisfies Record<RunOutcome, string>

function StateTag({ record }: { record: RecordView }) {
  const w = words.zh.health
  if (record.item === null) return <Tag tone="warn">{w.notInCatalogue}</Tag>
  if (record.underWay) return <Tag tone="info">{w.underWay}</Tag>
  if (record.lastOutcome === null) return record.lastTryAt === null ? null : <Tag tone="warn">{w.brokenOff}</Tag>
  return (
    <>
      <Tag tone={TONES[record.lastOutcome]}>{w.outcome[record.lastOutcome]}</Tag>
      {record.lastFailure === null ? null : <span class="source">{failureWords(record.lastFailure)}</span>}
    </>
  )
}
