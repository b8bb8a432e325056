import { createHash } from 'node:crypto'
import { compactVerify, importJWK } from 'jose'
import { institutionNamed, type Principal } from '../../identity/index.ts'
import type { Context } from '../../platform/context.ts'
import { throttle } from '../../platform/http/throttle.ts'
import { canonicalJson } from '../../platform/kernel/canonical.ts'
import { Fault } from '../../platform/kernel/fault.ts'
import { isId } from '../../platform/kernel/id.ts'
import { type Keyring, openSigned } from '../../platform/outside/signing.ts'
import { judgeAssertion, SKEW_SECONDS } from '../assertion.ts'
import { judgeProof } from '../dpop.ts'
import { type Client, isScope, readPublicJwk, roleOf, type Scope, scopesAsked, type VerifyingKey } from '../model.ts'
import { readSignedText } from '../signed-text.ts'
import { countRefusalRow, deleteStaleProofs, findClient, insertUsedProof, listKeys } from '../store.ts'

/** Short enough that closing a client or retiring a key need not hunt for tokens. */
export const TOKEN_SECONDS = 600
const TOKEN_TYPE = 'at+jwt'
/** Of one client: far more than a token every ten minutes. */
const TOKENS_A_MINUTE = 120

export interface TokenMeans {
  signing: Keyring
  /** This server's own name: its origin, without a path. */
  issuer: string
}

export interface TokenRequest {
  grantType: string | undefined
  clientId: string | undefined
  assertionType: string | undefined
  assertion: string | undefined
  scope: string | undefined
  /** The `DPoP` header. */
  proof: string | undefined
}

export interface Grant {
  token: string
  expiresIn: number
  scope: string
}

/** RFC 6749 §5.2, RFC 9449 §5. */
export type OAuthError = 'invalid_request' | 'invalid_client' | 'unsupported_grant_type' | 'invalid_scope' | 'invalid_dpop_proof'

/** Why no token: what the standard calls it, and which rule it was. */
export class TokenRefused extends Error {
  readonly error: OAuthError
  readonly why: string
  constructor(error: OAuthError, why: string) {
    super(why)
    this.error = error
    this.why = why
  }
}

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/**
 * Client credentials (RFC 6749 §4.4) by private_key_jwt (RFC 7523), bound to the key of the DPoP proof (RFC 9449 §5).
 * Everything is judged before anything is written, and what is written – that assertion and proof are used – goes with the token.
 * @throws TokenRefused, which is also counted for the client's developers; Fault too_many, unavailable `signing_key_missing`
 */
export async function issueToken(ctx: Context, means: TokenMeans, request: TokenRequest): Promise<Grant> {
  try {
    return await ctx.db.transaction((tx) => grantToken({ ...ctx, db: tx }, means, request))
  } catch (error) {
    if (error instanceof TokenRefused) await countRefusal(ctx, namedClient(request), error.why)
    throw error
  }
}

async function grantToken(ctx: Context, { signing, issuer }: TokenMeans, request: TokenRequest): Promise<Grant> {
  const now = Math.floor(ctx.clock.now().getTime() / 1000)
  if (request.grantType !== 'client_credentials') throw new TokenRefused(request.grantType ? 'unsupported_grant_type' : 'invalid_request', 'grant_type')
  if (request.assertionType !== ASSERTION_TYPE || !request.assertion) throw new TokenRefused('invalid_client', 'assertion_missing')
  const endpoint = `${issuer}/oauth/token`
  const client = await authenticate(ctx, request, endpoint, now)
  if (!request.proof) throw new TokenRefused('invalid_dpop_proof', 'proof_missing')
  const proof = await openProof(request.proof, { method: 'POST', url: endpoint, token: null, nowSeconds: now })
  if (!proof.ok) throw new TokenRefused('invalid_dpop_proof', proof.why)
  const scopes = scopesAsked(request.scope, client.scopes)
  if (!scopes) throw new TokenRefused('invalid_scope', 'scope_not_granted')
  if (scopes.length === 0) throw new TokenRefused('invalid_scope', 'scope_not_granted')
  if (!(await useOnce(ctx, `assertion ${client.id}`, client.jti, client.usableUntil))) throw new TokenRefused('invalid_client', 'assertion_replayed')
  if (!(await useOnce(ctx, `proof ${proof.kid}`, proof.jti, proof.usableUntil))) throw new TokenRefused('invalid_dpop_proof', 'proof_replayed')
  await throttle(ctx, `token:${client.id}`, TOKENS_A_MINUTE, 60)
  await deleteStaleProofs(ctx.db, ctx.clock.now())
  const scope = scopes.join(' ')
  const claims = { iss: issuer, aud: issuer, sub: client.id, client_id: client.id, iat: now, exp: now + TOKEN_SECONDS, jti: ctx.ids.next('request'), scope }
  const { jws } = await signing.sign(TOKEN_TYPE, canonicalJson({ ...claims, cnf: { jkt: proof.kid } }))
  return { token: jws, expiresIn: TOKEN_SECONDS, scope }
}

/** The client whose key made the assertion. */
async function authenticate(ctx: Context, request: TokenRequest, audience: string, nowSeconds: number) {
  const refuse = (why: string) => new TokenRefused('invalid_client', why)
  const read = readSignedText(request.assertion!)
  if (!read.ok) throw refuse(`assertion_${read.why}`)
  const { signed } = read
  if (signed.jwk !== undefined) throw refuse('assertion_header')
  const clientId = signed.claims.sub
  if (typeof clientId !== 'string') throw refuse('assertion_subject')
  if (request.clientId !== undefined && request.clientId !== clientId) throw refuse('client_mismatch')
  const client = isId('client', clientId) ? await findClient(ctx.db, clientId) : null
  if (!client) throw refuse('unknown_client')
  const keys = (await listKeys(ctx.db, [clientId])).filter(({ retiredAt, alg, kid }) => retiredAt === null && alg === signed.alg && (signed.kid ?? kid) === kid)
  if (keys.length === 0) throw refuse('unknown_key')
  const good = await Promise.all(keys.map((key) => isSignedBy(request.assertion!, key)))
  if (!good.includes(true)) throw refuse('assertion_signature')
  if (client.closedAt) throw refuse('client_closed')
  const sound = judgeAssertion(signed.claims, { clientId, audience, nowSeconds })
  if (!sound.ok) throw refuse(sound.why)
  return { ...client, jti: sound.jti, usableUntil: sound.usableUntil }
}

type ProofOpened = { ok: true; kid: string; jti: string; usableUntil: number } | { ok: false; why: string }

/** A proof brings its key; whether that key is the right one, its thumbprint says. */
async function openProof(text: string, asked: Parameters<typeof judgeProof>[1]): Promise<ProofOpened> {
  const read = readSignedText(text)
  if (!read.ok) return { ok: false, why: `proof_${read.why}` }
  const { typ, kid, jwk, alg, claims } = read.signed
  if (typ?.toLowerCase() !== 'dpop+jwt' || kid !== null) return { ok: false, why: 'proof_header' }
  const key = readPublicJwk(jwk)
  if (!key.ok || key.key.alg !== alg) return { ok: false, why: 'proof_key' }
  if (!(await isSignedBy(text, key.key))) return { ok: false, why: 'proof_signature' }
  const sound = judgeProof(claims, asked)
  return sound.ok ? { ok: true, kid: key.key.kid, jti: sound.jti, usableUntil: sound.usableUntil } : sound
}

async function isSignedBy(text: string, { jwk, alg }: VerifyingKey): Promise<boolean> {
  try {
    await compactVerify(text, await importJWK(jwk, alg), { algorithms: alg === 'EdDSA' ? ['EdDSA', 'Ed25519'] : [alg] })
    return true
  } catch {
    return false
  }
}

/** Who a machine's request comes from. */
export interface Machine extends Principal {
  clientId: string
  scopes: Scope[]
}

export interface MachineRequest {
  token: string
  proof: string | undefined
  method: string
  /** As the client knows it: this server's name and the request's path. */
  url: string
}

/**
 * The client behind a token, where the request also proves that its sender holds the token's key.
 * @throws Fault unauthenticated `invalid_token`, `invalid_dpop_proof`; the rule that was broken stands in errors[]
 */
export async function machineOf(ctx: Context, { signing, issuer }: TokenMeans, request: MachineRequest): Promise<Machine> {
  const now = Math.floor(ctx.clock.now().getTime() / 1000)
  const opened = await openSigned(request.token, TOKEN_TYPE, await signing.published())
  if (!opened.ok) throw await refused(ctx, 'invalid_token', `token_${opened.why}`)
  const { iss, aud, sub, exp, scope, cnf } = opened.payload
  if (typeof sub !== 'string' || typeof exp !== 'number' || typeof scope !== 'string') throw await refused(ctx, 'invalid_token', 'token_unreadable')
  if (iss !== issuer || aud !== issuer) throw await refused(ctx, 'invalid_token', 'token_audience', sub)
  if (exp <= now) throw await refused(ctx, 'invalid_token', 'token_expired', sub)
  if (!request.proof) throw await refused(ctx, 'invalid_dpop_proof', 'proof_missing', sub)
  const proof = await openProof(request.proof, { method: request.method, url: request.url, token: request.token, nowSeconds: now })
  if (!proof.ok) throw await refused(ctx, 'invalid_dpop_proof', proof.why, sub)
  if (proof.kid !== (cnf as { jkt?: unknown } | undefined)?.jkt) throw await refused(ctx, 'invalid_token', 'token_of_another_key', sub)
  const client = await findClient(ctx.db, sub)
  if (!client || client.closedAt) throw await refused(ctx, 'invalid_token', 'client_closed', sub)
  if (!(await useOnce(ctx, `proof ${proof.kid}`, proof.jti, proof.usableUntil))) throw await refused(ctx, 'invalid_dpop_proof', 'proof_replayed', sub)
  return machineFrom(ctx, client, scope)
}

async function machineFrom(ctx: Context, client: Client, scope: string): Promise<Machine> {
  const scopes = scope.split(' ').filter(isScope)
  const lender = await institutionNamed(ctx, client.lenderId)
  return {
    ...{ userId: client.userId, username: client.id, displayName: client.name, role: roleOf(scopes) },
    ...{ institutionId: client.lenderId, institutionName: lender!.name, subjectId: null, clientId: client.id, scopes },
  }
}

async function refused(ctx: Context, code: 'invalid_token' | 'invalid_dpop_proof', why: string, clientId = ''): Promise<Fault> {
  await countRefusal(ctx, clientId, why)
  const detail =
    code === 'invalid_token'
      ? `访问令牌无效（${why}），请重新申请。 The access token is not good here; fetch another.`
      : `DPoP 证明无效（${why}），请为每个请求新签一份。 The DPoP proof is not good; sign a new one for each request.`
  return new Fault('unauthenticated', code, detail, { errors: [{ pointer: code === 'invalid_token' ? '#Authorization' : '#DPoP', code: why, detail: why }] })
}

/** Written in the caller's transaction where it has one. */
async function useOnce(ctx: Context, holder: string, jti: string, usableUntil: number): Promise<boolean> {
  const id = createHash('sha256').update(`${holder}\n${jti}`).digest('hex')
  return insertUsedProof(ctx.db, id, new Date((usableUntil + SKEW_SECONDS) * 1000))
}

/** One row a client, reason and minute; what no client of ours is called, is counted together. */
export async function countRefusal(ctx: Context, named: string, why: string): Promise<void> {
  const known = isId('client', named) && (await findClient(ctx.db, named)) !== null
  await countRefusalRow(ctx.db, known ? named : '', why, new Date(Math.floor(ctx.clock.now().getTime() / 60_000) * 60_000))
}

/** As the request names it, without believing it. */
function namedClient({ clientId, assertion }: TokenRequest): string {
  const read = assertion ? readSignedText(assertion) : null
  const sub = read?.ok ? read.signed.claims.sub : clientId
  return typeof sub === 'string' ? sub : ''
}
