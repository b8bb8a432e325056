import type { Child } from 'hono/jsx'
import { PASSKEY_PATH } from '../../assets/passkey-path.ts'
import { homeOf, type Me } from '../../client/me.ts'
import { Button, Buttons } from '../../ui/button.tsx'
import { Layout } from '../../ui/layout.tsx'
import { words } from '../../words/index.ts'

export interface Visit {
  demo: boolean
  me: Me | null
}

/** Pages about signing in belong to no portal: one narrow column under the public header. */
export function AccountFrame({ title, visit, passkeys, children }: { title: string; visit: Visit; passkeys?: boolean; children?: Child }) {
  const w = words.zh.frame
  const nav = visit.me ? [{ href: homeOf(visit.me.role), label: w.myPortal }, ...w.publicNav] : w.publicNav
  return (
    <Layout
      title={title}
      portal="public"
      nav={nav}
      reader={visit.me ? { name: visit.me.displayName } : null}
      demo={visit.demo}
      narrow
      script={passkeys ? PASSKEY_PATH : undefined}
    >
      {children}
    </Layout>
  )
}

/** A form that the browser fills by a passkey; hidden until the script finds that it can. */
export function PasskeyForm({
  action,
  next,
  label,
  make,
  children,
}: {
  action: string
  next?: string | undefined
  label: string
  make?: boolean
  children?: Child
}) {
  return (
    <form
      class="form"
      method="post"
      action={action}
      hidden
      data-passkey={make ? '/api/v1/me/passkeys/options' : '/api/v1/passkey-challenges'}
      data-make={make ? '' : undefined}
      data-confirm="/account/confirm?next=/account"
      data-failed={words.zh.account.passkey.failed}
    >
      {children}
      <input type="hidden" name="response" value="" />
      {next ? <input type="hidden" name="next" value={next} /> : null}
      <Buttons>
        <Button kind={make ? 'plain' : 'main'}>{label}</Button>
      </Buttons>
      <p class="field-error" role="status" />
    </form>
  )
}
