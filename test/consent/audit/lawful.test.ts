import { describe, expect, it, test } from 'vitest'
import { seededRandom } from '../../../bench/measure.ts'
import { verifyFile } from '../../../src/consent/audit/model.ts'
import { PLAIN_TRUST } from '../../../src/log/audit/model.ts'
import { blocksOf, exported, JWKS, type Living, ledgerOf, PLATFORM, VKEY, type World, world } from '../../support/audit-history.ts'

const TRUST = { ...PLAIN_TRUST, at: Date.UTC(2027, 1, 1), vkeys: [VKEY], jwks: JWKS }

async function judge(w: World, every = 16) {
  return verifyFile(blocksOf(`${exported(await ledgerOf(w.acts, every)).join('\n')}\n`), TRUST)
}

describe('a history that keeps the rules', () => {
  it('is lawful, however it went', async () => {
    for (let seed = 1; seed <= 60; seed++) {
      const w = world(seededRandom(seed))
      const length = 1 + Math.floor(w.random() * 300)
      while (w.acts.length < length) w.step()
      const report = await judge(w, 1 + Math.floor(w.random() * 40))
      expect({ seed, exit: report.exit, findings: report.findings }).toEqual({ seed, exit: 0, findings: [] })
      expect(report.counts.leaves).toBe(w.acts.length)
      expect(report.counts.reads).toBe(w.acts.filter(({ leaf }) => leaf.includes('"t":"read.released"')).length)
    }
  })
})

/** Each brings a consent to a place and then does what is not allowed there; the last leaf it writes is the one to be named. */
const UNLAWFUL: [what: string, why: string, act: (w: World) => void][] = [
  ['a read after the revoke', 'ended', (w) => afterEnd(w, 'consent.revoked')],
  ['a read after the last one', 'ended', (w) => twice(w, w.grant({ total: 1, perWindow: null }))],
  ['a read after the expiry was written', 'ended', (w) => afterEnd(w, 'consent.expired')],
  ['a read after another consent took its place', 'ended', (w) => afterEnd(w, 'consent.superseded')],
  ['a read in a pause', 'paused', (w) => afterStep(w, w.grant({ total: 9 }), 'consent.paused')],
  ['a read while provisional', 'not_granted', (w) => afterStep(w, w.draft(), 'consent.provisional')],
  ['a read while only requested', 'not_granted', (w) => afterStep(w, w.draft(), 'consent.requested')],
  ['a read of a field that was not granted', 'field', (w) => raw(w, w.grant({ fields: ['taxGrade'] }), { f: ['taxGrade', 'cashFlow'] })],
  ['one read too many where the end was not written', 'reads_total', (w) => tooMany(w)],
  ['one read too many in a window', 'reads_window', (w) => windowed(w, 3)],
  ['one read too many in a window that a revision went on with', 'reads_window', (w) => revised(w, [1, 2], 2)],
  ['one read too many after two revisions, of which the first was not read under', 'reads_window', (w) => revised(w, [1, 0, 2], 2)],
  ['a read a moment before the next window of the first consent', 'reads_window', (w) => revisedAndLater(w, -1)],
  ['a read at the very end of validity', 'no_longer_valid', (w) => atTime(w, 'to', 0)],
  ['a read before validity', 'not_yet_valid', (w) => atTime(w, 'from', -1)],
  ['a read without any consent', 'unknown_consent', (w) => raw(w, w.draft(), {})],
  ['a read by another lender', 'wrong_reader', (w) => raw(w, w.grant(), { ac: 'ins_z' })],
  ['a read of another subject', 'wrong_subject', (w) => raw(w, w.grant(), { sp: 'sp_z' })],
  ['a read for another purpose', 'wrong_purpose', (w) => raw(w, w.grant(), { why: 'POSTLOAN' })],
  ['a read under another artefact', 'other_artefact', (w) => raw(w, w.grant(), { ah: w.grant().hash })],
  ['a read whose number leaves one out', 'read_number', (w) => raw(w, w.grant({ total: 5, perWindow: null }), { n: 2 })],
  ['a pause of what was revoked', 'illegal_step', (w) => stepAfter(w, 'consent.revoked', 'consent.paused')],
  ['a second grant', 'illegal_step', (w) => stepAfter(w, null, 'consent.granted')],
  ['a look by statute that nobody approved', 'not_granted', (w) => byStatute(w, { approver: '' })],
  ['a look by statute approved by who asked', 'second_person', (w) => byStatute(w, { approver: 'op_1', reader: '' })],
  ['a look by statute after half an hour', 'window_closed', (w) => byStatute(w, { minutes: 30 })],
  ['a look by statute by another person', 'wrong_reader', (w) => byStatute(w, { reader: 'op_2' })],
  ['a look by statute at more', 'field', (w) => byStatute(w, { f: ['cashFlow'] })],
  ['a look by statute under another writ', 'other_artefact', (w) => byStatute(w, { writ: 'e' })],
  ['a look by statute that leaves one out', 'read_number', (w) => byStatute(w, { n: 2 })],
  ['a resume of what was not paused', 'illegal_step', (w) => stepAfter(w, null, 'consent.resumed')],
]

const FIELDS = ['penalties', 'taxGrade']
/** A look by statute: who asks, who approves, how long after, at what; as it should be unless told. */
function byStatute(w: World, { approver = 'op_2', reader = 'op_1', minutes = 29, f = FIELDS, n = 1, writ = 'd' }: Partial<ByStatute> = {}) {
  const cid = `brk_${w.acts.length}`
  const about = { cid, sp: 'sp_b', ac: 'platform', why: 'court_order', ah: 'd'.repeat(64) }
  w.write({ ...about, t: 'breakglass.requested', op: 'op_1', f: FIELDS })
  if (approver !== '') w.write({ ...about, t: 'breakglass.approved', op: approver, f: FIELDS })
  if (reader === '') return
  w.wait(minutes * 60_000)
  w.write({ ...about, t: 'breakglass.read', op: reader, f, n, ah: writ.repeat(64) })
}
interface ByStatute {
  approver: string
  reader: string
  minutes: number
  f: string[]
  n: number
  writ: string
}

function raw(w: World, consent: Living, more: Parameters<World['put']>[2]) {
  w.put(consent, 'read.released', {
    f: [],
    n: consent.terms.total === null && consent.terms.perWindow === null ? 0 : consent.reads + 1,
    why: 'UNDERWRITE',
    ...more,
  })
}

function leave(w: World, consent: Living) {
  const at = w.living.indexOf(consent)
  if (at >= 0) w.living.splice(at, 1)
}

function afterStep(w: World, consent: Living, kind: string) {
  w.put(consent, kind)
  leave(w, consent)
  raw(w, consent, {})
}

function afterEnd(w: World, kind: string) {
  afterStep(w, w.grant({ total: 9, days: 50 }), kind)
}

function twice(w: World, consent: Living) {
  w.read(consent)
  raw(w, consent, { n: 2 })
}

function tooMany(w: World) {
  const consent = w.grant({ total: 2, perWindow: null })
  raw(w, consent, { n: 1 })
  raw(w, consent, { n: 2 })
  raw(w, consent, { n: 3 })
}

function windowed(w: World, reads: number) {
  const consent = w.grant({ total: 9, perWindow: { n: 2, window: 'P7D' }, days: 50 })
  for (let n = 1; n <= reads; n++) raw(w, consent, { n })
}

/** Each takes the place of the one before, a day later, and is read so often within the first one's window of a week. */
function revised(w: World, reads: readonly number[], most: number) {
  const terms = { total: 9, perWindow: { n: most, window: 'P7D' }, days: 50 }
  reads.forEach((many, i) => {
    const consent = w.draft(terms)
    if (i > 0) w.put(w.living.at(-1)!, 'consent.superseded', { why: consent.hash })
    if (i > 0) leave(w, w.living.at(-1)!)
    w.put(consent, 'consent.granted')
    w.living.push(consent)
    w.put(consent, 'consent.paused')
    w.put(consent, 'consent.resumed')
    for (let n = 1; n <= many; n++) raw(w, consent, { n })
    w.wait(86_400_000)
  })
}

/** As `revised`, read in the first one's next window: seven days after the first was given, five after the last was. */
function revisedAndLater(w: World, wait: number) {
  revised(w, [2, 0], 2)
  w.wait(5 * 86_400_000 + wait)
  const last = w.living.at(-1)!
  raw(w, last, { n: 1 })
}

function atTime(w: World, edge: 'from' | 'to', ms: number) {
  const consent = w.grant({ total: 9, days: 1 })
  raw(w, consent, { at: new Date(consent[edge] + ms).toISOString() })
}

function stepAfter(w: World, first: string | null, then: string) {
  const consent = w.grant({ total: 9, days: 50 })
  if (first) w.put(consent, first)
  w.put(consent, then)
}

describe('a history with one thing that was not allowed', () => {
  test.each(UNLAWFUL)('names the leaf: %s', async (_, why, act) => {
    for (const seed of [1, 2, 3]) {
      const w = world(seededRandom(seed))
      for (let i = 0; i < 30 * seed; i++) w.step()
      act(w)
      const index = w.acts.length - 1
      // What comes after is lawful again, and is not about the same consent.
      w.living.length = 0
      for (let i = 0; i < 40; i++) w.step()
      const report = await judge(w)
      expect({ exit: report.exit, first: report.findings[0] }).toMatchObject({ exit: 3, first: { why, index } })
    }
  })

  test.each<[string, (w: World) => void]>([
    ['a look by statute in its last minute', (w) => byStatute(w)],
    ['the last read that is granted', (w) => raw(w, w.grant({ total: 1, perWindow: null }), {})],
    ['the last read of a window', (w) => windowed(w, 2)],
    ['the last read of a window that a revision went on with', (w) => revised(w, [1, 1], 2)],
    ['the first read of the next window, which is the first consent’s and not its revision’s', (w) => revisedAndLater(w, 0)],
    ['a read in the last millisecond of validity', (w) => atTime(w, 'to', -1)],
    ['a read in the first millisecond of validity', (w) => atTime(w, 'from', 0)],
  ])('has nothing against its neighbour: %s', async (_, act) => {
    const w = world(seededRandom(5))
    act(w)
    expect((await judge(w)).findings).toEqual([])
  })
})

// biome-ignore lint/suspicious/noExplicitAny: any line of a dump, to be bent
type Line = Record<string, any>

describe('a consent whose papers are not in order', () => {
  const changed = async (change: (line: Line) => void, signedArtefacts = false) => {
    const w = world(seededRandom(11))
    for (let i = 0; i < 20; i++) w.step()
    const consent = w.grant({ total: 3, perWindow: null })
    w.read(consent)
    const index = w.acts.findIndex(({ artefact }) => artefact?.hash === consent.hash)
    const lines = exported(await ledgerOf(w.acts, 16)).map((text) => {
      const line = JSON.parse(text) as Line
      if (line.hash === consent.hash) change(line)
      return JSON.stringify(line)
    })
    return { index, report: await verifyFile(blocksOf(`${lines.join('\n')}\n`), { ...TRUST, signedArtefacts }) }
  }
  const foreign = { alg: 'none', kid: PLATFORM.kid, typ: 'xyd-consent+jws' }

  test.each<[string, number, string, (line: Line) => void]>([
    ['more reads than were granted', 2, 'artefact_hash', (line) => (line.artefact.access.total = 30)],
    ['a signature that is cut', 2, 'artefact_signature', (line) => (line.sig.platform = line.sig.platform.slice(0, -2))],
    ['a header without algorithm', 2, 'artefact_signature', (line) => (line.sig.platform = `${Buffer.from(JSON.stringify(foreign)).toString('base64url')}..`)],
    ['another kind of statement', 5, 'artefact_shape', (line) => (line.artefact.v = 'xyd-consent/2')],
    ['a bound that cannot be understood', 5, 'artefact_shape', (line) => (line.artefact.access.perWindow = { n: 1, window: 'often' })],
    ['a fraction', 5, 'artefact_shape', (line) => (line.artefact.rev = 1.5)],
  ])('is not relied on: %s', async (_, exit, why, change) => {
    const { index, report } = await changed(change)
    expect(report).toMatchObject({ exit, findings: [{ why, index: exit === 2 ? index : null }] })
  })

  it('is told of where the platform signed nothing, and refused where a signature is asked for', async () => {
    const unsigned = (line: Line) => delete line.sig
    const { report } = await changed(unsigned)
    expect(report).toMatchObject({ exit: 0, counts: { unsigned: 1 } })
    expect(report.caveats).toContain('artefacts_unsigned')
    expect((await changed(unsigned, true)).report).toMatchObject({ exit: 4, findings: [{ why: 'unsigned_artefact', about: '1' }] })
  })
})
