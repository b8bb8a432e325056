import type { Child } from 'hono/jsx'
import { homeOf, type Me } from '../../client/me.ts'
import { Layout } from '../../ui/layout.tsx'
import { words } from '../../words/index.ts'

export interface Visit {
  demo: boolean
  me: Me | null
}

/** The look of the public pages: anyone may read here. */
export function DevFrame({ title, narrow, visit, children }: { title: string; narrow?: boolean; visit: Visit; children?: Child }) {
  const w = words.zh.frame
  const home = visit.me ? homeOf(visit.me.role) : '/'
  const nav = home === '/' ? w.publicNav : [{ href: home, label: w.myPortal }, ...w.publicNav]
  return (
    <Layout title={title} portal="public" nav={nav} reader={visit.me ? { name: visit.me.displayName } : null} demo={visit.demo} narrow={narrow}>
      {children}
    </Layout>
  )
}
