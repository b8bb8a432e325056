/** The programs on the developers' pages, as they are copied from there. They need nothing but Node 20; tests run them. */

/** One line for a shell: keeps the private key in a file, prints the public one. */
export const MAKE_KEY = `node -e "const c=require('node:crypto'),k=c.generateKeyPairSync('ed25519');require('node:fs').writeFileSync('suixin-key.pem',k.privateKey.export({type:'pkcs8',format:'pem'}),{mode:0o600});console.log(JSON.stringify(k.publicKey.export({format:'jwk'})))"`

/** To be replaced by who has no client yet. */
const PLACEHOLDER = 'YOUR_CLIENT_ID'

/** @param base this site's origin; @param clientId the reader's own, or what it is to be replaced by */
export function firstCall(base: string, clientId = PLACEHOLDER): string {
  return `// first-call.mjs
import { createHash, createPrivateKey, createPublicKey, randomUUID, sign } from 'node:crypto'
import { readFileSync } from 'node:fs'

const [base, clientId] = ['${base}', '${clientId}']
const key = createPrivateKey(readFileSync('suixin-key.pem'))
const jwk = createPublicKey(key).export({ format: 'jwk' })
const now = () => Math.floor(Date.now() / 1000)
const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')
const jwt = (header, claims) => {
  const text = part({ alg: 'EdDSA', ...header }) + '.' + part({ iat: now(), jti: randomUUID(), ...claims })
  return text + '.' + sign(null, Buffer.from(text), key).toString('base64url')
}
const dpop = (htm, htu, more) => jwt({ typ: 'dpop+jwt', jwk }, { htm, htu, ...more })

const answer = await fetch(base + '/oauth/token', {
  method: 'POST',
  headers: { DPoP: dpop('POST', base + '/oauth/token') },
  body: new URLSearchParams({
    grant_type: 'client_credentials',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: jwt({}, { iss: clientId, sub: clientId, aud: base + '/oauth/token', exp: now() + 60 }),
  }),
})
const { access_token: token, ...rest } = await answer.json()
if (!token) throw new Error(JSON.stringify(rest))

const url = base + '/api/v1/lender/applications'
const ath = createHash('sha256').update(token).digest('base64url')
const queue = await fetch(url, { headers: { Authorization: 'DPoP ' + token, DPoP: dpop('GET', url, { ath }) } })
console.log(queue.status, JSON.stringify(await queue.json()))
`
}

export const VERIFY_WEBHOOK = `// verify.mjs – Standard Webhooks: https://www.standardwebhooks.com/
import { createHmac, timingSafeEqual } from 'node:crypto'

/** body: the bytes that arrived, before any JSON.parse; headers: their names in lower case */
export function verify(headers, body, secret) {
  const { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': signatures = '' } = headers
  if (Math.abs(Date.now() / 1000 - Number(at)) > 300) return false
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
  const right = createHmac('sha256', key).update(id + '.' + at + '.').update(body).digest()
  return signatures.split(' ').some((each) => {
    const given = Buffer.from(each.slice('v1,'.length), 'base64')
    return given.length === right.length && timingSafeEqual(given, right)
  })
}
`

/** What checks the log elsewhere, and the keys it is checked with; nobody has to sign in for them. @param base this site's origin */
export function takeVerifier(base: string): string {
  return `curl -so suixin-verify.mjs ${base}/verify/suixin-verify.mjs
curl -so log-keys.json ${base}/log/keys
curl -so jwks.json ${base}/.well-known/jwks.json`
}

export const RUN_VERIFIER = 'node suixin-verify.mjs suixin-audit.jsonl --keys log-keys.json --keys jwks.json'

/** The same with what a lender kept over the months. */
export const RUN_WITH_KEPT = `${RUN_VERIFIER} --with answers.jsonl --tiles suixin-tiles`

export const KEEP_ANSWER = `// behind each answer that held a profile
appendFileSync('answers.jsonl', JSON.stringify({ headers: Object.fromEntries(answer.headers), body }) + '\\n')
`

/** c2sp.org/tlog-tiles. @param base this site's origin */
export function keepTiles(base: string): string {
  return `// keep-tiles.mjs
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const [base, folder] = ['${base}', 'suixin-tiles']
const get = async (path) => {
  const answer = await fetch(base + '/log/' + path)
  if (!answer.ok) throw new Error(path + ' ' + answer.status)
  return new Uint8Array(await answer.arrayBuffer())
}
const keep = (path, bytes) => {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), bytes)
}
// 7 is 007, 1234567 is x001/x234/567
const name = (index) => String(index).padStart(Math.ceil(String(index).length / 3) * 3, '0').replace(/\\d{3}(?=\\d)/g, 'x$&/')

const checkpoint = await get('checkpoint')
const size = Number(new TextDecoder().decode(checkpoint).split('\\n')[1])
for (let level = 0, hashes = size; hashes > 0; level++, hashes = Math.floor(hashes / 256)) {
  for (let index = 0; index * 256 < hashes; index++) {
    const width = Math.min(256, hashes - index * 256)
    const path = 'tile/' + level + '/' + name(index) + (width < 256 ? '.p/' + width : '')
    if (!existsSync(join(folder, path))) keep(path, await get(path))
  }
}
keep('checkpoint', checkpoint)
console.log(size)
`
}

/** Two lines for a shell, behind the program they run; Node 20 alone runs no TypeScript. */
export function runClient(base: string): string {
  return `curl -sO ${base}/developers/client.ts
npx tsx with-client.mts`
}

/** @param base this site's origin; @param clientId the reader's own, or what it is to be replaced by */
export function withClient(base: string, clientId = PLACEHOLDER): string {
  return `// with-client.mts
import { createPrivateKey, createPublicKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { machineSignIn, SuixinClient } from './client.ts'

const [baseUrl, clientId] = ['${base}', '${clientId}']
const pem = createPrivateKey(readFileSync('suixin-key.pem'))
const der = pem.export({ type: 'pkcs8', format: 'der' })
const privateKey = await crypto.subtle.importKey('pkcs8', der, 'Ed25519', false, ['sign'])
const publicJwk = createPublicKey(pem).export({ format: 'jwk' })

const client = new SuixinClient({ baseUrl, authorize: machineSignIn({ baseUrl, clientId, privateKey, publicJwk }) })
for (const { id, status } of (await client.listQueue({})).items) console.log(id, status)
`
}
