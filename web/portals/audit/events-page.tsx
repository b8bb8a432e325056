import type { AuditEventView } from '../../../src/consent/contract.ts'
import { LOG_KINDS } from '../../../src/log/model.ts'
import { attributeOf, isAttributeId } from '../../../src/profiles/model.ts'
import { Button, ButtonLink, Buttons } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorSummary, errorOf, type FormError } from '../../ui/error-summary.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { dayTime, shortNo } from '../../ui/format.ts'
import { whyOf } from '../../ui/log-words.ts'
import { PageTitle } from '../../ui/page-title.tsx'
import { Pagination } from '../../ui/pagination.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { words } from '../../words/index.ts'
import { AuditFrame, type Desk } from './frame.tsx'

export interface Filters {
  kind: string
  consent: string
  lender: string
}

export interface EventsPageProps {
  desk: Desk
  filters: Filters
  /** null: the filters could not be read. */
  events: readonly AuditEventView[] | null
  errors: readonly FormError[]
  nextHref: string | null
  firstHref: string | null
}

/** The log as it is: one row an entry, numbers only, each with its seal and its proof. */
export function EventsPage({ desk, filters, events, errors, nextHref, firstHref }: EventsPageProps) {
  const w = words.zh.audit
  const c = w.columns
  const kinds: Readonly<Record<string, string>> = words.zh.sme.access.kind
  const why: Readonly<Record<string, string>> = words.zh.sme.access.whyWords
  const filtered = filters.kind !== '' || filters.consent !== '' || filters.lender !== ''
  return (
    <AuditFrame title={w.title} current="/audit" desk={desk}>
      <ErrorSummary errors={errors} />
      <PageTitle title={w.title} lead={w.lead} />
      <div class="stack">
        <Sheet title={w.downloads}>
          <p class="muted">{w.dumpNote}</p>
          <Buttons>
            <ButtonLink href="/audit/dump">{w.dump}</ButtonLink>
            <ButtonLink href="/audit/checkpoint">{w.newest}</ButtonLink>
            <ButtonLink href="/verify">{w.how}</ButtonLink>
          </Buttons>
        </Sheet>
        <Sheet title={w.filter.title}>
          <form method="get" action="/audit" class="filters">
            <SelectField
              name="kind"
              label={w.filter.kind}
              value={filters.kind}
              error={errorOf(errors, 'kind')}
              options={[{ value: '', label: w.filter.all }, ...LOG_KINDS.map((kind) => ({ value: kind, label: kinds[kind] ?? kind }))]}
            />
            <TextField name="consent" label={w.filter.consent} value={filters.consent} error={errorOf(errors, 'consent')} />
            <TextField name="lender" label={w.filter.lender} value={filters.lender} error={errorOf(errors, 'lender')} />
            <Button>{w.filter.apply}</Button>
            {filtered ? <ButtonLink href="/audit">{w.filter.clear}</ButtonLink> : null}
          </form>
        </Sheet>
        {events === null ? null : events.length === 0 ? (
          filtered ? (
            <EmptyState kind="filtered_out" text={w.filteredText} action={<ButtonLink href="/audit">{w.filter.clear}</ButtonLink>} />
          ) : (
            <EmptyState kind="none_yet" text={w.emptyText} />
          )
        ) : (
          <Sheet title={w.title}>
            <DataTable
              caption={w.title}
              captionHidden
              columns={[
                { label: c.index, bare: true },
                { label: c.at },
                { label: c.kind },
                { label: c.consent },
                { label: c.who },
                { label: c.fields },
                { label: c.why },
                { label: c.seal },
              ]}
              rows={events.map((e) => [
                String(e.index),
                <span class="nowrap">{dayTime(e.at)}</span>,
                <div>
                  {kinds[e.kind] ?? e.kind}
                  {e.readNo > 0 ? <span class="source"> {w.readNo(e.readNo)}</span> : null}
                  <div class="source">{e.kind}</div>
                </div>,
                <a href={`/audit?${new URLSearchParams({ consent: e.consentId })}`}>{shortNo(e.consentId)}</a>,
                <div>
                  <a href={`/audit?${new URLSearchParams({ lender: e.lenderId })}`}>{w.lender(shortNo(e.lenderId))}</a>
                  <div class="source">{w.actor(shortNo(e.actorId))}</div>
                  <div class="source">{w.subject(shortNo(e.subjectId))}</div>
                </div>,
                <EventFields fields={e.fields} />,
                <div>
                  {whyOf(e, why)}
                  <div class="source">{words.zh.consents.proof.requestId(e.requestId)}</div>
                </div>,
                e.sealedIn === null ? (
                  <span class="muted">{w.sealing}</span>
                ) : (
                  <div>
                    {w.sealed(e.sealedIn)}
                    <div class="source">
                      <a href={`/api/v1/log/entries/${e.index}/receipt`}>
                        {w.proof}
                        <span class="sr"> {e.index}</span>
                      </a>
                    </div>
                  </div>
                ),
              ])}
            />
            <Pagination shown={events.length} nextHref={nextHref} firstHref={firstHref} />
          </Sheet>
        )}
      </div>
    </AuditFrame>
  )
}

function EventFields({ fields }: { fields: readonly string[] }) {
  const w = words.zh.audit
  if (fields.length === 0) return <span class="muted">{w.none}</span>
  return (
    <details>
      <summary>{w.fieldCount(fields.length)}</summary>
      <span class="source">{words.zh.measures.listed(fields.map((id) => (isAttributeId(id) ? attributeOf(id).zh : id)))}</span>
    </details>
  )
}
