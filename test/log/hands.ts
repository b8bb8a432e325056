/** People and machines at work on a served app over HTTP, who write down what they were answered and wait out whatever falls over. */
import { createHash, randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { SignJWT } from 'jose'
import { DEMO_PASSWORD } from '../../src/demo/people.ts'
import { ASSERTION_TYPE, type KeyPair, keyPair } from '../machines/machine.ts'

export interface Said {
  status: number
  // biome-ignore lint/suspicious/noExplicitAny: an answer of the API, of which single members are taken
  body: any
  headers: Headers
}

/** Asks once; null where no whole answer came. */
export type Ask = (method: string, path: string, body?: object, key?: string) => Promise<Said | null>

/** A profile that somebody was handed. */
export interface Read {
  requestId: string
  consentId: string
  logIndex: number
  /** The head that came with it, a signed note. */
  note: string
  askedAt: number
  answeredAt: number
}

interface Case {
  lenderId: string
  consentId: string
  applicationId: string
  /** When the subject had the answer that it is taken back; Infinity until then. */
  revokedAt: number
}

async function exchange(url: string, init: RequestInit): Promise<Said | null> {
  try {
    const answer = await fetch(url, { ...init, signal: AbortSignal.timeout(20_000) })
    const text = await answer.text()
    const isJson = /^application\/(problem\+)?json/.test(answer.headers.get('content-type') ?? '')
    return { status: answer.status, body: isJson ? JSON.parse(text || 'null') : text, headers: answer.headers }
  } catch {
    return null
  }
}

export async function person(base: string, username: string): Promise<Ask> {
  let cookie = ''
  const ask: Ask = (method, path, body, key) => {
    const headers = { ...(cookie && { cookie }), ...(body && { 'content-type': 'application/json' }), ...(key && { 'idempotency-key': key }) }
    return exchange(base + path, { method, headers, ...(body && { body: JSON.stringify(body) }) })
  }
  const answer = await ask('POST', '/api/v1/sessions', { username, password: DEMO_PASSWORD })
  if (answer?.status !== 201) throw new Error(`${username} may not sign in: ${JSON.stringify(answer?.body)}`)
  cookie = answer.headers.getSetCookie()[0]!.split(';')[0]!
  return ask
}

/** Registered by this approver; its token outlives the test. */
export async function machineOf(base: string, approver: Ask): Promise<Ask> {
  const key = await keyPair()
  const registered = await approver('POST', '/api/v1/clients', { name: '审计用系统', scopes: ['profiles.read'], keys: [key.jwk] }, randomUUID())
  if (registered?.status !== 201) throw new Error(`no client: ${JSON.stringify(registered?.body)}`)
  const clientId = registered.body.id
  const endpoint = `${base}/oauth/token`
  const assertion = await signed(key, { kid: key.kid }, { iss: clientId, sub: clientId, aud: endpoint, exp: Math.floor(Date.now() / 1000) + 60 })
  const form = { grant_type: 'client_credentials', client_assertion_type: ASSERTION_TYPE, client_assertion: assertion }
  const dpop = (htm: string, htu: string, more: object = {}) => signed(key, { typ: 'dpop+jwt', jwk: key.jwk }, { htm, htu, ...more })
  const answer = await exchange(endpoint, { method: 'POST', headers: { DPoP: await dpop('POST', endpoint) }, body: new URLSearchParams(form) })
  if (answer?.status !== 200) throw new Error(`no token: ${JSON.stringify(answer?.body)}`)
  const token = answer.body.access_token as string
  const ath = createHash('sha256').update(token).digest('base64url')
  return async (method, path) => {
    const headers = { Authorization: `DPoP ${token}`, DPoP: await dpop(method, base + path.split('?')[0], { ath }) }
    return exchange(base + path, { method, headers })
  }
}

function signed({ alg, privateKey }: KeyPair, header: object, claims: object): Promise<string> {
  const sound = { iat: Math.floor(Date.now() / 1000), jti: randomUUID(), ...claims }
  return new SignJWT(sound as never).setProtectedHeader({ alg, ...header }).sign(privateKey)
}

/** Refusals that pass by themselves, and what an app says that cannot reach its database. */
const PASSES = new Set(['database_away', 'busy', 'deadline', 'log_not_sealed', 'idempotency_in_flight'])

export class Hands {
  readonly reads: Read[] = []
  /** Answers that nobody should get, whatever has fallen over. */
  readonly surprises: string[] = []
  /** What was refused meanwhile, by status and code. */
  readonly refusals = new Map<string, number>()
  readonly cases: Case[] = []
  private working = true
  private resting = false
  private atWork = 0
  private readonly roll: () => number
  private readonly hands: Promise<void>[] = []

  constructor(roll: () => number) {
    this.roll = roll
  }

  /** Reads, over and over, one of the newest cases of its lender: those that were taken back, too. */
  reader(ask: Ask, lenderId: string): void {
    this.hand(async () => {
      const all = this.cases.filter((each) => each.lenderId === lenderId)
      // Mostly what can be read; now and then what was taken back.
      const live = all.filter(({ revokedAt }) => revokedAt === Number.POSITIVE_INFINITY)
      const mine = live.length > 0 && this.roll() < 0.9 ? live : all.slice(-3)
      const chosen = mine[Math.floor(this.roll() * mine.length)]
      if (!chosen) return void (await delay(20))
      const askedAt = performance.now()
      const answer = await ask('GET', `/api/v1/lender/applications/${chosen.applicationId}/profile`)
      if (answer === null) return void (await delay(25))
      const answeredAt = performance.now()
      if (answer.status === 200) {
        if (askedAt > chosen.revokedAt) this.surprises.push(`${chosen.consentId} was read ${Math.round(askedAt - chosen.revokedAt)} ms after its revoke`)
        this.reads.push({
          requestId: answer.headers.get('x-request-id')!,
          consentId: answer.body.consent.id,
          logIndex: Number(answer.headers.get('suixin-log-entry')),
          note: Buffer.from(answer.headers.get('suixin-log-checkpoint') ?? '', 'base64').toString(),
          askedAt,
          answeredAt,
        })
      } else if (answer.status === 403 && /^consent_/.test(answer.body.code)) this.count(answer)
      // The queue is written behind the application: the case may not be there yet.
      else if (answer.status === 404) await delay(10)
      else await this.passing(answer, 'read')
    })
  }

  /** Grants, applies, sometimes pauses and resumes, revokes, withdraws; each step under one key until it is answered. */
  firm(ask: Ask, subjectId: string, products: readonly { id: string; lenderId: string }[]): void {
    let turn = 0
    const insist = async (path: string, body: object = {}): Promise<Said> => {
      const key = randomUUID()
      for (;;) {
        const answer = await ask('POST', path, body, key)
        if (answer && answer.status < 400) return answer
        if (answer) await this.passing(answer, path)
        await delay(40)
        if (!this.working) throw new Stopped()
      }
    }
    this.hand(async () => {
      const { id: productId, lenderId } = products[turn++ % products.length]!
      const consent = (await insist('/api/v1/consents', { subjectId, productId, data: [{ category: 'registration' }, { category: 'tax' }], reads: 20 })).body
      const theConsent = `/api/v1/consents/${consent.id}`
      const need = { amountFen: '30000000', termMonths: 12, purpose: 'working_capital' }
      const { id: applicationId } = (await insist('/api/v1/applications', { consentId: consent.id, ...need })).body
      const theCase: Case = { lenderId, consentId: consent.id, applicationId, revokedAt: Number.POSITIVE_INFINITY }
      this.cases.push(theCase)
      await delay(100 + this.roll() * 300)
      if (this.roll() < 0.3) {
        await insist(`${theConsent}/pause`).catch(ended)
        await insist(`${theConsent}/resume`).catch(ended)
      }
      await insist(`${theConsent}/revoke`, { reason: '' }).catch(ended)
      theCase.revokedAt = performance.now()
      await insist(`/api/v1/applications/${applicationId}/withdraw`)
    })
  }

  private hand(turn: () => Promise<void>): void {
    const work = async () => {
      while (this.working) {
        if (this.resting) {
          await delay(10)
          continue
        }
        this.atWork++
        try {
          await turn()
        } catch (error) {
          if (!(error instanceof Stopped)) this.surprises.push(String(error))
        }
        this.atWork--
      }
    }
    this.hands.push(work())
  }

  private count({ status, body }: Said): void {
    const name = `${status} ${body.code}`
    this.refusals.set(name, (this.refusals.get(name) ?? 0) + 1)
  }

  private async passing(answer: Said, what: string): Promise<void> {
    this.count(answer)
    if (PASSES.has(answer.body?.code)) return void (await delay(25))
    if (isEnded(answer)) throw new Ended()
    this.surprises.push(`${what}: ${answer.status} ${JSON.stringify(answer.body).slice(0, 300)}`)
    await delay(200)
  }

  /** Nobody is waiting for an answer any more. */
  async rest(): Promise<void> {
    this.resting = true
    while (this.atWork > 0) await delay(10)
  }

  work(): void {
    this.resting = false
  }

  async end(): Promise<void> {
    this.working = false
    await Promise.all(this.hands)
  }
}

class Stopped extends Error {}
/** The consent's last read came first. */
class Ended extends Error {}

function isEnded({ status, body }: Said): boolean {
  return status === 409 && body?.code === 'illegal_transition'
}

function ended(error: unknown): void {
  if (!(error instanceof Ended)) throw error
}
