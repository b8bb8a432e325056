import type { Child } from 'hono/jsx'
import { homeOf, type Me } from '../../client/me.ts'
import { Layout } from '../../ui/layout.tsx'
import { words } from '../../words/index.ts'

export interface Visit {
  demo: boolean
  me: Me | null
}

interface DevFrameProps {
  title: string
  narrow?: boolean
  visit: Visit
  /** Which of the developers' pages it is; left out, it is one beside them. */
  current?: string
  children?: Child
}

/** The look of the public pages, with the developers' own ways about: anyone may read here. */
export function DevFrame({ title, narrow, visit, current, children }: DevFrameProps) {
  return (
    <Layout title={title} {...devBar(visit, current)} narrow={narrow}>
      {children}
    </Layout>
  )
}

export function devBar({ demo, me }: Visit, current?: string) {
  const w = words.zh
  const home = me ? homeOf(me.role) : '/'
  const ways = current === undefined ? w.frame.publicNav : w.developers.nav
  const nav = home === '/' ? ways : [{ href: home, label: w.frame.myPortal }, ...ways]
  return { portal: 'public', nav, current, home, reader: me ? { name: me.displayName } : null, demo } as const
}
