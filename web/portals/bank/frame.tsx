import type { Child } from 'hono/jsx'
import type { Me } from '../../client/me.ts'
import { Layout } from '../../ui/layout.tsx'
import { words } from '../../words/index.ts'

/** Who sits at the bank's desk. */
export interface Desk {
  demo: boolean
  me: Me
  /** Recalls that await an answer; absent where that could not be asked. */
  recallsOpen?: number
}

/** What every page of the desk shares; also what a refused page needs. */
export function deskLayout({ demo, me, recallsOpen }: Desk) {
  const nav = words.zh.bank.nav.map((item) => (item.href === '/bank/recalls' && recallsOpen ? { ...item, count: recallsOpen } : item))
  return { portal: 'bank', nav, home: '/bank', reader: { name: me.displayName }, demo } as const
}

export function BankFrame({
  title,
  current,
  desk,
  live = false,
  children,
}: {
  title: string
  current: string
  desk: Desk
  /** Has a form that answers while it is typed in. */
  live?: boolean
  children?: Child
}) {
  return (
    <Layout title={title} current={current} live={live} {...deskLayout(desk)}>
      {children}
    </Layout>
  )
}

export function isApprover(desk: Desk): boolean {
  return desk.me.role === 'lender_approver'
}
