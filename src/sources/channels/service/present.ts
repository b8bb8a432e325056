import { createHash } from 'node:crypto'
import { createLocalJWKSet, decodeProtectedHeader, errors, type JSONWebKeySet, type JWTPayload, jwtVerify } from 'jose'
import type { Context } from '../../../platform/context.ts'
import { invalidField } from '../../../platform/kernel/fault.ts'
import type { PresentChannel } from '../../channel.ts'
import { logRefusal } from '../../service.ts'
import type { SourceRegister } from '../../source.ts'
import type { Endpoint } from '../endpoint.ts'
import { type FeedRun, updateRun } from '../store.ts'
import { type Caller, callerOf } from './caller.ts'
import type { Connections } from './connections.ts'
import { notConnected } from './pull.ts'
import { type Answered, beginRun, giveUp, holdAnswer, letIn, type Query, wrongShape } from './query.ts'

/** `code`: a compact JWS (RFC 7515) that an office issued to the firm, at most 8 KiB. */
export interface Presentation extends Omit<Query, 'record'> {
  code: string
}

/** Asymmetric and without parameters to get wrong; `none` and HMAC under a published key are attacks (RFC 8725 §2.1). */
const ALGORITHMS = ['ES256', 'EdDSA']
/** Clocks of offices go a little wrong; a code of tomorrow is not valid today. */
const AHEAD_SECONDS = 60

type Refusal = keyof typeof REFUSALS

/**
 * Verifies a code that a firm presents: the office's signature, issuer, audience, time, and that the code is its own.
 * What is refused is written down without its content. A code presented again is the same record again. Never inside a
 * transaction.
 * @throws Fault invalid `code_<why>`, `holder_mismatch`; conflict `source_not_connected`; unavailable `source_unavailable`,
 *   `source_wrong` where the office's keys cannot be had
 */
export async function verifyPresented<F>(ctx: Context, register: SourceRegister<F>, connections: Connections, presented: Presentation): Promise<Answered<F>> {
  const { subject, source, code, actorId } = presented
  const channel = presentChannelOf(register, source)
  const query = { subject, source, record: channel.record, actorId }
  const kind = await letIn(ctx, register, 'present', query)
  const endpoint = connections.endpointOf(source)
  if (!endpoint) throw notConnected()
  const refuse = async (why: Refusal): Promise<never> => {
    const [errorCode, detail] = REFUSALS[why]
    const sha256 = createHash('sha256').update(code).digest('hex')
    await logRefusal(ctx, { source, record: channel.record, way: 'present', code: errorCode, detail, sha256, actorId })
    throw invalidField('/code', errorCode, detail)
  }

  // Before anybody is asked for keys: is it a code at all, and signed in a way that counts?
  const form = formOf(code)
  if (form !== 'sound') return refuse(form)
  const run = await beginRun(ctx, 'present', query)
  const { keys, caller } = await keysOf(ctx, connections, { source, endpoint, channel, run })
  const verified = await verify(code, keys, channel, ctx.clock.now())
  if (typeof verified === 'string') return endRefused(ctx, run, caller, verified, refuse)
  const read = readClaims(channel, verified)
  if ('wrong' in read) return endRefused(ctx, run, caller, 'claims', refuse)
  if (read.holder.trim().toUpperCase() !== subject.code) return endRefused(ctx, run, caller, 'holder', refuse)
  const answered = await holdAnswer(ctx, { kind, run, way: 'present', caller, rows: [read.row], code: subject.code })
  return answered.about.foreign > 0 ? endRefused(ctx, run, caller, 'holder', refuse) : answered
}

const REFUSALS = {
  unreadable: ['code_unreadable', '这不是一个完整的税信码一类的签名码，请重新获取后再出示。 Not a compact JWS; fetch the code anew.'],
  algorithm: ['code_algorithm', '签名算法不被接受，请使用官方渠道出具的码。 The signature algorithm is not accepted; use a code from the office itself.'],
  key: ['code_unknown_key', '签名所用的密钥不是发码单位公布的，请重新获取。 Signed with a key that the office does not publish; fetch the code anew.'],
  signature: ['code_bad_signature', '签名不正确，内容可能被改动，请重新获取。 The signature does not hold; fetch the code anew.'],
  issuer: ['code_wrong_issuer', '这个码不是该单位出具的。 The code was not issued by this office.'],
  audience: ['code_wrong_audience', '这个码不是出具给本平台的，请选择“出示给穗信”后重新获取。 The code is meant for somebody else; fetch one for Suixin.'],
  expired: ['code_expired', '这个码已过期，请重新获取。 The code has expired; fetch it anew.'],
  early: ['code_not_yet_valid', '这个码的出具时间晚于现在，请稍后再试。 The code is dated in the future; try again later.'],
  claims: ['code_claims', '这个码的内容不全，请重新获取；若仍不行请联系发码单位。 The code lacks what it should say; fetch it anew.'],
  holder: ['holder_mismatch', '这个码属于另一个主体，请出示自己的码。 The code belongs to another subject; present your own.'],
} as const satisfies Record<string, readonly [string, string]>

async function endRefused(ctx: Context, run: FeedRun, caller: Caller, why: Refusal, refuse: (why: Refusal) => Promise<never>): Promise<never> {
  await updateRun(ctx.db, run.id, { outcome: 'failed', failure: REFUSALS[why][0], tries: caller.tries(), finishedAt: ctx.clock.now() })
  return refuse(why)
}

function formOf(code: string): 'sound' | 'unreadable' | 'algorithm' {
  if (!/^[\w-]{1,2000}\.[\w-]{1,8000}\.[\w-]{0,2000}$/.test(code)) return 'unreadable'
  try {
    return ALGORITHMS.includes(decodeProtectedHeader(code).alg ?? '') ? 'sound' : 'algorithm'
  } catch {
    return 'unreadable'
  }
}

/** The keys as the office publishes them now: a key taken back is no good from that moment on. */
async function keysOf(
  ctx: Context,
  connections: Connections,
  { source, endpoint, channel, run }: { source: string; endpoint: Endpoint; channel: PresentChannel; run: FeedRun },
): Promise<{ keys: ReturnType<typeof createLocalJWKSet>; caller: Caller }> {
  const caller = callerOf(ctx, connections, { source, endpoint, auth: null })
  const called = await caller.ask({ method: 'GET', path: channel.keysPath })
  if (!called.ok) return giveUp(ctx, run, caller, called)
  try {
    return { keys: createLocalJWKSet(called.body as JSONWebKeySet), caller }
  } catch {
    return giveUp(ctx, run, caller, wrongShape('the published keys are no JWK set'))
  }
}

async function verify(
  code: string,
  keys: ReturnType<typeof createLocalJWKSet>,
  { issuer, audience }: PresentChannel,
  now: Date,
): Promise<JWTPayload | Refusal> {
  try {
    const { payload } = await jwtVerify(code, keys, { algorithms: ALGORITHMS, issuer, audience, currentDate: now, requiredClaims: ['exp', 'iat'] })
    return payload.iat! > now.getTime() / 1000 + AHEAD_SECONDS ? 'early' : payload
  } catch (error) {
    if (!(error instanceof errors.JOSEError)) throw error
    return whyOf(error)
  }
}

function whyOf(error: errors.JOSEError): Refusal {
  if (error instanceof errors.JWTExpired) return 'expired'
  if (error instanceof errors.JWTClaimValidationFailed)
    return error.claim === 'iss' ? 'issuer' : error.claim === 'aud' ? 'audience' : error.claim === 'nbf' ? 'early' : 'claims'
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'signature'
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) return 'key'
  return error instanceof errors.JOSEAlgNotAllowed || error instanceof errors.JOSENotSupported ? 'algorithm' : 'unreadable'
}

function readClaims(channel: PresentChannel, claims: JWTPayload): ReturnType<PresentChannel['read']> {
  try {
    return channel.read(claims)
  } catch {
    return { wrong: 'the reader of this channel cannot take it apart' }
  }
}

/** @throws Fault invalid `no_present_channel` */
function presentChannelOf<F>({ sources }: SourceRegister<F>, source: string): PresentChannel {
  const channels = sources.find(({ id }) => id === source)?.channels ?? []
  const channel = channels.find((one): one is PresentChannel => one.way === 'present')
  if (!channel) throw invalidField('/source', 'no_present_channel', '这个来源没有可出示的码。 This source issues no code to be presented.')
  return channel
}
