import { bigint, boolean, index, pgTable, primaryKey, text, unique } from 'drizzle-orm/pg-core'
import { instant, json } from '../platform/db/columns.ts'
import { subjects } from '../subjects/tables.ts'
import type { InstitutionKind, Role } from './model.ts'

export const institutions = pgTable('institutions', {
  id: text().primaryKey(),
  kind: text().$type<InstitutionKind>().notNull(),
  code: text().notNull().unique(),
  name: text().notNull(),
  createdAt: instant().notNull(),
})

export const users = pgTable('users', {
  id: text().primaryKey(),
  username: text().notNull().unique(),
  passwordHash: text().notNull(),
  displayName: text().notNull(),
  role: text().$type<Role>().notNull(),
  institutionId: text().references(() => institutions.id),
  subjectId: text().references(() => subjects.id),
  createdAt: instant().notNull(),
})

const userId = () =>
  text()
    .notNull()
    .references(() => users.id)

export const sessions = pgTable(
  'sessions',
  {
    /** SHA-256 of the session's secret: a stolen table opens nothing. Changes when the secret is renewed. */
    idHash: text().primaryKey(),
    userId: userId(),
    /** Twelve hours after the sign-in, whatever happens. */
    expiresAt: instant().notNull(),
    /** What the session is called in its owner's list; stays when the secret is renewed. */
    id: text().notNull().default(''),
    createdAt: instant().notNull().defaultNow(),
    lastSeenAt: instant().notNull().defaultNow(),
    /** Browser and system in words, not the header. */
    device: text().notNull().default(''),
    /** The network the sign-in came from, without its last part. */
    network: text().notNull().default(''),
    /** Signed in by password; the second factor is still to come. */
    pending: boolean().notNull().default(false),
    /** When the strongest factor the person has was last shown. */
    provedAt: instant().notNull().defaultNow(),
  },
  (t) => [index('sessions_user').on(t.userId), index('sessions_id').on(t.id)],
)

/** The shared secret of an authenticator app. */
export const totpKeys = pgTable('totp_keys', {
  userId: userId().primaryKey(),
  /** AES-256-GCM under a key derived from the app's secret. */
  sealedSecret: text().notNull(),
  createdAt: instant().notNull(),
  /** null: shown, and not yet proven by a first code. */
  confirmedAt: instant(),
  /** The 30-second step of the last code taken: no code is taken twice. */
  lastStep: bigint({ mode: 'number' }).notNull(),
})

export const passkeys = pgTable(
  'passkeys',
  {
    id: text().primaryKey(),
    userId: userId(),
    credentialId: text().notNull().unique(),
    /** COSE key, base64url. */
    publicKey: text().notNull(),
    /** Uses counted by the authenticator; 0 for those that do not count. */
    counter: bigint({ mode: 'number' }).notNull(),
    transports: json<string[]>().notNull(),
    label: text().notNull(),
    createdAt: instant().notNull(),
    lastUsedAt: instant(),
  },
  (t) => [index('passkeys_user').on(t.userId)],
)

/** Codes for the day the telephone is lost, each good for once. */
export const recoveryCodes = pgTable(
  'recovery_codes',
  {
    userId: userId(),
    /** HMAC-SHA256 under a key derived from the app's secret. */
    codeHash: text().notNull(),
    usedAt: instant(),
  },
  (t) => [primaryKey({ columns: [t.userId, t.codeHash] })],
)

/** What was begun in a browser and must come back once, soon: passkey challenges, sign-ins at the city's identity. */
export const ceremonies = pgTable(
  'ceremonies',
  {
    /** SHA-256 of the challenge or state. */
    keyHash: text().primaryKey(),
    kind: text().$type<'register' | 'assert' | 'oidc'>().notNull(),
    userId: text().references(() => users.id),
    data: json<Record<string, string>>().notNull(),
    expiresAt: instant().notNull(),
  },
  (t) => [index('ceremonies_expiry').on(t.expiresAt)],
)

/** A door for once: somebody added by an operator sets a password, or ties the city's identity to the account. */
export const invitations = pgTable(
  'invitations',
  {
    tokenHash: text().primaryKey(),
    userId: userId(),
    createdAt: instant().notNull(),
    expiresAt: instant().notNull(),
    usedAt: instant(),
  },
  (t) => [index('invitations_user').on(t.userId)],
)

/** Who somebody is at another house. Tied by issuer and subject alone, never by a name or an address. */
export const userIdentities = pgTable(
  'user_identities',
  {
    issuer: text().notNull(),
    subject: text().notNull(),
    userId: userId(),
    createdAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.issuer, t.subject] }), unique('user_identities_user').on(t.issuer, t.userId)],
)
