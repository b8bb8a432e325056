import { boolean, customType, index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { civil, instant, keptJson } from '../../platform/db/columns.ts'
import { subjects } from '../../subjects/tables.ts'
import type { CatalogueProduct } from './catalogue.ts'
import type { Cause } from './cause.ts'
import type { HeldFacts } from './held-facts.ts'
import type { Closure } from './news.ts'

const bytes = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => 'bytea' })

/** Which product versions were on offer, paused ones left out, in the order that the bits of `openings.open` count by. */
export const openingCatalogues = pgTable('opening_catalogues', {
  /** SHA-256 of the members' canonical bytes, hex. */
  hash: text().primaryKey(),
  members: keptJson<readonly CatalogueProduct[]>().notNull(),
  createdAt: instant().notNull(),
})

/** Per subject the products open for it: one row, one bit a product, never a row a pair. */
export const openings = pgTable(
  'openings',
  {
    subjectId: text()
      .primaryKey()
      .references(() => subjects.id),
    catalogueHash: text()
      .notNull()
      .references(() => openingCatalogues.hash),
    /** Little-endian 32-bit words. */
    open: bytes().notNull(),
    /** What it was decided on: the screening row as read, with its day and when its records were read. */
    facts: keptJson<HeldFacts>().notNull(),
    day: civil().notNull(),
    readAt: instant().notNull(),
    decidedAt: instant().notNull(),
    /** Products that ceased to be open less than QUIET_DAYS ago. */
    closures: keptJson<readonly Closure[]>().notNull(),
  },
  (t) => [index('openings_catalogue').on(t.catalogueHash)],
)

/** What a subject was told: one row a product, told anew only after it was closed for long (news.ts). */
export const openingNotices = pgTable(
  'opening_notices',
  {
    subjectId: text()
      .notNull()
      .references(() => subjects.id),
    productId: text().notNull(),
    version: integer().notNull(),
    productName: text().notNull(),
    lenderId: text().notNull(),
    lenderName: text().notNull(),
    cause: text().$type<Cause>().notNull(),
    /** Why it opened, as said at the time. */
    sentence: text().notNull(),
    createdAt: instant().notNull(),
    readAt: instant(),
  },
  (t) => [primaryKey({ columns: [t.subjectId, t.productId] })],
)

/** How far the walk over everybody has come: one row. A later round takes the place of one that is under way. */
export const openingRounds = pgTable('opening_rounds', {
  name: text().$type<'city'>().primaryKey(),
  round: integer().notNull(),
  catalogueHash: text().notNull(),
  /** It is, or took the place of, one of the night: after it everybody has been looked at with facts of one day. */
  isNightly: boolean().notNull().default(false),
  startedAt: instant().notNull(),
  endedAt: instant(),
  /** When the first nightly walk had ended. Before that nobody is told anything: what a city is set up with is no news. */
  tellsSince: instant(),
})
