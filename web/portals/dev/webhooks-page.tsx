import type { ListedDelivery, WebhookView } from '../../../src/deliveries/contract.ts'
import type { ClientView } from '../../../src/machines/contract.ts'
import { Button, Buttons } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { FormKey, SelectField, TextField, TicksField } from '../../ui/field.tsx'
import { Notice } from '../../ui/notice.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { Tag } from '../../ui/tag.tsx'
import { words } from '../../words/index.ts'
import { type Refusal, Refused, Step } from './clients-page.tsx'
import { DevFrame, type Visit } from './frame.tsx'

export interface WebhookForm {
  clientId: string
  url: string
  types: readonly string[]
}

export interface WebhooksPageProps {
  visit: Visit
  webhooks: readonly WebhookView[]
  clients: readonly ClientView[]
  deliveries: readonly ListedDelivery[]
  mayChange: boolean
  refusal: Refusal | null
  /** Just made: shown on this one page. */
  secret: string | null
  done: boolean
  form: WebhookForm
  /** A new address that was refused, to be mended. */
  moving: { id: string; url: string } | null
  newKey(): string
}

/** Where a lender's events go, and how they got there. */
export function WebhooksPage({ visit, webhooks, clients, deliveries, mayChange, refusal, secret, done, form, moving, newKey }: WebhooksPageProps) {
  const w = words.zh.developers.webhooks
  const types = words.zh.developers.hooks.types
  const open = clients.filter(({ closedAt }) => closedAt === null)
  const wrong = (field: string) => {
    const error = refusal?.errors.find((each) => each.field === field)?.message
    return error === undefined ? {} : { error }
  }
  return (
    <DevFrame title={w.title} visit={visit} current="/developers/webhooks">
      <PageTitle title={w.title} lead={w.lead} />
      <div class="stack-l">
        <Refused refusal={refusal} back="/developers/webhooks" />
        {done ? <Notice tone="good">{words.zh.developers.clients.done}</Notice> : null}
        {secret === null ? null : (
          <Sheet title={w.secretTitle}>
            <div class="stack">
              <p>{w.secretLead}</p>
              <p class="secret code" id="webhook-secret">
                {secret}
              </p>
            </div>
          </Sheet>
        )}
        {webhooks.length === 0 ? <p>{w.none}</p> : null}
        {webhooks.map((webhook) => (
          <Sheet title={webhook.url}>
            <div class="stack">
              <p>
                <Tag tone={webhook.status === 'enabled' ? 'good' : 'warn'}>{w.statuses[webhook.status]}</Tag>{' '}
                <span class="source">{webhook.types.map((type) => types[type] ?? type).join(' · ')}</span>
              </p>
              {webhook.heldUntil === null ? null : <p class="muted">{w.held(webhook.heldUntil)}</p>}
              {webhook.status === 'closed' ? null : (
                <Buttons>
                  {webhook.status === 'enabled' ? <Act webhook={webhook} verb="test" newKey={newKey} /> : null}
                  {mayChange && webhook.status === 'disabled' ? <Act webhook={webhook} verb="enable" newKey={newKey} /> : null}
                  {mayChange ? <Act webhook={webhook} verb="rotate" newKey={newKey} /> : null}
                  {mayChange ? <Act webhook={webhook} verb="close" newKey={newKey} /> : null}
                </Buttons>
              )}
              {mayChange && webhook.status !== 'closed' ? (
                <details open={moving?.id === webhook.id}>
                  <summary>
                    {w.move}
                    <span class="sr"> {webhook.url}</span>
                  </summary>
                  <form method="post" action={`/developers/webhooks/${webhook.id}/move`} class="stack">
                    <input type="hidden" name="was" value={webhook.url} />
                    <TextField
                      name={`url-${webhook.id}`}
                      label={w.newUrl}
                      hint={w.moveHint}
                      value={moving?.id === webhook.id ? moving.url : webhook.url}
                      maxlength={1_000}
                      required
                      {...wrong(`url-${webhook.id}`)}
                    />
                    <Buttons>
                      <Button>{w.move}</Button>
                    </Buttons>
                  </form>
                </details>
              ) : null}
            </div>
          </Sheet>
        ))}
        {!mayChange ? (
          <p class="muted">{words.zh.developers.clients.approverOnly}</p>
        ) : open.length === 0 ? (
          <p>
            {w.noClient} <a href="/developers/clients">{words.zh.developers.first.registerLink}</a>
          </p>
        ) : (
          <Sheet title={w.newTitle}>
            <form method="post" action="/developers/webhooks" class="stack">
              <FormKey value={newKey()} />
              <SelectField
                name="clientId"
                label={w.client}
                value={form.clientId}
                options={open.map(({ id, name }) => ({ value: id, label: name }))}
                {...wrong('clientId')}
              />
              <TextField name="url" label={w.url} hint={w.urlHint} value={form.url} maxlength={1_000} required {...wrong('url')} />
              <TicksField
                name="types"
                label={w.types}
                values={form.types}
                options={Object.entries(types)
                  .filter(([value]) => value !== 'test.ping')
                  .map(([value, label]) => ({ value, label }))}
                {...wrong('types')}
              />
              <Buttons>
                <Button kind="main">{w.create}</Button>
              </Buttons>
            </form>
          </Sheet>
        )}
        <Sheet title={w.deliveries}>
          {deliveries.length === 0 ? (
            <p>{w.noDeliveries}</p>
          ) : (
            <DataTable
              caption={w.deliveries}
              captionHidden
              columns={[{ label: w.columns.event, bare: true }, { label: w.columns.status }, { label: w.columns.tries }, { label: w.columns.last }]}
              rows={deliveries.map((delivery) => [
                types[delivery.type] ?? delivery.type,
                <>
                  {w.deliveryStatuses[delivery.status]}
                  {delivery.status === 'dead' ? (
                    <Step action={`/developers/deliveries/${delivery.id}/retry`} label={w.retry} about={w.retryOf(delivery.id)} formKey={newKey()} />
                  ) : null}
                </>,
                String(delivery.tried),
                lastOf(delivery),
              ])}
            />
          )}
        </Sheet>
      </div>
    </DevFrame>
  )
}

function Act({ webhook, verb, newKey }: { webhook: WebhookView; verb: 'test' | 'enable' | 'rotate' | 'close'; newKey(): string }) {
  const w = words.zh.developers.webhooks
  return <Step action={`/developers/webhooks/${webhook.id}/${verb}`} label={w[verb]} about={w.of(w[verb], webhook.url)} formKey={newKey()} />
}

function lastOf({ attempts }: ListedDelivery): string {
  const last = attempts.at(-1)
  return last === undefined ? '' : (last.status === null ? last.detail : String(last.status)) || last.detail
}
