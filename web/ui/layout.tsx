import { raw } from 'hono/html'
import type { Child } from 'hono/jsx'
import { SCRIPT_PATH } from '../assets/script-path.ts'
import { STYLE_PATH } from '../assets/style-path.ts'
import { words } from '../words/index.ts'
import { BrandMark } from './brand-mark.tsx'

export interface NavItem {
  href: string
  label: string
  /** Shown behind the label: how many wait. */
  count?: number
}

export type Portal = 'public' | 'firm' | 'farmer' | 'bank' | 'ops' | 'officer' | 'audit'

/** What a signed-in page needs to know about its reader. */
export interface Reader {
  name: string
}

export interface LayoutProps {
  title: string
  portal: Portal
  nav: readonly NavItem[]
  /** The href of the nav item this page belongs to. */
  current?: string
  home?: string
  reader?: Reader | null
  /** One column of at most 640 px, for forms and letters. */
  narrow?: boolean
  /** Bank desks only. */
  dark?: boolean
  /** Shows the synthetic-data notice in the footer. */
  demo: boolean
  /** Has a form that answers while it is typed in (`data-live`). Works without script too. */
  live?: boolean
  /** Path of a script of this page's own. Works without script too. */
  script?: string
  children?: Child
}

const DENSITY: Record<Portal, string> = { public: '', firm: '', farmer: 'care', bank: 'dense', ops: 'dense', officer: '', audit: 'dense' }

/** The whole document of every page: one sheet, no inline style, and no script but that of a live form or of the page that checks files. */
export function Layout({ title, portal, nav, current, home = '/', reader, narrow, dark, demo, live, script, children }: LayoutProps) {
  const w = words.zh.frame
  const portalName = w.portals[portal]
  return (
    <>
      {raw('<!doctype html>')}
      <html lang={w.lang}>
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width,initial-scale=1" />
          <title>{title + w.titleEnd}</title>
          <link rel="stylesheet" href={STYLE_PATH} />
          <link rel="icon" href="data:," />
          {live ? <script src={SCRIPT_PATH} type="module" /> : null}
          {script ? <script src={script} type="module" /> : null}
        </head>
        <body class={[DENSITY[portal], dark ? 'dark' : ''].filter(Boolean).join(' ') || undefined}>
          <a class="skip" href="#main">
            {w.skip}
          </a>
          <header class="head">
            <div class="bar-in">
              <a class="brand" href={home}>
                <BrandMark />
                <span>{portalName ? `${w.brand} \u00b7 ${portalName}` : w.brand}</span>
              </a>
              <nav class="nav" aria-label={w.navLabel}>
                {nav.map((item) => (
                  <a href={item.href} aria-current={item.href === current ? 'page' : undefined}>
                    {item.label}
                    {item.count === undefined ? null : ` ${item.count}`}
                  </a>
                ))}
              </nav>
              <div class="who">
                {reader ? (
                  <>
                    <span class="sr">{w.signedInAs}</span>
                    <a class="me" href="/account" title={w.account}>
                      <b>{reader.name}</b>
                      <span class="sr"> {w.account}</span>
                    </a>
                    <form method="post" action="/sign-out">
                      <button class="linklike" type="submit">
                        {w.signOut}
                      </button>
                    </form>
                  </>
                ) : (
                  <a class="linklike" href="/sign-in" aria-current={current === '/sign-in' ? 'page' : undefined}>
                    {w.signIn}
                  </a>
                )}
              </div>
            </div>
          </header>
          <main id="main" tabindex={-1} class={narrow ? 'narrow' : undefined}>
            {children}
          </main>
          <footer class="foot">
            <div class="foot-in">
              {demo ? (
                <>
                  <span class="synthetic">{w.synthetic}</span>
                  <span>{w.syntheticNote}</span>
                </>
              ) : null}
              <span>{w.purpose}</span>
              <a href="/developers">{w.developers}</a>
              <a href="/docs">{w.docs}</a>
            </div>
          </footer>
        </body>
      </html>
    </>
  )
}
