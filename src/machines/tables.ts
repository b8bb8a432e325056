import { index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { institutions, users } from '../identity/tables.ts'
import { instant, json } from '../platform/db/columns.ts'
import type { Algorithm, PublicJwk } from './jwk.ts'
import type { Scope } from './scope.ts'

export const clients = pgTable(
  'clients',
  {
    id: text().primaryKey(),
    lenderId: text()
      .notNull()
      .references(() => institutions.id),
    /** Its acts stand under this account, which nobody can sign in to. */
    userId: text()
      .notNull()
      .references(() => users.id),
    name: text().notNull(),
    scopes: json<Scope[]>().notNull(),
    createdBy: text()
      .notNull()
      .references(() => users.id),
    createdAt: instant().notNull(),
    closedAt: instant(),
  },
  (t) => [index('clients_lender').on(t.lenderId, t.id)],
)

/** Public keys only. A retired one stays: it says under which key an old assertion was made. */
export const clientKeys = pgTable(
  'client_keys',
  {
    clientId: text()
      .notNull()
      .references(() => clients.id),
    kid: text().notNull(),
    alg: text().$type<Algorithm>().notNull(),
    jwk: json<PublicJwk>().notNull(),
    createdAt: instant().notNull(),
    retiredAt: instant(),
  },
  (t) => [primaryKey({ columns: [t.clientId, t.kid] })],
)

/** Assertions and proofs that were used, until they are too old to be used again: the primary key decides a race. */
export const usedProofs = pgTable(
  'used_proofs',
  {
    /** SHA-256 of who holds it and its jti. */
    id: text().primaryKey(),
    usableUntil: instant().notNull(),
  },
  (t) => [index('used_proofs_end').on(t.usableUntil)],
)

/** What was refused at the token endpoint: a row a client, reason and minute, with a count. */
export const tokenRefusals = pgTable(
  'token_refusals',
  {
    /** As the caller named itself, where there is such a client; else empty. */
    clientId: text().notNull(),
    why: text().notNull(),
    minute: instant().notNull(),
    count: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.clientId, t.why, t.minute] })],
)
