/** The steps of a consent on PostgreSQL, many connections at once: the log alone must tell a lawful story. */
import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { CONSENT_EDGES, type ConsentStatus, FIRST_STATUSES } from '../../src/consent/lifecycle.ts'
import { addUsers } from '../../src/identity/index.ts'
import { rowsOf } from '../../src/platform/db/client.ts'
import { applyFor, grant, look, must, NEED, productNamed, subjectOf } from '../journeys/errand.ts'
import { type Answer, type TestApp, type TestClient, testApp } from '../support/test-app.ts'

let app: TestApp
let firm: TestClient
let farmer: TestClient
let viewer: TestClient
let approver: TestClient
let officer: TestClient
let second: TestClient
let product: string
beforeAll(async () => {
  app = await testApp('postgres', { connections: 16 })
  const officeId = (await app.signIn('officer').then((client) => client.get('/api/v1/me'))).body.institutionId
  await addUsers({ db: app.database.db, ...app.mode, requestId: 'test' }, [
    { username: 'officer-two', password: 'suixin-demo-2026', displayName: '村信用服务员二', role: 'village_officer', institutionId: officeId },
  ])
  firm = await app.signIn('firm-hardware')
  farmer = await app.signIn('farmer')
  viewer = await app.signIn('bank-a-viewer')
  approver = await app.signIn('bank-a-approver')
  officer = await app.signIn('officer')
  second = await app.signIn('officer-two')
  product = (await productNamed(firm, '示例税易贷')).id
})
afterAll(() => app.close())
afterEach(() => {
  expect(app.log.splice(0).filter(({ level }) => level === 'error')).toEqual([])
})

interface Entry {
  cid: string
  kind: string
}

/** Everything about these consents in the order of the log. */
async function logOf(ids: readonly string[]): Promise<Entry[]> {
  const list = sql.join(
    ids.map((id) => sql`${id}`),
    sql`, `,
  )
  return rowsOf<Entry>(app.database.db, sql`select consent_id as cid, kind from access_log where consent_id in (${list}) order by log_index`)
}

async function statusOf(ids: readonly string[]): Promise<Map<string, string>> {
  const list = sql.join(
    ids.map((id) => sql`${id}`),
    sql`, `,
  )
  return new Map(
    (await rowsOf<{ id: string; status: string }>(app.database.db, sql`select id, status from consents where id in (${list})`)).map((r) => [r.id, r.status]),
  )
}

const TO: Readonly<Record<string, ConsentStatus>> = { resumed: 'granted' }

/** Steps that the edge table does not have, and reads of what was not granted at that place of the log. */
function unlawful(log: readonly Entry[]): { found: string[]; last: Map<string, ConsentStatus> } {
  const found: string[] = []
  const last = new Map<string, ConsentStatus>()
  for (const [i, { cid, kind }] of log.entries()) {
    const from = last.get(cid)
    if (kind === 'read.released' && from !== 'granted') found.push(`${i}: a read while ${from}`)
    if (!kind.startsWith('consent.')) continue
    const named = kind.slice('consent.'.length)
    const to = TO[named] ?? (named as ConsentStatus)
    const legal = from === undefined ? (FIRST_STATUSES as readonly string[]).includes(to) : CONSENT_EDGES.some((edge) => edge.from === from && edge.to === to)
    if (!legal) found.push(`${i}: from ${from} to ${to}`)
    last.set(cid, to)
  }
  return { found, last }
}

const statuses = (answers: readonly Answer[]) => answers.map(({ status }) => status).sort()
const step = (client: TestClient, id: string, name: string, body?: object) => client.post(`/api/v1/consents/${id}/${name}`, body)
const ticks = (...categories: string[]) => categories.map((category) => ({ category, separateConsent: true }))

test('the story of a log is judged: an unlawful one is seen', () => {
  const entries = (...kinds: string[]) => kinds.map((kind) => ({ cid: 'c', kind }))
  expect(unlawful(entries('consent.granted', 'consent.paused', 'read.released')).found).toHaveLength(1)
  expect(unlawful(entries('consent.granted', 'consent.revoked', 'consent.resumed')).found).toHaveLength(1)
  expect(unlawful(entries('consent.paused')).found).toHaveLength(1)
  expect(unlawful(entries('consent.granted', 'read.released', 'consent.paused', 'consent.resumed', 'read.released', 'consent.revoked')).found).toEqual([])
})

describe('steps of one consent at once', () => {
  test('pauses, resumes, revisions, looks and a revoke tell one lawful story, and its end is the row’s', async () => {
    let steps = 0
    for (let round = 0; round < 5; round++) {
      const { consentId, applicationId } = await applyFor(firm, product, { reads: 20 })
      const ids = [consentId]
      const works: (() => Promise<Answer>)[] = [
        () => step(firm, ids.at(-1)!, 'pause'),
        () => step(firm, ids.at(-1)!, 'resume'),
        () => look(viewer, applicationId),
        () => step(firm, ids.at(-1)!, 'resume'),
        async () => {
          // What is left of the twenty goes on: a revision begins no reads anew.
          const answer = await step(firm, ids.at(-1)!, 'supersede', { data: ticks('registration') })
          if (answer.status === 201) ids.push(answer.body.id)
          return answer
        },
      ]
      const runner = async (from: number) => {
        for (let i = 0; i < 12; i++) {
          const { status, body } = await works[(from + i * (1 + (from % 3))) % works.length]!()
          expect([200, 201, 403, 409], body?.code).toContain(status)
          steps++
        }
      }
      await Promise.all(Array.from({ length: 7 }, (_, i) => runner(i)))
      await Promise.all([step(firm, ids.at(-1)!, 'revoke'), step(firm, ids.at(-1)!, 'pause'), look(viewer, applicationId), look(viewer, applicationId)])
      must(await look(viewer, applicationId), 403)
      const { found, last } = unlawful(await logOf(ids))
      expect(found).toEqual([])
      expect(last).toEqual(await statusOf(ids))
      expect(['revoked', 'superseded']).toContain(last.get(ids.at(-1)!))
      must(await firm.post(`/api/v1/applications/${applicationId}/withdraw`), 200)
    }
    expect(steps).toBe(420)
  })

  test('of eight revisions one takes the place', async () => {
    const { id } = must(await grant(firm, product), 201).body
    const answers = await Promise.all(Array.from({ length: 8 }, () => step(firm, id, 'supersede', { data: ticks('tax') })))
    expect(statuses(answers)).toEqual([201, ...Array.from({ length: 7 }, () => 409)])
    must(await step(firm, answers.find(({ status }) => status === 201)!.body.id, 'revoke'), 200)
  })
})

describe('one answer', () => {
  test('of many to a lender’s request', async () => {
    for (let round = 0; round < 4; round++) {
      const { applicationId } = await applyFor(firm, product)
      must(
        await approver.post(`/api/v1/lender/applications/${applicationId}/decision`, {
          outcome: 'approved',
          amountFen: NEED.amountFen,
          termMonths: 12,
          rateBp: 400,
        }),
        200,
      )
      const asks = await Promise.all(
        Array.from({ length: 4 }, () => viewer.post('/api/v1/lender/consent-requests', { applicationId, purpose: 'POSTLOAN', data: [{ category: 'tax' }] })),
      )
      expect(statuses(asks)).toEqual([201, 409, 409, 409])
      const { id } = asks.find(({ status }) => status === 201)!.body
      const answers = await Promise.all([
        ...Array.from({ length: 3 }, () => firm.post(`/api/v1/consent-requests/${id}/grant`, { data: ticks('tax') })),
        ...Array.from({ length: 3 }, () => firm.post(`/api/v1/consent-requests/${id}/deny`)),
      ])
      expect(answers.filter(({ status }) => status < 300)).toHaveLength(1)
      expect(answers.filter(({ status }) => status === 409)).toHaveLength(5)
      const log = await logOf([id])
      expect(unlawful(log).found).toEqual([])
      expect(log).toHaveLength(2)
    }
  })

  test('of many to an officer’s proposal', async () => {
    const farm = must(await farmer.get('/api/v1/products?purpose=farming&limit=100'), 200).body.items[0].id
    const sha256 = 'ab'.repeat(32)
    for (let round = 0; round < 4; round++) {
      const { id } = must(
        await officer.post('/api/v1/officer/consents', {
          ...{ householdNo: 'H440114103206-9001', productId: farm, data: ticks('village'), method: 'written', evidenceSha256: sha256 },
          mandate: { sha256, scope: ['UNDERWRITE'], from: '2026-11-01', to: '2028-12-31' },
        }),
        201,
      ).body
      app.advance(86_400)
      const answers = await Promise.all([
        ...Array.from({ length: 2 }, () => step(farmer, id, 'confirm')),
        ...Array.from({ length: 2 }, () => second.post(`/api/v1/officer/consents/${id}/confirm`, { callBackSha256: 'cd'.repeat(32) })),
        ...Array.from({ length: 2 }, () => step(farmer, id, 'deny')),
        officer.post(`/api/v1/officer/consents/${id}/confirm`, { callBackSha256: 'cd'.repeat(32) }),
      ])
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
      for (const { status, body } of answers) expect([200, 403, 409], body.code).toContain(status)
      const log = await logOf([id])
      expect(unlawful(log).found).toEqual([])
      expect(log.filter(({ kind }) => kind.startsWith('consent.'))).toHaveLength(2)
    }
  })
})

describe('two offers of one bundle taken at once', () => {
  test('leave one lender’s consent, without either waiting for the other', async () => {
    const subjectId = await subjectOf(firm)
    const { items } = must(await firm.get('/api/v1/products?limit=100'), 200).body
    const other = await productNamed(firm, '示例穗税通')
    const theirs = items.find((p: { id: string }) => p.id === other.id)
    expect(theirs.lenderId).not.toBe(items.find((p: { id: string }) => p.id === product).lenderId)
    const otherApprover = await app.signIn('bank-b-approver')
    for (let round = 0; round < 4; round++) {
      const made = must(await firm.post('/api/v1/consent-bundles', { subjectId, productIds: [product, other.id], data: ticks('registration') }), 201).body.items
      const applications: string[] = []
      for (const { id } of made) applications.push(must(await firm.post('/api/v1/applications', { consentId: id, ...NEED }), 201).body.id)
      for (const [i, client] of [approver, otherApprover].entries())
        must(
          await client.post(`/api/v1/lender/applications/${applications[i]}/decision`, {
            outcome: 'approved',
            amountFen: NEED.amountFen,
            termMonths: 12,
            rateBp: 400,
          }),
          200,
        )
      const answers = await Promise.all(applications.map((id) => firm.post(`/api/v1/applications/${id}/accept`)))
      expect(statuses(answers)).toEqual([200, 200])
      const ids = made.map(({ id }: { id: string }) => id)
      expect([...(await statusOf(ids)).values()].sort()).toEqual(['granted', 'revoked'])
      expect(unlawful(await logOf(ids)).found).toEqual([])
    }
  })
})

describe('the sweep', () => {
  test('and the subject at once: an end is written once, behind every read', async () => {
    const ids: string[] = []
    for (let i = 0; i < 6; i++) ids.push(must(await grant(firm, product, { validDays: 1 }), 201).body.id)
    app.advance(86_400)
    const answers = await Promise.all([
      app.nobody.post('/__test/outbox/drain'),
      app.nobody.post('/__test/outbox/drain'),
      ...ids.flatMap((id) => [step(firm, id, 'revoke'), step(firm, id, 'pause')]),
    ])
    expect(statuses(answers.slice(2))).toEqual(ids.flatMap(() => [409, 409]))
    const { found, last } = unlawful(await logOf(ids))
    expect(found).toEqual([])
    expect([...last.values()]).toEqual(ids.map(() => 'expired'))
  })
})

describe('the table of consents', () => {
  test.each([
    ['a status that is none', sql`update consents set status = 'allowed'`],
    ['no application but for a precheck', sql`update consents set application_id = null where purpose = 'UNDERWRITE'`],
    ['a proposal without a day by which it lapses', sql`update consents set status = 'provisional', answer_by = null`],
    ['a request in a status that requests do not have', sql`update consent_requests set status = 'revoked'`],
    [
      'a capacity that is none',
      sql`insert into grantors select subject_id, id, 'owner', null, '[]', 'x', now() from users where subject_id is not null limit 1`,
    ],
  ])('takes no %s', async (_, statement) => {
    await expect(app.database.db.execute(statement)).rejects.toMatchObject({ cause: { code: '23514' } })
  })
})
