import type { Child } from 'hono/jsx'
import type { Me } from '../../client/me.ts'
import { Layout } from '../../ui/layout.tsx'
import { words } from '../../words/index.ts'

export interface Desk {
  demo: boolean
  me: Me
}

export function deskLayout({ demo, me }: Desk) {
  return { portal: 'ops', nav: words.zh.ops.nav, home: '/ops', reader: { name: me.displayName }, demo } as const
}

export function OpsFrame({ title, current, desk, children }: { title: string; current: string; desk: Desk; children?: Child }) {
  return (
    <Layout title={title} current={current} {...deskLayout(desk)}>
      {children}
    </Layout>
  )
}
