import type { BrowserContext, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { expectSound, openSite, sitDown } from '../support/browser.ts'

const site = openSite()

/** As `sitDown`, with script. */
async function sitDownWithScript(width: number): Promise<BrowserContext> {
  const context = await site.browser.newContext({ viewport: { width, height: 900 }, locale: 'zh-CN' })
  context.setDefaultTimeout(15_000)
  return context
}

async function startProduct(page: Page): Promise<void> {
  await page.goto(`${site.url}/bank/products/new`)
}

const textOf = (page: Page) => page.locator('main').innerText()
const countsOf = (page: Page) => page.locator('#counts').innerText()
const focusOf = (page: Page) => page.evaluate(() => document.activeElement?.id)

describe('the count beside the criteria', () => {
  it('follows what is typed without taking the focus; without script the button tells the same', async () => {
    // The city stands still: what is counted next differs by what is asked alone.
    expect((await fetch(`${site.url}/__test/reset?seed=counts`, { method: 'POST' })).status).toBe(200)
    expect((await fetch(`${site.url}/__test/outbox/drain`, { method: 'POST' })).status).toBe(200)
    const live = await (await sitDownWithScript(1280)).newPage()
    const plain = await (await sitDown(site.browser, 1280)).newPage()
    await site.signIn(live, 'bank-a-viewer')
    await site.signIn(plain, 'bank-a-viewer')

    await startProduct(live)
    const everybody = await countsOf(live)
    await live.locator('#f-c0attr').selectOption('ageMonths')
    // The boxes that follow from the attribute are there, and the hand is still where it was.
    await live.locator('#p-c0[data-part^="ageMonths"]').waitFor()
    await live.locator('#n-c0').getByText('还没写完整').waitFor()
    await live.locator('#f-c0value').pressSequentially('600')
    await live.locator('#n-c0').getByText('挡住约').waitFor()
    expect(await focusOf(live)).toBe('f-c0value')
    const many = await countsOf(live)
    expect(many).not.toBe(everybody)
    expect(many).toContain('最挡人的条件')
    // Typed on in the very box: the caret stays behind the last digit.
    for (let i = 0; i < 3; i++) await live.keyboard.press('Backspace')
    await live.keyboard.type('1')
    await live.waitForFunction((was) => document.querySelector<HTMLElement>('#counts')!.innerText !== was, many)
    await live.locator('#counts:not([aria-busy])').waitFor()
    expect(await live.locator('#f-c0value').inputValue()).toBe('1')
    expect(await focusOf(live)).toBe('f-c0value')

    await startProduct(plain)
    expect(await countsOf(plain)).toBe(everybody)
    await plain.locator('#f-c0attr').selectOption('ageMonths')
    await plain.locator('#f-c0value').fill('600')
    await plain.getByRole('button', { name: '重新算户数' }).click()
    expect(await countsOf(plain)).toBe(many)
    await plain.locator('#f-c0value').fill('1')
    // Enter in a box counts again and saves nothing.
    await plain.locator('#f-c0value').press('Enter')
    await plain.locator('#n-c0').waitFor()
    expect(await countsOf(plain)).toBe(await countsOf(live))
    expect(await plain.locator('#f-c0value').inputValue()).toBe('1')

    // An impossible value is said at its row, by the sentence of the API, and the rest is counted.
    await live.locator('#f-c0attr').selectOption('debtRatioBp')
    await live.locator('#p-c0[data-part^="debtRatioBp"]').waitFor()
    await live.locator('#f-c0value').fill('9999999')
    await live.locator('#n-c0').getByText('请核对单位').waitFor()
    expect(await countsOf(live)).toContain('有 1 条')
    await live.context().close()
    await plain.context().close()
  })

  it('is reached by keyboard alone: rows are added, filled and taken away, and the focus goes along', async () => {
    const page = await (await sitDownWithScript(1280)).newPage()
    await site.signIn(page, 'bank-a-viewer')
    await startProduct(page)
    await page.getByRole('button', { name: '加一组「满足其一」' }).focus()
    await page.keyboard.press('Enter')
    await page.locator('#f-c2attr').waitFor()
    expect(await focusOf(page)).toBe('f-c1attr')
    // Chosen by typing, as a select is by keyboard.
    await page.locator('#f-c1attr').selectOption('taxGrade')
    await page.locator('#p-c1[data-part^="taxGrade"]').waitFor()
    await page.keyboard.press('Tab')
    expect(await focusOf(page)).toBe('f-c1op')
    await page.keyboard.press('Tab')
    expect(await focusOf(page)).toBe('f-c1value')
    await page.getByRole('button', { name: '删除整组' }).focus()
    await page.keyboard.press('Enter')
    await page.locator('#f-c1attr').waitFor({ state: 'detached' })
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('加一行')
    await page.context().close()
  })
})

describe.each([
  [360, false],
  [1280, true],
])('at %i px, with script: %s', (width, hasScript) => {
  it('a product is built from nothing, refused for a test case that fails, put right, and published by a second person', async () => {
    expect((await fetch(`${site.url}/__test/reset?seed=builder${width}`, { method: 'POST' })).status).toBe(200)
    const seat = () => (hasScript ? sitDownWithScript(width) : sitDown(site.browser, width))
    const maker = await (await seat()).newPage()
    const checker = await (await seat()).newPage()
    const press = async (page: Page, name: string, box: string) => {
      await page.getByRole('button', { name, exact: true }).click()
      await page.locator(`#f-${box}`).waitFor()
    }
    /** The attribute, and the boxes that belong to it. */
    const ask = async (page: Page, at: string, attr: string, op?: string) => {
      await page.locator(`#f-${at}attr`).selectOption(attr)
      if (op) await page.locator(`#f-${at}op`).selectOption(op)
      if (!hasScript) await page.getByRole('button', { name: '重新算户数' }).click()
      await page
        .locator(`#p-${at}[data-part="${attr} ${op === 'in' ? 'many' : op === undefined && at.startsWith('x') ? 'fact' : 'one'}"]`)
        .waitFor({ state: 'attached' })
    }
    await site.signIn(maker, 'bank-a-viewer')
    await maker.getByRole('link', { name: '产品', exact: true }).click()
    await maker.getByRole('link', { name: '新建产品' }).click()
    for (const [label, text] of [
      ['产品名称', '示例试写贷'],
      ['一句话介绍', '写一款试试'],
      ['最低金额', '1'],
      ['最高金额', '200'],
      ['最短期限', '3'],
      ['最长期限', '24'],
      ['在 LPR 上加', '85'],
      ['最低年利率', '3'],
      ['最高年利率', '9'],
    ])
      await maker.getByLabel(label!, { exact: true }).fill(text!)
    for (const tick of ['企业', '日常周转', '等额本息']) await maker.getByRole('checkbox', { name: tick, exact: true }).check()
    await maker.getByRole('radio', { name: '纯信用，不要担保' }).check()

    await ask(maker, 'c0', 'ageMonths')
    await maker.locator('#f-c0value').fill('3')
    await press(maker, '加一组「满足其一」', 'c2attr')
    await ask(maker, 'c1', 'taxGrade', 'in')
    for (const grade of ['A', 'B', 'M'])
      await maker
        .locator('input[name=c1value]')
        .and(maker.getByLabel(grade, { exact: true }))
        .check()
    await ask(maker, 'c2', 'staff')
    await maker.locator('#f-c2value').fill('1')
    await press(maker, '加一档利率', 't0label')
    await maker.locator('#f-t0label').fill('纳税信用 A 级')
    await ask(maker, 't0', 'taxGrade', '=')
    await maker.locator('#f-t0value').selectOption('A')
    await maker.locator('#f-t0add').fill('-10')
    await press(maker, '加一项费用', 'f0kind')
    await maker.locator('#f-f0kind').selectOption('upfront_bp')
    await maker.locator('#f-f0label').fill('手续费')
    await maker.locator('#f-f0amount').fill('0.1')
    await press(maker, '加一档额度', 'l0label')
    await maker.locator('#f-l0label').fill('一般')
    await maker.locator('#f-l0max').fill('200')
    await press(maker, '加一个用例', 'x0label')
    await maker.locator('#f-x0label').fill('刚满三个月')
    await maker.locator('#f-x0expect').selectOption('eligible')
    // What the criteria ask of is there already.
    await maker.locator('#f-x0f0value').fill('2')
    await maker.locator('#f-x0f1value').selectOption('M')
    await expectSound(maker, site.browser)
    await maker.getByRole('button', { name: '保存草稿' }).click()
    expect(await textOf(maker)).toContain('草稿已保存')
    await expectSound(maker, site.browser)

    // The case says two months are enough, the criteria say three: told with the row that decided it.
    const own = (page: Page) => page.locator('article').filter({ hasText: '示例试写贷' })
    await own(maker).getByRole('button', { name: '提交复核' }).click()
    const refusal = await textOf(maker)
    expect(refusal).toContain('「示例试写贷」这次没有通过')
    expect(refusal).toContain('用例「刚满三个月」应为符合，实际不符合')
    expect(refusal).toContain('第 1 条决定了上面那个用例的结果')
    await expectSound(maker, site.browser)
    await maker.getByRole('link', { name: '第 1 条决定了' }).click()
    expect(await maker.locator('#f-c0value').inputValue()).toBe('3')
    await maker.locator('#f-x0f0value').fill('')
    await maker.getByRole('button', { name: '删除 用例 1，第 1 项情况' }).click()
    await expect.poll(() => maker.locator('#f-x0f0attr').inputValue()).toBe('staff')
    await press(maker, '加一项情况 用例 1', 'x0f2attr')
    await ask(maker, 'x0f2', 'ageMonths')
    await maker.locator('#f-x0f2value').fill('3')
    await expectSound(maker, site.browser)
    await maker.getByRole('button', { name: '保存草稿' }).click()
    await own(maker).getByRole('button', { name: '提交复核' }).click()
    expect(await textOf(maker)).toContain('已提交')

    await site.signIn(checker, 'bank-a-approver')
    await checker.getByRole('link', { name: '产品', exact: true }).click()
    await own(checker).getByRole('button', { name: '发布' }).click()
    expect(await textOf(checker)).toContain('已发布，企业现在就能匹配到')
    const { items } = (await (await fetch(`${site.url}/api/v1/products?limit=100`)).json()) as { items: { terms: { name: string; criteria: unknown[] } }[] }
    expect(items.find(({ terms }) => terms.name === '示例试写贷')?.terms.criteria).toEqual([
      { attr: 'ageMonths', op: '>=', value: 3 },
      {
        any: [
          { attr: 'taxGrade', op: 'in', value: ['A', 'B', 'M'] },
          { attr: 'staff', op: '>=', value: 1 },
        ],
      },
    ])
    await maker.context().close()
    await checker.context().close()
  })
})
