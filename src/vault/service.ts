import type { Context } from '../platform/context.ts'
import { Fault } from '../platform/kernel/fault.ts'
import { decipher, encipher, type MasterKey } from '../platform/outside/master-key.ts'
import { type DerivedKeys, derivedKeys, ERASED_PSEUDONYM, isSealed, macHex, PSEUDONYM_LETTERS, sealedBytes, sealedText } from './sealed.ts'
import { destroyKeyRow, findErasedCodes, findKey, findKeys, insertErasedCode, insertKeys, type KeyRow, listKeys, rewrapKey } from './store.ts'

/** The row of the house's own key: operators' pseudonyms are made under it, and outlive every subject's. */
const PLATFORM = 'platform'
const KEPT_AT_MOST = 50_000
/** A younger row may belong to a transaction that is yet to fail, and its key with it. */
const SETTLED_MS = 300_000

interface Kept {
  /** Names and mac keys of subjects lately written down; never the key that opens what is sealed. */
  derived: Map<string, DerivedKeys>
  /** Unwrapped keys by their wrapped text: a row that no longer holds the text cannot be opened by it. */
  unwrapped: Map<string, Uint8Array>
}

/** Beside the master key of one app: two apps of one process, each with a database of its own, share nothing. */
let kept = new WeakMap<MasterKey, Kept>()

function keptBy({ master }: Context): Kept {
  const known = kept.get(master)
  if (known) return known
  const empty: Kept = { derived: new Map(), unwrapped: new Map() }
  kept.set(master, empty)
  return empty
}

/** For a database that was emptied under a running process: test mode alone. */
export function forgetKeys(): void {
  kept = new WeakMap()
}

/**
 * By what a leaf knows who it is about and who acted: HMACs under the subject's own key (`erased` once that is gone) and
 * under the house's, so that one hand is one name and nobody's.
 * @param actorId null: nobody's hand was in it
 */
export async function namesInLog(ctx: Context, subjectId: string, actorId: string | null): Promise<{ subject: string; operator: string | null }> {
  const [subject, platform] = await derivedOf(ctx, actorId === null ? [subjectId] : [subjectId, PLATFORM])
  const operator = platform && actorId !== null ? macHex(platform.commit, actorId).slice(0, PSEUDONYM_LETTERS) : null
  return { subject: subject?.pseudonym ?? ERASED_PSEUDONYM, operator }
}

/** By what the log knows whoever acts, for many at once. */
export async function operatorNames(ctx: Context): Promise<(actorId: string) => string> {
  const [platform] = await derivedOf(ctx, [PLATFORM])
  return (actorId) => macHex(platform!.commit, actorId).slice(0, PSEUDONYM_LETTERS)
}

/** By what the log knows a subject; `erased` once its key is gone. */
export async function pseudonymOf(ctx: Context, subjectId: string): Promise<string> {
  const [subject] = await derivedOf(ctx, [subjectId])
  return subject?.pseudonym ?? ERASED_PSEUDONYM
}

/**
 * A credit code or an ID number as it may be told: hex HMAC under the subject's key.
 * @throws Fault conflict `subject_erased`
 */
export async function commitOf(ctx: Context, subjectId: string, text: string): Promise<string> {
  return macHex((await standing(ctx, subjectId)).commit, text)
}

/**
 * Hex HMAC of an answer's bytes under the subject's key: who holds the answer and the key can prove what was said.
 * @throws Fault conflict `subject_erased`
 */
export async function macOf(ctx: Context, subjectId: string, bytes: Uint8Array | string): Promise<string> {
  return macHex((await standing(ctx, subjectId)).mac, bytes)
}

/**
 * A text that only this subject's key opens.
 * @throws Fault conflict `subject_erased`
 */
export async function seal(ctx: Context, subjectId: string, text: string): Promise<string> {
  return (await sealerOf(ctx, [subjectId])).seal(subjectId, text)
}

/**
 * The text again; one that was never sealed comes back as it is.
 * @throws Fault conflict `subject_erased`
 */
export async function open(ctx: Context, subjectId: string, text: string): Promise<string> {
  if (!isSealed(text)) return text
  const [held] = await ensureKeys(ctx, [subjectId])
  if (!held) throw erased()
  return decipher(held.key, sealedBytes(text), subjectId).toString('utf8')
}

export interface Sealer {
  /** @throws Fault conflict `subject_erased` */
  seal(subjectId: string, text: string): string
}

/** Seals for many subjects at once: their keys are fetched, or made, in two statements. */
export async function sealerOf(ctx: Context, subjectIds: readonly string[]): Promise<Sealer> {
  const keys = byId(await ensureKeys(ctx, subjectIds))
  return {
    seal(subjectId, text) {
      const key = keys.get(subjectId)
      if (!key) throw erased()
      return sealedText(encipher(key, Buffer.from(text, 'utf8'), subjectId))
    },
  }
}

export interface Opener {
  /** The text again, or null where the key is gone; one that was never sealed comes back as it is. */
  open(subjectId: string, text: string): string | null
}

/** Opens for many subjects at once, in one statement. No key is made: what has none has sealed nothing. */
export async function openerOf(ctx: Context, subjectIds: readonly string[]): Promise<Opener> {
  const keys = byId(await unwrapAll(ctx, await findKeys(ctx.db, [...new Set(subjectIds)])))
  return {
    open(subjectId, text) {
      if (!isSealed(text)) return text
      const key = keys.get(subjectId)
      return key ? decipher(key, sealedBytes(text), subjectId).toString('utf8') : null
    },
  }
}

/**
 * Destroys the key: what it sealed stays shut for ever, its pseudonym leads nowhere, and no key is made again.
 * @returns false where it was destroyed already
 */
export async function destroyKey(ctx: Context, subjectId: string): Promise<boolean> {
  const [held] = await ensureKeys(ctx, [subjectId])
  const done = await destroyKeyRow(ctx.db, subjectId, ctx.clock.now())
  const { derived, unwrapped } = keptBy(ctx)
  derived.delete(subjectId)
  if (held) unwrapped.delete(held.row.wrappedKey!)
  return done
}

/** When the subject's key was destroyed; null while it stands. */
export async function erasedAt(ctx: Context, subjectId: string): Promise<Date | null> {
  return (await findKey(ctx.db, subjectId))?.destroyedAt ?? null
}

/** Remembers that who goes by this code had itself erased, without keeping the code. */
export async function markErased(ctx: Context, code: string): Promise<void> {
  const [mark] = await marksOf(ctx, 'erased', [code])
  await insertErasedCode(ctx.db, mark!, ctx.clock.now())
}

/** Those of these codes whose holders had themselves erased. */
export async function erasedAmong(ctx: Context, codes: readonly string[]): Promise<Set<string>> {
  if (codes.length === 0) return new Set()
  const marks = await marksOf(ctx, 'erased', codes)
  const erased = await findErasedCodes(ctx.db, marks)
  return new Set(codes.filter((_, i) => erased.has(marks[i]!)))
}

/**
 * By what codes that lie sealed are found again: HMACs under the house's key, in the order of the codes. Another kind of
 * mark than that of the erased, so that the one list says nothing of the other.
 */
export async function codeMarks(ctx: Context, codes: readonly string[]): Promise<string[]> {
  return codes.length === 0 ? [] : marksOf(ctx, 'code', codes)
}

async function marksOf(ctx: Context, use: 'erased' | 'code', codes: readonly string[]): Promise<string[]> {
  const { mac } = await standing(ctx, PLATFORM)
  return codes.map((code) => macHex(mac, `${use} ${code}`))
}

const REWRAP_PAGE = 500

/**
 * Wraps every key anew that is not wrapped under the master key in use; after it the old one can be taken out.
 * @returns how many were
 */
export async function rewrapKeys(ctx: Context): Promise<number> {
  let done = 0
  for (let after = ''; ; ) {
    const rows = await listKeys(ctx.db, after, REWRAP_PAGE)
    for (const { subjectId, wrappedKey } of rows) {
      if (wrappedKey === null || ctx.master.isCurrent(wrappedKey)) continue
      await rewrapKey(ctx.db, subjectId, wrappedKey, await ctx.master.wrap(await ctx.master.unwrap(wrappedKey)))
      done++
    }
    if (rows.length < REWRAP_PAGE) return done
    after = rows.at(-1)!.subjectId
  }
}

async function standing(ctx: Context, subjectId: string): Promise<DerivedKeys> {
  const [derived] = await derivedOf(ctx, [subjectId])
  if (!derived) throw erased()
  return derived
}

/** In the order asked for; undefined where the key is gone. */
async function derivedOf(ctx: Context, subjectIds: readonly string[]): Promise<(DerivedKeys | undefined)[]> {
  const known = keptBy(ctx).derived
  const found = new Map(subjectIds.flatMap((id) => (known.has(id) ? [[id, known.get(id)!] as const] : [])))
  const missing = subjectIds.filter((id) => !found.has(id))
  if (missing.length > 0) {
    const settledBefore = ctx.clock.now().getTime() - SETTLED_MS
    for (const { row, key } of await ensureKeys(ctx, missing)) {
      const derived = derivedKeys(key)
      found.set(row.subjectId, derived)
      if (row.createdAt.getTime() < settledBefore) keep(known, row.subjectId, derived)
    }
  }
  return subjectIds.map((id) => found.get(id))
}

interface Held {
  row: KeyRow
  key: Uint8Array
}

/** Keys, made where there were none; a destroyed one is not among them. */
async function ensureKeys(ctx: Context, subjectIds: readonly string[]): Promise<Held[]> {
  const wanted = [...new Set(subjectIds)].sort()
  let rows = await findKeys(ctx.db, wanted)
  if (rows.length < wanted.length) {
    const known = new Set(rows.map((row) => row.subjectId))
    const made = await Promise.all(wanted.filter((id) => !known.has(id)).map((id) => freshRow(ctx, id)))
    await insertKeys(ctx.db, made)
    // Somebody else may have made one in between: theirs is the key.
    rows = await findKeys(ctx.db, wanted)
  }
  return unwrapAll(ctx, rows)
}

async function freshRow(ctx: Context, subjectId: string): Promise<KeyRow> {
  const key = ctx.master.fresh(subjectId)
  return { subjectId, wrappedKey: await ctx.master.wrap(key), pseudonym: derivedKeys(key).pseudonym, createdAt: ctx.clock.now(), destroyedAt: null }
}

async function unwrapAll(ctx: Context, rows: readonly KeyRow[]): Promise<Held[]> {
  const held: Held[] = []
  const { unwrapped } = keptBy(ctx)
  for (const row of rows) {
    const { wrappedKey } = row
    if (wrappedKey === null) continue
    let key = unwrapped.get(wrappedKey)
    if (!key) {
      key = await ctx.master.unwrap(wrappedKey)
      keep(unwrapped, wrappedKey, key)
    }
    held.push({ row, key })
  }
  return held
}

function byId(held: readonly Held[]): Map<string, Uint8Array> {
  return new Map(held.map(({ row, key }) => [row.subjectId, key]))
}

function keep<V>(map: Map<string, V>, name: string, value: V): void {
  if (map.size >= KEPT_AT_MOST) map.delete(map.keys().next().value!)
  map.set(name, value)
}

function erased(): Fault {
  return new Fault(
    'conflict',
    'subject_erased',
    '这位用户的数据已按本人要求删除，无法恢复，也不能再查看。 The data of this subject were erased at its own request and cannot be brought back.',
  )
}
