import type { Child } from 'hono/jsx'
import { homeOf, type Me } from '../../client/me.ts'
import { Layout } from '../../ui/layout.tsx'
import { words } from '../../words/index.ts'

/** An account of the demo city, shown so that a visitor need not look for one. */
export interface DemoSignIn {
  username: string
  password: string
  /** Who one becomes: the seeded display name and what it is for. */
  who: string
}

export interface Visit {
  demo: boolean
  me: Me | null
}

/** Header and footer of the pages that anyone may read. */
export function PublicFrame({
  title,
  current,
  narrow,
  visit,
  script,
  children,
}: {
  title: string
  current?: string
  narrow?: boolean
  visit: Visit
  script?: string
  children?: Child
}) {
  const w = words.zh.frame
  const home = visit.me ? homeOf(visit.me.role) : '/'
  const nav = home === '/' ? w.publicNav : [{ href: home, label: w.myPortal }, ...w.publicNav]
  return (
    <Layout
      title={title}
      portal="public"
      nav={nav}
      current={current}
      reader={visit.me ? { name: visit.me.displayName } : null}
      demo={visit.demo}
      narrow={narrow}
      script={script}
    >
      {children}
    </Layout>
  )
}
