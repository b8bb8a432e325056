import { isRecord } from '../../log/audit/model.ts'

/** What a consent allows, as far as an audit needs it: read out of an artefact that may be anything. */
export interface Terms {
  id: string
  lender: string
  purpose: string
  fields: ReadonlySet<string>
  /** null: not bounded in total. */
  totalReads: number | null
  /** So many reads in each window, counted from the start of validity; a month is 30 days. */
  perWindow: { reads: number; windowMs: number } | null
  /** Milliseconds since 1970; the end is not in it any more. */
  from: number
  to: number
}

const DAY_MS = 86_400_000

/** Consents of one purpose open the same fields a hundred thousand times: each set is kept once. */
export type FieldSets = Map<string, ReadonlySet<string>>

/** null unless it is an artefact of the form `xyd-consent/1` as far as it is relied on here. */
export function readTerms(artefact: Readonly<Record<string, unknown>>, sets: FieldSets): Terms | null {
  const { v, id, grantee, purpose, data, access, validity } = artefact
  if (v !== 'xyd-consent/1' || typeof id !== 'string' || !isRecord(grantee) || !isRecord(purpose) || !isRecord(access) || !isRecord(validity)) return null
  const fields = fieldsOf(data)
  const perWindow = windowOf(access.perWindow)
  const totalReads = totalOf(access)
  const from = instantOf(validity.from)
  const to = instantOf(validity.to)
  if (fields === null || perWindow === undefined || from === null || to === null || totalReads === undefined) return null
  if (typeof grantee.lender !== 'string' || typeof purpose.code !== 'string') return null
  const joined = [...new Set(fields)].sort().join()
  const kept = sets.get(joined) ?? new Set(fields)
  sets.set(joined, kept)
  return {
    ...{ id, lender: grantee.lender, purpose: purpose.code },
    ...{ fields: kept, totalReads, perWindow, from, to },
  }
}

/** Milliseconds of an instant in the one spelling that artefacts and leaves have; null otherwise. */
export function instantOf(text: unknown): number | null {
  if (typeof text !== 'string') return null
  const ms = Date.parse(text)
  return Number.isNaN(ms) || new Date(ms).toISOString() !== text ? null : ms
}

function fieldsOf(data: unknown): string[] | null {
  if (!Array.isArray(data)) return null
  const fields: string[] = []
  for (const part of data) {
    if (!isRecord(part) || !Array.isArray(part.fields) || !part.fields.every((field) => typeof field === 'string')) return null
    fields.push(...part.fields)
  }
  return fields
}

function totalOf({ fetch, total }: Readonly<Record<string, unknown>>): number | null | undefined {
  if (total !== undefined && total !== null && !Number.isSafeInteger(total)) return undefined
  const bound = (total as number | null | undefined) ?? null
  return fetch === 'one_time' ? Math.min(1, bound ?? 1) : bound
}

/** undefined where it is there and cannot be understood: a bound that is not known must not count as none. */
function windowOf(value: unknown): Terms['perWindow'] | undefined {
  if (value === undefined || value === null) return null
  if (!isRecord(value) || !Number.isSafeInteger(value.n) || typeof value.window !== 'string') return undefined
  const [, count, unit] = /^P([1-9]\d{0,3})([DWM])$/.exec(value.window) ?? []
  if (count === undefined) return undefined
  return { reads: value.n as number, windowMs: Number(count) * (unit === 'M' ? 30 : unit === 'W' ? 7 : 1) * DAY_MS }
}
