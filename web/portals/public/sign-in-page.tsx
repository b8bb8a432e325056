import { PASSKEY_PATH } from '../../assets/passkey-path.ts'
import { Button, ButtonLink, Buttons } from '../../ui/button.tsx'
import { ErrorSummary, errorOf, type FormError } from '../../ui/error-summary.tsx'
import { TextField } from '../../ui/field.tsx'
import { Notice } from '../../ui/notice.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { words } from '../../words/index.ts'
import { DemoAccounts } from './demo-accounts.tsx'
import { type DemoSignIn, PublicFrame, type Visit } from './frame.tsx'

export interface SignInPageProps {
  visit: Visit
  signIns: readonly DemoSignIn[]
  username: string
  next?: string
  /** Came here by signing out. */
  ended?: boolean
  /** The city's unified identity is connected. */
  hasCity?: boolean
  errors: readonly FormError[]
  requestId?: string
}

export function SignInPage({ visit, signIns, username, next, ended, hasCity, errors, requestId }: SignInPageProps) {
  const w = words.zh.signIn
  return (
    <PublicFrame title={w.title} current="/sign-in" narrow visit={visit} script={PASSKEY_PATH}>
      <ErrorSummary errors={errors} requestId={requestId} kept={false} />
      <PageTitle title={w.title} lead={w.lead} />
      <div class="stack">
        {ended ? <Notice tone="good">{w.ended}</Notice> : null}
        <Sheet>
          <form class="form" method="post" action="/sign-in">
            <TextField
              name="username"
              label={w.username}
              value={username}
              autocomplete="username"
              required
              maxlength={64}
              error={errorOf(errors, 'username')}
            />
            <TextField
              name="password"
              label={w.password}
              type="password"
              autocomplete="current-password"
              required
              maxlength={256}
              error={errorOf(errors, 'password')}
            />
            {next ? <input type="hidden" name="next" value={next} /> : null}
            <Buttons>
              <Button kind="main">{w.submit}</Button>
            </Buttons>
          </form>
        </Sheet>
        {/* Shown by the script, where the browser can. */}
        <form
          class="sheet"
          method="post"
          action="/sign-in/passkey"
          hidden
          data-passkey="/api/v1/passkey-challenges"
          data-failed={words.zh.account.passkey.failed}
        >
          <p class="muted">{words.zh.account.passkey.text}</p>
          <input type="hidden" name="response" value="" />
          {next ? <input type="hidden" name="next" value={next} /> : null}
          <Buttons>
            <Button>{words.zh.account.passkey.use}</Button>
          </Buttons>
          <p class="field-error" role="status" />
        </form>
        {hasCity ? (
          <Sheet>
            <p class="muted">{words.zh.account.city.text}</p>
            <Buttons>
              <ButtonLink href="/sign-in/city">{words.zh.account.city.use}</ButtonLink>
            </Buttons>
          </Sheet>
        ) : null}
        {visit.demo && signIns.length > 0 ? (
          <Sheet title={w.demoTitle}>
            <p class="muted">{w.demoText}</p>
            <DemoAccounts signIns={signIns} />
          </Sheet>
        ) : (
          <Sheet title={w.noDemoTitle}>
            <p class="muted">{w.noDemoText}</p>
            <Buttons>
              <ButtonLink href="/products">{words.zh.start.openProducts}</ButtonLink>
              <ButtonLink href="/cost">{words.zh.start.openCostShort}</ButtonLink>
            </Buttons>
          </Sheet>
        )}
      </div>
    </PublicFrame>
  )
}
