/**
 * A log and its consents as a database would hold them, made by a seed: lawful unless a test writes something else into it.
 * Only the log's formats are the real ones; who does what is a model that knows the rules by heart.
 */
import { createHash, createPrivateKey, sign as signBytes } from 'node:crypto'
import { artefactLine, checkpointLine, type DumpArtefact, endLine, headerLine, leafLine, tileLine } from '../../src/log/audit/model.ts'
import { formatCheckpoint } from '../../src/log/checkpoint.ts'
import { ED25519, formatVerifierKey, keyIdOf, signNote } from '../../src/log/note.ts'
import { append, emptyFrontier, type Frontier, frontierRoot, type Hash, hashLeaf } from '../../src/log/tree.ts'
import { type Canonical, canonicalJson } from '../../src/platform/kernel/canonical.ts'

export const LOG_ORIGIN = 'log.suixin.test/guangzhou'
export const START_MS = Date.UTC(2026, 10, 1)
const DAY_MS = 86_400_000

/** Ed25519 key out of a number: PKCS #8 with 32 bytes of its hash. */
export function keyPair(seed: string) {
  const secret = createHash('sha256').update(seed).digest()
  const key = createPrivateKey({ key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), secret]), format: 'der', type: 'pkcs8' })
  const x = String(key.export({ format: 'jwk' }).x)
  const kid = createHash('sha256').update(`{"crv":"Ed25519","kty":"OKP","x":"${x}"}`).digest('base64url')
  return { key, x, kid, bytes: new Uint8Array(Buffer.from(x, 'base64url')), sign: (text: Uint8Array) => new Uint8Array(signBytes(null, text, key)) }
}
export type Pair = ReturnType<typeof keyPair>

export const PLATFORM = keyPair('platform')
export const LOG_KEY = keyPair('log')
export const JWKS = { keys: [{ kty: 'OKP', crv: 'Ed25519', x: PLATFORM.x, kid: PLATFORM.kid, alg: 'EdDSA', use: 'sig' }] }
export const VKEY = vkeyOf(LOG_KEY)

export function vkeyOf({ bytes }: Pair): string {
  return formatVerifierKey(LOG_ORIGIN, ED25519, bytes)
}

export async function signedCheckpoint(size: number, root: Hash, pair: Pair = LOG_KEY, origin = LOG_ORIGIN): Promise<string> {
  const signer = { name: LOG_ORIGIN, keyId: keyIdOf(LOG_ORIGIN, ED25519, pair.bytes), sign: async (text: Uint8Array) => pair.sign(text) }
  return signNote(formatCheckpoint({ origin, size, root }), [signer])
}

export function detached(artefact: Canonical, pair: Pair = PLATFORM, header: object = { alg: 'EdDSA', kid: pair.kid, typ: 'xyd-consent+jws' }): string {
  const head = Buffer.from(JSON.stringify(header)).toString('base64url')
  const payload = Buffer.from(canonicalJson(artefact)).toString('base64url')
  return `${head}..${Buffer.from(pair.sign(Buffer.from(`${head}.${payload}`))).toString('base64url')}`
}

export function hashOf(artefact: Canonical): string {
  return createHash('sha256').update(canonicalJson(artefact)).digest('hex')
}

export interface Terms {
  total: number | null
  perWindow: { n: number; window: string } | null
  fields: string[]
  days: number
}

export interface Living {
  id: string
  artefact: Readonly<Record<string, Canonical>>
  hash: string
  subject: string
  lender: string
  fields: readonly string[]
  status: string
  reads: number
  window: number
  windowReads: number
  terms: Terms
  from: number
  to: number
}

/** What is written at one place, and the artefact that has to be known for it. */
export interface Act {
  leaf: string
  artefact: DumpArtefact | null
}

const FIELDS = ['licences', 'penalties', 'taxGrade', 'cityEvaluation', 'carbonGrade', 'payroll', 'invoices', 'cashFlow', 'listed', 'register']
const LENDERS = ['ins_a', 'ins_b', 'ins_c', 'ins_d']
const LONG_WINDOW = { n: 2, window: 'P7D' }

export interface World {
  acts: Act[]
  /** Those that have not ended. */
  living: Living[]
  /** Milliseconds since 1970. */
  now(): number
  wait(ms: number): void
  write(entry: Readonly<Record<string, Canonical>>, artefact?: DumpArtefact | null): void
  /** A consent that nobody has written down yet. */
  draft(terms?: Partial<Terms>): Living
  put(consent: Living, kind: string, more?: Readonly<Record<string, Canonical>>): void
  grant(terms?: Partial<Terms>): Living
  read(consent: Living, more?: Readonly<Record<string, Canonical>>): void
  mayRead(consent: Living): boolean
  /** One lawful thing more. */
  step(): void
  random(): number
}

export function world(random: () => number, { signed = true } = {}): World {
  let now = START_MS
  let serial = 0
  const acts: Act[] = []
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  const id = (prefix: string) => `${prefix}_${createHash('sha256').update(`${prefix}${++serial}${random()}`).digest('hex').slice(0, 26)}`
  const end = (consent: Living, status: string) => {
    consent.status = status
    self.living.splice(self.living.indexOf(consent), 1)
  }
  const self: World = {
    acts,
    living: [],
    random,
    now: () => now,
    wait(ms) {
      now += ms
    },
    write(entry, artefact = null) {
      const whole = {
        at: new Date(now).toISOString(),
        op: 'op_1',
        f: [],
        n: 0,
        why: '',
        rid: `req-${acts.length}-${serial}`,
        sp: 'sp_0',
        ac: 'ins_a',
        cid: '',
        ah: '',
        ...entry,
      }
      acts.push({ leaf: canonicalJson(whole), artefact })
    },
    draft(asked = {}) {
      const terms: Terms = {
        ...{ total: pick([1, 2, 3, 5, 8, null]), perWindow: random() < 0.2 ? LONG_WINDOW : null, days: 1 + Math.floor(random() * 60) },
        ...{ fields: FIELDS.filter(() => random() < 0.6).concat('register') },
        ...asked,
      }
      const cid = id('cns')
      const from = now
      const to = now + terms.days * DAY_MS
      const lender = pick(LENDERS)
      const fields = [...new Set(terms.fields)].sort()
      const artefact = {
        ...{ v: 'xyd-consent/1', id: cid, rev: 1, supersedes: null },
        ...{
          subject: { kind: 'enterprise', ref: id('sub'), commit: id('hmac') },
          grantor: { ref: id('usr'), role: 'self', assurance: 'otp', evidence: [] },
          proxy: null,
        },
        ...{ grantee: { lender, clientId: null, name: '示例银行', contact: null, onward: [] } },
        ...{ purpose: { code: 'UNDERWRITE', templateId: 'underwrite-1', text: '审查本笔贷款申请' } },
        ...{ binding: { product: 'prd_1', productVersion: 1, application: id('app') } },
        ...{ data: [{ category: 'tax', fields, lookback: 'P36M', sensitive: false, separateConsentAt: null }] },
        ...{ access: { fetch: 'on_demand', perWindow: terms.perWindow, total: terms.total } },
        ...{ validity: { from: new Date(from).toISOString(), to: new Date(to).toISOString() } },
        ...{ retention: { deleteAfter: 'P30D', trigger: 'decision' }, legal: { textId: 't', version: 1, lang: 'zh-CN', sha256: 'a'.repeat(64), notice: [] } },
        issued: { at: new Date(now).toISOString(), kid: PLATFORM.kid },
      }
      const subject = id('sp')
      return { id: cid, artefact, hash: hashOf(artefact), subject, lender, fields, status: 'none', reads: 0, window: 0, windowReads: 0, terms, from, to }
    },
    put(consent, kind, more = {}) {
      const needs = kind === 'consent.granted' || kind === 'consent.provisional'
      const artefact = needs ? { artefact: consent.artefact, hash: consent.hash, platform: signed ? detached(consent.artefact) : null } : null
      self.write(
        { t: kind, cid: consent.id, ah: consent.hash, sp: consent.subject, ac: consent.lender, f: needs ? [...consent.fields] : [], ...more },
        artefact,
      )
    },
    grant(terms) {
      const consent = self.draft(terms)
      self.put(consent, 'consent.granted')
      consent.status = 'granted'
      self.living.push(consent)
      return consent
    },
    mayRead({ status, terms, reads, from, to, window, windowReads }) {
      if (status !== 'granted' || now < from || now >= to || (terms.total !== null && reads >= terms.total)) return false
      return !terms.perWindow || windowOf(from, now) !== window || windowReads < terms.perWindow.n
    },
    read(consent, more = {}) {
      const { terms, from } = consent
      consent.reads += 1
      const window = windowOf(from, now)
      consent.windowReads = window === consent.window ? consent.windowReads + 1 : 1
      consent.window = window
      const f = consent.fields.filter(() => random() < 0.7)
      const n = terms.total === null && terms.perWindow === null ? 0 : consent.reads
      self.put(consent, 'read.released', { f, n, why: 'UNDERWRITE', rd: 'c'.repeat(64), ...more })
      if (consent.reads !== terms.total) return
      self.put(consent, 'consent.consumed', { why: 'last_read' })
      end(consent, 'consumed')
    },
    step() {
      now += Math.floor(random() * 600_000)
      const consent = self.living.length > 0 ? pick(self.living) : null
      const dice = random()
      if (consent === null || (dice < 0.12 && self.living.length < 3_000)) begin()
      else if (consent.status === 'requested' || consent.status === 'provisional') answer(consent)
      else if (now >= consent.to) {
        self.put(consent, 'consent.expired', { why: 'validity' })
        end(consent, 'expired')
      } else if (dice < 0.18) {
        const pausing = consent.status === 'granted'
        self.put(consent, pausing ? 'consent.paused' : 'consent.resumed')
        consent.status = pausing ? 'paused' : 'granted'
      } else if (dice < 0.22) {
        const ending = pick(['revoked', 'superseded'])
        self.put(consent, `consent.${ending}`, { why: 'subject_request' })
        end(consent, ending)
      } else if (self.mayRead(consent)) self.read(consent)
      else self.put(consent, 'read.denied', { why: 'consent_paused' })
    },
  }
  function begin() {
    if (random() < 0.7) self.grant()
    else {
      const consent = self.draft()
      consent.status = random() < 0.5 ? 'requested' : 'provisional'
      self.put(consent, `consent.${consent.status}`, consent.status === 'requested' ? { ah: 'b'.repeat(64) } : {})
      self.living.push(consent)
    }
  }
  function answer(consent: Living) {
    const to = pick(['granted', 'granted', 'denied', 'lapsed', consent.status === 'requested' ? 'provisional' : 'revoked'])
    self.put(consent, `consent.${to}`)
    consent.status = to
    if (to !== 'granted' && to !== 'provisional') end(consent, to)
  }
  return self
}

function windowOf(from: number, now: number): number {
  return Math.floor((now - from) / (7 * DAY_MS))
}

/** The tables an export reads. */
export interface Ledger {
  leaves: { seq: number; leaf: string | null; hash: Hash | null }[]
  /** Each with the place of the first leaf that names it. */
  artefacts: (DumpArtefact & { firstSeq: number })[]
  checkpoints: { size: number; note: string }[]
  /** Leaf hashes as the lowest tiles keep them, one behind the other. */
  tiled: Hash[]
  vkeys: string[]
}

export async function ledgerOf(acts: readonly Act[], every: number, pair: Pair = LOG_KEY): Promise<Ledger> {
  const ledger: Ledger = { leaves: [], artefacts: [], checkpoints: [], tiled: [], vkeys: [vkeyOf(pair)] }
  for (const [seq, { leaf, artefact }] of acts.entries()) {
    ledger.leaves.push({ seq, leaf, hash: hashLeaf(Buffer.from(leaf)) })
    if (artefact && !ledger.artefacts.some(({ hash }) => hash === artefact.hash)) ledger.artefacts.push({ ...artefact, firstSeq: seq })
  }
  tile(ledger)
  await seal(ledger, every, pair)
  return ledger
}

/** Builds the tiles anew out of whatever hashes stand beside the leaves. */
export function tile(ledger: Ledger): void {
  ledger.tiled = ledger.leaves.map(({ hash }) => hash!)
}

/** Signs anew whatever stands in the leaves. */
export async function seal(ledger: Ledger, every: number, pair: Pair = LOG_KEY): Promise<void> {
  ledger.checkpoints = []
  let frontier: Frontier = emptyFrontier()
  for (const { hash } of ledger.leaves) {
    frontier = append(frontier, hash!)
    if (frontier.size % every === 0 || frontier.size === ledger.leaves.length)
      ledger.checkpoints.push({ size: frontier.size, note: await signedCheckpoint(frontier.size, frontierRoot(frontier), pair) })
  }
}

/** As the export writes it: by places and sizes as they stand in the tables. */
export function exported(ledger: Ledger, scope = 'whole'): string[] {
  const to = Math.max(0, ...ledger.checkpoints.map(({ size }) => size))
  const lines = [
    headerLine({ format: 'suixin-audit/1', origin: LOG_ORIGIN, vkeys: ledger.vkeys, jwks: JWKS, from: 0, to, madeAt: '2027-02-01T00:00:00.000Z', scope }),
  ]
  const checkpoints = [...ledger.checkpoints].sort((a, b) => a.size - b.size)
  const artefacts = [...ledger.artefacts].sort((a, b) => a.firstSeq - b.firstSeq)
  let nextTile = 0
  for (const { seq, leaf, hash } of [...ledger.leaves].sort((a, b) => a.seq - b.seq)) {
    if (seq >= to) break
    while (checkpoints[0] && checkpoints[0].size <= seq) lines.push(checkpointLine(checkpoints.shift()!.note))
    while (nextTile * 256 <= seq && nextTile * 256 < ledger.tiled.length) {
      lines.push(tileLine({ index: nextTile, hashes: new Uint8Array(Buffer.concat(ledger.tiled.slice(nextTile * 256, Math.min(to, (nextTile + 1) * 256)))) }))
      nextTile += 1
    }
    while (artefacts[0] && artefacts[0].firstSeq <= seq) lines.push(artefactLine(artefacts.shift()!))
    lines.push(leafLine({ index: seq, hash, leaf }))
  }
  for (const { note } of checkpoints) lines.push(checkpointLine(note))
  lines.push(endLine(lines.length))
  return lines
}

/** In blocks of odd sizes, as a network brings them. */
export async function* blocksOf(text: string, size = 40_009): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}
