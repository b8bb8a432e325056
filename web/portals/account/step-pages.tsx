import { Button, ButtonLink, Buttons } from '../../ui/button.tsx'
import { ErrorSummary, errorOf, type FormError } from '../../ui/error-summary.tsx'
import { TextField } from '../../ui/field.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { words } from '../../words/index.ts'
import { AccountFrame, PasskeyForm, type Visit } from './frame.tsx'

interface Step {
  demo: boolean
  /** What can be shown: `totp`, `passkey`, `recovery`; for confirming also `password`. */
  methods: readonly string[]
  next: string
  errors: readonly FormError[]
  requestId?: string | undefined
}

function CodeField({ hint, errors }: { hint: string; errors: readonly FormError[] }) {
  const error = errorOf(errors, 'code')
  return (
    <TextField
      name="code"
      label={words.zh.account.second.code}
      hint={hint}
      inputmode="numeric"
      autocomplete="one-time-code"
      required
      maxlength={6}
      width="m"
      {...(error === undefined ? {} : { error })}
    />
  )
}

/** The password was right; one more step. */
export function SecondPage({ demo, methods, next, errors, requestId }: Step) {
  const w = words.zh.account.second
  const recoveryError = errorOf(errors, 'recoveryCode')
  return (
    <AccountFrame title={w.title} visit={{ demo, me: null }} passkeys={methods.includes('passkey')}>
      <ErrorSummary errors={errors} requestId={requestId ?? null} kept={false} />
      <PageTitle title={w.title} lead={w.lead} />
      <div class="stack">
        {methods.includes('passkey') ? (
          <Sheet title={words.zh.account.passkeyTitle}>
            <p class="muted">{words.zh.account.passkey.text}</p>
            <PasskeyForm action="/sign-in/second" next={next} label={words.zh.account.passkey.confirm} />
          </Sheet>
        ) : null}
        {methods.includes('totp') ? (
          <Sheet title={words.zh.account.totpTitle}>
            <form class="form" method="post" action="/sign-in/second">
              <CodeField hint={w.codeHint} errors={errors} />
              <input type="hidden" name="next" value={next} />
              <input type="hidden" name="by" value={methods.join(' ')} />
              <Buttons>
                <Button kind="main">{w.codeSubmit}</Button>
              </Buttons>
            </form>
          </Sheet>
        ) : null}
        {methods.includes('recovery') ? (
          <Sheet title={w.recoveryTitle}>
            <form class="form" method="post" action="/sign-in/second">
              <TextField
                name="recoveryCode"
                label={w.recovery}
                hint={w.recoveryHint}
                required
                maxlength={40}
                width="m"
                {...(recoveryError === undefined ? {} : { error: recoveryError })}
              />
              <input type="hidden" name="next" value={next} />
              <input type="hidden" name="by" value={methods.join(' ')} />
              <Buttons>
                <Button>{w.recoverySubmit}</Button>
              </Buttons>
            </form>
          </Sheet>
        ) : null}
        <p>
          <a href="/sign-in">{w.restart}</a>
        </p>
      </div>
    </AccountFrame>
  )
}

/** Still the same person? */
export function ConfirmPage({ visit, methods, next, errors, requestId }: Omit<Step, 'demo'> & { visit: Visit }) {
  const w = words.zh.account.confirm
  const passwordError = errorOf(errors, 'password')
  return (
    <AccountFrame title={w.title} visit={visit} passkeys={methods.includes('passkey')}>
      <ErrorSummary errors={errors} requestId={requestId ?? null} kept={false} />
      <PageTitle title={w.title} lead={w.lead} />
      <div class="stack">
        {methods.includes('passkey') ? (
          <Sheet title={words.zh.account.passkeyTitle}>
            <PasskeyForm action="/account/confirm" next={next} label={words.zh.account.passkey.confirm} />
          </Sheet>
        ) : null}
        {methods.includes('totp') || methods.includes('password') ? (
          <Sheet>
            <form class="form" method="post" action="/account/confirm">
              {methods.includes('totp') ? (
                <CodeField hint={words.zh.account.second.codeHint} errors={errors} />
              ) : (
                <TextField
                  name="password"
                  label={w.password}
                  type="password"
                  autocomplete="current-password"
                  required
                  maxlength={256}
                  {...(passwordError === undefined ? {} : { error: passwordError })}
                />
              )}
              <input type="hidden" name="next" value={next} />
              <Buttons>
                <Button kind="main">{w.submit}</Button>
              </Buttons>
            </form>
          </Sheet>
        ) : null}
      </div>
    </AccountFrame>
  )
}

/** Somebody added by an operator sets a password. */
export function WelcomePage({
  demo,
  token,
  errors,
  requestId,
  hasCity,
}: {
  demo: boolean
  token: string
  errors: readonly FormError[]
  requestId?: string | undefined
  hasCity: boolean
}) {
  const w = words.zh.account.welcome
  const error = errorOf(errors, 'password')
  return (
    <AccountFrame title={w.title} visit={{ demo, me: null }}>
      <ErrorSummary errors={errors} requestId={requestId ?? null} kept={false} />
      <PageTitle title={w.title} lead={w.lead} />
      <div class="stack">
        <Sheet>
          <form class="form" method="post" action="/welcome">
            <TextField
              name="password"
              label={w.password}
              hint={words.zh.account.nextHint}
              type="password"
              autocomplete="new-password"
              required
              maxlength={256}
              {...(error === undefined ? {} : { error })}
            />
            <input type="hidden" name="token" value={token} />
            <Buttons>
              <Button kind="main">{w.submit}</Button>
            </Buttons>
          </form>
        </Sheet>
        {hasCity ? (
          <Sheet title={w.or}>
            <p class="muted">{w.cityText}</p>
            <Buttons>
              <ButtonLink href={`/sign-in/city?invitation=${encodeURIComponent(token)}`}>{words.zh.account.city.use}</ButtonLink>
            </Buttons>
          </Sheet>
        ) : null}
      </div>
    </AccountFrame>
  )
}

/** A way in that did not lead in: why, and what next. */
export function RefusedPage({ demo, sentence, requestId }: { demo: boolean; sentence: string; requestId: string }) {
  const w = words.zh.account
  return (
    <AccountFrame title={w.refused} visit={{ demo, me: null }}>
      <PageTitle title={w.refused} lead={sentence} />
      <p class="source">{words.zh.pieces.errors.requestId(requestId)}</p>
      <Buttons>
        <ButtonLink kind="main" href="/sign-in">
          {w.again}
        </ButtonLink>
      </Buttons>
    </AccountFrame>
  )
}
