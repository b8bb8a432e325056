import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, describe, expect, it } from 'vitest'
import { expectSound, openSite, sitDown } from '../support/browser.ts'

const site = openSite()
const folder = mkdtempSync(join(tmpdir(), 'suixin-verify-page-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const file = (name: string, text: string) => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

/** What an auditor downloads after a firm has applied and a bank has looked. */
async function downloads(): Promise<Record<'dump' | 'receipt' | 'consent' | 'older' | 'checkpoint' | 'consistency' | 'proof', string>> {
  const jar = async (username: string) => {
    const answer = await fetch(`${site.url}/api/v1/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': `sign-in-${username}` },
      body: JSON.stringify({ username, password: 'suixin-demo-2026' }),
    })
    return answer.headers
      .getSetCookie()
      .map((cookie) => cookie.split(';')[0])
      .join('; ')
  }
  const get = async (cookie: string, path: string) => (await fetch(site.url + path, { headers: { cookie } })).text()
  const firm = await jar('firm-hardware')
  const { subjectId } = JSON.parse(await get(firm, '/api/v1/me'))
  const { items } = JSON.parse(await get(firm, '/api/v1/products?limit=100'))
  const product = items.find(({ terms }: { terms: { name: string } }) => terms.name === '示例税易贷')
  const post = async (path: string, body: object) =>
    (
      await fetch(site.url + path, {
        method: 'POST',
        headers: { cookie: firm, 'content-type': 'application/json', 'idempotency-key': path },
        body: JSON.stringify(body),
      })
    ).json() as Promise<{
      id: string
      proof: string
    }>
  const data = [{ category: 'tax', separateConsent: true }]
  const drain = async () => expect((await fetch(`${site.url}/__test/outbox/drain`, { method: 'POST' })).status).toBe(200)
  const sizeOf = (note: string) => note.split('\n')[1]
  const consent = await post('/api/v1/consents', { subjectId, productId: product.id, data, reads: 2 })
  const application = await post('/api/v1/applications', { consentId: consent.id, amountFen: '200000000', termMonths: 12, purpose: 'working_capital' })
  const { proof } = await post('/api/v1/proofs', { productId: product.id })
  await drain()
  const older = await get('', '/log/checkpoint')
  await get(await jar('bank-a-viewer'), `/api/v1/lender/applications/${application.id}/profile`)
  await drain()
  const checkpoint = await get('', '/log/checkpoint')
  const consistency = await get('', `/log/proof/consistency?from=${sizeOf(older)}&to=${sizeOf(checkpoint)}`)
  const auditor = await jar('auditor')
  const events = JSON.parse(await get(auditor, '/api/v1/audit/events?limit=50')).items as { kind: string; index: number }[]
  const read = events.find(({ kind }) => kind === 'read.released')!
  const kept = { older, checkpoint, consistency, proof, consent: await get(firm, `/api/v1/consents/${consent.id}/receipt`) }
  return { ...kept, dump: await get(auditor, '/api/v1/audit/dump'), receipt: await get(auditor, `/api/v1/log/entries/${read.index}/receipt`) }
}

const verdict = (page: Page) => page.locator('#verify-verdict')

describe('the page that checks a file', () => {
  it('judges receipt and dump where they lie and sends neither; what is altered is named', async () => {
    const { dump, receipt, consent, older, checkpoint, consistency, proof } = await downloads()
    const consentFile = file('consent.json', consent)
    const proofFile = file('proof.jwt', proof)
    const [head, payload, tail] = proof.split('.')
    const bentProof = file('bent.jwt', [head, Buffer.from(`${Buffer.from(payload!, 'base64url')} `).toString('base64url'), tail].join('.'))
    const olderFile = file('older.txt', older)
    const checkpointFile = file('newer.txt', checkpoint)
    const consistencyFile = file('consistency.json', consistency)
    const receiptFile = file('receipt.txt', receipt)
    const bent = file(
      'bent.txt',
      receipt.replace(/^extra .*$/m, (line) => `extra ${Buffer.from(`${Buffer.from(line.slice(6), 'base64')} `).toString('base64')}`),
    )
    const dumpFile = file('dump.jsonl', dump)
    const altered = file('altered.jsonl', dump.replace('\\"t\\":\\"read.released\\"', '\\"t\\":\\"read.denied\\"'))
    const seq = /\{"i":(\d+),[^\n]*read\.released/.exec(dump)![1]

    for (const width of [360, 1280]) {
      const context = await site.browser.newContext({ viewport: { width, height: 900 }, locale: 'zh-CN' })
      const page = await context.newPage()
      const sent: string[] = []
      const complaints: string[] = []
      page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())))
      await page.goto(`${site.url}/verify`)
      await page.locator('#verify-live').waitFor({ state: 'visible' })
      page.on('request', (request) => void sent.push(`${request.method()} ${request.url()} ${request.postData() ?? ''}`))

      await page.locator('#f-file').setInputFiles(receiptFile)
      await verdict(page).getByText('核对通过').waitFor()
      expect(await page.locator('#verify-facts').innerText()).toContain('read.released')
      expect(await page.locator('#verify-caveats').innerText()).toContain('凭证证明这次查看记在记录里')
      // The verdict is read out, and the next key goes on from there.
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('verify-verdict')
      await page.locator('#f-file').setInputFiles(bent)
      await page.locator('#verify-findings').getByText('不在检查点所说的记录里').waitFor()

      expect(sent).toEqual([])

      await page.locator('#f-file').setInputFiles([checkpointFile, olderFile])
      await page.locator('#verify-findings').getByText('单凭它们不能说后一个是接着前一个写的').waitFor()
      await expectSound(page, site.browser)
      await page.locator('#f-file').setInputFiles([olderFile, consistencyFile, checkpointFile])
      await verdict(page).getByText('核对通过').waitFor()
      expect(sent).toEqual([])

      await page.locator('#f-file').setInputFiles(consentFile)
      await page.locator('#verify-facts').getByText('授权回执').first().waitFor()
      await verdict(page).getByText('核对通过').waitFor()

      await page.locator('#f-file').setInputFiles(dumpFile)
      await page.locator('#verify-facts').getByText('审计导出文件').first().waitFor()
      await verdict(page).getByText('核对通过').waitFor()
      await expectSound(page, site.browser)
      // By hand: dropped on the sheet, against a receipt that was kept.
      await page.locator('#f-held').setInputFiles(receiptFile)
      await page.locator('#verify-caveats').getByText('没有和以前留下的').waitFor({ state: 'detached' })
      await page.locator('#f-file').setInputFiles(altered)
      await page.locator('#verify-findings').getByText(`第 ${seq} 号记录：和您手里的凭证或以前的导出文件对不上`).waitFor()
      await expectSound(page, site.browser)

      const transfer = await page.evaluateHandle((text) => {
        const data = new DataTransfer()
        data.items.add(new File([text], 'dropped.txt'))
        return data
      }, 'no such thing\n')
      await page.dispatchEvent('#verify-zone', 'drop', { dataTransfer: transfer })
      await verdict(page).getByText('文件读不懂').waitFor()

      // All it ever asks for is the rest of itself: what judges consents once one is there, and so with proofs.
      const script = expect.stringMatching(/^GET [^ ]+\/assets\/verify-[\w-]+\.js $/)
      expect(sent).toEqual([script, script])
      await page.locator('#f-held').setInputFiles([])
      await page.locator('#f-file').setInputFiles(proofFile)
      await verdict(page).getByText('核对通过').waitFor()
      expect(await page.locator('#verify-facts').innerText()).toMatch(/符合全部条件的证明[\s\S]*信用代码[\s\S]*核对码/)
      await expectSound(page, site.browser)
      await page.locator('#f-file').setInputFiles(bentProof)
      await page.locator('#verify-findings').getByText('签名对不上').waitFor()
      expect(sent).toEqual([script, script, script])
      expect(complaints).toEqual([])
      await context.close()
    }
  })

  it('works by keyboard alone', async () => {
    const context = await site.browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'zh-CN' })
    const page = await context.newPage()
    page.on('filechooser', (chooser) => chooser.setFiles(file('by-key.txt', 'nothing\n')))
    await page.goto(`${site.url}/verify`)
    await page.locator('#verify-live').waitFor({ state: 'visible' })
    const reached: string[] = []
    for (let i = 0; i < 20; i++) {
      await page.keyboard.press('Tab')
      reached.push(await page.evaluate(() => document.activeElement?.id ?? ''))
    }
    expect(reached).toContain('f-file')
    expect(reached.indexOf('f-held')).toBe(reached.indexOf('f-file') + 1)
    await page.locator('#f-file').focus()
    await page.keyboard.press('Enter')
    await verdict(page).getByText('文件读不懂').waitFor()
    await context.close()
  })

  it('says without script how it is done by command, and hands that out', async () => {
    const page = await (await sitDown(site.browser, 360)).newPage()
    await page.goto(`${site.url}/verify`)
    expect(await page.locator('#verify-plain').isVisible()).toBe(true)
    expect(await page.locator('#verify-live').isVisible()).toBe(false)
    await expectSound(page, site.browser)
    const answer = await fetch(site.url + (await page.getByRole('link', { name: '下载 suixin-verify.mjs' }).getAttribute('href')))
    expect(answer.headers.get('content-disposition')).toContain('suixin-verify.mjs')
    expect(await answer.text()).toMatch(/^#!\/usr\/bin\/env node/)
  })
})
