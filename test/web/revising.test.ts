import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ConsentView } from '../../src/consent/contract.ts'
import { TEMPLATES } from '../../src/consent/model.ts'
import { changesBetween, choices, draftFrom, endAfter, isChanged, revisionBody, standing } from '../../web/borrowing/revision.ts'
import { day } from '../../web/ui/format.ts'
import { words } from '../../web/words/index.ts'
import { borrowerSite, consentOf, refuse } from '../support/borrower-site.ts'
import { postedForm } from './posted-form.ts'

const ID = consentOf().id
const NEXT = `cns_${'1'.repeat(26)}`
const PATH = `/firm/consents/${ID}/revise`
const NOW = new Date('2026-11-23T08:00:00.000Z')
const GIVEN: Partial<ConsentView> = {
  data: [
    { category: 'tax', label: '纳税信用', fields: ['taxGrade'], sensitive: false, lookback: 'P36M' },
    { category: 'tax_data', label: '纳税数据', fields: ['taxPaidFen'], sensitive: true, lookback: 'P6M' },
  ],
}
const template = TEMPLATES.find(({ code }) => code === 'UNDERWRITE')!
const answers = (over: Partial<ConsentView> = {}) => ({
  'GET /api/v1/consent-templates': () => ({ items: TEMPLATES.map(({ code, ...rest }) => ({ ...rest, purpose: code })) }),
  [`GET /api/v1/consents/${ID}`]: () => consentOf({ ...GIVEN, ...over }),
  [`POST /api/v1/consents/${ID}/supersede`]: () => consentOf({ id: NEXT, rev: 2 }),
})
const ticked = (html: string) => [...html.matchAll(/<input type="checkbox"[^>]*\bvalue="(\w+)"[^>]*\schecked/g)].map(([, value]) => value)
const KEPT: [string, string][] = [
  ['data', 'tax'],
  ['separate', 'tax_data'],
  ['reads', '4'],
  ['days', '30'],
]

describe('changing a consent', () => {
  test('begins with what is granted ticked, and with nothing else', async () => {
    const html = await (await borrowerSite('firm', answers()).get(PATH)).text()
    expect(ticked(html)).toEqual(['tax', 'tax_data'])
    expect(html).toContain('name="separate" value="tax_data"')
    expect(html).toContain('value="registration"')
  })

  test('offers only what its purpose may ask for', async () => {
    const over = { purpose: { code: 'POSTLOAN', text: '贷后管理本笔贷款' } } as const
    const html = await (await borrowerSite('firm', answers(over)).get(PATH)).text()
    expect(html).toContain('value="registration"')
    expect(html).not.toContain('value="carbon"')
  })

  test.each([
    ['a category less', KEPT.slice(1), ['纳税信用', '给，最近 36 个月', '不给', '给少了']],
    ['a sensitive category less', KEPT.filter(([name]) => name !== 'separate'), ['纳税数据', '给，单独同意，最近 6 个月', '不给', '给少了']],
    ['a category more', [...KEPT, ['data', 'carbon']], ['碳', '不给', '给，最近 36 个月', '给多了']],
    ['more looks', KEPT.map(([name, value]) => [name, name === 'reads' ? '10' : value]), ['还能看几次', '4 次', '10 次', '给多了']],
    ['fewer days', KEPT.map(([name, value]) => [name, name === 'days' ? '7' : value]), ['到什么时候', '2026-12-23', '2026-11-30', '给少了']],
  ] as [string, [string, string][], string[]][])('shows %s as now and then, and asks nothing of the API before it is agreed to', async (_, form, said) => {
    const site = borrowerSite('firm', answers())
    const answer = await site.post(PATH, [...form, ['step', 'look']])
    expect(answer.status).toBe(200)
    const html = await answer.text()
    for (const one of [...said, '完整条款']) expect(html).toContain(one)
    expect(site.changes).toEqual([])
    // Two ways on of one size and weight: the refusal is no lesser button.
    expect(html).toMatch(/<div class="buttons equal"><a class="button" href="[^"]*">不改了<\/a><button class="button" type="submit" name="step" value="agree"/)
  })

  test('agreed to, puts the new one in its place by one request with the form’s key, look-back and keeping as they were given', async () => {
    const site = borrowerSite('firm', answers())
    const review = await (await site.post(PATH, [...KEPT.slice(1), ['step', 'look']])).text()
    const form = postedForm(review, PATH)
    const answer = await site.post(PATH, [...form, ['step', 'agree']])
    expect(answer.headers.get('location')).toBe(`/firm/consents/${NEXT}?done=revised`)
    const data = [{ category: 'tax_data', separateConsent: true, lookbackMonths: 6 }]
    expect(site.changes).toEqual([
      { path: `/api/v1/consents/${ID}/supersede`, key: form.get('_key'), body: { data, reads: 4, validDays: 30, deleteAfterDays: 30 } },
    ])
  })

  test('goes back to choosing with what was chosen', async () => {
    const site = borrowerSite('firm', answers())
    const html = await (
      await site.post(PATH, [
        ['data', 'carbon'],
        ['step', 'edit'],
      ])
    ).text()
    expect(ticked(html)).toEqual(['carbon'])
    expect(site.changes).toEqual([])
  })

  test.each([
    ['nothing ticked', [['reads', '4']], words.zh.consents.revising.nothingLeft],
    ['nothing changed', KEPT, words.zh.consents.revising.nothingChanged],
  ] as [string, [string, string][], string][])('with %s says what to do instead', async (_, form, said) => {
    for (const step of ['look', 'agree']) {
      const site = borrowerSite('firm', answers())
      const answer = await site.post(PATH, [...form, ['step', step]])
      expect([answer.status, site.changes]).toEqual([422, []])
      expect(await answer.text()).toContain(said)
    }
  })

  test('of a paused one says that looks open again', async () => {
    const html = await (await borrowerSite('firm', answers({ status: 'paused' })).post(PATH, [...KEPT.slice(1), ['step', 'look']])).text()
    for (const said of ['已暂停，看不到', '有效，可以看']) expect(html).toContain(said)
  })

  test.each([
    ['revoked', null, `/firm/consents/${ID}?done=ended`],
    ['consumed', null, `/firm/consents/${ID}?done=ended`],
    ['superseded', NEXT, `/firm/consents/${NEXT}`],
    ['provisional', null, `/firm/consents/${ID}`],
  ] as const)('of one that is %s leads to a page that says so', async (status, replacedBy, to) => {
    expect((await borrowerSite('firm', answers({ status, replacedBy })).get(PATH)).headers.get('location')).toBe(to)
  })

  test('that ended in between leads to its page; one the API finds too wide says so beside the field', async () => {
    const ended = borrowerSite('firm', { ...answers(), [`POST /api/v1/consents/${ID}/supersede`]: () => refuse(409, { code: 'illegal_transition' }) })
    expect((await ended.post(PATH, [...KEPT.slice(1), ['step', 'agree']])).headers.get('location')).toBe(`/firm/consents/${ID}?done=ended`)
    const errors = [{ pointer: '/validDays', code: 'consent_exceeds_template', detail: '最长 90 天。 At most 90 days.' }]
    const wide = borrowerSite('firm', { ...answers(), [`POST /api/v1/consents/${ID}/supersede`]: () => refuse(422, { code: 'x', errors }) })
    const answer = await wide.post(PATH, [...KEPT.slice(1), ['step', 'agree']])
    expect(answer.status).toBe(422)
    expect(await answer.text()).toContain('href="#f-days"')
  })
})

describe('a revision', () => {
  const drafts = fc.record({ used: fc.integer({ min: 0, max: 20 }), leftMs: fc.integer({ min: 1000, max: 90 * 86_400_000 }) }).map(({ used, leftMs }) => {
    const now = new Date(NOW.getTime() + used * 7_654_321)
    return { now, consent: consentOf({ readsTotal: used + 3, readsUsed: used, validTo: new Date(now.getTime() + leftMs).toISOString() }) }
  })

  test('begins with no look and no day more than is left', () => {
    fc.assert(
      fc.property(drafts, ({ consent, now }) => {
        const { reads, days } = standing(consent, now)
        expect(reads).toBe(consent.readsTotal - consent.readsUsed)
        // A day is the least there is; beyond that the new one ends on the same day, or the day before.
        if (days > 1) expect(day(endAfter(days, now)) <= day(consent.validTo)).toBe(true)
      }),
    )
  })

  test('offers nothing above the purpose’s bounds but what stands', () => {
    fc.assert(
      fc.property(drafts, ({ consent, now }) => {
        const draft = standing(consent, now)
        const { reads, days } = choices(draft, template)
        expect(reads.every((n) => n <= template.maxReads || n === draft.reads)).toBe(true)
        expect(days.every((n) => n <= template.maxDays || n === draft.days)).toBe(true)
        expect([reads.includes(draft.reads), days.includes(draft.days)]).toEqual([true, true])
      }),
    )
  })

  test('takes a number that is not offered for the one that stands', () => {
    const now = standing(consentOf(GIVEN), NOW)
    expect(draftFrom({ ticks: now.ticks, reads: '9999', days: '-1' }, now, template)).toEqual(now)
    expect(isChanged(changesBetween(now, now))).toBe(false)
  })

  test('keeps the days a lender asked for less, and leaves out what cannot be read', () => {
    const draft = standing(consentOf(GIVEN), NOW)
    expect(revisionBody(draft, consentOf({ ...GIVEN, deleteAfter: 'P7D' }))).toMatchObject({ deleteAfterDays: 7 })
    expect(revisionBody(draft, consentOf({ ...GIVEN, deleteAfter: 'P1M' }))).not.toHaveProperty('deleteAfterDays')
  })
})
