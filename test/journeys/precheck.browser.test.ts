import type { BrowserContext, Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
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
const title = (page: Page) => page.getByRole('heading', { level: 1 }).textContent()
const main = async (page: Page) => (await page.locator('main').textContent())!

/** From the need to the slip of one look for the demo's first bank. */
async function opensSlip(page: Page, home: string, [amountLabel, amount, termLabel, term]: [string, string, string, string]): Promise<void> {
  await page.goto(`${site.url}${home}/need`)
  await page.getByLabel(amountLabel).fill(amount)
  await page.getByLabel(termLabel).fill(term)
  await page.locator('main form button').last().click()
  await sound(page)
  const ways = await page.locator('a[href*="purpose=PRECHECK"]').evaluateAll((links) => links.map((a) => a.getAttribute('href')!))
  for (const way of ways) {
    await page.goto(site.url + way)
    if ((await title(page))?.includes('示例银行甲')) break
  }
  expect(await title(page)).toMatch(/^让示例银行甲.*先看一次哪些数据？$/)
}

const FIRM_NEED: [string, string, string, string] = ['借多少', '200', '借多久', '24']

describe.each([360, 1280])('without script at %i px', (width) => {
  test('a firm lets a bank look once; the bank looks, is refused a second time, and the firm sees both', async () => {
    const open: BrowserContext[] = []
    try {
      expect((await fetch(`${site.url}/__test/reset?seed=6`, { method: 'POST' })).status).toBe(200)
      const firm = await comesIn(open, 'firm-hardware', width)
      const bank = await comesIn(open, 'bank-a-viewer', width)
      await bank.getByRole('link', { name: '先看一次', exact: true }).click()
      expect(await main(bank)).toContain('还没有客户让贵行先看一次')
      await sound(bank)

      await opensSlip(firm, '/firm', FIRM_NEED)
      expect(await firm.locator('input[type=checkbox]:checked').count()).toBe(0)
      const boxes = await Promise.all(
        [firm.getByRole('link', { name: '不同意' }), firm.getByRole('button', { name: '同意并盖章' })].map((one) => one.boundingBox()),
      )
      expect([boxes[0]!.width, boxes[0]!.height]).toEqual([boxes[1]!.width, boxes[1]!.height])
      await sound(firm)
      await firm.getByRole('button', { name: '同意并盖章' }).click()
      expect(await firm.getByRole('alert').textContent()).toContain('请至少勾选一类数据')
      await sound(firm)
      await firm.getByLabel(/^登记信息/).check()
      await firm.getByLabel(/^纳税信用/).check()
      await firm.getByRole('button', { name: '同意并盖章' }).click()
      expect(await firm.getByRole('status').textContent()).toContain('银行可以看一次')
      await sound(firm)

      await bank.reload()
      const row = await bank.getByRole('row').nth(1).textContent()
      for (const words of ['还没看', '示例税易贷', '登记信息、纳税信用']) expect(row).toContain(words)
      expect(await main(bank)).not.toContain('五金')
      await sound(bank)
      await bank.getByRole('row').filter({ hasText: '还没看' }).getByRole('link').click()
      const late = await bank.context().newPage()
      await late.goto(bank.url())
      await sound(bank)
      await bank.getByRole('button', { name: '现在就看，用掉这一次' }).click()
      expect(await title(bank)).toContain('五金')
      expect(await main(bank)).toContain('这一次已用掉')
      expect(await bank.getByRole('heading', { name: '碳账户', exact: true }).locator('..').textContent()).toContain('未授权')
      await sound(bank)

      // The same button in a window that was opened before.
      await late.getByRole('button', { name: '现在就看，用掉这一次' }).click()
      expect(await title(late)).toBe('这一次已经看过')
      expect(await main(late)).toContain('没有显示任何数据')
      await sound(late)
      await late.getByRole('link', { name: '客户给了什么' }).click()
      expect(await late.getByRole('button', { name: '现在就看，用掉这一次' }).count()).toBe(0)
      expect(await main(late)).toContain('这一次已经看过，不能再看')
      await sound(late)
      await late.getByRole('button', { name: '看授权凭证' }).click()
      expect(await title(late)).toBe('数据授权回执')
      await sound(late)

      await firm.getByRole('link', { name: '谁看过我', exact: true }).click()
      const entries = firm.getByRole('row').filter({ hasText: '甲行客户经理' })
      const told = (await entries.allTextContents()).join('\n')
      for (const words of ['申请前查看', '纳税信用级别', '想看，被拒绝', '次数已用完']) expect(told).toContain(words)
      await sound(firm)
      await firm.getByRole('link', { name: '我的授权', exact: true }).click()
      expect(await main(firm)).toMatch(/已经结束.*申请前查看一次.*1 次，最多 1 次/s)
      await sound(firm)
    } finally {
      for (const context of open) await context.close()
    }
  }, 180_000)

  test('a firm takes a look back before it is taken, and gives no two of them at once', async () => {
    const open: BrowserContext[] = []
    try {
      const firm = await comesIn(open, 'firm-hardware', width)
      await opensSlip(firm, '/firm', FIRM_NEED)
      const slip = firm.url()
      await firm.getByLabel(/^纳税信用/).check()
      await firm.getByRole('button', { name: '同意并盖章' }).click()
      await firm.goto(slip)
      expect(await firm.getByRole('status').textContent()).toContain('还没有用掉，所以没有再授权')
      await sound(firm)

      const bank = await comesIn(open, 'bank-a-viewer', width)
      await bank.goto(`${site.url}/bank/prechecks`)
      await bank.getByRole('row').filter({ hasText: '还没看' }).getByRole('link').click()
      await firm.getByRole('link', { name: '我的授权', exact: true }).click()
      await sound(firm)
      await firm.getByRole('link', { name: /^撤回授权/ }).click()
      await sound(firm)
      await firm.getByRole('button', { name: '确定撤回授权' }).click()
      await bank.getByRole('button', { name: '现在就看，用掉这一次' }).click()
      expect(await title(bank)).toBe('客户已撤回授权')
      await sound(bank)
      await firm.goto(slip)
      expect(await title(firm)).toMatch(/^让示例银行甲.*先看一次哪些数据？$/)
    } finally {
      for (const context of open) await context.close()
    }
  }, 180_000)

  test('a household does the same from its own portal', async () => {
    const open: BrowserContext[] = []
    try {
      const farmer = await comesIn(open, 'farmer', width)
      await opensSlip(farmer, '/farmer', ['借几万元', '5', '借几个月', '12'])
      expect(await main(farmer)).toContain('正式申请时才能给')
      await sound(farmer)
      await farmer.getByLabel(/^登记信息/).check()
      await farmer.getByRole('button', { name: '同意', exact: true }).click()
      expect(await farmer.getByRole('status').textContent()).toContain('银行可以看一次')
      await sound(farmer)
      const bank = await comesIn(open, 'bank-a-viewer', width)
      await bank.goto(`${site.url}/bank/prechecks`)
      await bank.getByRole('row').filter({ hasText: '还没看' }).getByRole('link').click()
      await bank.getByRole('button', { name: '现在就看，用掉这一次' }).click()
      expect(await main(bank)).toContain('经持牌征信机构传送')
      await sound(bank)
    } finally {
      for (const context of open) await context.close()
    }
  }, 180_000)
})
