import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import { DEMO_PASSWORD } from '../../src/demo/index.ts'
import { type Served, serveNode } from './runtimes.ts'

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
]

export async function openBrowser(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM_PATH
  if (!executablePath) throw new Error('CHROMIUM_PATH is not set: run browser tests with `npm test -- test/journeys`, which finds Chromium or installs it.')
  return chromium.launch({ executablePath, args: FLAGS })
}

export interface Site {
  /** Of the server, without a slash at the end. */
  readonly url: string
  readonly browser: Browser
  signIn(page: Page, username: string): Promise<void>
}

/** The real server in test mode and a browser, opened before the first test of a file and closed after its last. @param env more of the server's settings */
export function openSite(env: Readonly<Record<string, string>> = {}): Site {
  let server: Served
  let browser: Browser
  beforeAll(async () => {
    server = await serveNode({ APP_MODE: 'test', ...env })
    browser = await openBrowser()
  }, 180_000)
  afterAll(async () => {
    await browser?.close()
    await server?.stop()
  }, 60_000)
  return {
    get url() {
      return server.url
    },
    get browser() {
      return browser
    },
    async signIn(page, username) {
      await page.goto(`${server.url}/sign-in`)
      await page.getByLabel('账号').fill(username)
      await page.getByLabel('密码').fill(DEMO_PASSWORD)
      await page.getByRole('button', { name: '登录', exact: true }).click()
    },
  }
}

/** A person at a screen of this width, with script turned off: every page must work without it. */
export async function sitDown(browser: Browser, width: number): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width, height: width < 500 ? 760 : 900 }, locale: 'zh-CN', javaScriptEnabled: false })
  context.setDefaultTimeout(15_000)
  return context
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/**
 * What every page owes its reader: no accessibility violation (axe, WCAG 2.2 A and AA), no sideways scroll, no wrapped
 * button label. The page itself runs without script, so the look is taken on a copy of it in a context that has script.
 */
export async function expectSound(page: Page, browser: Browser): Promise<void> {
  const width = page.viewportSize()!.width
  const copy = await browser.newContext({ viewport: page.viewportSize()!, bypassCSP: true, storageState: await page.context().storageState() })
  try {
    const view = await copy.newPage()
    // What is being worked out stands dimmed for a moment: judged is what it says then.
    await page.waitForFunction(() => document.querySelector('[aria-busy=true]') === null)
    // The very document on the screen, including the answer to a form, with its style sheet from the same server.
    const html = await page.content()
    const url = page.url()
    await view.route('**/*', (route) =>
      route.request().url() === url ? route.fulfill({ body: html, contentType: 'text/html; charset=utf-8' }) : route.continue(),
    )
    await view.goto(url)
    const scroll = await view.evaluate(() => document.documentElement.scrollWidth)
    expect(scroll, `${url} scrolls sideways at ${width} px`).toBeLessThanOrEqual(width)
    const wrapped = await view.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('button, a.button')]
        .filter((b) => b.getClientRects().length > 0 && b.offsetHeight > 1.9 * Math.max(44, Number.parseFloat(getComputedStyle(b).minHeight) || 0))
        .map((b) => b.innerText),
    )
    expect(wrapped, `${url} wraps button labels at ${width} px`).toEqual([])
    await view.evaluate(AXE)
    const violations = await view.evaluate(async () => {
      const axe = (globalThis as unknown as { axe: { run(o: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } }).axe
      const result = await axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })
      return result.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 120)).join(' | ')}`)
    })
    expect(violations, `${url} at ${width} px`).toEqual([])
  } finally {
    await copy.close()
  }
}
