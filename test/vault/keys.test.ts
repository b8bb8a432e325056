import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { heldClock, seededIds } from '../../src/platform/chance.ts'
import type { Context } from '../../src/platform/context.ts'
import type { Database } from '../../src/platform/db/client.ts'
import { migrate } from '../../src/platform/db/migrate.ts'
import { openPglite } from '../../src/platform/db/pglite.ts'
import { makeMasterKey, masterKey } from '../../src/platform/outside/master-key.ts'
import {
  commitOf,
  destroyKey,
  ERASED_PSEUDONYM,
  erasedAt,
  forgetKeys,
  isSealed,
  macOf,
  namesInLog,
  open,
  openerOf,
  pseudonymOf,
  rewrapKeys,
  seal,
  sealerOf,
} from '../../src/vault/index.ts'

const OLD = makeMasterKey()
const NEW = makeMasterKey()
const clock = heldClock(new Date('2026-11-23T02:00:00.000Z'))
let database: Database
let ctx: Context

beforeAll(async () => {
  database = await openPglite()
  await migrate(database)
  ctx = { db: database.db, clock, ids: seededIds(clock), master: masterKey(`old:${OLD}`), requestId: 'test' }
}, 60_000)
afterAll(() => database.close())

describe('a sealed text', () => {
  test('comes back as it was, and shows nothing of itself', async () => {
    const sealed = await seal(ctx, 'sub_a', '陈小明 440106197001010031')
    expect(isSealed(sealed)).toBe(true)
    expect(Buffer.from(sealed.split(':')[2]!, 'base64url').includes('440106')).toBe(false)
    expect(await open(ctx, 'sub_a', sealed)).toBe('陈小明 440106197001010031')
  })

  test('is not opened by the key of another subject, nor after one letter was changed', async () => {
    const sealed = await seal(ctx, 'sub_a', '陈小明')
    await expect(open(ctx, 'sub_b', sealed)).rejects.toThrow()
    const turned = sealed.slice(0, -2) + (sealed.at(-2) === 'A' ? 'B' : 'A') + sealed.at(-1)
    await expect(open(ctx, 'sub_a', turned)).rejects.toThrow()
  })

  test('begins like no text that was never sealed: one that claims to be is sealed once more and comes back', async () => {
    const impostor = 'sealed:1:AAAA'
    expect(await open(ctx, 'sub_a', await seal(ctx, 'sub_a', impostor))).toBe(impostor)
  })

  test('of a thousand subjects is sealed and opened in a handful of statements', async () => {
    const ids = Array.from({ length: 1_000 }, (_, i) => `sub_many_${i}`)
    const sealer = await sealerOf(ctx, ids)
    const sealed = ids.map((id) => sealer.seal(id, `name of ${id}`))
    expect(new Set(sealed).size).toBe(1_000)
    const opener = await openerOf(ctx, ids)
    expect(ids.map((id, i) => opener.open(id, sealed[i]!))).toEqual(ids.map((id) => `name of ${id}`))
  })
})

describe('a pseudonym', () => {
  test('is the same each time, another for each subject and no id', async () => {
    const first = await pseudonymOf(ctx, 'sub_p')
    expect(first).toMatch(/^[0-9a-f]{32}$/)
    expect(await pseudonymOf(ctx, 'sub_p')).toBe(first)
    expect(await pseudonymOf(ctx, 'sub_q')).not.toBe(first)
  })

  test('made by a transaction that fails is made anew, and the log and the key agree on it', async () => {
    let lost = ''
    const failed = ctx.db.transaction(async (tx) => {
      lost = await pseudonymOf({ ...ctx, db: tx }, 'sub_rolled_back')
      throw new Error('the errand failed')
    })
    await expect(failed).rejects.toThrow('the errand failed')
    const kept = await pseudonymOf(ctx, 'sub_rolled_back')
    expect(kept).not.toBe(lost)
    expect(await pseudonymOf(ctx, 'sub_rolled_back')).toBe(kept)
  })

  test('of two who need it at once is one', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => pseudonymOf(ctx, 'sub_raced')))
    expect(new Set(all).size).toBe(1)
  })

  test('of an operator does not depend on whom the entry is about', async () => {
    const [one, other] = [await namesInLog(ctx, 'sub_p', 'usr_1'), await namesInLog(ctx, 'sub_q', 'usr_1')]
    expect(one.operator).toBe(other.operator)
    expect(one.subject).not.toBe(other.subject)
    expect((await namesInLog(ctx, 'sub_p', 'usr_2')).operator).not.toBe(one.operator)
  })
})

test('a commitment and a mac differ by subject, by text and from each other', async () => {
  const all = [
    await commitOf(ctx, 'sub_p', '91440101'),
    await commitOf(ctx, 'sub_q', '91440101'),
    await commitOf(ctx, 'sub_p', '91440102'),
    await macOf(ctx, 'sub_p', '91440101'),
  ]
  expect(new Set(all).size).toBe(4)
  for (const hex of all) expect(hex).toMatch(/^[0-9a-f]{64}$/)
})

describe('a destroyed key', () => {
  test('opens nothing, is not made again, and leaves a tombstone', async () => {
    const sealed = await seal(ctx, 'sub_gone', '陈小明')
    const before = await pseudonymOf(ctx, 'sub_gone')
    expect(await destroyKey(ctx, 'sub_gone')).toBe(true)
    expect(await destroyKey(ctx, 'sub_gone')).toBe(false)
    await expect(open(ctx, 'sub_gone', sealed)).rejects.toMatchObject({ code: 'subject_erased' })
    await expect(seal(ctx, 'sub_gone', 'anew')).rejects.toMatchObject({ code: 'subject_erased' })
    await expect(commitOf(ctx, 'sub_gone', 'x')).rejects.toMatchObject({ code: 'subject_erased' })
    expect((await openerOf(ctx, ['sub_gone'])).open('sub_gone', sealed)).toBeNull()
    expect(await pseudonymOf(ctx, 'sub_gone')).toBe(ERASED_PSEUDONYM)
    expect(before).not.toBe(ERASED_PSEUDONYM)
    expect(await erasedAt(ctx, 'sub_gone')).toEqual(clock.now())
    expect(await erasedAt(ctx, 'sub_a')).toBeNull()
  })

  test('of whom nothing was ever sealed cannot be made afterwards either', async () => {
    expect(await destroyKey(ctx, 'sub_never')).toBe(true)
    await expect(seal(ctx, 'sub_never', 'x')).rejects.toMatchObject({ code: 'subject_erased' })
  })
})

describe('a master key', () => {
  test('gives way to a new one: what the old wrapped still opens, is wrapped anew, and then opens without the old', async () => {
    const sealed = await seal(ctx, 'sub_rotated', '陈小明')
    const pseudonym = await pseudonymOf(ctx, 'sub_rotated')
    const both: Context = { ...ctx, master: masterKey(`new:${NEW},old:${OLD}`) }
    forgetKeys()
    expect(await open(both, 'sub_rotated', sealed)).toBe('陈小明')
    expect(await rewrapKeys(both)).toBeGreaterThan(1_000)
    expect(await rewrapKeys(both)).toBe(0)
    forgetKeys()
    const after: Context = { ...ctx, master: masterKey(`new:${NEW}`) }
    expect(await open(after, 'sub_rotated', sealed)).toBe('陈小明')
    expect(await pseudonymOf(after, 'sub_rotated')).toBe(pseudonym)
    forgetKeys()
    await expect(open(ctx, 'sub_rotated', sealed)).rejects.toThrow(/MASTER_KEY no longer holds it/)
  })

  test('that stood alone first opens what it wrapped, under whatever name it stands second', async () => {
    const wrapped = await masterKey(OLD).wrap(new Uint8Array([1, 2, 3]))
    expect([...(await masterKey(`new:${NEW},old:${OLD}`).unwrap(wrapped))]).toEqual([1, 2, 3])
    await expect(masterKey(`new:${NEW}`).unwrap(wrapped)).rejects.toThrow(/no longer holds it/)
  })

  test.each([
    ['a word', 'secret'],
    ['31 bytes', Buffer.alloc(31).toString('base64url')],
    ['33 bytes', Buffer.alloc(33).toString('base64url')],
    ['a last letter that carries stray bits', `${'A'.repeat(42)}B`],
    ['base64 with signs', Buffer.alloc(32, 255).toString('base64')],
    ['two keys by one id', `a:${OLD},a:${NEW}`],
    ['an empty second', `a:${OLD},`],
  ])('that is %s is refused with a sentence', (_, text) => {
    expect(() => masterKey(text)).toThrow(/MASTER_KEY cannot be used/)
  })
})
