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
  errors: readonly FormError[]
  requestId?: string
}

export function SignInPage({ visit, signIns, username, next, ended, errors, requestId }: SignInPageProps) {
  const w = words.zh.signIn
  return (
    <PublicFrame title={w.title} current="/sign-in" narrow visit={visit}>
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
