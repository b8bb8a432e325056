import { type LogSettings, readLogSettings } from './log/model.ts'
import { masterKey } from './platform/outside/master-key.ts'
import { type Endpoints, readEndpoints } from './sources/model.ts'

/** The environment, read once into a typed value. */
export interface Config {
  port: number
  dataDir: string
  /** Absent: embedded PGlite in `dataDir`. */
  databaseUrl: string | undefined
  /** Who owns the schema and brings it up to date, where that is not the login of `databaseUrl`. */
  migrateUrl: string | undefined
  /** What every connection becomes: `suixin_app`, in test mode nothing (it empties tables); DATABASE_ROLE= (empty) for a login that has its rights by itself. */
  databaseRole: string | undefined
  mode: 'demo' | 'test' | 'live'
  /** Signs cursors; absent: made once and kept in `dataDir`. */
  secret: string | undefined
  /** Signs proofs: a private JWK, a PKCS #8 PEM or a JWK Set (`keyring`); absent: made once and kept in `dataDir`, but in live mode required. */
  signingKey: string | undefined
  /** Wraps every subject's own key: 32 bytes base64url, or `new:KEY,old:KEY`; absent: made once and kept in `dataDir`, but in live mode required. */
  masterKey: string | undefined
  /** Signs the log's checkpoints, in the forms of SIGNING_KEY; absent: made once and kept in `dataDir`, but in live mode required. */
  logKey: string | undefined
  log: LogSettings
  /** Files laid into `<dropDir>/<source>/<record>/` are taken in; absent: none are. */
  dropDir: string | undefined
  /** Scheme, host and port under which readers see the site; absent: as each request says. */
  origin: string | undefined
  /** Proxies of ours in front, whose X-Forwarded-For names the reader's address; 0: the socket does. */
  proxies: number
  /** What new passwords are kept as on Node. A city that also serves from Workers keeps scrypt, which both can check. */
  passwordHash: 'argon2id' | 'scrypt'
  /** `host:port`s, with commas between, that lenders' webhooks may go to though they are private and without TLS: for trying and tests, in live mode refused. */
  webhookAllow: readonly string[]
  /** The city's unified identity, an OpenID provider; absent: nobody signs in by it. */
  city: { issuer: string; clientId: string; clientSecret: string | undefined; privateKey: string | undefined } | undefined
  /** One JSON line per request on stdout. */
  requestLog: boolean
  /** Where the sources answer, by source; undefined: nowhere, or in demo and test mode the played ones. */
  endpoints: Endpoints | undefined
}

/**
 * @param readText reads the file that FEEDS names; a runtime without files has none
 * @throws Error with a sentence for the person at the terminal
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>, readText?: (path: string) => string): Config {
  const port = Number(env.PORT ?? '8787')
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`PORT=${env.PORT} is no port; use a number from 0 to 65535.`)
  const mode = env.APP_MODE ?? 'demo'
  if (mode !== 'demo' && mode !== 'test' && mode !== 'live') throw new Error(`APP_MODE=${mode} is unknown; use demo, test or live.`)
  if (mode === 'test' && env.NODE_ENV === 'production')
    throw new Error('APP_MODE=test opens /__test to everyone and refuses to start with NODE_ENV=production. Unset one of them.')
  const databaseUrl = env.DATABASE_URL === '' ? undefined : env.DATABASE_URL
  if (databaseUrl !== undefined && !/^postgres(ql)?:\/\//.test(databaseUrl)) throw new Error('DATABASE_URL must begin with postgres:// or postgresql://.')
  const migrateUrl = env.MIGRATE_URL || undefined
  if (migrateUrl !== undefined && !/^postgres(ql)?:\/\//.test(migrateUrl)) throw new Error('MIGRATE_URL must begin with postgres:// or postgresql://.')
  if (mode === 'live' && databaseUrl === undefined)
    throw new Error('APP_MODE=live needs DATABASE_URL: the embedded database is for one machine and for trying.')
  const masterKeyText = env.MASTER_KEY || undefined
  if (mode === 'live' && masterKeyText === undefined)
    throw new Error(
      'APP_MODE=live needs MASTER_KEY, under which personal data are sealed. Make one with: openssl rand 32 | basenc --base64url | tr -d = ; keep it apart from the database and its copies.',
    )
  if (masterKeyText !== undefined) masterKey(masterKeyText)
  if (mode === 'live' && !env.LOG_KEY)
    throw new Error(
      'APP_MODE=live needs LOG_KEY, which signs who looked at what. Make one with: openssl genpkey -algorithm ed25519 ; and note its verifier key down elsewhere.',
    )
  if (mode === 'live' && !env.SIGNING_KEY)
    throw new Error(
      'APP_MODE=live needs SIGNING_KEY, which signs consents and proofs: without it nobody could consent. Make one with: openssl genpkey -algorithm ed25519 ; another than LOG_KEY, and the same for every process.',
    )
  if (env.SECRET !== undefined && env.SECRET.length < 32) throw new Error('SECRET must have at least 32 characters; make one with: openssl rand -base64 32')
  const origin = env.ORIGIN || undefined
  if (origin !== undefined && (!URL.canParse(origin) || new URL(origin).origin !== origin))
    throw new Error(`ORIGIN=${origin} is no origin; write scheme, host and port alone, such as https://suixin.example.`)
  const proxies = Number(env.TRUST_PROXY || '0')
  if (!Number.isInteger(proxies) || proxies < 0 || proxies > 9)
    throw new Error(`TRUST_PROXY=${env.TRUST_PROXY} is unknown; give how many proxies of yours stand in front, 0 to 9.`)
  const passwordHash = env.PASSWORD_HASH || 'argon2id'
  if (passwordHash !== 'argon2id' && passwordHash !== 'scrypt') throw new Error(`PASSWORD_HASH=${passwordHash} is unknown; use argon2id or scrypt.`)
  const webhookAllow = (env.WEBHOOK_ALLOW ?? '')
    .toLowerCase()
    .split(',')
    .filter((each) => each !== '')
  if (!webhookAllow.every((each) => /^[^\s/@]+:\d{1,5}$/.test(each)))
    throw new Error(`WEBHOOK_ALLOW=${env.WEBHOOK_ALLOW} cannot be read; write host:port, several with commas between, such as 127.0.0.1:9000.`)
  if (mode === 'live' && webhookAllow.length > 0)
    throw new Error('WEBHOOK_ALLOW lets webhooks reach private addresses and is refused with APP_MODE=live. Unset it.')
  if (env.OIDC_ISSUER && !env.OIDC_CLIENT_ID) throw new Error('OIDC_ISSUER needs OIDC_CLIENT_ID, and OIDC_CLIENT_SECRET or OIDC_PRIVATE_KEY.')
  const city = env.OIDC_ISSUER
    ? {
        issuer: env.OIDC_ISSUER,
        clientId: env.OIDC_CLIENT_ID ?? '',
        clientSecret: env.OIDC_CLIENT_SECRET || undefined,
        privateKey: env.OIDC_PRIVATE_KEY || undefined,
      }
    : undefined
  const endpoints = env.FEEDS ? readEndpoints(feedsText(env.FEEDS, readText), mode === 'test') : undefined
  return {
    port,
    dataDir: env.DATA_DIR || '.data',
    databaseUrl,
    migrateUrl,
    databaseRole: env.DATABASE_ROLE === undefined ? (mode === 'test' ? undefined : 'suixin_app') : env.DATABASE_ROLE || undefined,
    mode,
    secret: env.SECRET,
    signingKey: env.SIGNING_KEY || undefined,
    masterKey: masterKeyText,
    logKey: env.LOG_KEY || undefined,
    log: readLogSettings(env, mode === 'test'),
    dropDir: env.DROP_DIR || undefined,
    webhookAllow,
    origin,
    proxies,
    passwordHash,
    city,
    requestLog: env.LOG === 'json' || env.NODE_ENV === 'production',
    endpoints,
  }
}

/** FEEDS is the JSON itself, or the path of a file that holds it, so that its secrets need not stand in a process list. */
function feedsText(feeds: string, readText: ((path: string) => string) | undefined): string {
  if (feeds.trimStart().startsWith('{')) return feeds
  if (!readText) throw new Error('FEEDS names a file, and there are none here: give the JSON itself.')
  try {
    return readText(feeds)
  } catch {
    throw new Error(`FEEDS=${feeds} cannot be read; give the path of a JSON file, or the JSON itself.`)
  }
}
