import { describe, expect, it } from 'vitest'
import { type ConsentState, coverageOf } from '../../src/consent/coverage.ts'
import { type LogEntry, leafOf, parseLeaf } from '../../src/log/entry.ts'
import { sampleArtefact } from './sample.ts'

const artefact = sampleArtefact()
const VALID_TO = new Date(artefact.validity.to)
const live: ConsentState = {
  status: 'granted',
  lenderId: artefact.grantee.lender,
  applicationId: artefact.binding.application,
  validTo: VALID_TO,
  readsUsed: 0,
  artefact,
}
const reading = { lenderId: artefact.grantee.lender, applicationId: artefact.binding.application!, at: new Date('2026-11-24T00:00:00.000Z') }

describe('a consent', () => {
  it('opens exactly its fields to its lender for its application', () => {
    const since = new Map([
      ['tax', '2023-11-24'],
      ['operations', '2023-11-24'],
    ])
    expect(coverageOf(live, reading)).toEqual({ covered: true, fields: new Set(['taxGrade', 'revenueFen', 'staff']), since, readNo: 1, lastRead: false })
  })

  it.each<[`P${number}${'D' | 'M'}`, string, string]>([
    ['P6M', '2026-11-24T00:00:00.000Z', '2026-05-24'],
    // The day is that of Guangzhou, and a day that the month lacks is its last.
    ['P6M', '2026-11-24T15:59:59.999Z', '2026-05-24'],
    ['P6M', '2026-11-24T16:00:00.000Z', '2026-05-25'],
    ['P1M', '2026-12-30T16:00:00.000Z', '2026-11-30'],
    ['P7D', '2026-11-24T00:00:00.000Z', '2026-11-17'],
  ])('with a lookback of %s reaches back at %s to %s', (lookback, at, day) => {
    const data = [{ ...artefact.data[0]!, lookback }]
    const coverage = coverageOf({ ...live, validTo: new Date('2027-01-01'), artefact: { ...artefact, data } }, { ...reading, at: new Date(at) })
    expect(coverage).toMatchObject({ covered: true, since: new Map([['tax', day]]) })
  })

  it('with a lookback that nobody can reckon with opens nothing', () => {
    const data = [{ ...artefact.data[0]!, lookback: 'P1Y' as 'P1M' }]
    expect(() => coverageOf({ ...live, artefact: { ...artefact, data } }, reading)).toThrow(RangeError)
  })

  it.each<[string, Partial<ConsentState>, Partial<typeof reading>, string]>([
    ['another lender', {}, { lenderId: 'ins_2' }, 'not_this_reader'],
    ['another application', {}, { applicationId: 'app_2' }, 'not_this_reader'],
    ['after it was revoked', { status: 'revoked' }, {}, 'consent_revoked'],
    ['after its last read', { status: 'consumed' }, {}, 'consent_consumed'],
    ['with its reads used but the status not yet written', { readsUsed: 2 }, {}, 'consent_consumed'],
    ['at the instant it ends', {}, { at: VALID_TO }, 'consent_expired'],
    ['revoked and past its end: revoked is what happened', { status: 'revoked' }, { at: new Date('2027-01-01') }, 'consent_revoked'],
  ])('does not cover %s', (_, state, look, why) => {
    expect(coverageOf({ ...live, ...state }, { ...reading, ...look })).toEqual({ covered: false, why })
  })

  it('covers the last millisecond before its end', () => {
    expect(coverageOf(live, { ...reading, at: new Date(VALID_TO.getTime() - 1) }).covered).toBe(true)
  })

  it('knows its last read', () => {
    expect(coverageOf({ ...live, readsUsed: 1 }, reading)).toMatchObject({ covered: true, lastRead: true })
  })
})

describe('a log entry', () => {
  it('is canonical, names people by pseudonym, sorts its fields and can be read back', () => {
    const entry: LogEntry = {
      kind: 'read.released',
      subjectId: 'sub_1',
      consentId: 'cns_1',
      artefactHash: 'ab',
      lenderId: 'ins_1',
      actorId: 'usr_1',
      fields: ['taxGrade', 'ageMonths'],
      requestId: 'req_1',
      readNo: 1,
      why: 'UNDERWRITE',
      at: new Date('2026-11-23T02:00:00.000Z'),
    }
    const leaf = leafOf(entry, { subject: 'a pseudonym', operator: 'another' })
    expect(leaf).toBe(
      '{"ac":"ins_1","ah":"ab","at":"2026-11-23T02:00:00.000Z","cid":"cns_1","f":["ageMonths","taxGrade"],"n":1,"op":"another","rid":"req_1","sp":"a pseudonym","t":"read.released","why":"UNDERWRITE"}',
    )
    expect(parseLeaf(leaf)).toMatchObject({ f: ['ageMonths', 'taxGrade'], n: 1 })
  })
})
