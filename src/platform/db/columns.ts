import { bigint, customType, date, timestamp } from 'drizzle-orm/pg-core'
import type { Canonical } from '../kernel/canonical.ts'

/** Integer fen. */
export const fen = () => bigint({ mode: 'bigint' })

/** A point in time; UTC in the database. */
export const instant = () => timestamp({ withTimezone: true, precision: 3, mode: 'date' })

/** A calendar day in Asia/Shanghai. */
export const civil = () => date({ mode: 'string' })

/**
 * JSON that comes back as it went in on both drivers. Both parse jsonb themselves; drizzle's own column would parse
 * a JSON string a second time and turn the fen "2000000" into a number.
 */
export const json = <T = Canonical>() =>
  customType<{ data: T; driverData: unknown }>({
    dataType: () => 'jsonb',
    toDriver: (value) => JSON.stringify(value),
    fromDriver: (value) => value as T,
  })()

/** The same, kept as the text it came as: twice as cheap to write as jsonb, for what is read whole and never searched. */
export const keptJson = <T = Canonical>() =>
  customType<{ data: T; driverData: unknown }>({
    dataType: () => 'json',
    toDriver: (value) => JSON.stringify(value),
    fromDriver: (value) => value as T,
  })()
