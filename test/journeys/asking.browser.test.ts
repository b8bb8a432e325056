import type { BrowserContext, Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { expectSound, openSite, sitDown } from '../support/browser.ts'

const site = openSite()
const HOUSEHOLD = 'H440114103206-9001'

async function comesIn(open: BrowserContext[], username: string, width: number): Promise<Page> {
  const context = await sitDown(site.browser, width)
  open.push(context)
  const page = await context.newPage()
  await site.signIn(page, username)
  return page
}

const sound = (page: Page) => expectSound(page, site.browser)
const paper = (name: string) => ({ name, mimeType: 'image/jpeg', buffer: Buffer.from(`the paper ${name}`) })

async function playThrough(path: string): Promise<void> {
  expect((await fetch(`${site.url}/__test/${path}`, { method: 'POST', headers: { 'content-type': 'application/json' } })).status).toBe(200)
}

/** Lets the demo's first bank look at these and applies. */
async function applies(page: Page, home: string, need: [string, string, string, string], ticks: readonly RegExp[], agree: string): Promise<void> {
  const [amountLabel, amount, termLabel, term] = need
  await page.goto(`${site.url}${home}/need`)
  await page.getByLabel(amountLabel).fill(amount)
  await page.getByLabel(termLabel).fill(term)
  await page.locator('main form button').last().click()
  const ways = await page.locator('a[href*="/authorise?"]').evaluateAll((links) => links.map((a) => a.getAttribute('href')!))
  for (const way of ways) {
    await page.goto(site.url + way)
    if ((await page.getByRole('heading', { level: 1 }).textContent())?.includes('示例银行甲')) break
  }
  for (const tick of ticks) await page.getByLabel(tick).check()
  await page.getByRole('button', { name: agree, exact: true }).click()
  expect(page.url()).toContain('?done=sent')
  await playThrough('outbox/drain')
}

async function approves(bank: Page): Promise<string> {
  await bank.goto(`${site.url}/bank`)
  await bank.goto(site.url + (await bank.locator('a[href*="/bank/cases/"]').first().getAttribute('href')))
  await bank.getByLabel('同意', { exact: true }).check()
  await bank.getByLabel('年利率').fill('4.2')
  await bank.getByRole('button', { name: '提交决定' }).click()
  expect(await bank.getByRole('status').first().textContent()).toContain('决定已记下')
  return bank.url().split('?')[0]!
}

describe.each([360, 1280])('without script at %i px', (width) => {
  test('a firm changes what it gave; the bank asks for more after the loan, the firm gives less than asked, the bank looks under that', async () => {
    const open: BrowserContext[] = []
    try {
      await playThrough('reset?seed=3')
      const firm = await comesIn(open, 'firm-hardware', width)
      await applies(firm, '/firm', ['借多少', '200', '借多久', '24'], [/^登记信息/, /^纳税信用/], '同意并盖章')

      // Three clicks and what is to be changed: my consents, change, see, agree.
      await firm.getByRole('link', { name: '我的授权', exact: true }).click()
      await firm.getByRole('link', { name: /^改授权/ }).click()
      const ticked = firm.locator('input[type=checkbox]:checked')
      expect(await ticked.evaluateAll((boxes) => boxes.map((box) => (box as HTMLInputElement).value))).toEqual(['registration', 'tax'])
      await sound(firm)
      await firm.getByRole('button', { name: '看改了什么' }).click()
      expect(await firm.getByRole('alert').textContent()).toContain('没有改动')
      await sound(firm)
      await firm.getByLabel(/^纳税信用/).uncheck()
      await firm.getByLabel('有效几天').selectOption('7')
      await firm.getByRole('button', { name: '看改了什么' }).click()
      const changes = firm.getByRole('row')
      expect(await changes.filter({ hasText: '纳税信用' }).textContent()).toMatch(/给，最近 36 个月.*不给.*给少了/)
      expect(await changes.filter({ hasText: '到什么时候' }).textContent()).toMatch(/2026-12-23.*2026-11-30.*给少了/)
      const sizes = await Promise.all(
        [firm.getByRole('link', { name: '不改了' }), firm.getByRole('button', { name: '同意，换成新的' })].map((one) => one.boundingBox()),
      )
      expect([sizes[0]!.width, sizes[0]!.height]).toEqual([sizes[1]!.width, sizes[1]!.height])
      await sound(firm)
      await firm.getByRole('button', { name: '同意，换成新的' }).click()
      expect(await firm.getByRole('status').textContent()).toContain('旧的那张已作废')
      expect(await firm.locator('main').textContent()).toContain('第 2 版')
      await sound(firm)

      const bank = await comesIn(open, 'bank-a-approver', width)
      await bank.goto(site.url + (await bank.locator('a[href*="/bank/cases/"]').first().getAttribute('href')))
      await bank.getByRole('button', { name: /查看授权数据/ }).click()
      // What was taken out is gone at the very next look.
      expect(await bank.getByRole('heading', { name: '纳税信用', exact: true }).locator('..').textContent()).toContain('未授权')
      const theCase = await approves(bank)

      await bank.getByRole('link', { name: '请客户再授权' }).click()
      await sound(bank)
      await bank.getByLabel('有效几天').fill('999')
      await bank.getByLabel('看最近几个月的').fill('99')
      await bank.getByRole('button', { name: '发给客户' }).click()
      expect(await bank.getByRole('alert').textContent()).toContain('请至少选一类数据')
      await bank.getByLabel('登记信息').check()
      await bank.getByLabel('纳税信用').check()
      await bank.getByRole('button', { name: '发给客户' }).click()
      const said = (await bank.getByRole('alert').textContent())!
      for (const bound of ['「有效几天」最长 366 天', '「看最近几个月的」最远 12 个月']) expect(said).toContain(bound)
      expect(await bank.getByLabel('纳税信用').isChecked()).toBe(true)
      await sound(bank)
      await bank.getByLabel('有效几天').fill('90')
      await bank.getByLabel('看最近几个月的').fill('6')
      await bank.getByRole('button', { name: '发给客户' }).click()
      expect(await bank.locator('main').textContent()).toContain('等客户答复')
      await sound(bank)

      await firm.goto(`${site.url}/firm`)
      await firm.getByRole('link', { name: '有 1 件事等您答复' }).click()
      await firm.getByRole('link', { name: /去答复/ }).click()
      expect(await firm.locator('input[type=checkbox]:checked').count()).toBe(0)
      await sound(firm)
      await firm.getByLabel(/^登记信息/).check()
      await firm.getByRole('button', { name: '同意并盖章' }).click()
      expect(await firm.getByRole('status').textContent()).toContain('已盖章')

      await bank.goto(`${site.url}/bank/requests`)
      await sound(bank)
      await bank.getByRole('button', { name: /查看授权数据/ }).click()
      expect(await bank.locator('main').textContent()).toContain('这是第 1 次查看，共 6 次')
      expect(bank.url()).toBe(`${theCase}/look`)
      await sound(bank)
      await bank.getByRole('button', { name: /再看一次/ }).click()
      expect(await bank.locator('main').textContent()).toContain('这是第 2 次查看，共 6 次')

      // From home: one click to who read which fields, when and why; two more and it is stopped.
      await firm.goto(`${site.url}/firm`)
      await firm.getByRole('link', { name: '谁看过我', exact: true }).click()
      const look = firm.getByRole('row').filter({ hasText: '第 2 次' })
      const row = await look.evaluate((tr) => (tr as HTMLElement).innerText)
      for (const words of ['2026-11-23', '示例银行甲', '甲行审批人', '注册资本', '贷后管理']) expect(row).toContain(words)
      await sound(firm)
      await look.getByRole('link', { name: /停掉它/ }).click()
      await firm.getByRole('button', { name: '确定撤回授权' }).click()
      await bank.goto(`${site.url}/bank/requests`)
      await bank.getByRole('button', { name: /查看授权数据/ }).click()
      expect(await bank.getByRole('heading', { level: 1 }).textContent()).toBe('客户已撤回授权')
      await sound(bank)
    } finally {
      for (const context of open) await context.close()
    }
  }, 180_000)

  test('a household’s officer answers the bank’s request by the number on its phone; the household says yes, sees who looked and stops it', async () => {
    const open: BrowserContext[] = []
    try {
      await playThrough('reset?seed=4')
      const farmer = await comesIn(open, 'farmer', width)
      await applies(farmer, '/farmer', ['借几万元', '5', '借几个月', '12'], [/^信用村/], '同意')
      const bank = await comesIn(open, 'bank-a-approver', width)
      await approves(bank)
      await bank.getByRole('link', { name: '请客户再授权' }).click()
      await bank.getByLabel('信用村').check()
      await bank.getByRole('button', { name: '发给客户' }).click()

      await farmer.getByRole('link', { name: '我的授权', exact: true }).click()
      await farmer.getByRole('link', { name: /去答复/ }).click()
      expect(await farmer.locator('main').textContent()).toContain('告诉村信用服务员')
      await sound(farmer)
      const no = /请求编号\s*([0-9A-Z]{6})/.exec((await farmer.locator('main').textContent())!)![1]!

      const officer = await comesIn(open, 'officer', width)
      await officer.getByRole('link', { name: '替农户办授权' }).first().click()
      await officer.getByLabel('农户编号').fill(HOUSEHOLD)
      await officer.getByLabel(/^请求编号/).fill('000000')
      await officer.getByRole('button', { name: '下一步，念给农户听' }).click()
      expect(await officer.getByRole('alert').textContent()).toContain('没有找到这个请求')
      await sound(officer)
      await officer.getByLabel(/^请求编号/).fill(no)
      await officer.getByRole('button', { name: '下一步，念给农户听' }).click()
      expect(await officer.locator('main').textContent()).toContain('用来贷后管理本笔贷款')
      expect(await officer.locator('input[type=checkbox]').count()).toBe(1)
      await sound(officer)
      await officer.getByLabel(/^信用村/).check()
      await officer.getByLabel('委托书', { exact: true }).setInputFiles(paper('mandate'))
      await officer.getByLabel('委托从哪天起').fill('2026-11-01')
      await officer.getByLabel('委托到哪天止').fill('2027-10-31')
      await officer.getByLabel('农户书面委托').check()
      await officer.getByLabel(/^办理的凭据/).setInputFiles(paper('sheet'))
      await officer.getByRole('button', { name: '农户同意，记下来' }).click()
      expect(await officer.getByRole('status').textContent()).toContain('还没有生效')
      await bank.goto(`${site.url}/bank/requests`)
      expect(await bank.locator('main').textContent()).toContain('村服务员已代办，等确认')

      await farmer.goto(`${site.url}/farmer/consents`)
      await farmer.getByRole('link', { name: /去答复/ }).click()
      await farmer.getByRole('button', { name: '确认是我的意思' }).click()
      await bank.goto(`${site.url}/bank/requests`)
      await bank.getByRole('button', { name: /查看授权数据/ }).click()
      expect(await bank.locator('main').textContent()).toContain('这是第 1 次查看')

      await farmer.goto(`${site.url}/farmer`)
      await farmer.getByRole('link', { name: '谁看过我', exact: true }).click()
      const look = farmer.getByRole('row').filter({ hasText: '第 1 次' }).first()
      const row = await look.evaluate((tr) => (tr as HTMLElement).innerText)
      for (const words of ['示例银行甲', '甲行审批人', '信用户等级', '贷后管理']) expect(row).toContain(words)
      await sound(farmer)
      await look.getByRole('link', { name: /停掉它/ }).click()
      await farmer.getByRole('button', { name: '确定撤回' }).click()
      await bank.goto(`${site.url}/bank/requests`)
      await bank.getByRole('button', { name: /查看授权数据/ }).click()
      expect(await bank.getByRole('heading', { level: 1 }).textContent()).toBe('客户已撤回授权')
    } finally {
      for (const context of open) await context.close()
    }
  }, 180_000)

  test('the operator asks by a statute with the paper itself, the audit agrees from its own desk, and what was opened is in plain words', async () => {
    const open: BrowserContext[] = []
    try {
      await playThrough('reset?seed=5')
      const operator = await comesIn(open, 'operator', width)
      await operator.getByRole('link', { name: '依法查看', exact: true }).click()
      await operator.getByLabel('统一社会信用代码或农户编号').fill('91440199MADEM0A155')
      await operator.getByLabel('文书编号').fill('示例（2026）调字第1号')
      await operator.getByRole('button', { name: '提交申请' }).click()
      expect(await operator.getByRole('alert').textContent()).toContain('请选文书的文件')
      await sound(operator)
      await operator.getByLabel(/^文书（/).setInputFiles(paper('court'))
      await operator.getByRole('button', { name: '提交申请' }).click()
      await sound(operator)

      const auditor = await comesIn(open, 'auditor', width)
      await auditor.getByRole('link', { name: '依法查看', exact: true }).click()
      await sound(auditor)
      await auditor.getByRole('link', { name: /^去批准/ }).click()
      await sound(auditor)
      await auditor.getByRole('button', { name: '批准', exact: true }).click()

      await operator.reload()
      await operator.getByRole('button', { name: '查看', exact: true }).click()
      expect(await operator.getByRole('heading', { level: 1 }).textContent()).toBe('应急查看')
      expect(await operator.locator('main').textContent()).not.toMatch(/[[{]"/)
      await sound(operator)
    } finally {
      for (const context of open) await context.close()
    }
  }, 180_000)
})
