import { createHash, randomBytes } from 'node:crypto'
import { createRemoteJWKSet, errors, importJWK, importPKCS8, type JWTVerifyGetKey, jwtVerify, SignJWT } from 'jose'
import type { Context } from '../../platform/context.ts'
import { Fault } from '../../platform/kernel/fault.ts'
import type { Principal } from '../model.ts'
import { beginCeremony, endCeremony, findByIdentity, tieIdentity, useInvitation } from '../store/ceremonies.ts'
import { findPrincipal } from '../store/people.ts'
import { invitedBy } from './account.ts'

/** The city's unified identity: one OpenID provider, met by authorization code with PKCE. */
export interface CityIdentitySettings {
  issuer: string
  clientId: string
  /** A shared secret, or a private JWK or PKCS #8 PEM for private_key_jwt. */
  clientSecret?: string | undefined
  privateKey?: string | undefined
  fetch?: typeof fetch
}

export interface CityIdentity {
  settings: CityIdentitySettings
  /** Asked once and kept for an hour. */
  provider(now: Date): Promise<Provider>
}

interface Provider {
  issuer: string
  authorizationEndpoint: string
  tokenEndpoint: string
  /** RFC 9207: the answer names who gives it. */
  namesIssuer: boolean
  keys: JWTVerifyGetKey
}

/** `none` and shared-key signatures are not among them. */
const ALGORITHMS = ['RS256', 'ES256', 'EdDSA']
const TIMEOUT_MS = 5_000
const KEPT_MS = 3_600_000
const STATE_SECONDS = 600
const CLOCK_TOLERANCE_SECONDS = 60
const MOST_BYTES = 256 * 1024

/** @throws Error with a sentence for the person at the terminal */
export function cityIdentity(settings: CityIdentitySettings): CityIdentity {
  const { issuer } = settings
  if (!URL.canParse(issuer) || !isSafe(issuer)) throw new Error(`OIDC_ISSUER=${issuer} must be an https:// address.`)
  if (settings.clientSecret === undefined && settings.privateKey === undefined) throw new Error('OIDC_ISSUER needs OIDC_CLIENT_SECRET or OIDC_PRIVATE_KEY.')
  let kept: { provider: Provider; until: number } | undefined
  return {
    settings,
    async provider(now) {
      if (!kept || kept.until <= now.getTime()) kept = { provider: await discover(settings), until: now.getTime() + KEPT_MS }
      return kept.provider
    },
  }
}

/** TLS, but on the machine itself, where tests run a provider. */
function isSafe(url: string): boolean {
  const { protocol, hostname } = new URL(url)
  return protocol === 'https:' || (protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname))
}

async function ask(settings: CityIdentitySettings, url: string, init: RequestInit = {}): Promise<{ status: number; body: Record<string, unknown> }> {
  try {
    const answer = await (settings.fetch ?? fetch)(url, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS), ...init })
    const text = await answer.text()
    if (text.length > MOST_BYTES) throw new Error('the answer is too long')
    const body: unknown = JSON.parse(text)
    return { status: answer.status, body: (body ?? {}) as Record<string, unknown> }
  } catch {
    throw away()
  }
}

function away(): Fault {
  return new Fault(
    'unavailable',
    'city_identity_away',
    '城市统一身份暂时连不上，请稍后再试，或用密码登录。 The city’s identity is away; try later, or use your password.',
    {
      retryAfterSeconds: 30,
    },
  )
}

async function discover(settings: CityIdentitySettings): Promise<Provider> {
  const { issuer } = settings
  const { status, body } = await ask(settings, `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`)
  const url = (name: string) => (typeof body[name] === 'string' && URL.canParse(body[name]) && isSafe(body[name]) ? body[name] : null)
  const [authorizationEndpoint, tokenEndpoint, jwksUri] = [url('authorization_endpoint'), url('token_endpoint'), url('jwks_uri')]
  // A document that speaks for another issuer is somebody else's (OpenID Connect Discovery 4.3).
  if (status !== 200 || body.issuer !== issuer || !authorizationEndpoint || !tokenEndpoint || !jwksUri) throw away()
  const keys = createRemoteJWKSet(new URL(jwksUri), { timeoutDuration: TIMEOUT_MS })
  return { issuer, authorizationEndpoint, tokenEndpoint, namesIssuer: body.authorization_response_iss_parameter_supported === true, keys }
}

const random = () => randomBytes(32).toString('base64url')

/** Where the browser goes next, and the secret that only this browser gets. */
export interface Departure {
  url: string
  browserSecret: string
}

/** @param invitation the token of an operator's link: the identity that comes back is tied to the account it invites */
export async function departFor(ctx: Context, city: CityIdentity, origin: string, invitation?: string): Promise<Departure> {
  const now = ctx.clock.now()
  if (invitation !== undefined) await invitedBy(ctx, invitation)
  const { authorizationEndpoint } = await city.provider(now)
  const [state, nonce, verifier, browserSecret] = [random(), random(), random(), random()]
  const data = { nonce, verifier, browser: hashOf(browserSecret), ...(invitation === undefined ? {} : { invitation }) }
  await beginCeremony(ctx.db, state, now, { kind: 'oidc', userId: null, data, expiresAt: new Date(now.getTime() + STATE_SECONDS * 1000) })
  const url = new URL(authorizationEndpoint)
  const query = {
    ...{ response_type: 'code', client_id: city.settings.clientId, redirect_uri: returnAddress(origin), scope: 'openid', state, nonce },
    ...{ code_challenge: hashOf(verifier), code_challenge_method: 'S256' },
  }
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  return { url: url.href, browserSecret }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}

function returnAddress(origin: string): string {
  return `${origin}/sign-in/city/back`
}

export interface Return {
  state: string
  code?: string | undefined
  iss?: string | undefined
  error?: string | undefined
}

/**
 * Who came back. Tied by issuer and subject alone: a mail address or a name that looks alike is nobody's proof.
 * @throws Fault unauthenticated `state_unknown`, `city_identity_refused`, `foreign_issuer`, `code_refused`, `id_token_*`; forbidden `identity_unknown`
 */
export async function arriveFrom(ctx: Context, city: CityIdentity, origin: string, browserSecret: string | undefined, back: Return): Promise<Principal> {
  const now = ctx.clock.now()
  const begun = await endCeremony(ctx.db, back.state, 'oidc', now)
  if (!begun || begun.data.browser !== hashOf(browserSecret ?? ''))
    throw refused(
      'state_unknown',
      '这次登录已经用过、超过十分钟，或不是在这个浏览器里开始的。请重新开始。 This sign-in was used, is too old, or began in another browser.',
    )
  const provider = await city.provider(now)
  if (back.iss === undefined ? provider.namesIssuer : back.iss !== provider.issuer)
    throw refused('foreign_issuer', '回应不是来自城市统一身份，已拒绝。请重新开始。 The answer came from another issuer.')
  if (back.error !== undefined || back.code === undefined)
    throw refused('city_identity_refused', '您在城市统一身份那边没有完成登录。可以再试一次，或用密码登录。 The sign-in there was not completed.')
  const token = await redeem(ctx, city, provider, origin, back.code, begun.data.verifier ?? '')
  const subject = await subjectOf(city, provider, token, begun.data.nonce ?? '', now)
  const userId = (await findByIdentity(ctx.db, provider.issuer, subject)) ?? (await tie(ctx, provider.issuer, subject, begun.data.invitation))
  const principal = userId === null ? null : await findPrincipal(ctx.db, userId)
  if (!principal)
    throw new Fault(
      'forbidden',
      'identity_unknown',
      '您的城市身份还没有对应的账号。请让本机构的管理员为您开通并发一个邀请链接，从链接里选“用城市统一身份”即可。 No account is tied to this identity yet; ask for an invitation.',
    )
  return principal
}

async function tie(ctx: Context, issuer: string, subject: string, invitation: string | undefined): Promise<string | null> {
  if (invitation === undefined) return null
  const createdAt = ctx.clock.now()
  const userId = await useInvitation(ctx.db, invitation, createdAt)
  if (userId === null) return null
  if (!(await tieIdentity(ctx.db, { issuer, subject, userId, createdAt })))
    throw new Fault('conflict', 'identity_tied', '这个账号已经对应了另一个城市身份，请联系管理员。 The account is tied to another identity already.')
  return userId
}

async function redeem(ctx: Context, { settings }: CityIdentity, provider: Provider, origin: string, code: string, verifier: string): Promise<string> {
  const form = new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri: returnAddress(origin), code_verifier: verifier })
  const headers: Record<string, string> = { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' }
  if (settings.privateKey !== undefined) {
    form.set('client_id', settings.clientId)
    form.set('client_assertion_type', 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer')
    form.set('client_assertion', await clientAssertion(ctx, settings, settings.privateKey, provider))
  } else {
    const pair = [settings.clientId, settings.clientSecret ?? ''].map((part) => encodeURIComponent(part)).join(':')
    headers.authorization = `Basic ${Buffer.from(pair).toString('base64')}`
  }
  const { status, body } = await ask(settings, provider.tokenEndpoint, { method: 'POST', headers, body: form.toString() })
  if (status >= 500) throw away()
  if (status !== 200 || typeof body.id_token !== 'string')
    throw refused('code_refused', '城市统一身份不认这次登录（可能已经用过）。请重新开始。 The code was refused, perhaps because it was used; begin again.')
  return body.id_token
}

async function clientAssertion({ clock }: Context, { clientId }: CityIdentitySettings, privateKey: string, provider: Provider): Promise<string> {
  const jwk = privateKey.trimStart().startsWith('{') ? (JSON.parse(privateKey) as { alg?: string; kid?: string; kty: string }) : null
  const alg = jwk?.alg ?? (jwk?.kty === 'OKP' ? 'EdDSA' : jwk?.kty === 'RSA' ? 'RS256' : 'ES256')
  const key = jwk ? await importJWK(jwk, alg) : await importPKCS8(privateKey, alg)
  const seconds = Math.floor(clock.now().getTime() / 1000)
  return new SignJWT({ jti: random() })
    .setProtectedHeader({ alg, ...(jwk?.kid === undefined ? {} : { kid: jwk.kid }) })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(provider.issuer)
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + 60)
    .sign(key)
}

async function subjectOf({ settings }: CityIdentity, provider: Provider, token: string, nonce: string, now: Date): Promise<string> {
  try {
    const { payload } = await jwtVerify(token, provider.keys, {
      ...{ issuer: provider.issuer, audience: settings.clientId, algorithms: ALGORITHMS, currentDate: now, clockTolerance: CLOCK_TOLERANCE_SECONDS },
      requiredClaims: ['exp', 'iat', 'sub', 'nonce'],
    })
    if (payload.nonce !== nonce) throw refused('id_token_nonce', '这份登录证明不是为这次登录签发的，已拒绝。请重新开始。 The ID token is of another sign-in.')
    // A token for several is for us only where it says that we asked (OpenID Connect Core 3.1.3.7).
    if (payload.azp === undefined ? Array.isArray(payload.aud) && payload.aud.length > 1 : payload.azp !== settings.clientId)
      throw refused('id_token_invalid', SENTENCE)
    return payload.sub!
  } catch (error) {
    if (error instanceof Fault) throw error
    if (error instanceof errors.JWTExpired) throw refused('id_token_expired', '登录证明已过期，请重新开始。 The ID token has expired.')
    if (error instanceof errors.JWTClaimValidationFailed && error.claim === 'iss') throw refused('id_token_issuer', SENTENCE)
    if (error instanceof errors.JWKSTimeout) throw away()
    throw refused('id_token_invalid', SENTENCE)
  }
}

const SENTENCE = '登录证明无法核对，已拒绝。请重新开始，或联系管理员。 The ID token does not verify.'

function refused(code: string, sentence: string): Fault {
  return new Fault('unauthenticated', code, sentence)
}
