import { cosignatureVerifier } from './cosignature.ts'
import { demandName, parseVerifierKey } from './note-key.ts'

/** A witness by C2SP tlog-witness: its verifier key, and where it takes checkpoints. */
export interface WitnessSetting {
  /** By which its lines are known. */
  name: string
  vkey: string
  /** `/add-checkpoint` is put behind it. */
  url: string
}

export interface LogSettings {
  /** The log's name, in every checkpoint. */
  origin: string
  witnesses: readonly WitnessSetting[]
  /** How many of them are to sign. */
  quorum: number
  /** Without their quorum an entry counts as unsealed, and in the end nothing is disclosed. */
  quorumCloses: boolean
  /** So long may an entry wait; then nothing more is disclosed. Six times the delay of at most five seconds that is promised. */
  lagLimitSeconds: number
}

export const DEFAULT_LOG: LogSettings = { origin: 'suixin.gz.example/log', witnesses: [], quorum: 0, quorumCloses: false, lagLimitSeconds: 30 }

/**
 * LOG_ORIGIN, LOG_WITNESSES (`<verifier key> <url>`, one a line or with `;` between), LOG_QUORUM, LOG_QUORUM_CLOSES=1, LOG_LAG_LIMIT (seconds).
 * @param mayBeLocal a witness on this machine by plain http: for tests
 * @throws Error with a sentence for the operator
 */
export function readLogSettings(env: Readonly<Record<string, string | undefined>>, mayBeLocal: boolean): LogSettings {
  const origin = env.LOG_ORIGIN || DEFAULT_LOG.origin
  try {
    demandName(origin)
  } catch {
    throw new Error(`LOG_ORIGIN=${origin} will not do: it names the log in every checkpoint, without spaces and plus signs, such as suixin.example/log.`)
  }
  const witnesses = (env.LOG_WITNESSES ?? '')
    .split(/[\n;]/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => readWitness(line, mayBeLocal))
  if (new Set(witnesses.map(({ name }) => name)).size < witnesses.length) throw new Error('LOG_WITNESSES names one witness twice.')
  const quorum = Number(env.LOG_QUORUM || '0')
  if (!Number.isInteger(quorum) || quorum < 0 || quorum > witnesses.length)
    throw new Error(`LOG_QUORUM=${env.LOG_QUORUM} must be a number from 0 to the ${witnesses.length} of LOG_WITNESSES.`)
  const lagLimitSeconds = Number(env.LOG_LAG_LIMIT || DEFAULT_LOG.lagLimitSeconds)
  if (!Number.isInteger(lagLimitSeconds) || lagLimitSeconds < 5 || lagLimitSeconds > 3_600)
    throw new Error(`LOG_LAG_LIMIT=${env.LOG_LAG_LIMIT} must be whole seconds, 5 to 3600.`)
  return { origin, witnesses, quorum, quorumCloses: env.LOG_QUORUM_CLOSES === '1' && quorum > 0, lagLimitSeconds }
}

function readWitness(line: string, mayBeLocal: boolean): WitnessSetting {
  const [vkey = '', url = '', ...rest] = line.split(/\s+/)
  const key = parseVerifierKey(vkey)
  try {
    cosignatureVerifier(vkey)
  } catch {
    throw new Error(`LOG_WITNESSES: “${vkey}” is no verifier key of a witness (type 0x04).`)
  }
  const parsed = URL.canParse(url) ? new URL(url) : null
  const local = mayBeLocal && parsed?.protocol === 'http:' && /^(127\.0\.0\.1|localhost|\[::1\])$/.test(parsed.hostname)
  if (rest.length > 0 || parsed === null || !(parsed.protocol === 'https:' || local) || parsed.search !== '' || parsed.username !== '')
    throw new Error(`LOG_WITNESSES: behind ${key!.name} stands no https address.`)
  return { name: key!.name, vkey, url: url.replace(/\/$/, '') }
}
