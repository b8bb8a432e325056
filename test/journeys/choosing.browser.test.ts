import { describe, expect, it } from 'vitest'
import { expectSound, openSite, sitDown } from '../support/browser.ts'

const site = openSite()

const WHAT_IF = '/firm/what-if?amount=200&term=24&purpose=working_capital'

describe.each([360, 1280])('at %i px, without script', (width) => {
  it('a firm orders anew, puts offers side by side, tries other amounts, and takes one on', async () => {
    const page = await (await sitDown(site.browser, width)).newPage()
    await site.signIn(page, 'firm-hardware')
    await page.goto(`${site.url}/firm/need`)
    await page.getByLabel('借多少').fill('200')
    await page.getByLabel('借多久').fill('24')
    await page.getByRole('button', { name: '看哪些产品适合我' }).click()
    const first = page.url()
    await expectSound(page, site.browser)

    await page.getByRole('button', { name: '答复最快' }).click()
    expect(page.url()).not.toBe(first)
    expect(await page.getByRole('button', { name: '答复最快' }).getAttribute('aria-pressed')).toBe('true')

    for (const place of [0, 1]) await page.locator('input[name=p]').nth(place).check()
    await page.getByRole('button', { name: '比较选中的（最多 4 款）' }).click()
    expect(await page.locator('h1').innerText()).toBe('放在一起比')
    expect(await page.locator('tbody tr').count()).toBe(9)
    await expectSound(page, site.browser)
    await page.getByRole('link', { name: '回到结果' }).click()

    await page.getByRole('link', { name: '换金额或期限看看' }).click()
    await expectSound(page, site.browser)
    await page.getByLabel('金额').fill('80')
    await page.getByRole('button', { name: '重新算' }).click()
    expect(await page.locator('#what-if').innerText()).toContain('80 万元')
    await page
      .getByRole('button', { name: /就按这个看/ })
      .first()
      .click()
    expect(await page.locator('h1').innerText()).toMatch(/有 \d+ 款产品适合您/)
  }, 120_000)
})

describe('with script', () => {
  it('the table follows what is typed, and the box keeps the focus', async () => {
    const context = await site.browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'zh-CN' })
    const page = await context.newPage()
    const refused: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error') refused.push(message.text())
    })
    await site.signIn(page, 'firm-hardware')
    await page.goto(site.url + WHAT_IF)
    const box = page.getByLabel('金额')
    await box.fill('')
    await box.pressSequentially('60', { delay: 20 })
    await page.locator('#what-if').getByText('48 万元', { exact: true }).waitFor()
    expect(await box.evaluate((element) => element === document.activeElement)).toBe(true)
    expect(new URL(page.url()).searchParams.get('amount')).toBe('60')
    expect(refused).toEqual([])

    // What cannot be read leaves the table as it was: the button says what is wrong.
    await box.fill('x')
    await page.waitForTimeout(600)
    expect(await page.locator('#what-if').getAttribute('aria-busy')).toBeNull()
    expect(await page.locator('#what-if').innerText()).toContain('48 万元')
    expect(new URL(page.url()).searchParams.get('amount')).toBe('60')
  }, 120_000)
})

describe.each([360, 1280])('an operator at %i px', (width) => {
  it('makes a match again by its number', async () => {
    const firm = await (await sitDown(site.browser, width)).newPage()
    await site.signIn(firm, 'firm-catering')
    await firm.goto(`${site.url}/firm/need`)
    await firm.getByLabel('借多少').fill('50')
    await firm.getByLabel('借多久').fill('12')
    await firm.getByRole('button', { name: '看哪些产品适合我' }).click()
    const id = new URL(firm.url()).pathname.split('/').at(-1)!

    const page = await (await sitDown(site.browser, width)).newPage()
    await site.signIn(page, 'operator')
    await page.getByRole('link', { name: '重算' }).click()
    await page.getByLabel('匹配编号').fill(id)
    await page.getByRole('button', { name: '重新算' }).click()
    expect(await page.locator('main').innerText()).toContain('一字不差')
    await expectSound(page, site.browser)
  }, 120_000)
})
