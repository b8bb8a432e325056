import { Button } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { words } from '../../words/index.ts'
import type { DemoSignIn } from './frame.tsx'

/** The demo city's accounts; each row signs in with one press. */
export function DemoAccounts({ signIns }: { signIns: readonly DemoSignIn[] }) {
  const w = words.zh.start
  return (
    <DataTable
      caption={w.accountsTitle}
      captionHidden
      columns={[{ label: w.accounts.who, bare: true }, { label: w.accounts.username }, { label: w.accounts.password }, { label: w.accounts.enter, bare: true }]}
      rows={signIns.map((s) => [
        s.who,
        <span class="code">{s.username}</span>,
        <span class="code">{s.password}</span>,
        <form method="post" action="/sign-in">
          <input type="hidden" name="username" value={s.username} />
          <input type="hidden" name="password" value={s.password} />
          <Button>
            {w.accounts.enter}
            <span class="sr"> {s.who}</span>
          </Button>
        </form>,
      ])}
    />
  )
}
