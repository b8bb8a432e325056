import { importJWK } from 'jose'
import { addUsers } from '../../identity/index.ts'
import { writeEntry } from '../../log/index.ts'
import type { Context } from '../../platform/context.ts'
import { Fault, invalidField, notFound } from '../../platform/kernel/fault.ts'
import {
  type Client,
  type ClientKey,
  clientHash,
  type KeyFlaw,
  LIVE_KEYS,
  type NamedRefusal,
  readPublicJwk,
  roleOf,
  type Scope,
  type TokenRefusal,
  type VerifyingKey,
} from '../model.ts'
import { closeClientRow, findLendersClient, insertClient, insertKey, listAllRefusals, listClients, listKeys, listRefusals, retireKeyRow } from '../store.ts'

export interface Registration {
  name: string
  scopes: readonly Scope[]
  /** JWKs as they were handed in. */
  keys: readonly unknown[]
}

/** Who of which lender does it. */
export interface Hand {
  lenderId: string
  userId: string
}

export interface ClientWithKeys extends Client {
  keys: ClientKey[]
}

const REFUSALS_SHOWN_MS = 7 * 86_400_000
const MOST_REFUSALS = 500

/**
 * @throws Fault invalid naming the key or what is wrong with it
 */
export async function registerClient(ctx: Context, hand: Hand, { name, scopes, keys }: Registration): Promise<ClientWithKeys> {
  const read = await Promise.all(keys.map((key, i) => usableKey(key, `/keys/${i}`)))
  if (new Set(read.map(({ kid }) => kid)).size < read.length) throw invalidField('/keys', 'key_twice', '同一把公钥出现了两次。 One key is there twice.')
  const id = ctx.ids.next('client')
  const [userId] = await addUsers(ctx, [{ username: id, password: null, displayName: name, role: roleOf(scopes), institutionId: hand.lenderId }])
  const now = ctx.clock.now()
  const client: Client = {
    id,
    lenderId: hand.lenderId,
    userId: userId!,
    name,
    scopes: [...new Set(scopes)],
    createdBy: hand.userId,
    createdAt: now,
    closedAt: null,
  }
  await insertClient(ctx.db, client)
  const rows = read.map((key) => ({ ...key, clientId: id, createdAt: now, retiredAt: null }))
  for (const row of rows) await insertKey(ctx.db, row)
  await writeDown(ctx, { ...client, keys: rows }, hand, 'client.registered', 'registered')
  return readClient(ctx, hand.lenderId, id)
}

/**
 * Puts a second key beside the one in use.
 * @throws Fault not_found, conflict `client_closed`, `two_keys_live`, `key_known`, invalid: see `registerClient`
 */
export async function addClientKey(ctx: Context, hand: Hand, id: string, jwk: unknown): Promise<ClientWithKeys> {
  const key = await usableKey(jwk, '/key')
  const client = await openClient(ctx, hand.lenderId, id)
  if (client.keys.some(({ kid }) => kid === key.kid))
    throw new Fault('conflict', 'key_known', '这把公钥已经登记过，请换一把新的。 This key is or was registered; make a new one.')
  if (liveKeys(client).length >= LIVE_KEYS)
    throw new Fault('conflict', 'two_keys_live', '已有两把在用的公钥，请先停用旧的一把。 Two keys are live; retire the old one first.')
  await insertKey(ctx.db, { ...key, clientId: id, createdAt: ctx.clock.now(), retiredAt: null })
  return changed(ctx, hand, id, 'client.keys_changed', 'key_added')
}

/**
 * Assertions by this key are refused from now on; tokens that it fetched end with it within their ten minutes.
 * @throws Fault not_found, conflict `client_closed`, `last_key`
 */
export async function retireClientKey(ctx: Context, hand: Hand, id: string, kid: string): Promise<ClientWithKeys> {
  const client = await openClient(ctx, hand.lenderId, id)
  const live = liveKeys(client)
  if (!live.some((key) => key.kid === kid)) throw invalidField('/kid', 'unknown_key', '没有这把在用的公钥，请核对指纹。 No live key has this thumbprint.')
  if (live.length === 1)
    throw new Fault(
      'conflict',
      'last_key',
      '这是唯一一把在用的公钥，请先加新的，或注销客户端。 It is the only live key; add another first, or close the client.',
    )
  await retireKeyRow(ctx.db, id, kid, ctx.clock.now())
  return changed(ctx, hand, id, 'client.keys_changed', 'key_retired')
}

/**
 * From now on it gets no token and its tokens open nothing.
 * @throws Fault not_found, conflict `client_closed`
 */
export async function closeClient(ctx: Context, hand: Hand, id: string): Promise<ClientWithKeys> {
  await openClient(ctx, hand.lenderId, id)
  await closeClientRow(ctx.db, id, ctx.clock.now())
  return changed(ctx, hand, id, 'client.closed', 'closed')
}

/** @throws Fault not_found, also for another lender's */
export async function readClient(ctx: Context, lenderId: string, id: string): Promise<ClientWithKeys> {
  const client = await findLendersClient(ctx.db, lenderId, id)
  if (!client) throw notFound()
  return { ...client, keys: await listKeys(ctx.db, [id]) }
}

export async function clientsOf(ctx: Context, lenderId: string): Promise<ClientWithKeys[]> {
  const rows = await listClients(ctx.db, lenderId)
  const keys = await listKeys(
    ctx.db,
    rows.map(({ id }) => id),
  )
  return rows.map((client) => ({ ...client, keys: keys.filter(({ clientId }) => clientId === client.id) }))
}

/** What the token endpoint and the API refused it for, of the last seven days, newest first. */
export async function refusalsOf(ctx: Context, clientId: string): Promise<TokenRefusal[]> {
  return listRefusals(ctx.db, clientId, new Date(ctx.clock.now().getTime() - REFUSALS_SHOWN_MS))
}

/** Of all clients and of callers that are none, in the same days: for who runs the platform. */
export async function refusalsOfAll(ctx: Context): Promise<NamedRefusal[]> {
  return listAllRefusals(ctx.db, new Date(ctx.clock.now().getTime() - REFUSALS_SHOWN_MS), MOST_REFUSALS)
}

export function liveKeys({ keys }: ClientWithKeys): ClientKey[] {
  return keys.filter(({ retiredAt }) => retiredAt === null)
}

/** The client under its row lock: of two changes at one moment the second sees the first. */
async function openClient(ctx: Context, lenderId: string, id: string): Promise<ClientWithKeys> {
  const client = await findLendersClient(ctx.db, lenderId, id, true)
  if (!client) throw notFound()
  if (client.closedAt) throw new Fault('conflict', 'client_closed', '这个客户端已注销，请另行登记。 The client is closed; register another.')
  return { ...client, keys: await listKeys(ctx.db, [id]) }
}

async function changed(ctx: Context, hand: Hand, id: string, kind: 'client.keys_changed' | 'client.closed', why: string): Promise<ClientWithKeys> {
  const client = await readClient(ctx, hand.lenderId, id)
  await writeDown(ctx, client, hand, kind, why)
  return client
}

/** No subject is concerned: the lender stands in its place. */
async function writeDown(ctx: Context, client: ClientWithKeys, hand: Hand, kind: 'client.registered' | 'client.keys_changed' | 'client.closed', why: string) {
  const artefactHash = clientHash(
    client,
    liveKeys(client).map(({ kid }) => kid),
  )
  const about = { subjectId: client.lenderId, consentId: client.id, artefactHash, lenderId: client.lenderId }
  await writeEntry(ctx, { kind, ...about, actorId: hand.userId, fields: [], readNo: 0, why })
}

const KEY_FLAWS: Readonly<Record<KeyFlaw, string>> = {
  unreadable: '这不是可读的公钥 JWK。 It is no readable public JWK.',
  private_key: '这是私钥！请勿上传；这把密钥已不安全，请重新生成一对，只交公钥。 This is a private key: make a new pair and send only its public part.',
  unsupported: '只接受 Ed25519、P-256（ES256）或 RSA（RS256，2048 至 4096 位）。 Ed25519, P-256 and RSA of 2048 to 4096 bits are taken.',
  too_short: 'RSA 公钥至少 2048 位。 An RSA key needs 2048 bits or more.',
  wrong_use: '这把公钥注明了其他用途。 The key says that it is for another use.',
}

async function usableKey(value: unknown, pointer: string): Promise<VerifyingKey> {
  const read = readPublicJwk(value)
  if (!read.ok) throw invalidField(pointer, `key_${read.why}`, KEY_FLAWS[read.why])
  // A point that is not on its curve has the right shape; importing tells.
  await importJWK(read.key.jwk, read.key.alg).catch(() => {
    throw invalidField(pointer, 'key_unreadable', KEY_FLAWS.unreadable)
  })
  return read.key
}
