import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type OpenedCheckpoint, openCheckpoint } from '../../src/log/checkpoint.ts'
import { entriesOf, latestCheckpoint, logKeyring, requireSealed, sealLagSeconds, sealLog } from '../../src/log/index.ts'
import { ed25519Verifier } from '../../src/log/note.ts'
import { checkpoints } from '../../src/log/service/head.ts'
import { hashLeaf, rootOf } from '../../src/log/tree.ts'
import { type Database, rowsOf } from '../../src/platform/db/client.ts'
import { emptyDatabase } from '../../src/platform/db/maintenance.ts'
import { migrate } from '../../src/platform/db/migrate.ts'
import { openPglite } from '../../src/platform/db/pglite.ts'
import { logKeyText, TEST_LOG_KEY, TEST_LOG_ORIGIN, testLogKeyring } from '../support/log-key.ts'
import { deskOf, write } from './desk.ts'

let database: Database
let ctx: ReturnType<typeof deskOf>
beforeAll(async () => {
  database = await openPglite()
  await migrate(database)
})
afterAll(() => database.close())
beforeEach(async () => {
  await emptyDatabase(database.db)
  ctx = deskOf(database.db)
})

const seal = async () => sealLog(ctx, await testLogKeyring.open())
const writeMany = async (count: number) => {
  for (let n = 0; n < count; n++) await write(ctx, n)
}
const leafHashes = async () =>
  (await rowsOf<{ leaf: string }>(database.db, sql`select leaf from access_log order by log_index`)).map(({ leaf }) => hashLeaf(new TextEncoder().encode(leaf)))

async function opened(note: string, ...vkeys: string[]): Promise<OpenedCheckpoint['checkpoint']> {
  const result = await openCheckpoint(note, TEST_LOG_ORIGIN, vkeys.map(ed25519Verifier))
  if ('flaw' in result) throw new Error(result.flaw)
  return result.checkpoint
}
const [vkey] = (await testLogKeyring.open()).vkeys as [string]

describe('the sealer', () => {
  test('signs the empty log first, and signs nothing more while nothing is written', async () => {
    expect(await seal()).toEqual({ sealed: 0, size: 0 })
    expect(await seal()).toEqual({ sealed: 0, size: 0 })
    expect(await checkpoints(ctx, 10, null)).toHaveLength(1)
    expect(await opened((await latestCheckpoint(ctx))!.note, vkey)).toMatchObject({ size: 0, root: rootOf([]) })
  })

  test('has every checkpoint be the root of the leaves in their order, however they come by and by', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 8 }), async (rounds) => {
        await emptyDatabase(database.db)
        for (const count of rounds) {
          await writeMany(count)
          await seal()
        }
        const leaves = await leafHashes()
        for (const { size, note } of await checkpoints(ctx, 100, null))
          expect(await opened(note, vkey)).toMatchObject({ size, root: rootOf(leaves.slice(0, size)) })
        expect((await latestCheckpoint(ctx))!.size).toBe(rounds.reduce((sum, count) => sum + count, 0))
      }),
      { numRuns: 6 },
    )
  })

  test('hashes a leaf as it stands, in any script', async () => {
    const leaves = ['{}', '{"why":"查看记录"}', '{"why":"\u{1F9FE} é \\\\ \\" \\n"}', `{"f":"${'长'.repeat(3_000)}"}`, '"\\\\x00"']
    for (const leaf of leaves)
      await database.db.execute(
        sql`insert into access_log (subject_id, kind, consent_id, lender_id, actor_id, leaf, at) values ('s', 'read.denied', 'c', 'l', 'a', ${leaf}, now())`,
      )
    await seal()
    expect((await opened((await latestCheckpoint(ctx))!.note, vkey)).root).toEqual(rootOf(leaves.map((leaf) => hashLeaf(new TextEncoder().encode(leaf)))))
  })

  test('tells each entry its place, and the first checkpoint that covers it', async () => {
    await writeMany(8)
    await seal()
    await writeMany(8)
    await seal()
    await write(ctx, 0)
    const rows = await entriesOf(ctx, 'subject-0', 10, null)
    expect(rows.map(({ seq, sealedIn }) => ({ seq, sealedIn }))).toEqual([
      { seq: null, sealedIn: null },
      { seq: 15, sealedIn: 16 },
      { seq: 8, sealedIn: 16 },
      { seq: 7, sealedIn: 8 },
      { seq: 0, sealedIn: 8 },
    ])
  })
})

describe('what a superuser changes behind the sealer', () => {
  const asSuperuser = async (table: string, statement: ReturnType<typeof sql>) => {
    await database.db.execute(sql.raw(`alter table ${table} disable trigger user`))
    await database.db.execute(statement)
    await database.db.execute(sql.raw(`alter table ${table} enable trigger user`))
  }
  beforeEach(async () => {
    await writeMany(300)
    await seal()
    await write(ctx, 1)
  })

  test.each([
    ['a hash in the last tile', 'log_tiles', sql`update log_tiles set hashes = set_byte(hashes, 3, 255 - get_byte(hashes, 3)) where level = 0 and index = 1`],
    ['the last tile', 'log_tiles', sql`delete from log_tiles where level = 0 and index = 1`],
    ['the root of a full tile', 'log_tiles', sql`update log_tiles set hashes = set_byte(hashes, 0, 255 - get_byte(hashes, 0)) where level = 1`],
    ['the root of the last checkpoint', 'log_checkpoints', sql`update log_checkpoints set root = set_byte(root, 0, 255 - get_byte(root, 0)) where size = 300`],
    ['the note of the last checkpoint', 'log_checkpoints', sql`update log_checkpoints set note = replace(note, '300', '301') where size = 300`],
    ['the last checkpoint itself', 'log_checkpoints', sql`delete from log_checkpoints where size = 300`],
  ])('%s: nothing more is sealed', async (_, table, change) => {
    await asSuperuser(table, change)
    await expect(seal()).rejects.toThrow()
    expect((await latestCheckpoint(ctx))!.size).toBeLessThan(301)
    expect(await sealLagSeconds({ ...ctx, clock: { now: () => new Date(ctx.clock.now().getTime() + 7_000) } })).toBe(7)
  })

  test('nothing at all: it is sealed', async () => {
    expect(await seal()).toEqual({ sealed: 1, size: 301 })
  })
})

describe('a new key', () => {
  const rotated = logKeyring(JSON.stringify({ keys: [JSON.parse(logKeyText(12)), JSON.parse(TEST_LOG_KEY)] }), TEST_LOG_ORIGIN)

  test('is written down and sealed by itself; old checkpoints open with the old key alone', async () => {
    await writeMany(3)
    await seal()
    const newKey = await rotated.open()
    await sealLog(ctx, newKey)
    await write(ctx, 4)
    await sealLog(ctx, newKey)
    const kinds = await rowsOf<{ kind: string }>(database.db, sql`select kind from access_log order by log_index`)
    expect(kinds.map(({ kind }) => kind)).toEqual([...Array(3).fill('read.released'), 'key.rotated', 'read.released'])
    const signed = await checkpoints(ctx, 10, null)
    expect(signed.map(({ size }) => size)).toEqual([5, 4, 3, 0])
    for (const { size, note } of signed) {
      const [right, wrong] = size > 3 ? [newKey.vkeys[0]!, vkey] : [vkey, newKey.vkeys[0]!]
      expect((await opened(note, right)).root).toEqual(rootOf((await leafHashes()).slice(0, size)))
      await expect(opened(note, wrong)).rejects.toThrow('no_known_signature')
    }
  })

  test('ends the old one: a process that still has it signs nothing', async () => {
    await seal()
    await sealLog(ctx, await rotated.open())
    await write(ctx, 1)
    await expect(seal()).rejects.toThrow('换下')
    expect((await sealLog(ctx, await rotated.open())).sealed).toBe(1)
  })

  test('is refused without the one it takes the place of', async () => {
    await seal()
    const stranger = await logKeyring(logKeyText(13), TEST_LOG_ORIGIN).open()
    await write(ctx, 1)
    await expect(sealLog(ctx, stranger)).rejects.toThrow(vkey)
    expect((await seal()).sealed).toBe(1)
  })

  test.each([
    ['no key', 'nonsense', /LOG_KEY/],
    ['a public key', JSON.stringify({ ...JSON.parse(TEST_LOG_KEY), d: undefined }), /LOG_KEY/],
  ])('that is %s is refused with a sentence', async (_, text, sentence) => {
    await expect(logKeyring(text, TEST_LOG_ORIGIN).open()).rejects.toThrow(sentence)
  })
})

describe('disclosure', () => {
  const passes = (seconds: number) => ctx.clock.set(new Date(ctx.clock.now().getTime() + seconds * 1000))
  const limits = { lagLimitSeconds: 30, quorum: 0 }

  test('is open while the oldest entry has waited thirty seconds, and closed a second later', async () => {
    await seal()
    await write(ctx, 1)
    passes(30)
    await requireSealed({ ...ctx, sealing: limits })
    passes(1)
    await expect(requireSealed({ ...ctx, sealing: limits })).rejects.toMatchObject({ kind: 'unavailable', code: 'log_not_sealed', retryAfterSeconds: 5 })
  })

  test('of a process that has the key is opened by sealing first', async () => {
    await write(ctx, 1)
    passes(86_400)
    await requireSealed({ ...ctx, sealing: { ...limits, run: async () => void (await seal()) } })
    expect(await sealLagSeconds(ctx)).toBe(0)
  })

  test('stays closed where sealing fails, and within a transaction, where it is not tried', async () => {
    await write(ctx, 1)
    passes(60)
    const failing = { ...limits, run: () => Promise.reject(new Error('the key is gone')) }
    await expect(requireSealed({ ...ctx, sealing: failing })).rejects.toMatchObject({ code: 'log_not_sealed' })
    await database.db.transaction(async (db) => {
      const run = async () => void (await seal())
      await expect(requireSealed({ ...ctx, db, sealing: { ...limits, run } })).rejects.toMatchObject({ code: 'log_not_sealed' })
    })
  })

  test('is closed by entries that the witnesses have not seen, where their quorum counts', async () => {
    await write(ctx, 1)
    await seal()
    passes(31)
    await requireSealed({ ...ctx, sealing: limits })
    await expect(requireSealed({ ...ctx, sealing: { ...limits, quorum: 1 } })).rejects.toMatchObject({ code: 'log_not_sealed' })
    await database.db.execute(sql`insert into log_cosignatures (size, witness, line, at) values (1, 'a', '— a AAAAAAA=', now())`)
    await requireSealed({ ...ctx, sealing: { ...limits, quorum: 1 } })
    await expect(requireSealed({ ...ctx, sealing: { ...limits, quorum: 2 } })).rejects.toMatchObject({ code: 'log_not_sealed' })
  })
})
