import { bigint, customType, date, timestamp } from 'drizzle-orm/pg-core'
import type { Canonical } from '../kernel/canonical.ts'

/** Integer fen. */
export const fen = () => bigint({ mode: 'bigint' })

/** A point in time; UTC in the database. */
export const instant = () => timestamp({ withTimezone: true, precision: 3, mode: 'date' })

/** A calendar day in Asia/Shanghai. */
export const civil = () => date({ mode: 'string' })

/**
 * JSON that comes back as it went in on both drivers. Drizzle's own jsonb hands postgres.js a string it may
 * encode twice; a text parameter with a cast is read the same by both.
 */
export const json = <T = Canonical>() =>
  customType<{ data: T; driverData: unknown }>({
    dataType: () => 'jsonb',
    toDriver: (value) => JSON.stringify(value),
    fromDriver: (value) => (typeof value === 'string' ? JSON.parse(value) : value) as T,
  })()
