/**
 * The life of every consent once more, leaf by leaf in the order of the log, by the one edge table: was each read inside a
 * granted, unpaused and unexpired stretch, within fields, quota and validity? Order is the place in the log and never the
 * clock; the clock of a leaf counts against the consent's validity alone.
 */
import type { Finding, Flaw } from '../../log/audit/model.ts'
import { CONSENT_EDGES, CONSENT_STATUSES, type ConsentEvent, type ConsentStatus, FIRST_STATUSES, TERMINAL_STATUSES } from '../lifecycle.ts'
import type { Terms } from './terms.ts'

/** A leaf as far as a replay asks. */
export interface ReplayLeaf {
  t: string
  /** Milliseconds since 1970. */
  at: number
  cid: string
  ah: string
  sp: string
  ac: string
  op: string
  f: readonly string[]
  n: number
  why: string
  /** Of the request that made it. */
  rid: string
}

export interface HeldArtefact {
  terms: Terms
  /** What is wrong with its bytes or its signature. */
  flaw: Extract<Flaw, 'artefact_hash' | 'artefact_signature'> | null
}

interface Life {
  status: ConsentStatus
  /** Of the artefact it runs under; empty before there is one. */
  hash: string
  subject: string
  reads: number
  /** From when windows of reads are counted, and the reads of the last one: a revision goes on with those of what it replaced. */
  begun: number
  readAt: number[]
}

export interface Replay {
  /** Keeps an artefact until its consent has ended. */
  hold(hash: string, artefact: HeldArtefact): void
  /** null: lawful. */
  judge(index: number, leaf: ReplayLeaf): Finding | null
  counts(): { consents: number; reads: number; denied: number; steps: number }
}

/** What a leaf says was done; several where the log does not tell them apart. */
const EVENTS: Readonly<Record<string, readonly ConsentEvent[]>> = {
  'consent.granted': ['grant', 'confirm'],
  'consent.confirmed': ['confirm'],
  'consent.resumed': ['resume'],
}

/** Status by leaf: `consent.paused` leads to paused; what confirms or resumes leads to granted. */
function statusAfter(kind: string): ConsentStatus | null {
  const named = kind.slice('consent.'.length)
  if (named === 'confirmed' || named === 'resumed') return 'granted'
  return CONSENT_STATUSES.find((status) => status === named) ?? null
}

export function replay(): Replay {
  const artefacts = new Map<string, HeldArtefact>()
  const lives = new Map<string, Life>()
  /** What is to be replaced, by the hash of what is to replace it. */
  const replaced = new Map<string, Pick<Life, 'begun' | 'readAt'>>()
  const counted = { consents: 0, reads: 0, denied: 0, steps: 0 }

  /** @returns why the artefact a leaf names cannot be relied on */
  function flawOfArtefact(hash: string, cid: string): Flaw | null {
    const held = artefacts.get(hash)
    if (!held) return 'artefact_missing'
    return held.flaw ?? (held.terms.id === cid ? null : 'other_artefact')
  }

  function step(leaf: ReplayLeaf, to: ConsentStatus): Flaw | null {
    const life = lives.get(leaf.cid)
    counted.steps += 1
    const begins = to === 'granted' || to === 'provisional'
    const flaw = begins ? flawOfArtefact(leaf.ah, leaf.cid) : null
    if (flaw) return flaw
    if (!life) {
      if (!FIRST_STATUSES.some((first) => first === to) || leaf.t === 'consent.resumed') return 'illegal_step'
      counted.consents += 1
      const { begun, readAt } = replaced.get(leaf.ah) ?? { begun: begins ? artefacts.get(leaf.ah)!.terms.from : 0, readAt: [] }
      replaced.delete(leaf.ah)
      lives.set(leaf.cid, { status: to, hash: begins ? leaf.ah : '', subject: leaf.sp, reads: 0, begun, readAt })
      return null
    }
    const { status } = life
    const events = EVENTS[leaf.t]
    const legal = CONSENT_EDGES.some((edge) => edge.from === status && edge.to === to && (events === undefined || events.includes(edge.by)))
    if (!legal) return 'illegal_step'
    // Whoever pauses or ends a consent names the very artefact; a grant may bring another than was proposed.
    if ((status === 'granted' || status === 'paused') && leaf.ah !== life.hash) return 'other_artefact'
    life.status = to
    if (begins && life.hash !== leaf.ah) {
      life.hash = leaf.ah
      life.begun = artefacts.get(leaf.ah)!.terms.from
    }
    if (to === 'superseded') replaced.set(leaf.why, { begun: life.begun, readAt: life.readAt })
    if (TERMINAL_STATUSES.includes(to)) {
      artefacts.delete(life.hash)
      life.readAt = []
    }
    return null
  }

  function read(leaf: ReplayLeaf): { flaw: Flaw; about?: string } | null {
    counted.reads += 1
    const life = lives.get(leaf.cid)
    if (!life) return { flaw: 'unknown_consent' }
    if (life.status === 'paused') return { flaw: 'paused' }
    if (TERMINAL_STATUSES.includes(life.status)) return { flaw: 'ended', about: life.status }
    if (life.status !== 'granted') return { flaw: 'not_granted', about: life.status }
    if (leaf.ah !== life.hash) return { flaw: 'other_artefact' }
    const { terms } = artefacts.get(life.hash)!
    if (leaf.sp !== life.subject) return { flaw: 'wrong_subject' }
    if (leaf.ac !== terms.lender) return { flaw: 'wrong_reader', about: leaf.ac }
    if (leaf.why !== terms.purpose) return { flaw: 'wrong_purpose', about: leaf.why }
    if (leaf.at < terms.from) return { flaw: 'not_yet_valid' }
    if (leaf.at >= terms.to) return { flaw: 'no_longer_valid' }
    const ungranted = leaf.f.find((field) => !terms.fields.has(field))
    if (ungranted !== undefined) return { flaw: 'field', about: ungranted }
    life.reads += 1
    if (terms.totalReads !== null && life.reads > terms.totalReads) return { flaw: 'reads_total', about: String(terms.totalReads) }
    // A number left out is a read that is not in the log.
    const number = terms.totalReads === null && terms.perWindow === null ? 0 : life.reads
    if (leaf.n !== number) return { flaw: 'read_number', about: String(number) }
    if (terms.perWindow) {
      const { windowMs } = terms.perWindow
      const since = life.begun + Math.floor((leaf.at - life.begun) / windowMs) * windowMs
      life.readAt = life.readAt.filter((at) => at >= since)
      if (life.readAt.length < terms.perWindow.reads) life.readAt.push(leaf.at)
      else return { flaw: 'reads_window', about: String(terms.perWindow.reads) }
    }
    return null
  }

  return {
    hold(hash, artefact) {
      artefacts.set(hash, artefact)
    },
    judge(index, leaf) {
      if (leaf.t === 'read.denied') counted.denied += 1
      const found = leaf.t === 'read.released' ? read(leaf) : null
      if (found) return { why: found.flaw, index, about: [leaf.cid, found.about].filter(Boolean).join(' ') }
      if (!leaf.t.startsWith('consent.')) return null
      const to = statusAfter(leaf.t)
      const flaw = to === null ? 'leaf_shape' : step(leaf, to)
      return flaw ? { why: flaw, index, about: leaf.cid } : null
    },
    counts: () => ({ ...counted }),
  }
}
