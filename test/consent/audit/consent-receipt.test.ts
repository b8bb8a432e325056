import { describe, expect, it, test } from 'vitest'
import { seededRandom } from '../../../bench/measure.ts'
import { verifyFile } from '../../../src/consent/audit/model.ts'
import { PLAIN_TRUST } from '../../../src/log/audit/model.ts'
import { canonicalJson } from '../../../src/platform/kernel/canonical.ts'
import { blocksOf, detached, JWKS, keyPair, world } from '../../support/audit-history.ts'

const TRUST = { ...PLAIN_TRUST, at: Date.UTC(2027, 1, 1), jwks: JWKS }

// biome-ignore lint/suspicious/noExplicitAny: any receipt, to be bent
function receipt(): any {
  const w = world(seededRandom(3))
  const consent = w.grant({ total: 3, perWindow: null, days: 30 })
  w.wait(1_000)
  w.put(consent, 'consent.paused')
  w.wait(1_000)
  w.put(consent, 'consent.resumed')
  w.wait(1_000)
  w.put(consent, 'consent.revoked', { why: 'subject_request' })
  const life = w.acts.map(({ leaf }, at) => {
    const { t, at: when, why, rid } = JSON.parse(leaf)
    return { index: at + 5, kind: t, at: when, why, byPlatform: false, requestId: rid, leaf }
  })
  const { id, hash, artefact } = consent
  const sig = { platform: detached(artefact) }
  return { consent: { id, hash, artefact }, text: canonicalJson(artefact), hash, sig, verified: true, keys: '/.well-known/jwks.json', life }
}
const judged = async (change: (value: ReturnType<typeof receipt>) => void, trust = TRUST) => {
  const value = receipt()
  change(value)
  return verifyFile(blocksOf(JSON.stringify(value, null, 1)), trust)
}

describe('the receipt of a consent', () => {
  it('holds as it was answered, and says what it does not show', async () => {
    const report = await judged(() => {})
    expect(report).toMatchObject({ form: 'consent', exit: 0, findings: [], counts: { steps: 4 } })
    expect(report.caveats).toContain('leaves_not_proven')
  })

  test.each<[string, number, string, (value: ReturnType<typeof receipt>) => void]>([
    ['another text under its hash', 2, 'artefact_hash', (r) => (r.text = r.text.replace('"total":3', '"total":9'))],
    ['another text with its hash', 2, 'artefact_signature', (r) => Object.assign(r, { text: r.text.replace('"rev":1', '"rev":2') })],
    ['a signature by a foreign key', 2, 'artefact_signature', (r) => (r.sig.platform = detached(r.consent.artefact, keyPair('thief')))],
    ['a view that says more than was signed', 2, 'receipt_differs', (r) => (r.consent.artefact = { ...r.consent.artefact, rev: 7 })],
    ['a step told otherwise than sealed', 2, 'receipt_differs', (r) => (r.life[1].why = 'another')],
    ['steps in another order', 2, 'receipt_differs', (r) => r.life.reverse()],
    ['a step left out', 3, 'illegal_step', (r) => r.life.splice(1, 1)],
    ['no life at all in the form', 5, 'receipt_shape', (r) => delete r.life],
    ['a text that is no artefact', 5, 'artefact_shape', (r) => (r.text = '{}')],
  ])('is refused with %s', async (_, exit, why, change) => {
    const report = await judged(change)
    expect({ exit: report.exit, why: report.findings.map((finding) => finding.why) }).toEqual({ exit, why: expect.arrayContaining([why]) })
  })

  it('without a signature is told of, and refused where one is asked for', async () => {
    const unsigned = (r: ReturnType<typeof receipt>) => (r.sig = null)
    expect((await judged(unsigned)).caveats).toContain('artefacts_unsigned')
    expect((await judged(unsigned, { ...TRUST, signedArtefacts: true })).exit).toBe(4)
  })
})
