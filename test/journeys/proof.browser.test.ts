import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { expectSound, openSite, sitDown } from '../support/browser.ts'

const site = openSite()

const textOf = (page: Page) => page.locator('main').innerText()

/** A product on offer of this name. */
async function productId(name: string): Promise<string> {
  const { items } = (await (await fetch(`${site.url}/api/v1/products?limit=100`)).json()) as { items: { id: string; terms: { name: string } }[] }
  return items.find(({ terms }) => terms.name === name)!.id
}

describe.each([360, 1280])('at %i px, by clicking and without script', (width) => {
  it('a firm has its criteria proven, hands the text to the bank, which checks it; the firm takes it back and the bank is told', async () => {
    await fetch(`${site.url}/__test/reset?seed=${width}`, { method: 'POST' })
    const firm = await (await sitDown(site.browser, width)).newPage()
    const bank = await (await sitDown(site.browser, width)).newPage()
    const sound = (page: Page) => expectSound(page, site.browser)

    await site.signIn(firm, 'firm-hardware')
    await firm.goto(`${site.url}/firm/proofs`)
    expect(await textOf(firm)).toContain('还没有开过证明')
    await sound(firm)
    await firm.goto(`${site.url}/firm/proofs/new?product=${await productId('示例税易贷')}`)
    for (const said of ['示例银行甲广州分行', '只写统一社会信用代码', '不写任何数字、级别、来源', '平台不发给任何人', '不说原因'])
      expect(await textOf(firm)).toContain(said)
    await sound(firm)
    await firm.getByRole('button', { name: '开这份证明' }).click()
    expect(await textOf(firm)).toContain('证明开好了')
    await sound(firm)
    const text = await firm.getByLabel('证明全文').inputValue()
    const code = /[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(await textOf(firm))![0]
    const [download] = await Promise.all([firm.waitForEvent('download'), firm.getByRole('link', { name: '下载成文件' }).click()])
    expect(download.suggestedFilename()).toBe(`suixin-proof-${code}.jwt`)

    await site.signIn(bank, 'bank-a-viewer')
    await bank.getByRole('link', { name: '核对证明' }).click()
    await sound(bank)
    await bank.getByRole('button', { name: '核对' }).click()
    expect(await textOf(bank)).toContain('请先粘贴证明全文')
    // As a mail program breaks it.
    await bank.getByLabel('证明全文').fill(`${text.slice(0, 70)}\n${text.slice(70)}\n`)
    await bank.getByRole('button', { name: '核对' }).click()
    for (const said of ['有效', '第 1 版的全部条件', '91440199MADEM0A155', code]) expect(await textOf(bank)).toContain(said)
    await sound(bank)
    await bank.getByLabel('证明全文').fill(text.replace(/.(?=[\w-]{10}$)/, (letter) => (letter === 'A' ? 'B' : 'A')))
    await bank.getByRole('button', { name: '核对' }).click()
    expect(await textOf(bank)).toContain('内容被改过')
    await sound(bank)

    await firm.getByRole('link', { name: '收回这份证明' }).click()
    await sound(firm)
    await firm.getByRole('button', { name: '确定收回' }).click()
    expect(await textOf(firm)).toContain('不再作保')
    await sound(firm)
    await bank.getByLabel('证明全文').fill(text)
    await bank.getByRole('button', { name: '核对' }).click()
    expect(await textOf(bank)).toContain('平台已不再为它作保')
    await sound(bank)
    await firm.goto(`${site.url}/firm/access-log`)
    for (const said of ['开出证明', '收回证明', '您，对示例银行甲广州分行']) expect(await textOf(firm)).toContain(said)
    await sound(firm)
    await firm.goto(`${site.url}/firm/proofs`)
    expect(await textOf(firm)).toContain(code)
    await sound(firm)
  })

  it('a household reads which conditions are lacking, and has one made that does not name it', async () => {
    const farmer = await (await sitDown(site.browser, width)).newPage()
    const sound = (page: Page) => expectSound(page, site.browser)
    await site.signIn(farmer, 'farmer')
    await farmer.goto(`${site.url}/farmer/proofs/new?product=${await productId('示例税易贷')}`)
    expect(await textOf(farmer)).toContain('不写姓名和编号')
    await farmer.getByRole('button', { name: '开这份证明' }).click()
    expect(await textOf(farmer)).toContain('还开不了')
    expect(await textOf(farmer)).toContain('还不满足')
    await sound(farmer)

    const { items } = (await (await fetch(`${site.url}/api/v1/products?limit=100&audience=household`)).json()) as { items: { id: string }[] }
    for (const { id } of items) {
      await farmer.goto(`${site.url}/farmer/proofs/new?product=${id}`)
      await farmer.getByRole('button', { name: '开这份证明' }).click()
      if ((await textOf(farmer)).includes('证明开好了')) break
    }
    expect(await textOf(farmer)).toContain('校验串')
    expect(await textOf(farmer)).toContain('H440114103206-9001')
    await sound(farmer)
  })
})
