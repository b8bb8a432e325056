import type { Browser, BrowserContext, Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { expectSound, openSite, sitDown } from '../support/browser.ts'

const site = openSite()
const HOUSEHOLD = 'H440114103206-9001'

/** Somebody signed in at a screen of this width. */
async function comesIn(open: BrowserContext[], username: string, width: number): Promise<Page> {
  const context = await sitDown(site.browser, width)
  open.push(context)
  const page = await context.newPage()
  await site.signIn(page, username)
  return page
}

const sound = (page: Page, browser: Browser = site.browser) => expectSound(page, browser)

async function playThrough(path: string, body?: object): Promise<void> {
  const answer = await fetch(`${site.url}/__test/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  })
  expect(answer.status).toBe(200)
}

const paper = (name: string) => ({ name, mimeType: 'image/jpeg', buffer: Buffer.from(`the paper ${name}`) })

describe.each([360, 1280])('without script at %i px', (width) => {
  test('a firm lets a bank look, sees the look within one click, stops it, allows it again and takes it back in two', async () => {
    const open: BrowserContext[] = []
    try {
      await playThrough('reset?seed=1')
      const firm = await comesIn(open, 'firm-hardware', width)
      await firm.getByRole('link', { name: '我的授权', exact: true }).click()
      await expect.poll(() => firm.getByRole('heading', { level: 2 }).first().textContent()).toBe('这里还没有内容')
      await sound(firm)

      await firm.goto(`${site.url}/firm/need`)
      await firm.getByLabel('借多少').fill('200')
      await firm.getByLabel('借多久').fill('24')
      await firm.getByRole('button', { name: '看哪些产品适合我' }).click()
      const ways = await firm.locator('a[href*="/authorise?"]').evaluateAll((links) => links.map((a) => a.getAttribute('href')!))
      for (const way of ways) {
        await firm.goto(site.url + way)
        if ((await firm.getByRole('heading', { level: 1 }).textContent())?.includes('示例银行甲')) break
      }
      expect(await firm.getByRole('heading', { level: 1 }).textContent()).toContain('示例银行甲')
      expect(await firm.locator('input[type=checkbox]:checked').count()).toBe(0)
      const [refuse, agree] = await Promise.all([
        firm.getByRole('link', { name: '不同意' }).boundingBox(),
        firm.getByRole('button', { name: '同意并盖章' }).boundingBox(),
      ])
      expect([refuse!.width, refuse!.height]).toEqual([agree!.width, agree!.height])
      await sound(firm)
      await firm.getByLabel(/^登记信息/).check()
      await firm.getByLabel(/^纳税信用/).check()
      await firm.getByRole('button', { name: '同意并盖章' }).click()

      const bank = await comesIn(open, 'bank-a-approver', width)
      await bank.goto(site.url + (await bank.locator('a[href*="/bank/cases/"]').first().getAttribute('href')))
      const caseUrl = bank.url()
      await bank.getByRole('button', { name: '看授权凭证' }).click()
      expect(await bank.locator('main').textContent()).toContain('有效，和平台现在公布的公钥相符')
      await sound(bank)
      await bank.goto(caseUrl)
      await bank.getByRole('button', { name: /查看授权数据/ }).click()
      await playThrough('outbox/drain')

      // From home, one click.
      await firm.goto(`${site.url}/firm`)
      await firm.getByRole('link', { name: '谁看过我', exact: true }).click()
      const look = firm.getByRole('row').filter({ hasText: '第 1 次' })
      const said = (await look.textContent())!
      for (const words of ['示例银行甲', '甲行审批人', '登记信息', '纳税信用', '审查贷款申请', '已封存于第']) expect(said).toContain(words)
      await sound(firm)
      const proof = await firm.request.get(site.url + (await look.getByRole('link', { name: /下载凭证/ }).getAttribute('href')))
      expect(await proof.text()).toMatch(/^c2sp\.org\/tlog-proof@v1\n/)

      await look.getByRole('link', { name: /^授权单/ }).click()
      await sound(firm)
      await firm.getByRole('button', { name: '先暂停' }).click()
      expect(await firm.getByRole('status').textContent()).toContain('已暂停')
      await sound(firm)
      await bank.goto(caseUrl)
      await bank.getByRole('button', { name: /查看授权数据/ }).click()
      expect(await bank.getByRole('heading', { level: 1 }).textContent()).toBe('客户已暂停授权')
      await firm.getByRole('button', { name: '恢复' }).click()
      expect(await firm.getByRole('status').textContent()).toContain('已恢复')
      await bank.goto(caseUrl)
      await bank.getByRole('button', { name: /查看授权数据/ }).click()
      expect(await bank.getByRole('heading', { level: 1 }).textContent()).not.toBe('客户已暂停授权')

      await firm.getByRole('link', { name: '授权回执' }).click()
      expect(await firm.getByRole('img', { name: '扫一扫，核对这张回执' }).count()).toBe(1)
      await sound(firm)
      const receipt = await firm.request.get(site.url + (await firm.getByRole('link', { name: '下载回执文件' }).getAttribute('href')))
      expect(await receipt.json()).toMatchObject({ verified: true })
      await firm.getByRole('link', { name: '怎么核对' }).click()
      expect(await firm.locator('main').textContent()).toContain('您扫的这张回执')

      await firm.goto(`${site.url}/firm/access-log`)
      await firm
        .getByRole('link', { name: /停掉它/ })
        .first()
        .click()
      await firm.getByRole('button', { name: '确定撤回授权' }).click()
      await bank.goto(caseUrl)
      await bank.getByRole('button', { name: /查看授权数据/ }).click()
      expect(await bank.getByRole('heading', { level: 1 }).textContent()).toBe('客户已撤回授权')
    } finally {
      for (const context of open) await context.close()
    }
  }, 180_000)

  test('an officer proposes for a household; nothing runs until another called back; the household takes it back; the auditor sees it all', async () => {
    const open: BrowserContext[] = []
    try {
      await playThrough('reset?seed=2')
      const officer = await comesIn(open, 'officer', width)
      await sound(officer)
      await officer.getByRole('link', { name: '替农户办授权' }).first().click()
      await officer.getByLabel('农户编号').fill(HOUSEHOLD)
      await officer.getByRole('radio').first().check()
      await sound(officer)
      await officer.getByRole('button', { name: '下一步，念给农户听' }).click()
      await officer.getByRole('button', { name: '农户同意，记下来' }).click()
      expect(await officer.getByRole('alert').getByRole('link').count()).toBe(6)
      await sound(officer)

      await officer.getByLabel(/^信用村/).check()
      await officer.getByLabel('委托书', { exact: true }).setInputFiles(paper('mandate'))
      await officer.getByLabel('委托从哪天起').fill('2026-11-01')
      await officer.getByLabel('委托到哪天止').fill('2027-10-31')
      await officer.getByLabel('当面念给农户听').check()
      await officer.getByLabel(/^办理的凭据/).setInputFiles(paper('recording'))
      await officer.getByRole('button', { name: '农户同意，记下来' }).click()
      // A reading aloud needs a witness; what was given before is still there, the papers as their hashes.
      expect(await officer.getByRole('alert').textContent()).toContain('见证人')
      expect(await officer.getByText(/已经算过指纹/).count()).toBe(2)
      await officer.getByLabel('见证人', { exact: true }).selectOption({ label: '邻居' })
      await officer.getByLabel('见证人签字').setInputFiles(paper('witness'))
      await officer.getByRole('button', { name: '农户同意，记下来' }).click()
      expect(await officer.getByRole('status').textContent()).toContain('还没有生效')
      await sound(officer)

      const farmer = await comesIn(open, 'farmer', width)
      await farmer.getByRole('link', { name: '我的授权', exact: true }).click()
      await sound(farmer)
      await farmer.getByRole('link', { name: /去答复/ }).click()
      expect(await farmer.getByRole('button', { name: '确认是我的意思' }).count()).toBe(1)
      await sound(farmer)
      const slip = farmer.url()

      const second = await comesIn(open, 'officer-second', width)
      expect(await second.getByRole('button', { name: /农户说是/ }).count()).toBe(0)
      await playThrough('clock', { advanceSeconds: 25 * 3600 })
      await second.reload()
      expect(await second.locator('main').textContent()).toContain(HOUSEHOLD)
      await sound(second)
      await second.getByLabel(/^回访记录/).setInputFiles(paper('call'))
      await second.getByRole('button', { name: /农户说是/ }).click()
      expect(await second.getByRole('status').textContent()).toContain('授权生效')

      await farmer.goto(slip)
      await farmer.getByRole('link', { name: /^撤回授权/ }).click()
      await farmer.getByRole('button', { name: '确定撤回' }).click()
      await farmer.goto(`${site.url}/farmer/access-log`)
      expect(await farmer.locator('main').textContent()).toContain('另一位服务员回访后确认')
      await sound(farmer)

      await playThrough('outbox/drain')
      const auditor = await comesIn(open, 'auditor', width)
      expect(await auditor.getByRole('row').filter({ hasText: 'consent.' }).count()).toBe(3)
      expect(await auditor.locator('main').textContent()).not.toContain('示例农村商业银行')
      await sound(auditor)
      await auditor.getByLabel('种类').selectOption('consent.revoked')
      await auditor.getByRole('button', { name: '筛选' }).click()
      expect(await auditor.getByRole('row').filter({ hasText: 'consent.' }).count()).toBe(1)
      await auditor.goto(`${site.url}/audit?kind=proof.issued`)
      expect(await auditor.getByRole('heading', { name: '没有符合筛选条件的内容' }).count()).toBe(1)
      await auditor.getByRole('link', { name: '检查点', exact: true }).click()
      await sound(auditor)
      const dump = await (await auditor.request.get(`${site.url}/audit/dump`)).text()
      expect(dump).toContain('suixin-audit/1')
      await auditor.getByRole('link', { name: '依法查看', exact: true }).click()
      await sound(auditor)
    } finally {
      for (const context of open) await context.close()
    }
  }, 180_000)
})
