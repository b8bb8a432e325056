import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { entriesOf, LOG_KINDS, type LogKind, latestCheckpoint, leafOf, logKeyring, type NewEntry, sealLagSeconds, sealLog } from '../../src/log/index.ts'
import { proveInclusion } from '../../src/log/service/proofs.ts'
import { appendLog } from '../../src/log/store.ts'
import { type Database, rowsOf } from '../../src/platform/db/client.ts'
import { openPostgres } from '../../src/platform/db/postgres.ts'
import { logKeyText, TEST_LOG_KEY, TEST_LOG_ORIGIN, testLogKeyring } from '../support/log-key.ts'
import { type ScratchDatabase, scratchDatabase } from '../support/scratch-database.ts'
import { deskOf, entryOf, LOG_START, write } from './desk.ts'

const TABLES = ['access_log', 'log_leaves', 'log_tiles', 'log_checkpoints', 'log_cosignatures', 'log_keys']
const ROLES = ['suixin_app', 'suixin_sealer', 'suixin_auditor']

let scratch: ScratchDatabase
let database: Database
beforeAll(async () => {
  scratch = await scratchDatabase()
  database = openPostgres(scratch.url, { max: 4 })
  const desk = deskOf(database.db)
  for (let n = 0; n < 5; n++) await write(desk, n)
  await sealLog(desk, await testLogKeyring.open())
  await database.db.execute(sql`insert into log_cosignatures (size, witness, line, at) values (5, 'w', '— w AAAAAAA=', now())`)
})
afterAll(async () => {
  await database.close()
  await scratch.drop()
})

const as = <T>(role: string, work: (desk: ReturnType<typeof deskOf>) => Promise<T>): Promise<T> =>
  database.db.transaction(async (tx) => {
    await tx.execute(sql.raw(`set local role ${role}`))
    return work(deskOf(tx))
  })

const CHANGES = TABLES.flatMap((table) => [
  [
    `update ${table}`,
    `update ${table} set ${table === 'access_log' ? "leaf = '{}'" : table === 'log_tiles' ? "hashes = '\\x00'" : table === 'log_cosignatures' ? "line = ''" : table === 'log_keys' ? 'from_size = 9' : table === 'log_leaves' ? "leaf_hash = '\\x00'" : "note = ''"}`,
  ],
  [`delete from ${table}`, `delete from ${table}`],
  [`truncate ${table}`, `truncate ${table}`],
])

describe.each([...ROLES, 'the owner'])('%s', (role) => {
  test.each(CHANGES)('may not %s', async (_, statement) => {
    const change = role === 'the owner' ? database.db.execute(sql.raw(statement)) : as(role, ({ db }) => db.execute(sql.raw(statement)))
    await expect(change).rejects.toMatchObject({ cause: { code: '42501' } })
  })
})

describe('the app', () => {
  test('appends, reads and proves', async () => {
    await as('suixin_app', async (desk) => {
      expect(await write(desk, 6, 'read.denied')).toBeGreaterThan(5)
      expect((await entriesOf(desk, 'subject-1', 10, null)).map(({ seq }) => seq)).toEqual([1])
      expect((await latestCheckpoint(desk))!.size).toBe(5)
      expect((await proveInclusion(desk, { index: 3 })).proof).toHaveLength(3)
      expect(await sealLagSeconds(desk)).toBe(0)
    })
  })

  test.each(['log_leaves', 'log_tiles', 'log_checkpoints', 'log_keys'])('gives nothing its place in %s', async (table) => {
    const [{ row }] = (await rowsOf<{ row: string }>(database.db, sql.raw(`select (t.*)::text as row from ${table} t limit 1`))) as [{ row: string }]
    const insert = as('suixin_app', ({ db }) => db.execute(sql.raw(`insert into ${table} select (${`'${row.replaceAll("'", "''")}'`}::${table}).*`)))
    await expect(insert).rejects.toMatchObject({ cause: { code: '42501' } })
  })
})

const refused = { cause: { code: '42501' } }

describe('whose entries they may be, row by row', () => {
  const hash = 'a'.repeat(64)
  const consent = { subjectId: 'subject-of-a-consent', consentId: 'consent-granted', lenderId: 'lender-of-it' }
  const entry = (kind: LogKind, more: Partial<typeof consent & { artefactHash: string }> = {}) => ({
    ...entryOf(1, kind),
    ...consent,
    artefactHash: hash,
    ...more,
  })
  const append = (role: string, told: NewEntry) =>
    as(role, ({ db, clock }) => appendLog(db, { ...told, requestId: 'r', at: clock.now() }, { subject: told.subjectId, operator: 'hand' }))
  const becomes = (status: string) => database.db.execute(sql`update consents set status = ${status} where id = ${consent.consentId}`)
  beforeAll(async () => {
    const { subjectId, consentId, lenderId } = consent
    await database.db.execute(sql`insert into institutions (id, code, name, kind, created_at) values (${lenderId}, 'lender-of-it', 'A bank', 'bank', now())`)
    await database.db.execute(sql`
      insert into subjects (id, kind, code, name, synthetic, created_at) values (${subjectId}, 'enterprise', '91440101MA00000000', 'A firm', true, now())`)
    await database.db.execute(sql`
      insert into consents (subject_id, id, lender_id, application_id, status, artefact, hash, reads_used, valid_to, granted_at)
      values (${subjectId}, ${consentId}, ${lenderId}, 'application', 'granted', '{}', ${hash}, 0, 'infinity', now())`)
  })

  test('the app writes of a read only under a consent that this lender has, and that is granted now', async () => {
    expect(await append('suixin_app', entry('read.released'))).toBeGreaterThan(0)
    for (const other of [{ lenderId: 'another' }, { consentId: 'another' }, { subjectId: 'another' }, { artefactHash: 'b'.repeat(64) }])
      await expect(append('suixin_app', entry('read.released', other))).rejects.toMatchObject(refused)
    for (const ended of ['paused', 'revoked', 'expired', 'consumed', 'superseded']) {
      await becomes(ended)
      await expect(append('suixin_app', entry('read.released'))).rejects.toMatchObject(refused)
      expect(await append('suixin_app', entry('read.denied'))).toBeGreaterThan(0)
    }
    await becomes('granted')
    expect(await append('suixin_app', entry('read.released'))).toBeGreaterThan(0)
  })

  test('the app writes of no read past the end of its consent, nor of one more than it has', async () => {
    const set = (columns: string) => database.db.execute(sql.raw(`update consents set ${columns} where id = '${consent.consentId}'`))
    const read = (readNo: number) => append('suixin_app', { ...entry('read.released'), readNo })
    const end = new Date(LOG_START.getTime() + 1_000)
    await set(`valid_to = '${end.toISOString()}'`)
    expect(await read(0)).toBeGreaterThan(0)
    await set(`valid_to = '${LOG_START.toISOString()}'`)
    await expect(read(0)).rejects.toMatchObject(refused)
    await set(`valid_to = 'infinity', artefact = '{"access":{"total":3}}', reads_used = 1`)
    for (const readNo of [2, 3]) expect(await read(readNo)).toBeGreaterThan(0)
    for (const readNo of [0, 1, 4]) await expect(read(readNo)).rejects.toMatchObject(refused)
    await set(`artefact = '{}', reads_used = 0`)
  })

  test.each(['suixin_app', 'suixin_sealer'])('%s chooses no entry’s number: one far ahead would hide the next ones from the sealer', async (role) => {
    const kind = role === 'suixin_app' ? 'read.denied' : 'key.rotated'
    const leaf = leafOf({ ...entry(kind), requestId: 'r', at: LOG_START }, { subject: 's', operator: 'o' })
    for (const index of [-7, 900_000_000]) {
      const put = as(role, ({ db }) =>
        db.execute(sql`
          insert into access_log (subject_id, log_index, kind, consent_id, lender_id, actor_id, leaf, at) overriding system value
          values (${consent.subjectId}, ${index}, ${kind}, ${consent.consentId}, ${consent.lenderId}, 'someone', ${leaf}, now())`),
      )
      await expect(put).rejects.toMatchObject(refused)
    }
  })

  test('the app writes beside a leaf nothing but what the leaf says', async () => {
    const columns = { subject: consent.subjectId, kind: 'read.denied', consent: consent.consentId, lender: consent.lenderId }
    const leaf = leafOf({ ...entry('read.denied'), requestId: 'r', at: LOG_START }, { subject: 's', operator: 'o' })
    const put = (told: typeof columns) =>
      as('suixin_app', ({ db }) =>
        db.execute(sql`
          insert into access_log (subject_id, kind, consent_id, lender_id, actor_id, leaf, at)
          values (${told.subject}, ${told.kind}, ${told.consent}, ${told.lender}, 'someone', ${leaf}, now())`),
      )
    await expect(put(columns)).resolves.toBeDefined()
    for (const other of [{ kind: 'receipt.viewed' }, { consent: 'another' }, { lender: 'another' }])
      await expect(put({ ...columns, ...other })).rejects.toMatchObject(refused)
  })

  describe('a leaf is the very bytes that what it says is written as', () => {
    const told = { ...entry('read.denied'), requestId: 'r', at: LOG_START }
    const leaf = leafOf(told, { subject: 's', operator: 'o' })
    const put = (text: string, kind: LogKind = 'read.denied', role = 'suixin_app') =>
      as(role, ({ db }) =>
        db.execute(sql`
          insert into access_log (subject_id, kind, consent_id, lender_id, actor_id, leaf, at)
          values (${consent.subjectId}, ${kind}, ${consent.consentId}, ${consent.lenderId}, 'someone', ${text}, now())`),
      )

    test.each<[string, string]>([
      ['a kind twice, the right one last', leaf.replace('"t":', '"t":"read.released","t":')],
      ['a kind twice, the right one first', leaf.replace('"why":', '"t":"read.released","why":')],
      ['one thing twice, alike', leaf.replace(/"n":(\d+)/, '"n":$1,"n":$1')],
      ['fields twice', leaf.replace('"n":', '"f":[],"n":')],
      ['a member nobody knows', leaf.replace('"why":', '"then":1,"why":')],
      ['a space', leaf.replace('"n":', '"n": ')],
      ['a line after it', `${leaf}\n`],
      ['its members in another order', `${leaf.replace(/^\{"ac":("[^"]*"),/, '{').slice(0, -1)},"ac":"${consent.lenderId}"}`],
      ['a letter written as its number', leaf.replace('"read.denied"', '"\\u0072ead.denied"')],
      ['a number written otherwise', leaf.replace(/"n":(\d+)/, '"n":$1.0')],
      ['no instant', leaf.replace(/"at":"[^"]*",/, '')],
    ])('refused with %s', async (_, text) => {
      expect(JSON.parse(text)).toMatchObject({ t: expect.any(String), cid: consent.consentId })
      await expect(put(text)).rejects.toMatchObject(refused)
      await expect(put(leaf)).resolves.toBeDefined()
    })

    test('taken with every member that one can have, and with letters that are written by a sign of their own', async () => {
      const whole = {
        ...told,
        fields: ['a', 'b"c', 'd, "e'],
        via: 'ticket \\ 1',
        bodyMac: 'f'.repeat(64),
        product: { id: 'prd', version: 3 },
        why: '理由 "\u0001\u2028\n😀',
      }
      const text = leafOf(whole, { subject: 's', operator: 'o' })
      expect(Object.keys(JSON.parse(text))).toEqual('ac ah at cid f gw n op pr pv rd rid sp t why'.split(' '))
      await expect(put(text)).resolves.toBeDefined()
    })

    test('of whatever kind', async () => {
      for (const kind of LOG_KINDS.filter((one) => !['key.rotated', 'read.released'].includes(one)))
        expect(await append('suixin_app', entry(kind))).toBeGreaterThan(0)
      const rotated = leafOf({ ...entry('key.rotated'), requestId: 'r', at: LOG_START }, { subject: 's', operator: 'o' })
      await expect(put(rotated.replace('"why":', '"t":"key.rotated","why":'), 'key.rotated', 'suixin_sealer')).rejects.toMatchObject(refused)
    })
  })

  test.each(LOG_KINDS.filter((kind) => kind !== 'key.rotated'))('the sealer writes no %s', async (kind) => {
    await expect(append('suixin_sealer', entry(kind))).rejects.toMatchObject(refused)
  })

  test('a changed key is the sealer’s to write down, and nobody else’s', async () => {
    expect(await append('suixin_sealer', entry('key.rotated'))).toBeGreaterThan(0)
    for (const role of ['suixin_app', 'suixin_auditor', 'suixin_lender']) await expect(append(role, entry('key.rotated'))).rejects.toMatchObject(refused)
  })

  test('auditor and lender write nothing, and a lender sees nothing', async () => {
    for (const role of ['suixin_auditor', 'suixin_lender'])
      for (const kind of ['read.released', 'read.denied'] as const) await expect(append(role, entry(kind))).rejects.toMatchObject(refused)
    await expect(as('suixin_lender', ({ db }) => db.execute(sql`select 1 from access_log limit 1`))).rejects.toMatchObject(refused)
    const [{ n }] = (await as('suixin_auditor', ({ db }) => rowsOf<{ n: number }>(db, sql`select count(*)::int as n from access_log`))) as [{ n: number }]
    expect(n).toBeGreaterThan(5)
  })
})

describe('the sealer', () => {
  test.each(['suixin_sealer', 'suixin_app'])('takes its rights where the login is %s and may', async (role) => {
    const before = (await latestCheckpoint(deskOf(database.db)))!.size
    await write(deskOf(database.db), 7)
    const login = openPostgres(scratch.url, { max: 1 })
    try {
      await login.db.execute(sql.raw(`set role ${role}`))
      expect(await sealLog(deskOf(login.db), await testLogKeyring.open())).toMatchObject({ size: expect.any(Number) })
      expect((await latestCheckpoint(deskOf(database.db)))!.size).toBeGreaterThan(before)
      expect(await rowsOf(login.db, sql`select current_user as who`)).toEqual([{ who: role }])
    } finally {
      await login.close()
    }
  })

  test('writes a change of keys down by itself where the login is the app’s', async () => {
    const login = openPostgres(scratch.url, { max: 1 })
    try {
      await login.db.execute(sql.raw('set role suixin_app'))
      const both = JSON.stringify({ keys: [JSON.parse(logKeyText(12)), JSON.parse(TEST_LOG_KEY)] })
      const size = (await latestCheckpoint(deskOf(database.db)))!.size
      await sealLog(deskOf(login.db), await logKeyring(both, TEST_LOG_ORIGIN).open())
      expect((await latestCheckpoint(deskOf(database.db)))!.size).toBeGreaterThan(size)
      expect(await rowsOf(database.db, sql`select kind from access_log order by log_index desc limit 1`)).toEqual([{ kind: 'key.rotated' }])
    } finally {
      await login.close()
    }
  })

  test('lets a tile do nothing but grow', async () => {
    const grown = as('suixin_sealer', ({ db }) => db.execute(sql`update log_tiles set hashes = hashes || decode(repeat('ab', 32), 'hex') where false`))
    await expect(grown).resolves.toBeDefined()
    const shrunk = as('suixin_sealer', ({ db }) => db.execute(sql`update log_tiles set hashes = substring(hashes from 1 for 32)`))
    await expect(shrunk).rejects.toMatchObject({ cause: { code: '42501' } })
  })
})
