import { describe, expect, it, test } from 'vitest'
import { seededRandom } from '../../../bench/measure.ts'
import { verifyFile } from '../../../src/consent/audit/model.ts'
import { PLAIN_TRUST, type Trust } from '../../../src/log/audit/model.ts'
import { canonicalJson } from '../../../src/platform/kernel/canonical.ts'
import { blocksOf, detached, hashOf, JWKS, keyPair, world } from '../../support/audit-history.ts'

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
const judged = async (change: (value: ReturnType<typeof receipt>) => void, trust: Trust = TRUST) => {
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

  it('tells to whom, for what and how long, but only of what was signed', async () => {
    const { artefact } = receipt().consent
    const { facts } = (await judged(() => {})).statement!
    expect(Object.fromEntries(facts)).toEqual({
      ...{ 'consent.id': artefact.id, 'consent.lender': '示例银行', 'consent.purpose': '审查本笔贷款申请' },
      ...{ 'consent.data': artefact.data[0].fields.join(' '), 'consent.since': artefact.validity.from, 'consent.until': artefact.validity.to },
    })
    expect((await judged((r) => (r.sig.platform = ''))).statement).toBeUndefined()
    expect((await judged((r) => (r.sig.platform = detached(r.consent.artefact, keyPair('thief'))))).statement).toBeUndefined()
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

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['an empty object', {}],
    ['an empty signature', { platform: '' }],
    ['only the subject’s own', { subject: {} }],
  ])('proves nothing where the signature is %s, though its text and hash agree', async (_, sig) => {
    for (const trust of [TRUST, { ...TRUST, jwks: null }, { ...TRUST, signedArtefacts: true }]) {
      const report = await judged((r) => {
        const artefact = { ...r.consent.artefact, rev: 2 }
        Object.assign(r, { text: canonicalJson(artefact), hash: hashOf(artefact), sig })
        Object.assign(r.consent, { artefact, hash: r.hash })
      }, trust)
      expect({ exit: report.exit, first: report.findings[0]?.why }).toEqual({ exit: 5, first: 'receipt_unsigned' })
    }
  })

  it('may sum up what was signed, and nothing else', async () => {
    const sound = await judged((r) => Object.assign(r.consent, summary(r)))
    expect({ exit: sound.exit, findings: sound.findings }).toEqual({ exit: 0, findings: [] })
    expect(sound.caveats).toContain('told_unsigned')
    const other: Record<string, unknown> = {
      ...{ readsTotal: 9, total: 9, lenderId: 'ins_z', lenderName: '别家银行', validTo: '2030-01-01T00:00:00.000Z', deleteAfter: 'P9D', rev: 2 },
      ...{ productVersion: 2, applicationId: null, purpose: { code: 'OTHER', text: '审查本笔贷款申请' }, proxy: { method: 'video' } },
      data: [{ category: 'tax', fields: ['cashFlow'], sensitive: false, lookback: 'P36M', label: '税' }],
    }
    for (const [name, value] of Object.entries(other)) {
      const report = await judged((r) => Object.assign(r.consent, summary(r), { [name]: value }))
      expect({ exit: report.exit, findings: report.findings }).toEqual({ exit: 2, findings: [{ why: 'receipt_differs', index: null, about: name }] })
    }
  })
})

// biome-ignore lint/suspicious/noExplicitAny: a receipt
function summary({ consent: { artefact } }: any) {
  const { grantee, binding, purpose, data, access, validity, retention, rev } = artefact
  return {
    ...{ status: 'revoked', readsUsed: 1, lenderId: grantee.lender, lenderName: grantee.name, productId: binding.product },
    ...{ productVersion: 1, applicationId: binding.application, purpose: { code: purpose.code, text: purpose.text } },
    data: data.map(({ separateConsentAt: _, ...part }: Record<string, unknown>) => ({ ...part, label: '税' })),
    ...{ readsTotal: access.total, validFrom: validity.from, validTo: validity.to, deleteAfter: retention.deleteAfter, rev, proxy: null },
  }
}
