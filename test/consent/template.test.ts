import { describe, expect, it } from 'vitest'
import { type ConsentRequest, checkWithin, type DataCatalogue, hiddenBy, termsOf } from '../../src/consent/bounds.ts'
import { legalTextOf, legalTextVersion } from '../../src/consent/legal-text.ts'
import { longestDays, PURPOSE_CODES, type PurposeCode, TEMPLATES, templateOf } from '../../src/consent/template.ts'
import { CATEGORIES, CATEGORY_INFO } from '../../src/profiles/model.ts'
import { faultOf } from './sample.ts'

const TODAY = '2026-11-23'
const catalogue: DataCatalogue = Object.fromEntries(
  CATEGORIES.map((category) => [category, { fields: [`${category}Field`], sensitive: CATEGORY_INFO[category].sensitive, zh: CATEGORY_INFO[category].zh }]),
)
/** Of the texts that the first consents were given under, by purpose. */
const FIRST_TEXTS = ['6265215cc77ceb2d', 'eac819d85f4083fd', '579d3c57e7b4d3b5', 'f92b9132c46f5c1e', 'd1bf8a16b64be583']
const tax = { category: 'tax', separateConsent: false }

function ask(over: Partial<ConsentRequest>): ConsentRequest {
  return { purpose: 'UNDERWRITE', data: [tax], ...over }
}
function refusals(request: ConsentRequest): string[] {
  const fault = faultOf(() => termsOf(request, catalogue, TODAY))
  return fault.errors.map(({ pointer, code }) => `${pointer} ${code}`)
}

describe('a template', () => {
  it('is there for each purpose, on the day it begins and before', () => {
    for (const code of PURPOSE_CODES) {
      expect(templateOf(code, TODAY).code).toBe(code)
      expect(templateOf(code, '2020-01-01').code).toBe(code)
    }
  })

  it('asks for categories that exist, within its own bounds, and says what the subject is shown', () => {
    for (const template of TEMPLATES) {
      for (const category of template.categories ?? []) expect(CATEGORIES, template.id).toContain(category)
      expect(template.defaultDays, template.id).toBeLessThanOrEqual(template.maxDays)
      expect(template.defaultReads, template.id).toBeLessThanOrEqual(template.maxReads)
      expect(template.lookbackMonths, template.id).toBeLessThanOrEqual(template.maxLookbackMonths)
      expect(longestDays(template.deleteAfter), template.id).toBeLessThanOrEqual(template.maxDeleteAfterDays)
      if (template.fetch === 'one_time') expect(template.maxReads, template.id).toBe(1)
      expect(legalTextOf(template.code, TODAY).text.length, template.id).toBeGreaterThan(100)
    }
  })

  it('is older than today’s where an artefact was issued under it', () => {
    expect(TEMPLATES.map(({ id }) => id).length).toBe(new Set(TEMPLATES.map(({ id }) => id)).size)
  })

  it('shows each purpose a text of its own', () => {
    expect(new Set(PURPOSE_CODES.map((code) => legalTextOf(code, TODAY).sha256)).size).toBe(PURPOSE_CODES.length)
  })
})

describe('a lookback', () => {
  const spans = [
    { field: 'inflowFen12m', zh: '近 12 个月流入', months: 12 },
    { field: 'overdueCount24m', zh: '近 24 个月逾期', months: 24 },
  ]
  const entry = { fields: ['cashDays', 'inflowFen12m', 'overdueCount24m'], sensitive: true, zh: '流水', spans }
  it.each([
    [11, ['inflowFen12m', 'overdueCount24m']],
    [12, ['overdueCount24m']],
    [23, ['overdueCount24m']],
    [24, []],
  ])('of %i months is too short for %j', (months, fields) => {
    expect(hiddenBy(months, entry).map(({ field }) => field)).toEqual(fields)
  })

  it('hides nothing of a category that nobody knows any more', () => {
    expect(hiddenBy(1, undefined)).toEqual([])
  })
})

describe('a text', () => {
  it('stays readable as it was agreed to: the first versions keep their bytes', () => {
    expect(PURPOSE_CODES.map((code) => legalTextVersion(code, 1)?.sha256.slice(0, 16))).toEqual(FIRST_TEXTS)
    expect(legalTextVersion('PRECHECK', 99)).toBeNull()
  })

  it('is the one of its day: the first until the day before, the next from its own', () => {
    for (const code of PURPOSE_CODES) {
      expect([legalTextOf(code, '2026-11-22').version, legalTextOf(code, '2026-11-23').version]).toEqual([1, 2])
      expect(legalTextOf(code, '2020-01-01').version).toBe(1)
    }
  })

  it('says of deleting what the template puts into the artefact: from when, and how many days', () => {
    const from = { decision: '作出决定后', expiry: '授权到期后', revocation: '撤回' }
    const inWords: Record<string, string> = { P7D: '七日', P30D: '三十日', P90D: '九十日' }
    for (const { code, trigger, deleteAfter, id } of TEMPLATES) {
      const days = inWords[deleteAfter]!
      expect(legalTextOf(code, TODAY).text, id).toContain(`${from[trigger]}${days}内，该机构应删除所查看的数据`)
      expect(legalTextOf(code, TODAY).text, id).toContain(`自撤回之日起${days}内删除`)
    }
  })
})

describe('a request', () => {
  it.each<[PurposeCode, string, Partial<ConsentRequest>, Partial<ConsentRequest>, string]>([
    ['PRECHECK', 'days', { validDays: 7 }, { validDays: 8 }, '/validDays'],
    ['PRECHECK', 'reads', { reads: 1 }, { reads: 2 }, '/reads'],
    ['PRECHECK', 'keeping', { deleteAfterDays: 7 }, { deleteAfterDays: 8 }, '/deleteAfterDays'],
    ['UNDERWRITE', 'days', { validDays: 90 }, { validDays: 91 }, '/validDays'],
    ['UNDERWRITE', 'reads', { reads: 20 }, { reads: 21 }, '/reads'],
    ['UNDERWRITE', 'keeping', { deleteAfterDays: 30 }, { deleteAfterDays: 31 }, '/deleteAfterDays'],
    ['UNDERWRITE', 'looking back', { data: [{ ...tax, lookbackMonths: 60 }] }, { data: [{ ...tax, lookbackMonths: 61 }] }, '/data/0/lookbackMonths'],
    ['POSTLOAN', 'days', { validDays: 366 }, { validDays: 367 }, '/validDays'],
    ['POSTLOAN', 'reads', { reads: 24 }, { reads: 25 }, '/reads'],
    ['POSTLOAN', 'looking back', { data: [{ ...tax, lookbackMonths: 12 }] }, { data: [{ ...tax, lookbackMonths: 13 }] }, '/data/0/lookbackMonths'],
    ['POSTLOAN', 'categories', { data: [tax] }, { data: [{ category: 'carbon', separateConsent: true }] }, '/data/0/category'],
    ['RENEWAL', 'days', { validDays: 60 }, { validDays: 61 }, '/validDays'],
    ['RENEWAL', 'reads', { reads: 10 }, { reads: 11 }, '/reads'],
    ['GUARANTEE', 'days', { validDays: 60 }, { validDays: 61 }, '/validDays'],
    ['GUARANTEE', 'categories', { data: [tax] }, { data: [{ category: 'village', separateConsent: true }] }, '/data/0/category'],
    ['PRECHECK', 'categories', { data: [tax] }, { data: [{ category: 'cash_flow', separateConsent: true }] }, '/data/0/category'],
  ])('for %s is taken at the bound of %s and refused beyond it', (purpose, _, within, beyond, pointer) => {
    expect(() => termsOf(ask({ purpose, ...within }), catalogue, TODAY)).not.toThrow()
    expect(refusals(ask({ purpose, ...beyond }))).toEqual([`${pointer} consent_exceeds_template`])
  })

  it('is told every bound at once', () => {
    const data = [{ category: 'tax', separateConsent: false, lookbackMonths: 61 }]
    expect(refusals(ask({ validDays: 91, reads: 21, deleteAfterDays: 31, data }))).toEqual([
      '/validDays consent_exceeds_template',
      '/reads consent_exceeds_template',
      '/deleteAfterDays consent_exceeds_template',
      '/data/0/lookbackMonths consent_exceeds_template',
    ])
  })

  it.each([
    ['an unknown category', [{ category: 'religion', separateConsent: true }], '/data/0/category unknown_category'],
    ['a prototype name', [{ category: 'constructor', separateConsent: true }], '/data/0/category unknown_category'],
    ['a sensitive set without its own tick', [{ category: 'operations', separateConsent: false }], '/data/0/separateConsent separate_consent_required'],
    ['a set twice', [tax, tax], '/data/1/category repeated_category'],
  ])('is refused for %s', (_, data, found) => {
    expect(refusals(ask({ data }))).toEqual([found])
  })

  it('of a lender needs no ticks: they are the subject’s to give', () => {
    const request = ask({ purpose: 'RENEWAL', data: [{ category: 'operations', separateConsent: false }] })
    expect(() => termsOf(request, catalogue, TODAY, { ticked: false })).not.toThrow()
  })

  it('gets what it leaves open from its template', () => {
    expect(termsOf(ask({}), catalogue, TODAY)).toMatchObject({ validDays: 30, reads: 5, deleteAfter: 'P30D', data: [{ lookbackMonths: 36 }] })
    expect(termsOf(ask({ purpose: 'PRECHECK' }), catalogue, TODAY)).toMatchObject({
      validDays: 3,
      reads: 1,
      deleteAfter: 'P7D',
      data: [{ lookbackMonths: 12 }],
    })
  })
})

describe('an answer', () => {
  const asked = termsOf(
    ask({
      purpose: 'RENEWAL',
      validDays: 20,
      reads: 3,
      data: [
        { ...tax, lookbackMonths: 12 },
        { category: 'registration', separateConsent: false },
      ],
    }),
    catalogue,
    TODAY,
  )

  const bounds = { ...asked, deleteAfterDays: 30 }

  it('may be all that was asked, or less', () => {
    expect(() => checkWithin(asked, bounds)).not.toThrow()
    expect(() => checkWithin({ ...asked, deleteAfter: 'P30D' }, bounds)).not.toThrow()
    expect(() => checkWithin({ ...asked, validDays: 1, reads: 1, deleteAfter: 'P1D', data: asked.data.slice(1) }, bounds)).not.toThrow()
  })

  it('is refused beyond it, point by point', () => {
    const more = {
      ...{ ...asked, validDays: 21, reads: 4, deleteAfter: 'P31D' as const },
      data: [
        { ...tax, lookbackMonths: 13 },
        { category: 'carbon', separateConsent: true, lookbackMonths: 1 },
      ],
    }
    expect(faultOf(() => checkWithin(more, bounds)).errors.map(({ pointer }) => pointer)).toEqual([
      '/validDays',
      '/reads',
      '/deleteAfterDays',
      '/data/0/lookbackMonths',
      '/data/1/category',
    ])
  })
})
