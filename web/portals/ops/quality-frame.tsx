import type { Child } from 'hono/jsx'
import type { Me } from '../../client/me.ts'
import { Layout } from '../../ui/layout.tsx'
import { words } from '../../words/index.ts'

export interface QualityDesk {
  demo: boolean
  me: Me
}

export const QUALITY_HOME = '/ops/quality'

/** The operator has the whole desk around it; the bureau these pages alone. */
export function qualityLayout({ demo, me }: QualityDesk) {
  const isOperator = me.role === 'operator'
  const nav = isOperator
    ? words.zh.ops.nav
    : [
        { href: QUALITY_HOME, label: words.zh.quality.navLabel },
        { href: '/ops/break-glass', label: words.zh.breakGlass.nav },
      ]
  return { portal: 'ops', nav, home: isOperator ? '/ops' : QUALITY_HOME, reader: { name: me.displayName }, demo } as const
}

export function QualityFrame({ title, desk, children }: { title: string; desk: QualityDesk; children?: Child }) {
  return (
    <Layout title={title} current={QUALITY_HOME} {...qualityLayout(desk)}>
      {children}
    </Layout>
  )
}
