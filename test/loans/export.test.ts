import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { exportLines, exportSheet } from '../../src/loans/export/sheet.ts'
import { applyFor, look, must, productNamed, subjectOf } from '../journeys/errand.ts'
import { type TestApp, type TestClient, testApp } from '../support/test-app.ts'

let app: TestApp
let firm: TestClient
let bank: TestClient
let open: { consentId: string; applicationId: string }
let revoked: { consentId: string; applicationId: string }
beforeAll(async () => {
  app = await testApp('pglite')
  firm = await app.signIn('firm-hardware')
  bank = await app.signIn('bank-a-viewer')
  const first = await productNamed(firm, '示例税易贷')
  revoked = await applyFor(firm, first.id, { categories: ['tax'] })
  must(await firm.post(`/api/v1/consents/${revoked.consentId}/revoke`), 200)
  must(await firm.post(`/api/v1/applications/${revoked.applicationId}/withdraw`), 200)
  app.advance(1)
  open = await applyFor(firm, first.id, { categories: ['registration', 'tax'], reads: 20 })
})
afterAll(() => app.close())

const log = async () => must(await firm.get(`/api/v1/subjects/${await subjectOf(firm)}/access-log`), 200).body.items as { kind: string; consentId: string }[]
const rowsOf = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))

describe('an export', () => {
  it('wants the strongest factor shown within five minutes: without, nothing is read', async () => {
    const before = await log()
    app.mode.sessionClock.set(new Date(app.mode.sessionClock.now().getTime() + 600_000))
    must(await bank.get('/api/v1/lender/export'), 403, 'step_up_required')
    expect(await log()).toEqual(before)
  })

  it('reads each case by itself: the same sections as a look, an entry each, and why a case is refused', async () => {
    bank = await app.signIn('bank-a-viewer')
    const before = (await log()).length
    const { body, headers } = must(await bank.get('/api/v1/lender/export'), 200)
    expect(headers.get('content-type')).toContain('application/x-ndjson')
    const rows = rowsOf(body)
    const mine = rows.filter(({ applicationId }: { applicationId: string }) => applicationId === open.applicationId || applicationId === revoked.applicationId)
    const shown = must(await look(bank, open.applicationId), 200).body
    expect(mine[0]).toEqual({ applicationId: revoked.applicationId, refused: 'consent_revoked' })
    expect(mine[1]).toMatchObject({ applicationId: open.applicationId, readNo: 1, sections: shown.sections.filter((s: { granted: boolean }) => s.granted) })
    const [, ...entries] = (await log()).slice(0, (await log()).length - before)
    expect(entries.filter(({ consentId }) => consentId === open.consentId || consentId === revoked.consentId).map(({ kind }) => kind)).toEqual([
      'read.released',
      'read.denied',
    ])
  })

  it('goes on where the page before ended, and every page is a new read', async () => {
    const seen: string[] = []
    let cursor: string | null = ''
    for (let pages = 0; cursor !== null && pages < 50; pages++) {
      const { body, headers } = must(await bank.get(`/api/v1/lender/export?limit=1${cursor && `&cursor=${cursor}`}`), 200)
      seen.push(...rowsOf(body).map(({ applicationId }: { applicationId: string }) => applicationId))
      cursor = headers.get('suixin-next-cursor')
    }
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen).toEqual(expect.arrayContaining([open.applicationId, revoked.applicationId]))
  })

  it('is refused to who is no lender, and to a HEAD', async () => {
    must(await firm.get('/api/v1/lender/export'), 403)
    expect((await bank.send('HEAD', '/api/v1/lender/export')).status).toBe(400)
  })

  it('as a table has a line a fact, marked as UTF-8', async () => {
    const { body, headers } = must(await bank.get('/api/v1/lender/export?format=csv'), 200)
    expect(headers.get('content-disposition')).toBe('attachment; filename="suixin-profiles.csv"')
    expect(body).toContain(`${revoked.applicationId},consent_revoked,`)
    expect(body).toMatch(new RegExp(`${open.applicationId},,${open.consentId},\\d+,\\d+,2026-11-23,tax,taxGrade,`))
  })
})

describe('a look', () => {
  it('says which entry of the log is its own, so that its receipt can be asked for, and under which head it went out', async () => {
    const { headers } = must(await look(bank, open.applicationId), 200)
    const entry = Number(headers.get('suixin-log-entry'))
    must(await app.nobody.post('/__test/outbox/drain'), 200)
    const receipt = must(await bank.get(`/api/v1/log/entries/${entry}/receipt`), 200).body as string
    const leaf = Buffer.from(/^extra (.+)$/m.exec(receipt)![1]!, 'base64').toString()
    expect(JSON.parse(leaf)).toMatchObject({ t: 'read.released', cid: open.consentId, rid: headers.get('x-request-id') })
    // Its place in the tree is known only then, and is another number.
    expect(headers.has('suixin-log-index')).toBe(false)
    const { responses } = must(await bank.get('/openapi.json'), 200).body.paths['/api/v1/lender/applications/{id}/profile'].get
    expect(Object.keys(responses['200'].headers)).toEqual(['Suixin-Log-Entry', 'Suixin-Log-Checkpoint'])
    const note = headers.get('suixin-log-checkpoint')
    if (note !== null) expect(Buffer.from(note, 'base64').toString()).toContain('\n\n— ')
  })
})

describe('a cell', () => {
  const entry = (value: string) => ({ attribute: 'name', label: '名称', freshness: 'fresh', value, text: null, asOf: null, from: null })
  const row = (value: string) => ({
    ...{ applicationId: 'app_1', productId: 'prd_1', productVersion: 1, asOf: '2026-11-23', readNo: 1, logIndex: 7 },
    consent: { id: 'cns_1', hash: '0', validTo: '', deleteAfter: 'P30D' },
    sections: [{ category: 'registration', entries: [entry(value)] }] as never,
  })

  it.each(['=1+1', '+1', '-1', '@a', '\tx', '\rx', '＝1', '＋1', '－1', '＠a'])('%j is told to be text', (value) => {
    expect(exportSheet([row(value)])).toContain(`,"'${value}",`)
  })

  it.each([
    ['a,b', ',"a,b",'],
    ['say "x"', ',"say ""x""",'],
    ['a\nb', ',"a\nb",'],
    ['1=1', ',1=1,'],
  ])('%j is written as a table wants it', (value, expected) => {
    expect(exportSheet([row(value)])).toContain(expected)
    expect(exportSheet([row(value)]).startsWith('\uFEFFapplicationId,')).toBe(true)
  })

  it('of a line of JSON stays what it is', () => {
    expect(JSON.parse(exportLines([row('=1+1\n')])).sections[0].entries[0].value).toBe('=1+1\n')
  })
})
