/**
 * The register, with what lies sealed in it opened on its way out. A household's number, name and former names are under
 * its own key (decision 0023): they go with the key, from every copy of the database too. It is found by a mark of its number.
 */
import type { Context } from '../platform/context.ts'
import type { CivilDate } from '../platform/kernel/time.ts'
import { codeMarks, isSealed, openerOf, sealerOf } from '../vault/index.ts'
import { isNewerName, type Naming, newestNames } from './naming.ts'
import { plainName } from './resolution.ts'
import * as store from './store.ts'
import { ERASED_NAME, goneCode, HOUSEHOLD_NO, type Subject, type SubjectKind } from './subject.ts'
import { isSyntheticCode } from './synthetic.ts'

export async function findSubject(ctx: Context, id: string): Promise<Subject | null> {
  const lying = await store.findLying(ctx.db, id)
  return lying && (await openSubject(ctx, lying))
}

export async function findSubjects(ctx: Context, subjectIds: readonly string[]): Promise<Subject[]> {
  return openSubjects(ctx, await store.findManyLying(ctx.db, subjectIds))
}

export async function findSubjectByCode(ctx: Context, code: string): Promise<Subject | null> {
  const mark = (await marksOf(ctx, [code])).get(code) ?? null
  const lying = await store.findLyingByCode(ctx.db, code, mark)
  return lying && (await openSubject(ctx, lying))
}

/** By id; who had itself erased is not among them. */
export async function listSubjects(ctx: Context, limit: number, after: string | null): Promise<Subject[]> {
  return openSubjects(ctx, await store.listLying(ctx.db, limit, after))
}

type Lying = Pick<Subject, 'id' | 'code'> & Partial<Pick<Subject, 'name'>>

/** One row of the register as another room's statement read it. */
export async function openSubject<R extends Lying>(ctx: Context, lying: R): Promise<R> {
  return (await openSubjects(ctx, [lying]))[0]!
}

/** In their order. Whose key is gone is called as one whose rows are: whatever copy they come from, nobody can read them. */
async function openSubjects<R extends Lying>(ctx: Context, lying: readonly R[]): Promise<R[]> {
  const sealed = lying.filter(({ code, name }) => isSealed(code) || isSealed(name)).map(({ id }) => id)
  if (sealed.length === 0) return [...lying]
  const { open } = await openerOf(ctx, sealed)
  return lying.map((row) => ({
    ...row,
    code: open(row.id, row.code) ?? goneCode(row.id),
    ...(row.name === undefined ? {} : { name: open(row.id, row.name) ?? ERASED_NAME }),
  }))
}

/** Marks of the household numbers among these codes; other codes lie open and need none. */
async function marksOf(ctx: Context, codes: readonly string[]): Promise<Map<string, string>> {
  const numbers = codes.filter((code) => HOUSEHOLD_NO.test(code))
  const marks = await codeMarks(ctx, numbers)
  return new Map(numbers.map((number, i) => [number, marks[i]!]))
}

/** Ids by code, registering whoever is not yet known. A mention without a name is known by its code. */
export async function ensureSubjects(ctx: Context, refs: readonly { kind: SubjectKind; code: string; name: string | null }[]): Promise<Map<string, string>> {
  const byCode = new Map(refs.map((ref) => [ref.code, ref]))
  const codes = [...byCode.keys()]
  const marks = await marksOf(ctx, codes)
  const known = await store.idsByCode(ctx.db, codes, marks)
  const fresh = [...byCode.values()].filter((ref) => !known.has(ref.code)).sort((a, b) => (a.code < b.code ? -1 : 1))
  if (fresh.length === 0) return known
  const rows = fresh.map(({ kind, code, name }) => ({ id: ctx.ids.next('subject'), kind, code, name: name ?? code, synthetic: isSyntheticCode(code) }))
  const added = await store.insertSubjects(ctx.db, await sealSubjects(ctx, rows, marks), ctx.clock.now())
  // Somebody else registered one of them in between: theirs is the id, and the key made for ours seals nothing.
  if (added < rows.length) return store.idsByCode(ctx.db, codes, marks)
  for (const { code, id } of rows) known.set(code, id)
  return known
}

/** As they are to lie: those with a mark sealed, each under its own key. */
async function sealSubjects(ctx: Context, rows: readonly Subject[], marks: ReadonlyMap<string, string>): Promise<store.NewSubject[]> {
  const households = rows.filter(({ code }) => marks.has(code)).map(({ id }) => id)
  if (households.length === 0) return rows.map((row) => ({ ...row, mark: null }))
  const { seal } = await sealerOf(ctx, households)
  return rows.map((row) => {
    const mark = marks.get(row.code) ?? null
    return mark === null ? { ...row, mark } : { ...row, mark, code: seal(row.id, row.code), name: seal(row.id, row.name) }
  })
}

/** The names a register gives on a day; which of them stands, `isNewerName` says. */
export async function nameSubjects(ctx: Context, names: readonly Naming[]): Promise<void> {
  const households = newestNames(names.filter(({ kind }) => kind === 'household'))
  await store.updateOpenNames(
    ctx.db,
    names.filter(({ kind }) => kind !== 'household'),
  )
  if (households.size === 0) return
  const ids = [...households.keys()]
  const { open } = await openerOf(ctx, ids)
  const standing = await store.lockNames(ctx.db, ids)
  const newer = standing
    .filter(({ id, name, asOf }) => isNewerName(households.get(id)!, { name: open(id, name) ?? '', asOf }))
    .map(({ id }) => households.get(id)!)
  if (newer.length === 0) return
  const { seal } = await sealerOf(
    ctx,
    newer.map(({ id }) => id),
  )
  await store.updateSealedNames(
    ctx.db,
    newer.map(({ id, name, asOf }) => ({ id, name: seal(id, name), asOf })),
  )
}

export interface Alias {
  subjectId: string
  kind: SubjectKind
  scheme: 'name' | 'registration_no'
  shown: string
  asOf: CivilDate
}

/** Keeps what a subject goes or went by; the earliest day each is true of stays. */
export async function keepAliases(ctx: Context, aliases: readonly Alias[]): Promise<void> {
  const rows = aliases.map(({ kind: _, ...alias }) => ({ ...alias, value: alias.scheme === 'name' ? plainName(alias.shown) : alias.shown }))
  await store.upsertAliases(ctx.db, await sealAliases(ctx, rows, new Set(aliases.filter(({ kind }) => kind === 'household').map(({ subjectId }) => subjectId))))
}

/** The same text of the same subject is sealed alike, so that it still stands once. */
async function sealAliases(ctx: Context, rows: readonly store.AliasRow[], households: ReadonlySet<string>): Promise<store.AliasRow[]> {
  if (households.size === 0) return [...rows]
  const { seal } = await sealerOf(ctx, [...households])
  return rows.map((row) => (households.has(row.subjectId) ? { ...row, value: seal(row.subjectId, row.value), shown: seal(row.subjectId, row.shown) } : row))
}

/** What lies under a destroyed key is not among them. */
async function aliasesOf(ctx: Context, subjectIds: readonly string[]): Promise<store.AliasRow[]> {
  const rows = await store.listAliasRows(ctx.db, subjectIds)
  const sealed = rows.filter(({ value }) => isSealed(value)).map(({ subjectId }) => subjectId)
  if (sealed.length === 0) return rows
  const { open } = await openerOf(ctx, sealed)
  return rows.flatMap((row) => {
    const [value, shown] = [open(row.subjectId, row.value), open(row.subjectId, row.shown)]
    return value === null || shown === null ? [] : [{ ...row, value, shown }]
  })
}

/** What a subject goes and went by, names first, oldest first. */
export async function listAliases(ctx: Context, subjectId: string): Promise<store.AliasRow[]> {
  return aliasesOf(ctx, [subjectId])
}

/** The names these subjects go or went by, as compared. */
export async function namesOf(ctx: Context, subjectIds: readonly string[]): Promise<Map<string, Set<string>>> {
  const names = new Map<string, Set<string>>()
  for (const { subjectId, scheme, value } of await aliasesOf(ctx, subjectIds))
    if (scheme === 'name') names.set(subjectId, (names.get(subjectId) ?? new Set()).add(value))
  return names
}

const A_PAGE = 500

/** Every name the register holds, now or formerly, as written: for a search that must find none of them. */
export async function listAllNames(ctx: Context): Promise<string[]> {
  const names = new Set(await store.listOpenNames(ctx.db))
  for (let after = ''; ; ) {
    const page = await store.listSealed(ctx.db, A_PAGE, after)
    for (const { code, name } of await openSubjects(ctx, page)) if (name !== code && name !== ERASED_NAME) names.add(name)
    const ids = page.map(({ id }) => id)
    for (const { scheme, shown } of await aliasesOf(ctx, ids)) if (scheme === 'name') names.add(shown)
    if (page.length < A_PAGE) return [...names]
    after = ids.at(-1)!
  }
}

/**
 * Seals the next households that an earlier build wrote down in the open, in the caller's transaction.
 * @returns their ids; none: all lie sealed
 */
export async function sealOpenHouseholds(ctx: Context, limit: number): Promise<string[]> {
  // A name that came in since may lie sealed already.
  const rows = await openSubjects(ctx, await store.lockOpenHouseholds(ctx.db, limit))
  if (rows.length === 0) return []
  const ids = rows.map(({ id }) => id)
  const marks = await marksOf(
    ctx,
    rows.map(({ code }) => code),
  )
  const aliases = await aliasesOf(ctx, ids)
  await store.replaceBySealed(ctx.db, await sealSubjects(ctx, rows, marks), await sealAliases(ctx, aliases, new Set(ids)))
  return ids
}
