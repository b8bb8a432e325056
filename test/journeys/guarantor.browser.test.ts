import type { BrowserContext, Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { CATERING, HARDWARE } from '../../src/demo/people.ts'
import { expectSound, openSite, sitDown } from '../support/browser.ts'

const site = openSite()

async function comesIn(open: BrowserContext[], username: string, width: number): Promise<Page> {
  const context = await sitDown(site.browser, width)
  open.push(context)
  const page = await context.newPage()
  await site.signIn(page, username)
  return page
}

const sound = (page: Page) => expectSound(page, site.browser)
const main = async (page: Page) => (await page.locator('main').textContent())!

async function playThrough(path: string): Promise<void> {
  expect((await fetch(`${site.url}/__test/${path}`, { method: 'POST', headers: { 'content-type': 'application/json' } })).status).toBe(200)
}

/** Applies to the demo's first bank, and stays on the page of the application. */
async function applies(page: Page): Promise<void> {
  await page.goto(`${site.url}/firm/need`)
  await page.getByLabel('借多少').fill('200')
  await page.getByLabel('借多久').fill('24')
  await page.locator('main form button').last().click()
  const ways = await page.locator('a[href*="/authorise?"]').evaluateAll((links) => links.map((a) => a.getAttribute('href')!))
  for (const way of ways) {
    await page.goto(site.url + way)
    if ((await page.getByRole('heading', { level: 1 }).textContent())?.includes('示例银行甲')) break
  }
  await page.getByLabel(/^登记信息/).check()
  await page.getByRole('button', { name: '同意并盖章', exact: true }).click()
  expect(page.url()).toContain('?done=sent')
  await playThrough('outbox/drain')
}

describe.each([360, 1280])('without script at %i px', (width) => {
  test('a firm names a guarantor, the bank asks it, it gives less than asked and is looked at, sees who looked and stops it', async () => {
    const open: BrowserContext[] = []
    try {
      await playThrough('reset?seed=8')
      const firm = await comesIn(open, 'firm-hardware', width)
      await applies(firm)
      expect(await main(firm)).toContain('还没有写担保人')
      await firm.getByLabel('担保人的统一社会信用代码').fill(HARDWARE.code)
      await firm.getByRole('button', { name: '写上这家担保人' }).click()
      expect(await firm.getByRole('alert').textContent()).toContain('不能由自己给自己担保')
      expect(await firm.getByLabel('担保人的统一社会信用代码').inputValue()).toBe(HARDWARE.code)
      await sound(firm)
      await firm.getByLabel('担保人的统一社会信用代码').fill(CATERING.code)
      await firm.getByRole('button', { name: '写上这家担保人' }).click()
      expect(await firm.getByRole('status').first().textContent()).toContain('已写上')
      expect(await main(firm)).toContain(CATERING.name)
      await sound(firm)
      const application = firm.url().split('?')[0]!

      const bank = await comesIn(open, 'bank-a-viewer', width)
      await bank.goto(site.url + (await bank.locator('a[href*="/bank/cases/"]').first().getAttribute('href')))
      const theCase = bank.url()
      expect(await main(bank)).toContain('还没有请它授权')
      expect(await main(bank)).not.toContain(CATERING.name)
      await sound(bank)
      await bank.getByRole('link', { name: /^请它授权/ }).click()
      expect(await bank.getByRole('heading', { level: 1 }).textContent()).toBe('请担保人授权')
      await sound(bank)
      await bank.getByLabel('登记信息').check()
      await bank.getByLabel('纳税信用').check()
      await bank.getByRole('button', { name: '发给担保人' }).click()
      expect(await main(bank)).toContain('等它答复')
      await sound(bank)

      const guarantor = await comesIn(open, 'firm-catering', width)
      await guarantor.getByRole('link', { name: '有 1 件事等您答复' }).click()
      expect(await main(guarantor)).toContain(`${HARDWARE.name}想请您担保`)
      await sound(guarantor)
      await guarantor.getByRole('link', { name: /去答复/ }).click()
      const asked = await main(guarantor)
      for (const words of ['不等于答应担保', HARDWARE.name, '200 万元', '24 个月', '只看得到您答复没有']) expect(asked).toContain(words)
      expect(await guarantor.locator('input[type=checkbox]:checked').count()).toBe(0)
      const sizes = await Promise.all(['不同意', '同意并盖章'].map((name) => guarantor.getByRole('button', { name, exact: true }).boundingBox()))
      expect([sizes[0]!.width, sizes[0]!.height]).toEqual([sizes[1]!.width, sizes[1]!.height])
      await sound(guarantor)
      await guarantor.getByLabel(/^登记信息/).check()
      await guarantor.getByRole('button', { name: '同意并盖章' }).click()
      expect(await guarantor.getByRole('status').textContent()).toContain('已盖章')
      expect(await main(guarantor)).toContain(HARDWARE.name)
      await sound(guarantor)

      await bank.goto(theCase)
      await bank.getByRole('button', { name: /查看担保人数据/ }).click()
      expect(await main(bank)).toContain(`担保人：${CATERING.name}`)
      expect(await main(bank)).toContain('第 1 次查看，共 5 次')
      const boxes = await Promise.all([bank.locator('#guarantors'), bank.getByRole('button', { name: /查看担保人数据/ })].map((one) => one.boundingBox()))
      expect(boxes[1]!.x + boxes[1]!.width).toBeLessThanOrEqual(boxes[0]!.x + boxes[0]!.width)
      expect(await bank.getByRole('heading', { name: '纳税信用', exact: true }).locator('..').textContent()).toContain('未授权')
      await sound(bank)

      // The borrower learns the answer and nothing else.
      await firm.goto(application)
      expect(await main(firm)).toContain('它同意了')
      await sound(firm)

      await guarantor.goto(`${site.url}/firm`)
      await guarantor.getByRole('link', { name: '谁看过我', exact: true }).click()
      const look = guarantor.getByRole('row').filter({ hasText: '第 1 次' }).first()
      const row = await look.evaluate((tr) => (tr as HTMLElement).innerText)
      for (const words of ['示例银行甲', '甲行客户经理', '注册资本', '审查担保']) expect(row).toContain(words)
      await look.getByRole('link', { name: /停掉它/ }).click()
      await guarantor.getByRole('button', { name: '确定撤回授权' }).click()
      await bank.goto(theCase)
      expect(await main(bank)).toContain('已撤回')
      expect(await bank.getByRole('button', { name: /查看担保人数据/ }).count()).toBe(0)
      await firm.goto(application)
      await firm.getByRole('button', { name: /^不请它担保了/ }).click()
      expect(await firm.getByRole('status').first().textContent()).toContain('已取消')
      await sound(firm)
    } finally {
      for (const context of open) await context.close()
    }
  }, 180_000)
})
