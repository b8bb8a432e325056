/**
 * The screening table's columns, made from the attribute registry: one typed value column for every attribute that
 * criteria may ask for. NULL is unknown: missing, stale, disputed, or not on the attribute's scale.
 */
import { createHash } from 'node:crypto'
import type { AttributeId, AttributeType } from '../../profiles/model.ts'
import { ASKABLE } from '../scale.ts'

/** `grade` is minus the step from the best, as `measure` gives it. */
export type ColumnType = 'bigint' | 'smallint' | 'text'

export interface ValueColumn {
  attribute: AttributeId
  column: string
  type: ColumnType
  /** Place in `known_on`, and in `closed`, counted from 1 as PostgreSQL counts. */
  place: number
}

const TYPE_OF: Partial<Record<AttributeType, ColumnType>> = { integer: 'bigint', fen: 'bigint', bp: 'bigint', grade: 'smallint', code: 'text' }

export const VALUE_COLUMNS: readonly ValueColumn[] = ASKABLE.map(({ id, type }, index) => {
  const columnType = TYPE_OF[type]
  if (columnType === undefined) throw new Error(`attribute ${id} is askable, but the screening table has no column for a ${type}`)
  return { attribute: id as AttributeId, column: `v_${snakeOf(id)}`, type: columnType, place: index + 1 }
})

const BY_ATTRIBUTE = new Map<AttributeId, ValueColumn>(VALUE_COLUMNS.map((column) => [column.attribute, column]))

/** @throws Error for an attribute that cannot be asked for */
export function columnOf(attribute: AttributeId): ValueColumn {
  const column = BY_ATTRIBUTE.get(attribute)
  if (!column) throw new Error(`the screening table has no column for ${attribute}`)
  return column
}

/**
 * Which registry a row was written under. The places in its arrays mean nothing under another one, so such a row is
 * unknown through and through until it is written again.
 */
export const LAYOUT = createHash('sha256')
  .update(VALUE_COLUMNS.map(({ attribute, type }) => `${attribute} ${type}`).join('\n'))
  .digest()
  .readInt32BE(0)

function snakeOf(id: string): string {
  return id.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
