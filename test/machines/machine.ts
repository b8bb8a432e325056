/** A lender's machine as its developers would write it: with jose, against the app in process. */

import { createHash, randomUUID } from 'node:crypto'
import { calculateJwkThumbprint, exportJWK, type GenerateKeyPairResult, generateKeyPair, type JWK, SignJWT } from 'jose'
import { type Answer, ORIGIN, type TestApp } from '../support/test-app.ts'

export const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

export interface KeyPair {
  alg: string
  privateKey: GenerateKeyPairResult['privateKey']
  jwk: JWK
  kid: string
}

export async function keyPair(alg = 'EdDSA', options: object = {}): Promise<KeyPair> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true, ...options })
  const jwk = await exportJWK(publicKey)
  return { alg, privateKey, jwk, kid: await calculateJwkThumbprint(jwk) }
}

export function now(app: TestApp): number {
  return Math.floor(app.mode.clock.now().getTime() / 1000)
}

/** A sound assertion, but for what the caller changes. */
export async function assertionOf(app: TestApp, clientId: string, key: KeyPair, claims: object = {}, header: object = {}): Promise<string> {
  const sound = { iss: clientId, sub: clientId, aud: `${ORIGIN}/oauth/token`, iat: now(app), exp: now(app) + 300, jti: randomUUID() }
  return new SignJWT({ ...sound, ...claims } as never).setProtectedHeader({ alg: key.alg, kid: key.kid, ...header }).sign(key.privateKey)
}

/** A sound DPoP proof, but for what the caller changes. */
export async function proofOf(
  app: TestApp,
  key: KeyPair,
  { method, path, token, claims = {}, header = {} }: { method: string; path: string; token?: string; claims?: object; header?: object },
): Promise<string> {
  const ath = token === undefined ? {} : { ath: createHash('sha256').update(token).digest('base64url') }
  const sound = { htm: method, htu: ORIGIN + path.split('?')[0], iat: now(app), jti: randomUUID(), ...ath }
  return new SignJWT({ ...sound, ...claims } as never).setProtectedHeader({ alg: key.alg, typ: 'dpop+jwt', jwk: key.jwk, ...header }).sign(key.privateKey)
}

export async function askToken(app: TestApp, form: Record<string, string>, proof: string | null): Promise<Answer> {
  return app.nobody.post('/oauth/token', new URLSearchParams(form).toString(), {
    key: null,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...(proof === null ? {} : { dpop: proof }) },
  })
}

export interface Machine {
  clientId: string
  key: KeyPair
  token: string
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  get(path: string): Promise<Answer>
  post(path: string, body?: unknown): Promise<Answer>
}

/** Registered by an approver, with its token fetched. */
export async function machine(app: TestApp, scopes: readonly string[], { approver = 'bank-a-approver', name = '甲行风控系统' } = {}): Promise<Machine> {
  const key = await keyPair()
  const registered = await (await app.signIn(approver)).post('/api/v1/clients', { name, scopes, keys: [key.jwk] })
  if (registered.status !== 201) throw new Error(JSON.stringify(registered.body))
  return signedIn(app, registered.body.id, key)
}

export async function signedIn(app: TestApp, clientId: string, key: KeyPair): Promise<Machine> {
  const form = { grant_type: 'client_credentials', client_assertion_type: ASSERTION_TYPE, client_assertion: await assertionOf(app, clientId, key) }
  const answer = await askToken(app, form, await proofOf(app, key, { method: 'POST', path: '/oauth/token' }))
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
  const token = answer.body.access_token as string
  const send = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    app.nobody.send(method, path, {
      body,
      headers: { authorization: `DPoP ${token}`, dpop: await proofOf(app, key, { method, path, token }), ...headers },
    })
  return { clientId, key, token, send, get: (path) => send('GET', path), post: (path, body) => send('POST', path, body) }
}
