import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { expectSound, openSite, sitDown } from '../support/browser.ts'

const site = openSite()

async function texts(page: Page): Promise<string> {
  return page.locator('main').innerText()
}

describe.each([360, 1280])('at %i px, by clicking and without script', (width) => {
  it('a firm applies, the bank sees exactly what was consented, the firm sees the look and revokes, and the bank’s next look is refused', async () => {
    const reset = await fetch(`${site.url}/__test/reset?seed=${width}`, { method: 'POST' })
    expect(reset.status).toBe(200)
    const firm = await (await sitDown(site.browser, width)).newPage()
    const bank = await (await sitDown(site.browser, width)).newPage()
    const sound = (page: Page) => expectSound(page, site.browser)

    await firm.goto(site.url)
    await sound(firm)
    await site.signIn(firm, 'firm-hardware')
    expect(await texts(firm)).toContain('广州示例精密五金有限公司')
    await sound(firm)

    await firm.getByRole('link', { name: '找贷款' }).first().click()
    await firm.getByLabel('借多少').fill('200')
    await firm.getByLabel('借多久').fill('24')
    await sound(firm)
    await firm.getByRole('button', { name: '看哪些产品适合我' }).click()
    expect(await texts(firm)).toMatch(/有 \d+ 款产品适合您/)
    expect(await texts(firm)).toContain('付费不影响排序')
    await sound(firm)

    // A bank with sign-ins of its own, wherever it ranks.
    await firm.locator('.offer, article').filter({ hasText: '示例银行甲广州分行' }).getByRole('link', { name: '选这款，去授权' }).first().click()
    expect(await firm.locator('input[type=checkbox]:checked').count()).toBe(0)
    expect(await firm.locator('h1').innerText()).toContain('示例银行甲广州分行')
    await sound(firm)
    // Nothing ticked is no consent: the page says so and nothing is sent.
    await firm.getByRole('button', { name: '同意并盖章' }).click()
    expect(await texts(firm)).toContain('请至少勾选一类数据')
    await sound(firm)
    await firm.getByRole('checkbox', { name: /^登记信息/ }).check()
    await firm.getByRole('checkbox', { name: /^纳税信用/ }).check()
    await firm.getByRole('button', { name: '同意并盖章' }).click()
    expect(await texts(firm)).toContain('申请已送出')
    await sound(firm)
    const application = firm.url().split('?')[0]!

    await site.signIn(bank, 'bank-a-approver')
    expect(await texts(bank)).not.toContain('广州示例精密五金有限公司')
    await sound(bank)
    await bank
      .getByRole('link', { name: /打开申请/ })
      .first()
      .click()
    expect(await texts(bank)).not.toContain('广州示例精密五金有限公司')
    await sound(bank)
    const look = bank.getByRole('button', { name: /查看授权数据/ })
    await look.click()
    const seen = await texts(bank)
    expect(seen).toContain('广州示例精密五金有限公司')
    expect(seen).toContain('纳税信用级别')
    expect(seen).toContain('未授权')
    for (const hidden of ['从业人数', '近 12 个月处罚 1', '碳等级 B']) expect(seen).not.toContain(hidden)
    await sound(bank)

    await firm.getByRole('link', { name: '谁看过我' }).first().click()
    const log = await texts(firm)
    expect(log).toContain('审批人')
    expect(log).toContain('第 1 次')
    await sound(firm)

    // Two actions to revoke.
    await firm.goto(application)
    await firm
      .getByRole('link', { name: '撤回授权' })
      .or(firm.getByRole('button', { name: '撤回授权' }))
      .first()
      .click()
    await sound(firm)
    await firm.getByRole('button', { name: '确定撤回授权' }).click()
    expect(await texts(firm)).toContain('授权已撤回')
    await sound(firm)

    await bank.getByRole('link', { name: '队列' }).first().click()
    await bank
      .getByRole('link', { name: /打开申请/ })
      .first()
      .click()
    await bank.getByRole('button', { name: /查看授权数据/ }).click()
    expect(await texts(bank)).toContain('客户已撤回授权')
    expect(await texts(bank)).not.toContain('广州示例精密五金有限公司')
    await sound(bank)

    await firm.getByRole('link', { name: '谁看过我' }).first().click()
    expect(await texts(firm)).toContain('想看，被拒绝')
    await firm.context().close()
    await bank.context().close()
  })

  it('a firm has its cash flow fetched by its own consent, presents a code that is none, and reads its past and its report', async () => {
    const firm = await (await sitDown(site.browser, width)).newPage()
    const sound = () => expectSound(firm, site.browser)
    await site.signIn(firm, 'firm-catering')
    await firm.getByRole('link', { name: '补充数据' }).click()
    await sound()
    await firm.getByRole('link', { name: '取一次 资金流信用信息' }).click()
    expect(await texts(firm)).toContain('没有一家银行会看到')
    await sound()
    await firm.getByRole('button', { name: '同意，去取' }).click()
    expect(await texts(firm)).toContain('资金流信用信息取到了')
    await sound()
    await firm.getByRole('link', { name: '出示一个码' }).click()
    await firm.getByLabel('粘贴整段码').fill('eyJ.<b>.x')
    await firm.getByRole('button', { name: '核对并收下' }).click()
    expect(await texts(firm)).toContain('不是完整的码')
    await sound()

    await firm.getByRole('link', { name: '我的数据' }).first().click()
    expect(await texts(firm)).toContain('近 12 个月流入')
    await sound()
    // What the platform tells of October was not yet so in September.
    await firm.getByLabel('哪一天的情况').fill('2026-09-30')
    await firm.getByRole('button', { name: '看那时的档案' }).click()
    expect(await texts(firm)).toContain('您看的是 2026-09-30 那一天的情况')
    expect(await texts(firm)).not.toContain('近 12 个月流入')
    await sound()
    await firm.getByRole('link', { name: '回到今天' }).click()
    await firm.getByRole('link', { name: '公共信用信息报告' }).click()
    expect(await texts(firm)).toContain('九、自愿提供信息')
    expect(await texts(firm)).toContain('资金流信用信息共享平台')
    await sound()
    await firm.context().close()
  })

  it('a farmer sees the rating and offers, and an operator takes a file in', async () => {
    const page = await (await sitDown(site.browser, width)).newPage()
    await site.signIn(page, 'farmer')
    expect(await texts(page)).toMatch(/绿|蓝|灰/)
    await expectSound(page, site.browser)

    const ops = await (await sitDown(site.browser, width)).newPage()
    await site.signIn(ops, 'operator')
    await expectSound(ops, site.browser)
    await ops.locator('input[type=file]').setInputFiles({
      name: 'tax.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from('\ufeff统一社会信用代码,评价年度,纳税信用级别\n91440199MADEM0A155,2025,A\n91440199MADEM0A155,2025,Z\n123,2025,A\n'),
    })
    const kinds = ops.getByLabel('记录类型')
    await kinds.selectOption({ label: (await kinds.locator('option').allInnerTexts()).find((t) => t.includes('纳税信用'))! })
    await ops.locator('main').getByRole('button', { name: '导入' }).click()
    const result = await texts(ops)
    expect(result).toContain('收到 3 行 = 入库 1 + 重复 0 + 隔离 2。')
    expect(result).toContain('纳税信用级别')
    expect(result).toContain('统一社会信用代码')
    await expectSound(ops, site.browser)
    await page.context().close()
    await ops.context().close()
  })

  it('an operator puts a row right, follows it to the profile and the offer it decided, and sees how the sources are', async () => {
    const reset = await fetch(`${site.url}/__test/reset?seed=ops${width}`, { method: 'POST' })
    expect(reset.status).toBe(200)
    const firm = await (await sitDown(site.browser, width)).newPage()
    const ops = await (await sitDown(site.browser, width)).newPage()
    const sound = () => expectSound(ops, site.browser)
    await site.signIn(ops, 'operator')
    await ops.locator('input[type=file]').setInputFiles({
      name: 'tax.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from('\ufeff统一社会信用代码,评价年度,纳税信用级别,评价日期,更新时间\n91440199MADEM0A155,2025,Z,2026-04-28,2026-11-20 09:00:00\n'),
    })
    const kinds = ops.getByLabel('记录类型')
    await kinds.selectOption({ label: (await kinds.locator('option').allInnerTexts()).find((t) => t.includes('纳税信用'))! })
    await ops.locator('main').getByRole('button', { name: '导入' }).click()
    expect(await texts(ops)).toContain('收到 1 行 = 入库 0 + 重复 0 + 隔离 1。')

    await ops.getByRole('link', { name: '处理第 2 行' }).click()
    await sound()
    await ops.getByLabel('纳税信用级别').fill('Y')
    await ops.getByRole('button', { name: '重新归集' }).click()
    expect(await texts(ops)).toContain('不在代码集内')
    await sound()
    await ops.getByLabel('纳税信用级别').fill('B')
    await ops.getByRole('button', { name: '重新归集' }).click()
    expect(await texts(ops)).toContain('Z → B')
    await sound()

    // The firm asks what fits it: now there is an offer that the record decided.
    await site.signIn(firm, 'firm-hardware')
    await firm.getByRole('link', { name: '找贷款' }).first().click()
    await firm.getByLabel('借多少').fill('200')
    await firm.getByLabel('借多久').fill('24')
    await firm.getByRole('button', { name: '看哪些产品适合我' }).click()

    await ops.getByRole('link', { name: '看这条记录' }).click()
    await sound()
    await ops.getByRole('link', { name: '追踪第 2 行' }).click()
    const way = await texts(ops)
    for (const said of ['tax.csv，第 2 行', '纳税信用级别', '采用', '影响了哪些产品', '纳税信用 B 级']) expect(way).toContain(said)
    await sound()
    await ops.getByRole('link', { name: '看整个批次' }).click()
    expect(await texts(ops)).toContain('收到 1 行 = 入库 1 + 重复 0 + 隔离 0。')
    expect(await texts(ops)).toContain('已重新归集')

    await ops.getByRole('link', { name: '来源', exact: true }).click()
    expect(await texts(ops)).toContain('信用中国')
    await sound()
    await ops.getByRole('link', { name: '质量', exact: true }).click()
    expect(await texts(ops)).toContain('各来源得分')
    await sound()
    await firm.context().close()
    await ops.context().close()
  })
})
