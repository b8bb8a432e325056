import type { Child } from 'hono/jsx'
import type { RoleVisit } from '../../client/role-door.tsx'
import { Layout } from '../../ui/layout.tsx'
import { words } from '../../words/index.ts'

export type Desk = Pick<RoleVisit, 'me' | 'demo'>

export function deskLayout({ demo, me }: Desk) {
  return { portal: 'officer', nav: words.zh.officer.nav, home: '/officer', reader: { name: me.displayName }, demo } as const
}

export function OfficerFrame({ title, current, desk, children }: { title: string; current: string; desk: Desk; children?: Child }) {
  return (
    <Layout title={title} current={current} narrow {...deskLayout(desk)}>
      {children}
    </Layout>
  )
}
