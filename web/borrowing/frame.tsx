import type { Child } from 'hono/jsx'
import { Layout } from '../ui/layout.tsx'
import { words } from '../words/index.ts'
import type { Side, Stand } from './side.ts'

export function navOf({ home, words: { nav } }: Side) {
  return [
    { href: home, label: nav.home },
    { href: `${home}/need`, label: nav.need },
    { href: `${home}/applications`, label: nav.applications },
    { href: `${home}/consents`, label: words.zh.consents.nav },
    { href: `${home}/access-log`, label: nav.access },
  ]
}

/** Header, navigation and footer of a borrower's page. `current` is the path behind the portal's home. */
export function BorrowerFrame({
  stand,
  title,
  current,
  narrow,
  live,
  children,
}: {
  stand: Stand
  title: string
  current: string
  narrow?: boolean
  live?: boolean
  children?: Child
}) {
  const { side, me, demo } = stand
  return (
    <Layout
      title={title}
      portal={side.portal}
      nav={navOf(side)}
      current={side.home + current}
      home={side.home}
      reader={{ name: me.displayName }}
      narrow={narrow}
      live={live}
      demo={demo}
    >
      {children}
    </Layout>
  )
}
