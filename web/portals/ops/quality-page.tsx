import type { QualityDay } from '../../../src/quality/contract.ts'
import { Button, Buttons } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { TextField } from '../../ui/field.tsx'
import { count, percentDigits } from '../../ui/format.ts'
import { KeyFigures } from '../../ui/key-figures.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { Tag, type Tone } from '../../ui/tag.tsx'
import { words } from '../../words/index.ts'
import { QUALITY_HOME, type QualityDesk, QualityFrame } from './quality-frame.tsx'

type Feed = QualityDay['feeds'][number]

const STATE_TONES = { open: 'info', overdue: 'bad', done: 'good', late: 'warn' } as const satisfies Record<string, Tone>

/** One day of all sources: how they scored, what is due, which rules objected most. */
export function QualityPage({ desk, report }: { desk: QualityDesk; report: QualityDay }) {
  const w = words.zh.quality
  const heard = report.feeds.filter(({ score }) => score !== null).sort((a, b) => a.score!.scoreBp - b.score!.scoreBp)
  const silent = report.feeds.filter(({ score }) => score === null)
  const total = (pick: (feed: Feed) => number) => count(heard.reduce((sum, feed) => sum + pick(feed), 0))
  return (
    <QualityFrame title={w.title} desk={desk}>
      <PageTitle title={w.title} lead={w.lead(report.day)} />
      <div class="stack">
        <KeyFigures
          figures={[
            { term: w.figures.score, detail: report.scoreBp === null ? w.figures.none : percentDigits(report.scoreBp) },
            { term: w.figures.received, detail: w.figures.rows(total(({ received }) => received)) },
            { term: w.figures.quarantined, detail: w.figures.rows(total(({ quarantined }) => quarantined)) },
            { term: w.figures.findings, detail: w.figures.items(total(findingsOf)) },
            { term: w.figures.overdue, detail: report.overdue > 0 ? <b class="warn">{w.figures.items(count(report.overdue))}</b> : w.figures.items('0') },
          ]}
        />
        <form class="form" method="get" action={QUALITY_HOME}>
          <TextField name="day" label={w.day} type="date" value={report.day} width="m" />
          <Buttons>
            <Button>{w.show}</Button>
          </Buttons>
        </form>
        <Sheet title={w.feeds.title}>
          <p class="hint">{w.feeds.formula}</p>
          {heard.length === 0 ? <p>{w.feeds.none}</p> : <FeedTable feeds={heard} />}
          {silent.length > 0 ? (
            <details>
              <summary>{w.feeds.silent(silent.length)}</summary>
              <p>{words.zh.measures.listed(silent.map(({ title }) => title))}</p>
            </details>
          ) : null}
        </Sheet>
        <ClockSheet report={report} isOperator={desk.me.role === 'operator'} />
        <RuleSheet feeds={heard} />
      </div>
    </QualityFrame>
  )
}

function FeedTable({ feeds }: { feeds: readonly Feed[] }) {
  const w = words.zh.quality.feeds
  return (
    <DataTable
      caption={w.title}
      captionHidden
      columns={[
        { label: w.record, bare: true },
        { label: w.provider },
        { label: w.score, numeric: true },
        { label: w.change },
        { label: w.received, numeric: true },
        { label: w.quarantined, numeric: true },
        { label: w.findings, numeric: true },
        { label: w.reasons },
      ]}
      rows={feeds.map((feed) => [
        feed.title,
        feed.provider,
        <b>{percentDigits(feed.score!.scoreBp)}</b>,
        changeOf(feed),
        count(feed.received),
        count(feed.quarantined),
        count(findingsOf(feed)),
        <Reasons feed={feed} />,
      ])}
    />
  )
}

function changeOf({ score, previous }: Feed): string {
  const w = words.zh.quality.feeds
  if (score === null || previous === null) return w.first
  const change = score.scoreBp - previous.scoreBp
  if (change === 0) return w.same(previous.day)
  return (change > 0 ? w.up : w.down)(percentDigits(Math.abs(change)), previous.day)
}

/** The three largest reasons: of quarantine by code, of findings by rule. */
function Reasons({ feed }: { feed: Feed }) {
  const w = words.zh.quality.feeds
  const codes: Readonly<Record<string, string>> = words.zh.ops.batch.codes
  const reasons = [
    ...feed.quarantine.map(({ code, count: n }) => ({ title: codes[code] ?? code, n })),
    ...feed.findings.map(({ ruleTitle, count: n }) => ({ title: ruleTitle, n })),
  ].sort((a, b) => b.n - a.n)
  const unchecked = feed.accepted - feed.checked
  if (reasons.length === 0 && unchecked <= 0) return <span class="muted">{w.noReason}</span>
  return (
    <ul>
      {reasons.slice(0, 3).map(({ title, n }) => (
        <li>{w.reason(title, count(n))}</li>
      ))}
      {unchecked > 0 ? <li class="muted">{w.unchecked(count(unchecked))}</li> : null}
    </ul>
  )
}

function ClockSheet({ report, isOperator }: { report: QualityDay; isOperator: boolean }) {
  const w = words.zh.quality.clocks
  return (
    <Sheet title={w.title}>
      <p class="hint">{w.lead}</p>
      {report.clocks.length === 0 ? (
        <p>{w.none}</p>
      ) : (
        <DataTable
          caption={w.title}
          captionHidden
          columns={[{ label: w.batch, bare: true }, { label: w.duty }, { label: w.received }, { label: w.due }, { label: w.state }]}
          rows={report.clocks.map(({ batchId, title, receivedOn, duty, deadline }) => [
            isOperator ? (
              <a href={`/ops/imports/${batchId}/notice`} aria-label={w.open(title, receivedOn)}>
                {title}
              </a>
            ) : (
              title
            ),
            w.duties[duty],
            receivedOn,
            deadline.dueOn,
            <Tag tone={STATE_TONES[deadline.state]}>{w.states[deadline.state]}</Tag>,
          ])}
        />
      )}
    </Sheet>
  )
}

const RULES_SHOWN = 10

function RuleSheet({ feeds }: { feeds: readonly Feed[] }) {
  const w = words.zh.quality.rules
  const rules = new Map<string, Feed['findings'][number]>()
  for (const finding of feeds.flatMap(({ findings }) => findings))
    rules.set(finding.rule, { ...finding, count: finding.count + (rules.get(finding.rule)?.count ?? 0) })
  const top = [...rules.values()].sort((a, b) => b.count - a.count || (a.rule < b.rule ? -1 : 1)).slice(0, RULES_SHOWN)
  return (
    <Sheet title={w.title} aside={<a href={`${QUALITY_HOME}/findings`}>{w.all}</a>}>
      {top.length === 0 ? (
        <p>{w.none}</p>
      ) : (
        <DataTable
          caption={w.title}
          captionHidden
          columns={[{ label: w.rule, bare: true }, { label: w.kind }, { label: w.severity }, { label: w.count, numeric: true }]}
          rows={top.map((finding) => [
            <a href={`${QUALITY_HOME}/findings?${new URLSearchParams({ rule: finding.rule })}`}>{finding.ruleTitle}</a>,
            finding.kind === null ? '' : w.kinds[finding.kind],
            finding.severity === null ? '' : <SeverityTag severity={finding.severity} />,
            count(finding.count),
          ])}
        />
      )}
    </Sheet>
  )
}

export function SeverityTag({ severity }: { severity: 'error' | 'warning' | 'hint' }) {
  const tones = { error: 'bad', warning: 'warn', hint: 'plain' } as const
  return <Tag tone={tones[severity]}>{words.zh.quality.rules.severities[severity]}</Tag>
}

function findingsOf({ findings }: Feed): number {
  return findings.reduce((sum, { count: n }) => sum + n, 0)
}
