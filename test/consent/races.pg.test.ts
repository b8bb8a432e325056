/**
 * R1–R6 of the disclosure on PostgreSQL, many connections at once. One checker reads what happened from the answers and
 * the log; a naive check-then-read, written here, must fail it.
 */
import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { effectiveStatus } from '../../src/consent/lifecycle.ts'
import { findConsent, updateConsent } from '../../src/consent/store.ts'
import { appendLog } from '../../src/log/store.ts'
import type { Context } from '../../src/platform/context.ts'
import { rowsOf } from '../../src/platform/db/client.ts'
import { applyFor, grant, look, must, NEED, productNamed, subjectOf, terms } from '../journeys/errand.ts'
import { type Answer, type TestApp, type TestClient, testApp } from '../support/test-app.ts'
import { testMaster } from '../support/test-master.ts'

let app: TestApp
let firm: TestClient
let viewer: TestClient
let approver: TestClient
let subjectId: string
let productId: string
beforeAll(async () => {
  app = await testApp('postgres', { connections: 16 })
  firm = await app.signIn('firm-hardware')
  viewer = await app.signIn('bank-a-viewer')
  approver = await app.signIn('bank-a-approver')
  subjectId = await subjectOf(firm)
  productId = (await productNamed(firm, '示例税易贷')).id
})
afterAll(() => app.close())

const opened: string[] = []
/** A consent and its application; the application is withdrawn after the test, so that the product is free again. */
async function open(reads: number): Promise<{ consentId: string; applicationId: string }> {
  const made = await applyFor(firm, productId, { reads })
  opened.push(made.applicationId)
  return made
}
afterEach(async () => {
  for (const id of opened.splice(0)) await firm.post(`/api/v1/applications/${id}/withdraw`)
  // Nothing that ran at once may have ended in a breakdown or a deadlock.
  expect(app.log.filter(({ level }) => level === 'error')).toEqual([])
})

interface Look {
  began: number
  ended: number
  status: number
  code: string | undefined
}

interface Entry {
  index: number
  kind: string
}

/** What the rules say about one consent's looks, its revoke and its log; empty when all hold. */
function violations(looks: readonly Look[], log: readonly Entry[], { revokeAnswered, reads }: { revokeAnswered: number; reads: number }): string[] {
  const found: string[] = []
  const released = log.filter(({ kind }) => kind === 'read.released')
  const terminal = log.find(({ kind }) => kind === 'consent.revoked' || kind === 'consent.consumed')
  for (const { began, status } of looks)
    if (began > revokeAnswered && status !== 403) found.push('R1: a look that began after the revoke was answered got through')
  if (terminal) for (const { index } of released) if (index > terminal.index) found.push('R2: a read stands in the log behind the consent’s end')
  const seen = looks.filter(({ status }) => status === 200).length
  if (seen > released.length) found.push('R3: more was shown than the log says')
  if (released.length > reads) found.push('R6: more reads than the consent allows')
  for (const { status, code } of looks) if (status !== 200 && !(status === 403 && code?.startsWith('consent_'))) found.push(`a look answered ${status} ${code}`)
  return found
}

async function logOf(consentId: string): Promise<Entry[]> {
  return rowsOf<{ index: number | string; kind: string }>(
    app.database.db,
    sql`select log_index as index, kind from access_log where consent_id = ${consentId} order by log_index`,
  ).then((rows) => rows.map(({ index, kind }) => ({ index: Number(index), kind })))
}

async function timed(work: () => Promise<Pick<Answer, 'status' | 'body'>>): Promise<Look> {
  const began = performance.now()
  const { status, body } = await work()
  return { began, ended: performance.now(), status, code: body?.code }
}

/** Readers that keep looking while the consent is revoked in their midst, and for a while after. */
async function lookAcrossRevoke(
  read: () => Promise<Pick<Answer, 'status' | 'body'>>,
  revoke: () => Promise<unknown>,
): Promise<{ looks: Look[]; revokeAnswered: number }> {
  const looks: Look[] = []
  let revokeAnswered = Number.POSITIVE_INFINITY
  const reader = async () => {
    for (let after = 0; after < 3; ) {
      const one = await timed(read)
      looks.push(one)
      if (one.began > revokeAnswered) after++
    }
  }
  const readers = Array.from({ length: 6 }, reader)
  await until(() => looks.length >= 8)
  await revoke()
  revokeAnswered = performance.now()
  await Promise.all(readers)
  return { looks, revokeAnswered }
}

async function until(ready: () => boolean): Promise<void> {
  while (!ready()) await new Promise((resolve) => setTimeout(resolve, 1))
}

describe('a revoke among readers', () => {
  test('once answered, no later look gets through, and no read stands behind it in the log', async () => {
    for (let round = 0; round < 4; round++) {
      const { consentId, applicationId } = await open(20)
      // Reads beyond the quota are refused too; the rules hold all the same.
      const happened = await lookAcrossRevoke(
        () => look(viewer, applicationId),
        async () => {
          const { status } = await firm.post(`/api/v1/consents/${consentId}/revoke`)
          expect([200, 409]).toContain(status)
        },
      )
      const log = await logOf(consentId)
      expect(violations(happened.looks, log, { ...happened, reads: 20 })).toEqual([])
      expect(happened.looks.some(({ status }) => status === 200)).toBe(true)
      expect(log.filter(({ kind }) => kind === 'read.denied')).toHaveLength(happened.looks.filter(({ status }) => status === 403).length)
      await firm.post(`/api/v1/applications/${opened.pop()}/withdraw`)
    }
  })

  test('the checker finds fault with a naive check-then-read', async () => {
    const { consentId, applicationId } = await open(20)
    const context: Context = { db: app.database.db, clock: app.mode.clock, ids: app.mode.ids, master: testMaster, requestId: 'naive-reader' }
    const happened = await lookAcrossRevoke(
      () => naiveLook(context, consentId, applicationId),
      () => firm.post(`/api/v1/consents/${consentId}/revoke`).then((answer) => must(answer, 200)),
    )
    const found = violations(happened.looks, await logOf(consentId), { ...happened, reads: 20 })
    expect(found.join()).toContain('R2')
  })

  test('one-time and naive: everybody gets in', async () => {
    const { consentId, applicationId } = await open(1)
    const context: Context = { db: app.database.db, clock: app.mode.clock, ids: app.mode.ids, master: testMaster, requestId: 'naive-reader' }
    const looks = await Promise.all(Array.from({ length: 8 }, () => timed(() => naiveLook(context, consentId, applicationId))))
    expect(violations(looks, await logOf(consentId), { revokeAnswered: Number.POSITIVE_INFINITY, reads: 1 }).join()).toContain('R6')
  })
})

/** As it is written in many a system: is it granted? then read, then write it down. No lock, no transaction. */
async function naiveLook({ db, clock, requestId }: Context, consentId: string, applicationId: string): Promise<{ status: number; body: { code?: string } }> {
  const consent = await findConsent(db, subjectId, consentId)
  const status = consent && effectiveStatus(consent.status, consent.validTo, clock.now())
  if (!consent || status !== 'granted' || consent.applicationId !== applicationId || consent.readsUsed >= consent.artefact.access.total)
    return { status: 403, body: { code: 'consent_revoked' } }
  // Whatever it takes to gather a profile.
  await db.execute(sql`select pg_sleep(0.03)`)
  const entry = {
    kind: 'read.released' as const,
    subjectId,
    consentId,
    artefactHash: consent.hash,
    lenderId: consent.lenderId,
    actorId: 'naive',
    fields: [],
    requestId,
    readNo: consent.readsUsed + 1,
    why: 'UNDERWRITE',
    at: clock.now(),
  }
  await appendLog(db, entry, { subject: 'naive', operator: 'naive' })
  await updateConsent(db, consent, { readsUsed: consent.readsUsed + 1 })
  return { status: 200, body: {} }
}

describe('a quota', () => {
  test.each([1, 3])('of %i among twelve parallel looks lets exactly that many through', async (reads) => {
    const { consentId, applicationId } = await open(reads)
    const looks = await Promise.all(Array.from({ length: 12 }, () => timed(() => look(viewer, applicationId))))
    expect(looks.filter(({ status }) => status === 200)).toHaveLength(reads)
    expect(looks.filter(({ code }) => code === 'consent_consumed')).toHaveLength(12 - reads)
    const log = await logOf(consentId)
    expect(violations(looks, log, { revokeAnswered: Number.POSITIVE_INFINITY, reads })).toEqual([])
    expect(log.filter(({ kind }) => kind === 'consent.consumed')).toHaveLength(1)
  })
})

describe('two of the same at once', () => {
  const statuses = (answers: readonly Answer[]) => answers.map(({ status }) => status).sort()

  test('eight applications under one consent are one', async () => {
    const { id, applicationId } = must(await grant(firm, productId), 201).body
    const answers = await Promise.all(Array.from({ length: 8 }, () => firm.post('/api/v1/applications', { consentId: id, ...NEED })))
    opened.push(applicationId)
    expect(statuses(answers)).toEqual([201, ...Array.from({ length: 7 }, () => 409)])
  })

  test('applications for one product under two consents are one', async () => {
    const consents = await Promise.all([grant(firm, productId), grant(firm, productId), grant(firm, productId)])
    const answers = await Promise.all(consents.map(({ body }) => firm.post('/api/v1/applications', { consentId: body.id, ...NEED })))
    opened.push(...answers.filter(({ status }) => status === 201).map(({ body }) => body.id))
    expect(statuses(answers)).toEqual([201, 409, 409])
  })

  test('an application and the revoke of its consent: either it was made first, or it is refused', async () => {
    for (let round = 0; round < 6; round++) {
      const { id } = must(await grant(firm, productId), 201).body
      const [applied, revoked] = await Promise.all([firm.post('/api/v1/applications', { consentId: id, ...NEED }), firm.post(`/api/v1/consents/${id}/revoke`)])
      must(revoked, 200)
      if (applied.status === 201) must(await firm.post(`/api/v1/applications/${applied.body.id}/withdraw`), 200)
      else must(applied, 422, 'consent_revoked')
    }
  })

  test('a decision and a withdrawal: one of them', async () => {
    for (let round = 0; round < 6; round++) {
      const { applicationId, consentId } = await applyFor(firm, productId)
      const answers = await Promise.all([
        firm.post(`/api/v1/applications/${applicationId}/withdraw`),
        approver.post(`/api/v1/lender/applications/${applicationId}/decision`, { outcome: 'declined', reasons: ['tax_record'] }),
      ])
      expect(statuses(answers)).toEqual([200, 409])
      const withdrawn = answers[0]!.status === 200
      expect(must(await firm.get(`/api/v1/applications/${applicationId}`), 200).body.status).toBe(withdrawn ? 'withdrawn' : 'declined')
      // A withdrawal that lost the race took nothing back.
      expect(must(await firm.get(`/api/v1/consents/${consentId}`), 200).body.status).toBe(withdrawn ? 'revoked' : 'granted')
    }
  })

  test('revokes: one, and one entry in the log', async () => {
    const { consentId } = await open(5)
    const answers = await Promise.all(Array.from({ length: 6 }, () => firm.post(`/api/v1/consents/${consentId}/revoke`)))
    expect(statuses(answers)).toEqual([200, 409, 409, 409, 409, 409])
    expect((await logOf(consentId)).filter(({ kind }) => kind === 'consent.revoked')).toHaveLength(1)
  })

  test('publications: one', async () => {
    const { id } = must(await viewer.post('/api/v1/products', terms('示例同时发布', 50)), 201).body
    must(await viewer.post(`/api/v1/products/${id}/submit`), 200)
    const answers = await Promise.all(Array.from({ length: 6 }, () => approver.post(`/api/v1/products/${id}/publish`)))
    expect(statuses(answers)).toEqual([200, 409, 409, 409, 409, 409])
  })

  test('drafts over one state: one, the others have seen an older one', async () => {
    const made = must(await viewer.post('/api/v1/products', terms('示例同时修改', 50)), 201)
    const etag = made.headers.get('etag')!
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, i) =>
        viewer.put(`/api/v1/products/${made.body.id}/draft`, terms(`示例同时修改${i}`, 51 + i), { headers: { 'if-match': etag } }),
      ),
    )
    expect(statuses(answers)).toEqual([200, 412, 412, 412, 412, 412])
  })

  test('every POST sent ten times under one key has one effect', async () => {
    const { id: consentId, applicationId } = must(await grant(firm, productId), 201).body
    const { id: draft } = must(await viewer.post('/api/v1/products', terms('示例十次', 50)), 201).body
    const posts: [TestClient, string, unknown][] = [
      [firm, '/api/v1/applications', { consentId, ...NEED }],
      [viewer, `/api/v1/products/${draft}/submit`, undefined],
      [approver, `/api/v1/products/${draft}/publish`, undefined],
      [approver, `/api/v1/lender/applications/${applicationId}/decision`, { outcome: 'declined', reasons: ['tax_record'] }],
      [firm, `/api/v1/consents/${consentId}/revoke`, { reason: '' }],
    ]
    for (const [client, path, body] of posts) {
      const answers = await Promise.all(Array.from({ length: 10 }, () => client.post(path, body, { key: `ten ${path}`.replaceAll(' ', '-') })))
      const first = answers.filter(({ status, headers }) => status < 300 && !headers.has('idempotency-replayed'))
      expect(first, path).toHaveLength(1)
      for (const { status, body: said } of answers)
        if (status !== first[0]!.status) expect({ status, code: said.code }, path).toEqual({ status: 409, code: 'idempotency_in_flight' })
    }
  })
})

describe('the access log', () => {
  test('refuses to be rewritten, shortened or emptied, even by whoever owns it', async () => {
    await open(5)
    const { db } = app.database
    const count = async () => (await rowsOf<{ n: number | string }>(db, sql`select count(*) as n from access_log`))[0]!.n
    const before = await count()
    for (const statement of [
      sql`update access_log set actor_id = 'somebody else'`,
      sql`update access_log set leaf = '{}' where log_index = (select max(log_index) from access_log)`,
      sql`delete from access_log where log_index = (select max(log_index) from access_log)`,
      sql`delete from access_log`,
    ])
      await expect(db.execute(statement)).rejects.toMatchObject({ cause: { code: '42501' } })
    expect(await count()).toBe(before)
  })
})
