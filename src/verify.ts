/**
 * `suixin verify`: judges a file with nothing but the file and what its reader holds; no database and no network.
 * The same lines are bundled into `suixin-verify.mjs`, which runs where there is only Node.
 */
import { createReadStream, existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CONSENT_AUDIT, reportLines } from './consent/audit/model.ts'
import {
  AUDIT_EXITS,
  type AuditReport,
  arrange,
  type GivenFile,
  given,
  isRecord,
  judge as judgeFiles,
  type KeptTiles,
  keptTiles,
  MOST_BYTES,
  PLAIN_TRUST,
  type Trust,
  textOf,
} from './log/audit/model.ts'
import { FLAW_SENTENCES, PROOF_TYPE, proofLines, verdictOn, verifyProof } from './matching/audit/model.ts'
import { typeOf } from './platform/outside/signing.ts'

export const VERIFY_USAGE = `核对文件是不是真的，里面每一次查看是不是都在授权之内；不用数据库，不用联网。
suixin verify <file|-> … [options]         is it genuine, and was every read in it lawful? needs no database and no network
  an audit dump (/api/v1/audit/dump)      every leaf, checkpoint, consent and read
  a receipt (c2sp.org/tlog-proof)         --leaf FILE where the leaf is not in it
  a checkpoint, or two                    two: --consistency FILE, or --tiles DIR
  a consent's receipt (JSON)              --keys jwks.json; the receipts of its entries may be given along
  a signed proof (JWS)                    --keys jwks.json [--lender ID] [--product ID] [--code CODE [--salt SALT]]
  --keys FILE     keys you hold: a JWK Set, the answer of /log/keys, or verifier keys one a line; may be repeated
  --vkey KEY      one verifier key of the log; may be repeated
  --with FILE     what you hold besides: a checkpoint, receipt or dump from earlier, or answers you were given, JSON Lines
                  of {"headers":{"X-Request-Id":…,"Suixin-Log-Checkpoint":…},"body":{…}}; may be repeated (also --held)
  --tiles DIR     tiles of the log that you kept, as it serves them: /log/tile/0/000 as DIR/tile/0/000, of the last one
                  /log/tile/0/001.p/40 as DIR/tile/0/001.p/40, and /log/checkpoint of that day as DIR/checkpoint. With a dump
                  they name the very leaf that was altered, though its hash and the log's own tile were altered with it
  --origin NAME   which log it has to be
  --witness KEY --quorum N     how many of these witnesses must have signed the newest checkpoint
  --require-key ID             8 hex digits: the key that must have signed it
  --max-age 90m                how old it may be: s, m, h or d
  --signed-consents            every consent must bear the platform's signature
  --at 2026-11-23T10:00:00Z    held against this instant and not the present
  --json                       one object for machines
退出码：0 合规，2 证明不成立，3 有不合授权的查看，4 没有达到要求的条件，5 文件读不懂或没法判断
exit: 0 lawful, 2 proof invalid, 3 unlawful read, 4 policy not met, 5 malformed or not to be judged`

const MANY = ['keys', 'vkey', 'held', 'with', 'witness'] as const
const ONE = ['leaf', 'consistency', 'tiles', 'origin', 'quorum', 'require-key', 'max-age', 'at', 'lender', 'product', 'code', 'salt'] as const
const PLAIN = ['json', 'signed-consents'] as const
type Many = (typeof MANY)[number]
type One = (typeof ONE)[number]
type Plain = (typeof PLAIN)[number]

interface Asked {
  files: string[]
  many: Record<Many, string[]>
  one: Partial<Record<One, string>>
  plain: Set<Plain>
}

/** The question itself cannot be understood; its message is for the terminal. */
class Misasked extends Error {}

export interface Terminal {
  now(): Date
  out(line: string): void
  err(line: string): void
}

/** @returns the exit code, see the usage; 0 also where that was asked for */
export async function verifyCommand(words: readonly string[], terminal: Terminal): Promise<number> {
  if (words.some((word) => word === '--help' || word === '-h')) {
    terminal.out(VERIFY_USAGE)
    return 0
  }
  try {
    const asked = readWords(words)
    return await judge(asked, terminal)
  } catch (error) {
    if (error instanceof Misasked) terminal.err(error.message)
    else terminal.err(`The file or the keys cannot be read: ${error instanceof Error ? error.message : String(error)}`)
    return AUDIT_EXITS.malformed
  }
}

function readWords(words: readonly string[]): Asked {
  const asked: Asked = { files: [], many: { keys: [], vkey: [], held: [], with: [], witness: [] }, one: {}, plain: new Set() }
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!
    const name = word.startsWith('--') ? word.slice(2) : null
    const plain = PLAIN.find((known) => known === name)
    const many = MANY.find((known) => known === name)
    const one = ONE.find((known) => known === name)
    if (name === null) asked.files.push(word)
    else if (plain) asked.plain.add(plain)
    else {
      const value = words[++i]
      if ((!many && !one) || value === undefined) throw new Misasked(`${word} is unknown or lacks its value.\n${VERIFY_USAGE}`)
      if (many) asked.many[many].push(value)
      if (one) asked.one[one] = value
    }
  }
  if (asked.files.length === 0 || asked.files.length > 100) throw new Misasked(VERIFY_USAGE)
  return asked
}

async function judge({ files: paths, many, one, plain }: Asked, terminal: Terminal): Promise<number> {
  const at = one.at === undefined ? terminal.now() : new Date(one.at)
  if (Number.isNaN(at.getTime())) throw new Misasked(`--at ${one.at} is no instant; write it as 2026-11-23T10:00:00Z.`)
  const held = readKeys(many.keys)
  const trust: Trust = {
    ...PLAIN_TRUST,
    ...{ at: at.getTime(), vkeys: [...held.vkeys, ...many.vkey], jwks: held.jwks, origin: one.origin ?? null, witnesses: many.witness },
    ...{ quorum: countOf(one.quorum, many.witness.length), requiredKey: one['require-key'] ?? null, maxAgeSeconds: secondsOf(one['max-age']) },
    signedArtefacts: plain.has('signed-consents'),
  }
  const files: GivenFile[] = []
  for (const path of [...paths, ...many.held, ...many.with]) files.push(await given(blocksOf(path)))
  const { main } = arrange(files)
  // What tiles are kept with says which log they are of, and that they were sealed.
  const besideTiles = one.tiles === undefined || main.kind !== 'dump' ? null : join(one.tiles, 'checkpoint')
  if (besideTiles !== null && existsSync(besideTiles)) files.push(await given(blocksOf(besideTiles)))
  if (main.kind === 'statement') return judgeProof((await textOf(main.blocks, MOST_BYTES)).trim(), held.jwks, at, one, plain.has('json'), terminal)
  if (main.kind === 'receipt' || main.kind === 'checkpoint') demandKeys(trust)
  if (main.kind === 'consent' && held.jwks === null)
    throw new Misasked(`A consent's receipt is judged by the platform's published keys: --keys jwks.json.\n${VERIFY_USAGE}`)
  const between = { proof: one.consistency === undefined ? null : readText(one.consistency), tiles: one.tiles === undefined ? null : tilesIn(one.tiles) }
  const leafText = one.leaf === undefined ? null : readText(one.leaf)
  return tell(await judgeFiles(files, { trust, between, leafText }, async () => CONSENT_AUDIT), plain.has('json'), terminal)
}

/** Only a dump brings keys along, and even there one compares. */
function demandKeys(trust: Trust): Trust {
  if (trust.vkeys.length === 0) throw new Misasked(`Whose log is it? Give its keys: --keys (the answer of /log/keys) or --vkey.\n${VERIFY_USAGE}`)
  return trust
}

function tell(report: AuditReport, asJson: boolean, { out, err }: Terminal): number {
  if (asJson) out(JSON.stringify(report))
  else for (const line of reportLines(report)) (report.exit === 0 ? out : err)(line)
  return report.exit
}

async function judgeProof(text: string, keys: unknown, at: Date, expected: Asked['one'], asJson: boolean, { out, err }: Terminal): Promise<number> {
  if (keys === null) throw new Misasked(`A signed proof is judged by the platform's published keys: --keys jwks.json.\n${VERIFY_USAGE}`)
  const { lender, product, code, salt } = expected
  // A signed text of another kind is judged as a proof: that says what is wrong with it.
  const { why, claims } = await verifyProof(text, keys, at, { lenderId: lender, productId: product, code, salt })
  const exit = AUDIT_EXITS[verdictOn(why)]
  if (asJson) out(JSON.stringify({ form: 'proof', type: typeOf(text) ?? PROOF_TYPE, exit, why, claims }))
  else if (why === null) for (const line of proofLines(claims, at)) out(line)
  else err(`${why}: ${FLAW_SENTENCES[why]}`)
  return exit
}

/** Keys in any of the three spellings in which one gets them. */
function readKeys(paths: readonly string[]): { vkeys: string[]; jwks: { keys: unknown[] } | null } {
  const vkeys: string[] = []
  const jwks: unknown[] = []
  for (const path of paths) {
    const text = readText(path)
    if (!text.trimStart().startsWith('{')) {
      vkeys.push(...text.split('\n').filter((line) => line.trim() !== ''))
      continue
    }
    const value: unknown = JSON.parse(text)
    for (const key of isRecord(value) && Array.isArray(value.keys) ? value.keys : []) {
      if (isRecord(key) && typeof key.vkey === 'string') vkeys.push(key.vkey)
      else jwks.push(key)
    }
    if (isRecord(value) && !Array.isArray(value.keys)) throw new Misasked(`${path} holds no keys.`)
  }
  return { vkeys, jwks: jwks.length > 0 ? { keys: jwks } : null }
}

function readText(path: string): string {
  // 0 is standard input.
  return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path === '-' ? 0 : path))
}

async function* blocksOf(path: string): AsyncGenerator<Uint8Array> {
  for await (const block of path === '-' ? process.stdin : createReadStream(path, { highWaterMark: 1_048_576 })) yield block as Uint8Array
}

/** Tiles as a folder on this machine holds them. */
function tilesIn(folder: string): KeptTiles {
  return keptTiles({
    read: (path) => orNothing(() => new Uint8Array(readFileSync(join(folder, path))), null),
    list: (path) => orNothing(() => readdirSync(join(folder, path)), []),
  })
}

function orNothing<T>(look: () => T, nothing: T): T {
  try {
    return look()
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return nothing
    throw error
  }
}

function countOf(text: string | undefined, most: number): number {
  if (text === undefined) return 0
  if (!/^\d{1,3}$/.test(text) || Number(text) > most) throw new Misasked(`--quorum ${text} must be a number up to the ${most} of --witness.`)
  return Number(text)
}

const UNIT_SECONDS = { s: 1, m: 60, h: 3_600, d: 86_400 } as const

function secondsOf(text: string | undefined): number | null {
  if (text === undefined) return null
  const [, count, unit] = /^(\d{1,9})([smhd])$/.exec(text) ?? []
  if (count === undefined) throw new Misasked(`--max-age ${text} is no duration; write it as 90m, 24h or 7d.`)
  return Number(count) * UNIT_SECONDS[unit as keyof typeof UNIT_SECONDS]
}
