import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright-core'
import { afterAll, describe, expect, it } from 'vitest'
import { verifyWebhook } from '../../src/platform/outside/webhook-signature.ts'
import { expectSound, openSite, sitDown } from '../support/browser.ts'
import { keyPair } from './machine.ts'

/** The lender's own receiver, on this machine. */
const taken: { headers: Headers; body: Buffer }[] = []
const receiver = createServer(async (request, response) => {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  taken.push({ headers: new Headers(request.headers as Record<string, string>), body: Buffer.concat(parts) })
  response.writeHead(204).end()
}).listen(0, '127.0.0.1')
await once(receiver, 'listening')
const host = `127.0.0.1:${(receiver.address() as AddressInfo).port}`
afterAll(() => void receiver.close())

const site = openSite({ WEBHOOK_ALLOW: host })
const test = (path: string, body: object = {}) =>
  fetch(`${site.url}/__test/${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
const textOf = (page: Page) => page.locator('main').innerText()
const shot = async (page: Page, name: string) => {
  if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/${name}.png`, fullPage: true })
}

describe.each([360, 1280])('at %i px, by clicking and without script', (width) => {
  it('an approver comes from the foot of any page, registers a machine, sees its key, and has a test event sent', async () => {
    await test(`reset?seed=${width}`)
    const page = await (await sitDown(site.browser, width)).newPage()
    const sound = async (name: string) => {
      await shot(page, `${name}-${width}`)
      await expectSound(page, site.browser)
    }
    const key = await keyPair()

    await page.goto(`${site.url}/products`)
    await page.getByRole('contentinfo').getByRole('link', { name: '开发者' }).click()
    expect(page.url()).toBe(`${site.url}/developers`)
    await sound('developers')
    await page.getByRole('link', { name: '登记系统和公钥' }).click()
    // The door stands in between, and leads back to what was asked for.
    await page.getByLabel('账号').fill('bank-a-approver')
    await page.getByLabel('密码').fill('suixin-demo-2026')
    await page.getByRole('button', { name: '登录', exact: true }).click()
    expect(page.url()).toBe(`${site.url}/developers/clients`)
    expect(await textOf(page)).toContain('还没有登记系统')
    await sound('clients-none')

    await page.getByLabel('名称').fill('甲行贷前系统')
    await page.getByLabel('读事件、请求重发').check()
    await page.getByLabel('公钥（JWK）').fill('{"kty":"OKP"')
    await page.getByRole('button', { name: '登记', exact: true }).click()
    expect(await textOf(page)).toContain('这不是可读的公钥')
    expect(await page.getByLabel('名称').inputValue()).toBe('甲行贷前系统')
    await sound('clients-refused')
    await page.getByLabel('公钥（JWK）').fill(JSON.stringify(key.jwk))
    await page.getByRole('button', { name: '登记', exact: true }).click()
    for (const said of ['办好了', '甲行贷前系统', 'cli_', 'EdDSA', key.kid.slice(0, 16)]) expect(await textOf(page)).toContain(said)
    await sound('clients')

    await page.goto(`${site.url}/developers/webhooks`)
    await page.getByLabel('地址').fill('https://10.0.0.1/hook')
    await page.getByLabel('企业给了授权').check()
    await page.getByRole('button', { name: '登记', exact: true }).click()
    expect(await textOf(page)).toContain('须是公网地址')
    await sound('webhooks-refused')
    await page.getByLabel('地址').fill(`http://${host}/hook`)
    await page.getByRole('button', { name: '登记', exact: true }).click()
    const secret = await page.locator('#webhook-secret').innerText()
    expect(secret).toMatch(/^whsec_/)
    await sound('webhooks-secret')
    await page.goto(`${site.url}/developers/webhooks`)
    expect(await page.content()).not.toContain(secret)

    taken.length = 0
    await page.getByRole('button', { name: /^发测试事件/ }).click()
    expect(await textOf(page)).toContain('办好了')
    await test('outbox/drain')
    await page.goto(`${site.url}/developers/webhooks`)
    expect(await textOf(page)).toMatch(/已送达[\s\S]*204/)
    await sound('webhooks')
    expect(taken).toHaveLength(1)
    const { now } = (await (await test('clock', { advanceSeconds: 0 })).json()) as { now: string }
    expect(verifyWebhook({ ...taken[0]!, secrets: [secret], now: new Date(now) }).ok).toBe(true)

    // Minutes later a change asks first whether it is still the same person, and leads back.
    await test('clock', { advanceSeconds: 301, sessions: true })
    await page.getByRole('button', { name: /^换签名密钥/ }).click()
    await sound('webhooks-confirm')
    await page.getByRole('link', { name: '去确认本人' }).click()
    await page.getByLabel('密码').fill('suixin-demo-2026')
    await page.getByRole('button', { name: '确认', exact: true }).click()
    expect(page.url()).toBe(`${site.url}/developers/webhooks`)
    await page.getByRole('button', { name: /^换签名密钥/ }).click()
    expect(await page.locator('#webhook-secret').innerText()).not.toBe(secret)
  })

  it('a viewer reads, and is told who changes; whoever is no lender is told so', async () => {
    await test(`reset?seed=${width}`)
    for (const [username, said] of [
      ['bank-a-viewer', '登记和改动由有审批权限的同事办理'],
      ['firm-hardware', '这里只对金融机构开放'],
    ] as const) {
      const page = await (await sitDown(site.browser, width)).newPage()
      for (const path of ['/developers/clients', '/developers/webhooks']) {
        await site.signIn(page, username)
        await page.goto(site.url + path)
        await shot(page, `${username}${path.replaceAll('/', '-')}-${width}`)
        expect(await textOf(page)).toContain(said)
        expect(await page.getByRole('button', { name: '登记', exact: true }).count()).toBe(0)
        await expectSound(page, site.browser)
      }
    }
  })

  it('no return path leads off this site', async () => {
    for (const next of ['//evil.example/developers', 'https://evil.example/developers', '/developers/../..//evil.example', '/developersevil']) {
      const page = await (await sitDown(site.browser, width)).newPage()
      await page.goto(`${site.url}/sign-in?next=${encodeURIComponent(next)}`)
      await page.getByLabel('账号').fill('bank-a-viewer')
      await page.getByLabel('密码').fill('suixin-demo-2026')
      await page.getByRole('button', { name: '登录', exact: true }).click()
      expect(page.url()).toBe(`${site.url}/bank`)
    }
  })
})
