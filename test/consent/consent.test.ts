import { describe, expect, it } from 'vitest'
import { type Artefact, artefactHash, type ConsentRequest, checkRequest, LEGAL_SHA256 } from '../../src/consent/artefact.ts'
import { type ConsentState, coverageOf } from '../../src/consent/coverage.ts'
import { CONSENT_EDGES, type ConsentEvent, type ConsentStatus, effectiveStatus, stepConsent } from '../../src/consent/lifecycle.ts'
import { type LogEntry, leafOf, parseLeaf } from '../../src/log/entry.ts'
import { Fault } from '../../src/platform/kernel/fault.ts'

const artefact: Artefact = {
  v: 'xyd-consent/1',
  id: 'cns_1',
  rev: 1,
  supersedes: null,
  subject: { kind: 'enterprise', ref: 'sub_1' },
  grantor: { ref: 'usr_1', role: 'self', assurance: 'password' },
  proxy: null,
  grantee: { lender: 'ins_1', name: '示例银行甲', onward: [] },
  purpose: { code: 'UNDERWRITE', templateId: 'underwrite-1', text: '审查本笔贷款申请' },
  binding: { product: 'prd_1', productVersion: 1, application: 'app_1' },
  data: [
    { category: 'tax', fields: ['taxGrade'], sensitive: false, separateConsentAt: null },
    { category: 'registration', fields: ['ageMonths', 'name'], sensitive: false, separateConsentAt: null },
  ],
  access: { total: 2 },
  validity: { from: '2026-11-23T02:00:00.000Z', to: '2026-12-23T02:00:00.000Z' },
  retention: { deleteAfter: 'P30D', trigger: 'decision' },
  legal: { textId: 'consent-underwrite', version: 1, lang: 'zh-CN', sha256: LEGAL_SHA256 },
  issued: { at: '2026-11-23T02:00:00.000Z' },
}
const VALID_TO = new Date(artefact.validity.to)
const live: ConsentState = { status: 'granted', lenderId: 'ins_1', applicationId: 'app_1', validTo: VALID_TO, readsUsed: 0, artefact }
const reading = { lenderId: 'ins_1', applicationId: 'app_1', at: new Date('2026-11-24T00:00:00.000Z') }

function faultOf(work: () => unknown): Fault {
  try {
    work()
  } catch (error) {
    if (error instanceof Fault) return error
    throw error
  }
  throw new Error('nothing was refused')
}

describe('a consent', () => {
  it('opens exactly its fields to its lender for its application', () => {
    expect(coverageOf(live, reading)).toEqual({ covered: true, fields: new Set(['taxGrade', 'ageMonths', 'name']), lastRead: false })
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

  it('takes exactly the steps of its table and refuses every other pair', () => {
    const statuses: ConsentStatus[] = ['granted', 'revoked', 'expired', 'consumed']
    const events: ConsentEvent[] = ['revoke', 'expire', 'lastRead']
    for (const from of statuses) {
      for (const by of events) {
        const edge = CONSENT_EDGES.find((e) => e.from === from && e.by === by)
        if (edge) expect(stepConsent(from, by)).toBe(edge.to)
        else expect(faultOf(() => stepConsent(from, by))).toMatchObject({ kind: 'conflict', code: 'illegal_transition' })
      }
    }
  })

  it('expires without a job, and only while granted', () => {
    expect(effectiveStatus('granted', VALID_TO, VALID_TO)).toBe('expired')
    expect(effectiveStatus('granted', VALID_TO, new Date(VALID_TO.getTime() - 1))).toBe('granted')
    expect(effectiveStatus('revoked', VALID_TO, VALID_TO)).toBe('revoked')
  })
})

describe('an artefact', () => {
  it('has the same hash whatever the order of its keys', () => {
    const turned = Object.fromEntries(Object.entries(artefact).reverse()) as unknown as Artefact
    expect(artefactHash(turned)).toBe(artefactHash(artefact))
  })

  it('has another hash after any change', () => {
    const hashes = new Set([
      artefactHash(artefact),
      artefactHash({ ...artefact, access: { total: 3 } }),
      artefactHash({ ...artefact, data: artefact.data.slice(1) }),
      artefactHash({ ...artefact, grantee: { ...artefact.grantee, lender: 'ins_2' } }),
    ])
    expect(hashes.size).toBe(4)
  })
})

describe('a request for consent', () => {
  const catalogue = { tax: { fields: ['taxGrade'], sensitive: false, zh: '纳税信用' }, operations: { fields: ['staff'], sensitive: true, zh: '经营信息' } }
  const request: ConsentRequest = { purpose: 'UNDERWRITE', data: [{ category: 'tax', separateConsent: false }], validDays: 90, reads: 20 }

  it('is taken at its template’s bounds', () => {
    expect(() => checkRequest(request, catalogue)).not.toThrow()
  })

  it('is refused beyond them, naming every bound', () => {
    const fault = faultOf(() => checkRequest({ ...request, validDays: 91, reads: 21 }, catalogue))
    expect(fault.code).toBe('consent_exceeds_template')
    expect(fault.errors.map((e) => e.pointer)).toEqual(['/validDays', '/reads'])
  })

  it.each([
    ['an unknown category', [{ category: 'religion', separateConsent: true }], 'unknown_category', '/data/0/category'],
    ['a prototype name', [{ category: 'constructor', separateConsent: true }], 'unknown_category', '/data/0/category'],
    ['a sensitive set without its own tick', [{ category: 'operations', separateConsent: false }], 'separate_consent_required', '/data/0/separateConsent'],
    [
      'a set twice',
      [
        { category: 'tax', separateConsent: false },
        { category: 'tax', separateConsent: false },
      ],
      'repeated_category',
      '/data/1/category',
    ],
  ])('is refused for %s', (_, data, code, pointer) => {
    const fault = faultOf(() => checkRequest({ ...request, data }, catalogue))
    expect(fault.code).toBe(code)
    expect(fault.errors[0]?.pointer).toBe(pointer)
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
