/** Rows whose code says one subject and whose name another: they are set aside for a person, never taken for either. */
import type { Context } from '../../platform/context.ts'
import { findNamesOfOthers, isNameTelling, type NameOfOthers, plainName, type SubjectKind } from '../../subjects/index.ts'
import { AgreedNames } from '../chunk/agreed-names.ts'
import type { RowIssue } from '../record-kind.ts'
import { findKnownKeys } from '../store.ts'

/** What a row says of whom it is about. */
export interface StatedSubject {
  /** Its own place among the rows. */
  place: number
  kind: SubjectKind
  code: string
  name: string | null
  /** Content address of the record it would become. */
  recordId(): string
}

/** Why a row is set aside, and whom it could be about. */
export interface SetAside {
  issue: RowIssue
  candidates: string[]
}

/**
 * Asks for many rows at once whether their names are those of others. A statement that is known already under its code
 * was decided before and is not asked about again.
 * @param agreed remembers what was asked before
 * @returns those to set aside, by their place
 */
export async function namesOfOthers(ctx: Context, rows: Iterable<StatedSubject>, agreed = new AgreedNames()): Promise<Map<number, SetAside>> {
  const asked = new Map<string, { code: string; name: string; shown: Set<string>; rows: StatedSubject[] }>()
  for (const row of rows) {
    if (!isNameTelling(row.kind, row.name) || agreed.has(row.code, row.name)) continue
    const name = plainName(row.name)
    const pair = asked.get(pairKey(row.code, name)) ?? { code: row.code, name, shown: new Set(), rows: [] }
    pair.shown.add(row.name)
    pair.rows.push(row)
    asked.set(pairKey(row.code, name), pair)
  }
  const pairs = [...asked.values()]
  const others = await findNamesOfOthers(
    ctx.db,
    pairs.map(({ code, name }) => ({ code, name })),
  )
  const bad = new Map(others.map((other) => [pairKey(other.code, other.name), other]))
  for (const { code, name, shown } of pairs) if (!bad.has(pairKey(code, name))) for (const one of shown) agreed.add(code, one)
  const found = others.flatMap((other) =>
    asked.get(pairKey(other.code, other.name))!.rows.map(({ place, recordId }) => ({ place, other, key: (other.ownId ?? '') + recordId() })),
  )
  const known = await findKnownKeys(
    ctx.db,
    found.flatMap(({ other, key }) => (other.ownId === null ? [] : [key])),
  )
  return new Map(found.filter(({ key }) => !known.has(key)).map(({ place, other }) => [place, setAside(other)]))
}

function setAside({ ownId, ownerIds }: NameOfOthers): SetAside {
  if (ownId === null) return { issue: KNOWN_NAME, candidates: [...ownerIds] }
  return { issue: DISAGREE, candidates: [ownId, ...ownerIds] }
}

const DISAGREE: RowIssue = {
  code: 'code_and_name_disagree',
  field: '',
  detail: '信用代码是一家，名称是另一家（现用名或曾用名）。不能判断说的是谁，请向来源核对后选定。',
}
const KNOWN_NAME: RowIssue = {
  code: 'known_name_new_code',
  field: '',
  detail: '登记库中没有这个信用代码，名称却是另一家已登记主体的。可能代码写错，也可能是同名的新主体，请核对后选定。',
}

function pairKey(code: string, name: string): string {
  return `${code}\u0001${name}`
}
