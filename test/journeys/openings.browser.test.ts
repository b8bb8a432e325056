import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { DEMO_PASSWORD } from '../../src/demo/index.ts'
import { expectSound, openSite, sitDown } from '../support/browser.ts'
import { terms } from './errand.ts'

const site = openSite()

async function post(path: string, body: unknown, cookie = ''): Promise<Response> {
  const headers = { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID(), cookie }
  const response = await fetch(site.url + path, { method: 'POST', body: JSON.stringify(body), headers })
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  return response
}

async function cookieOf(username: string): Promise<string> {
  const response = await post('/api/v1/sessions', { username, password: DEMO_PASSWORD })
  return response.headers.getSetCookie()[0]!.split(';')[0]!
}

async function publish(name: string, more: object): Promise<void> {
  const [viewer, approver] = [await cookieOf('bank-a-viewer'), await cookieOf('bank-a-approver')]
  const { id } = (await (await post('/api/v1/products', { ...terms(name, 60), ...more }, viewer)).json()) as { id: string }
  await post(`/api/v1/products/${id}/submit`, {}, viewer)
  await post(`/api/v1/products/${id}/publish`, {}, approver)
}

/** The server also works by itself, so one call may find the work in other hands. */
async function drain(): Promise<void> {
  for (let quiet = 0; quiet < 3; ) {
    const { done } = (await (await fetch(`${site.url}/__test/outbox/drain`, { method: 'POST' })).json()) as { done: number }
    quiet = done === 0 ? quiet + 1 : 0
    await new Promise((resolve) => setTimeout(resolve, 300))
  }
}

const textOf = (page: Page) => page.locator('main').innerText()

describe.each([360, 1280])('at %i px, by clicking and without script', (width) => {
  it('a firm and a household read on their home page what has opened for them, and read it once', async () => {
    await fetch(`${site.url}/__test/reset?seed=${width}`, { method: 'POST' })
    await drain()
    await publish('示例开门红信用贷', { criteria: [{ attr: 'ageMonths', op: '>=', value: 2 }] })
    await publish('示例新春备货贷', { criteria: [{ attr: 'ageMonths', op: '>=', value: 3 }] })
    await publish('示例果园贷', { audience: ['household'], purposes: ['farming'], criteria: [{ attr: 'kind', op: '=', value: 'household' }] })
    await drain()

    const firm = await (await sitDown(site.browser, width)).newPage()
    await site.signIn(firm, 'firm-hardware')
    await firm.goto(`${site.url}/firm`)
    for (const said of ['新开放的产品', '示例开门红信用贷', '示例新春备货贷', '新产品上架，它的条件您都符合', '示例银行甲广州分行 · 2026-11-23 起'])
      expect(await textOf(firm)).toContain(said)
    await expectSound(firm, site.browser)
    const first = firm.locator('#openings form').first()
    await first.getByRole('button', { name: '知道了' }).click()
    expect(await firm.locator('#openings h3').count()).toBe(1)
    await expectSound(firm, site.browser)
    await firm.locator('#openings').getByRole('link', { name: '找贷款' }).click()
    expect(firm.url()).toBe(`${site.url}/firm/need`)
    await firm.goto(`${site.url}/firm`)
    await firm.getByRole('button', { name: '知道了' }).click()
    expect(await textOf(firm)).not.toContain('新开放的产品')

    const farmer = await (await sitDown(site.browser, width)).newPage()
    await site.signIn(farmer, 'farmer')
    await farmer.goto(`${site.url}/farmer`)
    for (const said of ['新开放的产品', '示例果园贷']) expect(await textOf(farmer)).toContain(said)
    await expectSound(farmer, site.browser)
    await farmer.getByRole('button', { name: '知道了' }).click()
    expect(await textOf(farmer)).not.toContain('新开放的产品')
  }, 120_000)
})
