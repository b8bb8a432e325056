import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { codeAt } from '../identity/authenticator.ts'
import { expectSound, openSite, sitDown } from '../support/browser.ts'

const site = openSite()
/** Passkeys are bound to a name, and an address is none. */
const home = () => site.url.replace('127.0.0.1', 'localhost')

const clock = async (advanceSeconds: number): Promise<Date> => {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(`${site.url}/__test/clock`, { method: 'POST', headers, body: JSON.stringify({ advanceSeconds, sessions: true }) })
  return new Date(((await answer.json()) as { now: string }).now)
}

async function enter(page: Page, username: string): Promise<void> {
  await page.goto(`${home()}/sign-in`)
  await page.getByLabel('账号', { exact: true }).fill(username)
  await page.getByLabel('密码', { exact: true }).fill('suixin-demo-2026')
  await page.getByRole('button', { name: '登录', exact: true }).click()
  await page.waitForURL((url) => url.pathname !== '/sign-in')
}

async function leave(page: Page): Promise<void> {
  await page.getByRole('button', { name: '退出', exact: true }).click()
  await page.waitForURL(`${home()}/sign-in?ended`)
}

const textOf = (page: Page) => page.locator('main').innerText()
const shot = async (page: Page, name: string) => {
  if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/${name}.png`, fullPage: true })
}

describe.each([360, 1280])('at %i px', (width) => {
  it('an approver binds an authenticator app, signs in by it and by a recovery code, all without script', async () => {
    await fetch(`${site.url}/__test/reset?seed=${width}`, { method: 'POST' })
    const page = await (await sitDown(site.browser, width)).newPage()
    await enter(page, 'bank-a-approver')
    await page.goto(`${home()}/account`)
    await expectSound(page, site.browser)
    await shot(page, `account-${width}`)
    await page.getByRole('button', { name: '绑定验证器应用' }).click()
    const secret = (await page.locator('.secret').innerText()).replaceAll(' ', '')
    await expectSound(page, site.browser)
    await shot(page, `bind-${width}`)
    await page.getByLabel('第二步：输入应用里现在的 6 位数字').fill(codeAt(secret, await clock(0)))
    await page.getByRole('button', { name: '完成绑定' }).click()
    const codes = await page.locator('.codes li').allInnerTexts()
    expect(codes).toHaveLength(10)
    await expectSound(page, site.browser)
    await shot(page, `codes-${width}`)

    const other = await (await sitDown(site.browser, width)).newPage()
    await enter(other, 'bank-a-approver')
    expect(await textOf(other)).toContain('再确认一步')
    await expectSound(other, site.browser)
    await shot(other, `second-${width}`)
    await other.getByLabel('验证码', { exact: true }).fill(codeAt(secret, await clock(60)))
    await other.getByRole('button', { name: '确认', exact: true }).click()
    expect(other.url()).toBe(`${home()}/bank`)

    const third = await (await sitDown(site.browser, width)).newPage()
    await enter(third, 'bank-a-approver')
    await third.getByLabel('恢复码').fill(codes[0]!)
    await third.getByRole('button', { name: '用恢复码登录' }).click()
    expect(third.url()).toBe(`${home()}/bank`)
    await third.goto(`${home()}/account`)
    expect(await textOf(third)).toContain('还剩 9 个没用过')
    expect(await third.getByRole('button', { name: /^退出这台/ }).count()).toBeGreaterThan(0)
    await third.getByRole('button', { name: '退出其他所有设备' }).click()
    expect(await textOf(third)).toContain('其他设备都已退出登录')
    await other.goto(`${home()}/account`)
    expect(other.url()).toContain('/sign-in')

    await clock(301)
    await third.getByRole('button', { name: '移除验证器应用' }).click()
    expect(third.url()).toContain('/account/confirm')
    await expectSound(third, site.browser)
    await shot(third, `confirm-${width}`)
  }, 180_000)

  it('a viewer binds a passkey, finishes a sign-in with it, and signs in by it alone', async () => {
    await fetch(`${site.url}/__test/reset?seed=${width}`, { method: 'POST' })
    const context = await site.browser.newContext({ viewport: { width, height: 800 }, locale: 'zh-CN' })
    context.setDefaultTimeout(30_000)
    const page = await context.newPage()
    const devtools = await context.newCDPSession(page)
    await devtools.send('WebAuthn.enable')
    const options = { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true } as const
    const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', { options: { ...options, automaticPresenceSimulation: true } })

    await enter(page, 'bank-a-viewer')
    await page.goto(`${home()}/account`)
    await page.getByLabel('给它起个名字').fill('柜台电脑')
    await page.getByRole('button', { name: '绑定这台设备的通行密钥' }).click()
    await page.getByText('十个恢复码').waitFor()
    await page.getByRole('link', { name: '我已保存好' }).click()
    expect(await textOf(page)).toContain('柜台电脑')
    await shot(page, `account-passkey-${width}`)
    await expectSound(page, site.browser)

    await leave(page)
    await enter(page, 'bank-a-viewer')
    await page.getByRole('button', { name: '用通行密钥确认' }).click()
    await page.waitForURL(`${home()}/bank`)

    await leave(page)
    await page.goto(`${home()}/sign-in`)
    await shot(page, `sign-in-${width}`)
    await page.getByRole('button', { name: '用通行密钥登录' }).click()
    await page.waitForURL(`${home()}/bank`)

    // Where the owner does not unlock it, the page says so and the other ways remain.
    await leave(page)
    await devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false })
    await page.goto(`${home()}/sign-in`)
    await page.getByRole('button', { name: '用通行密钥登录' }).click()
    await page.getByText('没有完成。可以再试一次').waitFor()
    expect(page.url()).toBe(`${home()}/sign-in`)
    await context.close()
  }, 180_000)
})
