import { describe, expect, it, test } from 'vitest'
import { seededRandom } from '../../../bench/measure.ts'
import { verifyFile } from '../../../src/consent/audit/model.ts'
import { PLAIN_TRUST } from '../../../src/log/audit/model.ts'
import { blocksOf, exported, JWKS, ledgerOf, VKEY, world } from '../../support/audit-history.ts'

const TRUST = { ...PLAIN_TRUST, at: Date.UTC(2027, 1, 1), vkeys: [VKEY], jwks: JWKS }

interface Held {
  /** The answer's Date, milliseconds before the youngest leaf. */
  before: number
  requestId?: string
  attributes?: string[]
  /** Size of the checkpoint it came with; null: none did. */
  size?: 2 | 4 | null
}

/** A grant, a read, a pause and, ten seconds on, a resume, exported at once. */
async function judged({ before, requestId, attributes = ['payroll'], size = 2 }: Held) {
  const w = world(seededRandom(5))
  const consent = w.grant({ total: 3, perWindow: null, fields: ['payroll', 'taxGrade'], days: 30 })
  w.read(consent, { f: ['payroll'], rid: 'req-held' })
  w.put(consent, 'consent.paused')
  w.wait(10_000)
  w.put(consent, 'consent.resumed')
  const ledger = await ledgerOf(w.acts, 2)
  const note = ledger.checkpoints.find((checkpoint) => checkpoint.size === size)?.note
  const answer = {
    headers: {
      ...{ 'X-Request-Id': requestId ?? 'req-held', Date: new Date(w.now() - before).toISOString() },
      ...(note && { 'Suixin-Log-Checkpoint': Buffer.from(note).toString('base64') }),
    },
    body: { consent: { id: consent.id, hash: consent.hash, readNo: 1 }, sections: [{ entries: attributes.map((attribute) => ({ attribute })) }] },
  }
  const lines = exported(ledger).map((line) => line.replace('2027-02-01T00:00:00.000Z', new Date(w.now()).toISOString()))
  return verifyFile(blocksOf(`${lines.join('\n')}\n`), TRUST, [JSON.stringify(answer)])
}

describe('an answer without an entry in a dump made at once', () => {
  const requestId = 'req-nowhere'
  test.each<[string, Held, number]>([
    ['is missed where a leaf more than 5 s younger is sealed', { requestId, before: 5_001 }, 2],
    ['is too new where the youngest leaf is 5 s younger', { requestId, before: 5_000 }, 0],
    ['is missed also where it came without a checkpoint', { requestId, before: 5_001, size: null }, 2],
    ['is too new where it came with the dump’s own newest checkpoint', { requestId, before: 5_001, size: 4 }, 0],
  ])('%s', async (_, held, exit) => {
    const report = await judged(held)
    expect({ exit: report.exit, findings: report.findings, tooNew: report.caveats.includes('answers_too_new') }).toEqual({
      ...{ exit, findings: exit === 0 ? [] : [{ why: 'answer_missing', index: null, about: requestId }] },
      tooNew: exit === 0,
    })
  })
})

describe('what an answer shows', () => {
  it('is what was written down, or less', async () => {
    expect((await judged({ before: 9_000 })).findings).toEqual([])
    expect((await judged({ before: 9_000, attributes: [] })).findings).toEqual([])
  })

  it('is no attribute more, though it was granted', async () => {
    const report = await judged({ before: 9_000, attributes: ['payroll', 'taxGrade'] })
    expect(report).toMatchObject({ exit: 2, findings: [{ why: 'answer_differs', index: 1, about: 'req-held' }] })
  })
})
