import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, describe, expect, it } from 'vitest'
import { hashLeaf } from '../../src/log/tree.ts'
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

/** A read in the dump that says something else, with its hash and the log's tile in the dump altered alike. */
function alteredAlike(dump: string): { altered: string; index: number } {
  const lines = dump.split('\n').map((line) => (line === '' ? null : JSON.parse(line)))
  const row = lines.find((line) => line?.leaf?.includes('read.released'))
  row.leaf = row.leaf.replace('"why":"UNDERWRITE"', '"why":"POSTLOAN"')
  const hash = hashLeaf(Buffer.from(row.leaf))
  row.h = Buffer.from(hash).toString('base64')
  const tile = lines.find((line) => line?.tile === 0)
  const hashes = Buffer.from(tile.hashes, 'base64')
  hashes.set(hash, row.i * 32)
  tile.hashes = hashes.toString('base64')
  return { altered: lines.map((line) => (line === null ? '' : JSON.stringify(line))).join('\n'), index: row.i }
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
      expect(await page.locator('#verify-facts').innerText()).toMatch(/查看（read\.released）[\s\S]*审查贷款申请（UNDERWRITE）/)
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
      expect(await page.locator('#verify-facts').innerText()).toMatch(
        /给了哪家\s+示例银行甲\S*\s+为什么\s+\S+\s+哪些数据\s+.*纳税信用级别（taxGrade）[\s\S]*\(UTC\+8\)/,
      )

      await page.locator('#f-file').setInputFiles(dumpFile)
      await page.locator('#verify-facts').getByText('审计导出文件').first().waitFor()
      await verdict(page)
        .getByText(/写明的 [1-9]\d* 次查看，每一次都在授权之内/)
        .waitFor()
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
      const scripts = (atLeast: number) => {
        for (const request of sent) expect(request).toMatch(/^GET [^ ]+\/assets\/verify-[\w-]+\.js $/)
        expect(new Set(sent).size).toBe(sent.length)
        expect(sent.length).toBeGreaterThanOrEqual(atLeast)
      }
      scripts(1)
      const before = sent.length
      await page.locator('#f-held').setInputFiles([])
      await page.locator('#f-file').setInputFiles(proofFile)
      await verdict(page).getByText('核对通过').waitFor()
      expect(await page.locator('#verify-facts').innerText()).toMatch(/符合全部条件的证明[\s\S]*信用代码[\s\S]*核对码/)
      await expectSound(page, site.browser)
      await page.locator('#f-file').setInputFiles(bentProof)
      await page.locator('#verify-findings').getByText('签名对不上').waitFor()
      scripts(before + 1)
      expect(complaints).toEqual([])
      await context.close()
    }
  })

  it('keeps no verdict in sight while it reads the next file, and shows how far it is', async () => {
    const { receipt, dump } = await downloads()
    const context = await site.browser.newContext({ viewport: { width: 360, height: 900 }, locale: 'zh-CN' })
    const page = await context.newPage()
    await page.goto(`${site.url}/verify`)
    await page.locator('#f-file').setInputFiles(file('receipt.txt', receipt))
    await verdict(page).getByText('核对通过').waitFor()
    // A slow disk: half of the file comes, the rest once it is let go.
    await page.evaluate(() => {
      const { stream } = Blob.prototype
      Blob.prototype.stream = function () {
        const bytes = stream.call(this).getReader().read()
        return new ReadableStream({
          async start(controller) {
            const { value } = await bytes
            controller.enqueue(value!.subarray(0, value!.length / 2))
            await new Promise((resolve) => Object.assign(globalThis, { letGo: resolve }))
            controller.enqueue(value!.subarray(value!.length / 2))
            controller.close()
          },
        })
      }
    })
    await page.locator('#f-file').setInputFiles(file('slow.jsonl', dump))
    const status = page.getByRole('status')
    await status.getByText('正在核对 slow.jsonl').waitFor()
    expect(await page.locator('#verify-result').isVisible()).toBe(false)
    expect(await verdict(page).textContent()).toBe('')
    const bar = page.getByRole('progressbar', { name: '读到哪里' })
    await expect.poll(() => bar.evaluate((element) => (element as HTMLProgressElement).value)).toBeCloseTo(0.5, 1)
    await expectSound(page, site.browser)
    await page.evaluate(() => (globalThis as unknown as { letGo(): void }).letGo())
    await verdict(page).getByText('核对通过').waitFor()
    expect(await status.textContent()).toBe('核对完毕：slow.jsonl')
    expect(await bar.isVisible()).toBe(false)
    await context.close()
  })

  it('names the very record by tiles that were kept, dropped with the dump or chosen as a folder', async () => {
    const { dump, checkpoint, older } = await downloads()
    const size = Number(checkpoint.split('\n')[1])
    const tile = new Uint8Array(await (await fetch(`${site.url}/log/tile/0/000.p/${size}`)).arrayBuffer())
    const { altered, index } = alteredAlike(dump)
    const files = { [`tile/0/000.p/${size}`]: tile, checkpoint: new TextEncoder().encode(checkpoint) }
    for (const [path, bytes] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, 'kept', path)), { recursive: true })
      writeFileSync(join(folder, 'kept', path), bytes)
    }
    const named = `第 ${index} 号记录：和您留下的哈希瓦片对不上`
    for (const width of [360, 1280]) {
      const context = await site.browser.newContext({ viewport: { width, height: 900 }, locale: 'zh-CN' })
      const page = await context.newPage()
      await page.goto(`${site.url}/verify`)
      const sent: string[] = []
      page.on('request', (request) => void sent.push(`${request.method()} ${request.postData() ?? ''}`))
      const findings = page.locator('#verify-findings')
      await page.locator('#f-file').setInputFiles(file('altered.jsonl', altered))
      await findings.getByText('算出的总指纹和签过名的对不上').waitFor()

      // Tiles alone are kept for the dump that is chosen already; and the other way round.
      await page.locator('#f-tiles').setInputFiles(join(folder, 'kept'))
      await findings.getByText(named).waitFor()
      await expectSound(page, site.browser)
      await page.locator('#f-file').setInputFiles(file('sound.jsonl', dump))
      await verdict(page).getByText('核对通过').waitFor()
      expect(await page.locator('#verify-facts').innerText()).toMatch(/比过您留下的瓦片\s+\d+/)

      await page.reload()
      const drop = async (given: Record<string, string>) => {
        const dataTransfer = await page.evaluateHandle((all) => {
          const data = new DataTransfer()
          for (const [name, base64] of Object.entries(all)) data.items.add(new File([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], name))
          return data
        }, given)
        await page.dispatchEvent('#verify-zone', 'drop', { dataTransfer })
      }
      const base64 = (bytes: Uint8Array | string) => Buffer.from(bytes).toString('base64')
      await drop({ [`tile/0/000.p/${size}`]: base64(tile) })
      await page.getByRole('status').getByText('收到 1 个瓦片文件').waitFor()
      await drop({ 'altered.jsonl': base64(altered), [`tile/0/000.p/${size}`]: base64(tile) })
      await findings.getByText(named).waitFor()
      await drop({ 'altered.jsonl': base64(altered), [`tile/0/000.p/${size}`]: base64(tile.subarray(32)) })
      await findings.getByText(`缺少哈希瓦片 tile/0/000.p/${size}，或它的长度和名字不符`).waitFor()
      await drop({ 'older.txt': base64(older), 'newer.txt': base64(checkpoint), [`tile/0/000.p/${size}`]: base64(tile) })
      await verdict(page).getByText('核对通过').waitFor()
      expect(await page.locator('#verify-caveats').innerText()).toContain('按给出的哈希瓦片算出')
      expect(new Set(sent)).toEqual(new Set(['GET ']))
      await context.close()
    }
  })

  it('is not needed: on a machine with Node alone a bank’s engineer does what the developers’ page says, and an altered row is named', async () => {
    expect((await fetch(`${site.url}/__test/reset`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })).status).toBe(200)
    await downloads()
    const machine = mkdtempSync(join(folder, 'elsewhere-'))
    const put = (name: string, content: string | Uint8Array) => writeFileSync(join(machine, name), content)
    const page = await (await site.browser.newContext({ locale: 'zh-CN', acceptDownloads: true })).newPage()
    await site.signIn(page, 'bank-a-viewer')
    await page.goto(`${site.url}/developers`)
    const program = (id: string) => page.locator(`#${id}`).innerText()
    for (const [, name, url] of (await program('take-verifier')).matchAll(/^curl -so (\S+) (\S+)$/gm)) put(name!, await (await fetch(url!)).text())
    const [dump] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '下载贵机构的导出文件' }).click()])
    expect(dump.suggestedFilename()).toBe('suixin-audit.jsonl')
    await dump.saveAs(join(machine, 'suixin-audit.jsonl'))

    const run = (command: string, node = process.execPath) => {
      const [first, ...words] = command.trim().split(' ')
      expect(first).toBe('node')
      const { status, stdout, stderr } = spawnSync(node, words, { cwd: machine, encoding: 'utf8', env: {} })
      return { status, said: stdout + stderr }
    }
    const command = await program('run-verifier')
    expect(run(command)).toMatchObject({ status: 0, said: expect.stringMatching(/记录的时间[\s\S]*查看次数 reads [1-9]/) })

    put('keep-tiles.mjs', await program('keep-tiles'))
    expect(run('node keep-tiles.mjs')).toMatchObject({ status: 0, said: expect.stringMatching(/^\d+\n$/) })
    const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ')
    const cases = await (await fetch(`${site.url}/api/v1/lender/applications?limit=1`, { headers: { cookie } })).json()
    const answer = await fetch(`${site.url}/api/v1/lender/applications/${cases.items[0].id}/profile`, { headers: { cookie } })
    expect(answer.status).toBe(200)
    const body = await answer.json()
    const keepAnswer = await program('keep-answer')
    new Function('appendFileSync', 'answer', 'body', keepAnswer)((name: string, line: string) => put(name, line), answer, body)
    expect((await fetch(`${site.url}/__test/outbox/drain`, { method: 'POST' })).status).toBe(200)
    const whole = await (await fetch(`${site.url}/bank/dump`, { headers: { cookie } })).text()
    put('suixin-audit.jsonl', whole)
    const withKept = await program('run-with-kept')
    expect(run(withKept)).toMatchObject({ status: 0, said: expect.stringMatching(/比过您留下的瓦片 .* [1-9]\d*，.*其中找到记录的 of them found 1/) })

    const { altered, index } = alteredAlike(whole)
    put('suixin-audit.jsonl', altered)
    expect(run(command)).toMatchObject({ status: 2, said: expect.stringContaining('root: 第 ') })
    expect(run(withKept)).toMatchObject({ status: 2, said: expect.stringContaining(`第 ${index} 号记录：和您留下的哈希瓦片对不上`) })
    await page.context().close()
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
    expect(reached).toContain('f-tiles')
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
