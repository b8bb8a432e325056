import { raw } from 'hono/html'
import type { AccountSecurity, SessionView, TotpOffer } from '../../../src/identity/contract.ts'
import { Button, ButtonLink, Buttons } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { ErrorSummary, errorOf, type FormError } from '../../ui/error-summary.tsx'
import { TextField } from '../../ui/field.tsx'
import { dayTime } from '../../ui/format.ts'
import { Notice } from '../../ui/notice.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { words } from '../../words/index.ts'
import { AccountFrame, PasskeyForm, type Visit } from './frame.tsx'

export interface AccountPageProps {
  visit: Visit
  security: AccountSecurity
  sessions: readonly SessionView[]
  /** What was just done, by its word. */
  done?: string | undefined
  errors: readonly FormError[]
  requestId?: string | undefined
}

/** How somebody signs in: password, factors, devices. */
export function AccountPage({ visit, security, sessions, done, errors, requestId }: AccountPageProps) {
  const w = words.zh.account
  const lacksFactor = security.needsFactor && !security.hasTotp && security.passkeys.length === 0
  const said = done === undefined ? undefined : w.done[done]
  return (
    <AccountFrame title={w.title} visit={visit} passkeys>
      <ErrorSummary errors={errors} requestId={requestId ?? null} kept={false} />
      <PageTitle title={w.title} lead={w.lead} />
      <div class="stack-l">
        {lacksFactor ? <Notice tone="warn">{w.needed}</Notice> : null}
        {said ? <Notice tone="good">{said}</Notice> : null}
        <TotpSheet security={security} />
        <PasskeySheet security={security} errors={errors} />
        {security.hasTotp || security.passkeys.length > 0 ? (
          <Sheet title={w.recoveryTitle}>
            <p>{w.recoveryLeft(security.recoveryCodesLeft)}</p>
            <p class="muted">{w.recoveryNote}</p>
            <form method="post" action="/account/recovery-codes">
              <Buttons>
                <Button>{w.recoveryRenew}</Button>
              </Buttons>
            </form>
          </Sheet>
        ) : null}
        <PasswordSheet security={security} errors={errors} />
        {security.hasCityIdentity ? (
          <Sheet title={w.cityTitle}>
            <p>{w.cityOn}</p>
          </Sheet>
        ) : null}
        <SessionSheet sessions={sessions} />
      </div>
    </AccountFrame>
  )
}

function TotpSheet({ security }: { security: AccountSecurity }) {
  const w = words.zh.account
  return (
    <Sheet title={w.totpTitle}>
      <p>{security.hasTotp ? w.totpOn : w.totpOff}</p>
      <form method="post" action={security.hasTotp ? '/account/totp/remove' : '/account/totp'}>
        <Buttons>
          <Button kind={security.hasTotp ? 'plain' : 'main'}>{security.hasTotp ? w.totpRemove : w.totpBegin}</Button>
        </Buttons>
      </form>
    </Sheet>
  )
}

function PasskeySheet({ security, errors }: { security: AccountSecurity; errors: readonly FormError[] }) {
  const w = words.zh.account
  const c = w.passkeyColumns
  const labelError = errorOf(errors, 'label')
  return (
    <Sheet title={w.passkeyTitle} id="passkeys" class="stack">
      <p>{w.passkeyText}</p>
      {security.passkeys.length === 0 ? (
        <p class="muted">{w.passkeyNone}</p>
      ) : (
        <DataTable
          caption={w.passkeyTitle}
          captionHidden
          columns={[{ label: c.label, bare: true }, { label: c.created }, { label: c.used }, { label: c.action, bare: true }]}
          rows={security.passkeys.map((key) => [
            <b>{key.label}</b>,
            dayTime(key.createdAt),
            key.lastUsedAt === null ? w.never : dayTime(key.lastUsedAt),
            <form method="post" action="/account/passkeys/remove">
              <input type="hidden" name="id" value={key.id} />
              <Button>
                {w.passkeyRemove}
                <span class="sr"> {key.label}</span>
              </Button>
            </form>,
          ])}
        />
      )}
      <noscript>
        <p class="muted">{w.passkeyNoScript}</p>
      </noscript>
      <PasskeyForm action="/account/passkeys" make label={w.passkeyAdd}>
        <TextField
          name="label"
          label={w.passkeyLabel}
          hint={w.passkeyLabelHint}
          required
          maxlength={60}
          width="m"
          {...(labelError === undefined ? {} : { error: labelError })}
        />
      </PasskeyForm>
    </Sheet>
  )
}

function PasswordSheet({ security, errors }: { security: AccountSecurity; errors: readonly FormError[] }) {
  const w = words.zh.account
  const field = (name: 'current' | 'next') => {
    const error = errorOf(errors, name)
    return error === undefined ? {} : { error }
  }
  if (!security.hasPassword)
    return (
      <Sheet title={w.passwordTitle}>
        <p>{w.passwordNone}</p>
      </Sheet>
    )
  return (
    <Sheet title={w.passwordTitle}>
      <form class="form" method="post" action="/account/password">
        <TextField name="current" label={w.current} type="password" autocomplete="current-password" required maxlength={256} {...field('current')} />
        <TextField name="next" label={w.next} hint={w.nextHint} type="password" autocomplete="new-password" required maxlength={256} {...field('next')} />
        <p class="muted">{w.passwordNote}</p>
        <Buttons>
          <Button>{w.passwordSubmit}</Button>
        </Buttons>
      </form>
    </Sheet>
  )
}

function SessionSheet({ sessions }: { sessions: readonly SessionView[] }) {
  const w = words.zh.account
  const c = w.sessionColumns
  return (
    <Sheet title={w.sessionsTitle} id="sessions" class="stack">
      <DataTable
        caption={w.sessionsTitle}
        captionHidden
        columns={[{ label: c.device, bare: true }, { label: c.network }, { label: c.created }, { label: c.seen }, { label: c.action, bare: true }]}
        rows={sessions.map((session) => [
          <b>{session.device || w.unknownDevice}</b>,
          session.network || w.unknownNetwork,
          dayTime(session.createdAt),
          dayTime(session.lastSeenAt),
          session.isHere ? (
            <span>{w.here}</span>
          ) : (
            <form method="post" action="/account/sessions/end">
              <input type="hidden" name="id" value={session.id} />
              <Button>
                {w.end}
                <span class="sr"> {session.device || w.unknownDevice}</span>
              </Button>
            </form>
          ),
        ])}
      />
      {sessions.length > 1 ? (
        <form method="post" action="/account/sessions/elsewhere">
          <Buttons>
            <Button>{w.endElsewhere}</Button>
          </Buttons>
        </form>
      ) : null}
    </Sheet>
  )
}

/** The secret, once; then a first code proves that the app has it. @param offer null: it was shown before, and a code was wrong */
export function BindPage({
  visit,
  offer,
  errors,
  requestId,
}: {
  visit: Visit
  offer: TotpOffer | null
  errors: readonly FormError[]
  requestId?: string | undefined
}) {
  const w = words.zh.account.bind
  const error = errorOf(errors, 'code')
  return (
    <AccountFrame title={w.title} visit={visit}>
      <ErrorSummary errors={errors} requestId={requestId ?? null} kept={false} />
      <PageTitle title={w.title} lead={w.lead} />
      <div class="stack">
        {offer ? (
          <Sheet title={w.scan}>
            <div class="scan" role="img" aria-label={w.qr}>
              {raw(offer.qrSvg)}
            </div>
            <p>{w.key}</p>
            <p class="secret code">{(offer.secret.match(/.{1,4}/g) ?? []).join(' ')}</p>
          </Sheet>
        ) : null}
        <Sheet>
          <form class="form" method="post" action="/account/totp/confirm">
            <TextField
              name="code"
              label={w.code}
              inputmode="numeric"
              autocomplete="one-time-code"
              required
              maxlength={6}
              width="m"
              {...(error === undefined ? {} : { error })}
            />
            <Buttons>
              <Button kind="main">{w.submit}</Button>
            </Buttons>
          </form>
          {offer ? null : (
            <form method="post" action="/account/totp">
              <Button>{w.restart}</Button>
            </form>
          )}
        </Sheet>
      </div>
    </AccountFrame>
  )
}

/** Shown once: nobody, not even the house, can show them again. */
export function CodesPage({ visit, codes }: { visit: Visit; codes: readonly string[] }) {
  const w = words.zh.account.codes
  return (
    <AccountFrame title={w.title} visit={visit}>
      <PageTitle title={w.title} lead={w.lead} />
      <Sheet title={w.list}>
        <ul class="codes">
          {codes.map((code) => (
            <li class="code">{code}</li>
          ))}
        </ul>
        <Buttons>
          <ButtonLink kind="main" href="/account">
            {w.saved}
          </ButtonLink>
        </Buttons>
      </Sheet>
    </AccountFrame>
  )
}
