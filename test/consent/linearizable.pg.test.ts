/**
 * Ten thousand calls on consents that are read, paused, resumed, revoked, used up and run out under many hands at once, on
 * PostgreSQL, by the app's own role; `violationsOf` holds every history against R1 to R6. The same calls with a read that
 * checks and then reads, as it is written in many a system, must not pass. RACE_CALLS asks for more.
 */
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { coverageOf } from '../../src/consent/coverage.ts'
import { pauseConsent, resumeConsent, revokeConsent } from '../../src/consent/service/change.ts'
import { readConsent } from '../../src/consent/service/grant.ts'
import { writeOfConsent } from '../../src/consent/service/write-down.ts'
import { updateConsent } from '../../src/consent/store.ts'
import { DEFAULT_LOG, logKeeper, withSealing } from '../../src/log/index.ts'
import { systemClock } from '../../src/platform/chance.ts'
import type { Context } from '../../src/platform/context.ts'
import { type Database, rowsOf, sqlStateOf } from '../../src/platform/db/client.ts'
import { openPostgres } from '../../src/platform/db/postgres.ts'
import { Fault } from '../../src/platform/kernel/fault.ts'
import { type DisclosureRequest, discloseTo } from '../../src/profiles/index.ts'
import { applyFor, productNamed, subjectOf } from '../journeys/errand.ts'
import { TEST_LOG_ORIGIN, testLogKeyring } from '../support/log-key.ts'
import { type TestApp, testApp } from '../support/test-app.ts'
import { type Call, type Entry, violationsOf } from './history.ts'

const CALLS = Number(process.env.RACE_CALLS ?? 10_000)
const HANDS = 12
const LIVE_AT_ONCE = 6

let app: TestApp
let database: Database
let template: { subjectId: string; consentId: string; userId: string }
beforeAll(async () => {
  app = await testApp('postgres')
  database = openPostgres(app.url!, { max: HANDS, role: 'suixin_app' })
  const firm = await app.signIn('firm-hardware')
  const subjectId = await subjectOf(firm)
  const { consentId } = await applyFor(firm, (await productNamed(firm, '示例税易贷')).id, { categories: ['tax'], reads: 20 })
  template = { subjectId, consentId, userId: (await firm.get('/api/v1/me')).body.userId }
})
afterAll(async () => {
  await database.close()
  await app.close()
})

interface Subject extends DisclosureRequest {
  reads: number
  validTo: number
  calls: Call[]
}

type Read = (ctx: Context, of: DisclosureRequest) => Promise<unknown>

let made = 0
/** As the errand's own consent, under other ids: so many reads (null: not counted), for so long. */
async function consentLike(reads: number | null, lastsMs: number): Promise<Subject> {
  const suffix = String(++made).padStart(8, '0')
  const [consentId, applicationId] = [`cns_000000000000000000${suffix}`, `app_000000000000000000${suffix}`]
  const from = new Date(Date.now() - 1000)
  const validTo = new Date(Date.now() + lastsMs)
  const [row] = await rowsOf<{ lender: string }>(
    app.database.db,
    sql`
      insert into consents
      select (jsonb_populate_record(c, jsonb_build_object('id', ${consentId}::text, 'application_id', ${applicationId}::text, 'valid_to', ${validTo.toISOString()}::text,
        'artefact', jsonb_set(jsonb_set(c.artefact, '{access}', jsonb_build_object('fetch', 'on_demand', 'perWindow', null, 'total', ${reads}::int)),
          '{validity}', jsonb_build_object('from', ${from.toISOString()}::text, 'to', ${validTo.toISOString()}::text))))).*
      from consents c where c.subject_id = ${template.subjectId} and c.id = ${template.consentId}
      returning lender_id as lender`,
  )
  const of = { subjectId: template.subjectId, consentId, lenderId: row!.lender, applicationId, actorId: template.userId }
  return { ...of, reads: reads ?? Number.POSITIVE_INFINITY, validTo: validTo.getTime(), calls: [] }
}

/** By turns: used once, used up, not counted, running out. */
function nextConsent(n: number): Promise<Subject> {
  const [reads, lastsMs] = (
    [
      [1, 60_000],
      [9, 60_000],
      [null, 60_000],
      [null, 600],
      [30, 400],
    ] as const
  )[n % 5]!
  return consentLike(reads, lastsMs)
}

/** The app's entries tell the test's hour, which lies behind the clock of this machine: they are sealed before anything is read. */
const keeper = logKeeper({ ...DEFAULT_LOG, origin: TEST_LOG_ORIGIN }, testLogKeyring)
const contextOf = (requestId: string, { db }: Database): Context =>
  withSealing({ db, clock: systemClock, ids: app.mode.ids, master: app.mode.master, requestId }, keeper)
const noGateway = () => Promise.reject(new Error('firms alone are read here'))
const lawful: Read = (ctx, of) => discloseTo(ctx, of, noGateway)

/** Is it granted? Then read, then write it down. No lock, no transaction. */
const naive: Read = async (ctx, { subjectId, consentId, lenderId, applicationId, actorId }) => {
  const consent = await readConsent(ctx, subjectId, consentId)
  const coverage = coverageOf(consent, { lenderId, applicationId, at: ctx.clock.now() })
  if (!coverage.covered) throw new Fault('forbidden', coverage.why, coverage.why)
  await ctx.db.execute(sql`select facts from records where subject_id = ${subjectId}`)
  await writeOfConsent(ctx, consent, 'read.released', actorId, { fields: [...coverage.fields], readNo: consent.readsUsed + 1, why: 'UNDERWRITE' })
  const isLast = consent.readsUsed + 1 === consent.artefact.access.total
  await updateConsent(ctx.db, consent, { readsUsed: consent.readsUsed + 1, ...(isLast && { status: 'consumed' as const }) })
  if (isLast) await writeOfConsent(ctx, consent, 'consent.consumed', actorId, { why: 'last_read' })
}

/** The same numbers from the same seed (mulberry32). */
function dice(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const now = () => performance.timeOrigin + performance.now()

async function call(of: Subject, kind: Call['kind'], requestId: string, read: Read, by: Database): Promise<void> {
  const ctx = contextOf(requestId, by)
  const { subjectId, consentId, actorId } = of
  const inside = (work: (inner: Context) => Promise<unknown>) => ctx.db.transaction((tx) => work({ ...ctx, db: tx }))
  const began = now()
  const outcome = await {
    read: () => read(ctx, of),
    pause: () => inside((inner) => pauseConsent(inner, subjectId, consentId, actorId)),
    resume: () => inside((inner) => resumeConsent(inner, subjectId, consentId, { userId: actorId, assurance: 'password' })),
    revoke: () => inside((inner) => revokeConsent(inner, subjectId, consentId, { actorId, why: 'subject_request', reason: 'race' })),
  }
    [kind]()
    .then(
      () => 'done',
      (error: unknown) => {
        if (error instanceof Fault) return error.code
        if (sqlStateOf(error) === '42501') return 'refused_by_the_database'
        throw error
      },
    )
  of.calls.push({ kind, requestId, began, ended: now(), outcome })
}

/** Hands that reach for a handful of consents at once; one that has ended is looked at a few times more and then replaced. */
async function race(calls: number, read: Read, seed: number, by = database): Promise<Subject[]> {
  const all: Subject[] = []
  const live: Subject[] = []
  let left = calls
  const replaced = async (at: number) => {
    live[at] = await nextConsent(all.length)
    all.push(live[at]!)
  }
  for (let at = 0; at < LIVE_AT_ONCE; at++) await replaced(at)
  await Promise.all(
    Array.from({ length: HANDS }, async (_, hand) => {
      const roll = dice(seed * 100 + hand)
      while (left-- > 0) {
        const at = Math.floor(roll() * LIVE_AT_ONCE)
        const of = live[at]!
        const dot = roll()
        const kind = dot < 0.76 ? 'read' : dot < 0.86 ? 'pause' : dot < 0.97 ? 'resume' : 'revoke'
        await call(of, kind, `race-${seed}-${left}`, read, by)
        const ends = of.calls.filter(({ outcome }) => /^consent_(revoked|expired|consumed)$/.test(outcome)).length
        if (ends >= 4 && live[at] === of) await replaced(at)
      }
    }),
  )
  return all
}

async function logOf(consents: readonly Subject[]): Promise<Map<string, Entry[]>> {
  const ids = JSON.stringify(consents.map(({ consentId }) => consentId))
  const rows = await rowsOf<{ id: string; index: number | string; kind: string; leaf: string; at: string }>(
    app.database.db,
    sql`select consent_id as id, log_index as index, kind, leaf, at from access_log where consent_id in (select json_array_elements_text(${ids}::json)) order by log_index`,
  )
  const logs = new Map<string, Entry[]>()
  for (const { id, index, kind, leaf, at } of rows) {
    const entry = { index: Number(index), kind, requestId: (JSON.parse(leaf) as { rid: string }).rid, at: new Date(at).getTime() }
    logs.set(id, [...(logs.get(id) ?? []), entry])
  }
  return logs
}

async function judged(consents: readonly Subject[]): Promise<string[]> {
  const logs = await logOf(consents)
  return consents.flatMap((of) => violationsOf({ ...of, log: logs.get(of.consentId) ?? [] }))
}

describe('many hands on few consents', () => {
  test(`no history of ${CALLS} calls breaks a rule`, { timeout: CALLS * 15 }, async () => {
    const consents = await race(CALLS, lawful, 1)
    expect(await judged(consents)).toEqual([])
    const outcomes = new Set(consents.flatMap(({ calls }) => calls.map(({ kind, outcome }) => `${kind} ${outcome}`)))
    for (const seen of ['done', 'consent_paused', 'consent_revoked', 'consent_expired', 'consent_consumed']) expect(outcomes).toContain(`read ${seen}`)
    for (const kind of ['pause', 'resume', 'revoke']) expect(outcomes).toContain(`${kind} done`)
    expect(consents.reduce((sum, { calls }) => sum + calls.length, 0)).toBeGreaterThanOrEqual(CALLS)
  })

  test('a read that checks and then reads is found out', { timeout: 60_000 }, async () => {
    // As the owner of the tables, before whom no wall stands.
    const found = (await judged(await race(1_000, naive, 2, app.database))).join('\n')
    expect(found).toContain('R2')
    expect(found).toContain('R6')
  })

  test('such a read that comes behind an end is not even written down, where it writes as the app', { timeout: 60_000 }, async () => {
    const consents = await race(1_000, naive, 3)
    const outcomes = consents.flatMap(({ calls }) => calls.map(({ kind, outcome }) => `${kind} ${outcome}`))
    expect(outcomes).toContain('read refused_by_the_database')
    expect(outcomes.filter((outcome) => /^(pause|resume|revoke) refused_by/.test(outcome))).toEqual([])
  })
})
