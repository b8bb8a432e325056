import { execFile } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { serve } from '@hono/node-server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { must } from '../journeys/errand.ts'
import { type TestApp, testApp } from '../support/test-app.ts'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))
let app: TestApp
let folder: string
let base: string
let server: ReturnType<typeof serve>
beforeAll(async () => {
  app = await testApp('pglite')
  // The programs have the machine's own clock.
  app.mode.clock.set(new Date())
  server = serve({ fetch: (request: Request) => app.fetch(request), port: 0, hostname: '127.0.0.1' })
  await new Promise((done) => setTimeout(done, 50))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  folder = mkdtempSync(join(tmpdir(), 'suixin-developer-'))
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
})
afterAll(async () => {
  await new Promise((done) => server.close(done))
  rmSync(folder, { recursive: true, force: true })
  await app.close()
})

const node = (...args: string[]) => run(process.execPath, args, { cwd: folder })
/** A program as the page shows it. */
async function programOf(id: string, cookie = ''): Promise<string> {
  const page = await (await fetch(`${base}/developers`, { headers: { cookie } })).text()
  const [, code] = new RegExp(`<pre[^>]*id="${id}"[^>]*>([\\s\\S]*?)</pre>`).exec(page) ?? []
  if (code === undefined) throw new Error(`the page shows no ${id}`)
  const letters: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&amp;': '&' }
  return code.replace(/<[^>]+>/g, '').replace(/&(lt|gt|quot|amp|#39);/g, (entity) => letters[entity]!)
}

async function registered(jwk: object): Promise<string> {
  const approver = await app.signIn('bank-a-approver')
  return must(await approver.post('/api/v1/clients', { name: '第一次调用', scopes: ['cases.read', 'profiles.read'], keys: [jwk] }), 201).body.id
}

test('the programs on the page make a key and the first call, as they are copied', async () => {
  const shell = (await programOf('make-key')).trim()
  const [, program] = /^node -e "([\s\S]*)"$/.exec(shell)!
  const { stdout } = await node('-e', program!)
  const clientId = await registered(JSON.parse(stdout))
  writeFileSync(join(folder, 'first-call.mjs'), (await programOf('first-call')).replace('YOUR_CLIENT_ID', clientId))
  const answer = await node('first-call.mjs')
  expect(answer.stdout).toMatch(/^200 \{"items":\[/)

  // Whoever has registered and is signed in finds its own number in them; a folder of one's own says nothing of modules.
  const { cookie } = await app.signIn('bank-a-approver')
  const own = mkdtempSync(join(tmpdir(), 'suixin-own-'))
  try {
    copyFileSync(join(folder, 'suixin-key.pem'), join(own, 'suixin-key.pem'))
    writeFileSync(join(own, 'client.ts'), await (await fetch(`${base}/developers/client.ts`)).text())
    for (const [file, id] of [
      ['first-call.mjs', 'first-call'],
      ['with-client.mts', 'with-client'],
    ] as const) {
      const text = await programOf(id, cookie)
      expect(text).toContain(`// ${file}`)
      expect(text).toContain(`'${clientId}'`)
      writeFileSync(join(own, file), text)
    }
    expect((await run(process.execPath, ['first-call.mjs'], { cwd: own })).stdout).toMatch(/^200 \{"items":\[/)
    expect((await run(process.execPath, [join(root, 'node_modules/tsx/dist/cli.mjs'), 'with-client.mts'], { cwd: own })).stderr).toBe('')
    expect(await programOf('run-client')).toContain('npx tsx with-client.mts')
  } finally {
    rmSync(own, { recursive: true, force: true })
  }
}, 60_000)

test('the program that verifies a webhook takes a sound one and refuses the rest', async () => {
  writeFileSync(join(folder, 'verify.mjs'), await programOf('verify-webhook'))
  const { signWebhook } = await import('../../src/platform/outside/webhook-signature.ts')
  const { verify } = (await import(join(folder, 'verify.mjs'))) as { verify(headers: object, body: Uint8Array, secret: string): boolean }
  const secret = `whsec_${Buffer.alloc(32, 5).toString('base64')}`
  const other = `whsec_${Buffer.alloc(32, 6).toString('base64')}`
  const body = new TextEncoder().encode('{"type":"test.ping"}')
  const sign = (at: Date, secrets: string[]) => signWebhook({ id: 'evt_1', at, body, secrets })
  expect(verify(sign(new Date(), [secret]), body, secret)).toBe(true)
  expect(verify(sign(new Date(), [other, secret]), body, secret)).toBe(true)
  expect(verify(sign(new Date(), [other]), body, secret)).toBe(false)
  expect(verify(sign(new Date(Date.now() - 301_000), [secret]), body, secret)).toBe(false)
  expect(verify(sign(new Date(), [secret]), new TextEncoder().encode('{"type":"test.pong"}'), secret)).toBe(false)
  expect(verify({}, body, secret)).toBe(false)
})

test('the generated client stands up to the compiler’s strictest, and works: a page of cases, a refusal by its code', async () => {
  const source = await (await fetch(`${base}/developers/client.ts`)).text()
  writeFileSync(join(folder, 'client.ts'), source)
  const keys = (await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])) as CryptoKeyPair
  const publicJwk = await crypto.subtle.exportKey('jwk', keys.publicKey)
  const clientId = await registered({ kty: publicJwk.kty, crv: publicJwk.crv, x: publicJwk.x, y: publicJwk.y })
  writeFileSync(join(folder, 'key.json'), JSON.stringify(await crypto.subtle.exportKey('jwk', keys.privateKey)))
  writeFileSync(
    join(folder, 'use.ts'),
    `import { machineSignIn, SuixinClient, SuixinError } from './client.ts'
declare const process: { argv: string[] }
const [, , baseUrl = '', clientId = '', key = ''] = process.argv
const privateJwk = JSON.parse(key) as JsonWebKey
const privateKey = await crypto.subtle.importKey('jwk', privateJwk, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign'])
const client = new SuixinClient({ baseUrl, authorize: machineSignIn({ baseUrl, clientId, privateKey, publicJwk: privateJwk }) })
const page = await client.listQueue({ query: { limit: 1 } })
const count: number = page.items.length
const next: string | null = page.nextCursor
let refused: SuixinError | null = null
try {
  await client.discloseProfile({ id: 'app_00000000000000000000000000' })
} catch (error) {
  if (error instanceof SuixinError) refused = error
}
let forbidden = ''
try {
  await client.decideApplication({ id: 'app_00000000000000000000000000', body: { outcome: 'declined', reasons: ['tax_record'], note: '' } })
} catch (error) {
  if (error instanceof SuixinError) forbidden = error.code
}
console.log(JSON.stringify({ count, next, status: refused?.status, code: refused?.code, hasId: (refused?.requestId.length ?? 0) > 0, forbidden }))
`,
  )
  const strict = ['--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess', '--noUnusedLocals', '--noImplicitOverride', '--erasableSyntaxOnly']
  const shape = [
    '--ignoreConfig',
    '--noEmit',
    '--target',
    'es2022',
    '--module',
    'esnext',
    '--moduleResolution',
    'bundler',
    '--allowImportingTsExtensions',
    '--lib',
    'es2022,dom',
    '--types',
    '',
  ]
  const checked = await run(join(root, 'node_modules/.bin/tsc'), [...strict, ...shape, join(folder, 'use.ts')]).catch((error: { stdout: string }) => error)
  expect(checked.stdout).toBe('')
  // A mistake in a call is found before it is sent.
  writeFileSync(join(folder, 'wrong.ts'), `import { SuixinClient } from './client.ts'\nnew SuixinClient({ baseUrl: '' }).listQueue({ query: { limits: 1 } })\n`)
  const wrong = await run(join(root, 'node_modules/.bin/tsc'), [...strict, ...shape, join(folder, 'wrong.ts')]).catch((error: { stdout: string }) => error)
  expect(wrong.stdout).toContain('limits')
  const { readFileSync } = await import('node:fs')
  const used = await run(process.execPath, ['--import', 'tsx', join(folder, 'use.ts'), base, clientId, readFileSync(join(folder, 'key.json'), 'utf8')], {
    cwd: root,
  })
  expect(JSON.parse(used.stdout)).toEqual({ count: expect.any(Number), next: null, status: 404, code: 'not_found', hasId: true, forbidden: 'scope_missing' })
}, 120_000)
