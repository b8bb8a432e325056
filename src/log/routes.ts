import type { OpenAPIHono } from '@hono/zod-openapi'
import { actsForLender, ownSubject, principalFrom, requireRole } from '../identity/index.ts'
import { readCursor, signCursor } from '../platform/http/cursor.ts'
import { json, operation } from '../platform/http/operation.ts'
import { contextOf, createRouter, mount, personal, type Rim, type RimEnv } from '../platform/http/rim.ts'
import { networkOf } from '../platform/http/source.ts'
import { throttle } from '../platform/http/throttle.ts'
import { notFound } from '../platform/kernel/fault.ts'
import { pageLimit, safeText, z } from '../platform/kernel/schema.ts'
import { decodeBase64, encodeBase64 } from './base64.ts'
import {
  BundleParam,
  CheckpointPage,
  type CheckpointView,
  ConsistencyProof,
  ConsistencyQuery,
  InclusionProof,
  InclusionQuery,
  LogIndexParam,
  LogKeysView,
  TileParam,
} from './contract.ts'
import { checkpoints, type SignedCheckpoint } from './service/head.ts'
import { headOf, proveConsistency, proveInclusion, receiptOf, tileBytes } from './service/proofs.ts'
import type { LogSettings } from './settings.ts'
import { listKeys } from './store.ts'
import { parseTilePath, type TilePath } from './tiles.ts'

/** A signed head may be a moment old; what lies under a size never changes. */
const HEAD_CACHE = 'public, max-age=1'
const FOR_EVER = 'public, max-age=31536000, immutable'

/** A monitor that follows a log of a million entries is through in ten minutes; who comes oftener is served by caches. */
const ASKS_A_MINUTE = 600

const WITH_SLASHES = '{index{.+}}'

const textAnswer = (description: string) => ({ description, content: { 'text/plain': { schema: z.string().max(2_000_000) } } })
const bytesAnswer = (description: string) => ({
  description,
  content: { 'application/octet-stream': { schema: safeText(20_000_000).openapi({ format: 'binary' }) } },
})

export function logRoutes({ origin, witnesses, quorum }: LogSettings): OpenAPIHono<RimEnv> {
  const router = createRouter()
  const open = { signedIn: false, refuses: [429] } as const
  const checkpointView = ({ size, root, at, note, witnesses: signed }: SignedCheckpoint): CheckpointView => {
    return { size, rootHash: root, at: at.toISOString(), note, witnesses: signed, quorumMet: signed.length >= quorum }
  }

  // What is open to everybody costs a proof's arithmetic: so much of it a minute for each network it is asked from.
  router.use('/log/*', async (c, next) => {
    const source = c.get('source')
    if (source !== null) await throttle(contextOf(c), `log:${networkOf(source)}`, ASKS_A_MINUTE, 60)
    await next()
  })

  mount(
    router,
    operation(
      {
        ...{ method: 'get', path: '/log/checkpoint', operationId: 'readCheckpoint', tags: ['log'] },
        summary: 'The newest signed checkpoint of the disclosure log, a C2SP signed note with the lines of its witnesses',
        responses: { 200: textAnswer('The note') },
      },
      open,
    ),
    async (c) => {
      const { note } = await headOf(contextOf(c))
      return c.body(note, 200, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': HEAD_CACHE })
    },
  )

  mount(
    router,
    operation(
      {
        ...{ method: 'get', path: '/log/checkpoints', operationId: 'listCheckpoints', tags: ['log'] },
        summary: 'Every checkpoint that was ever signed, newest first',
        request: { query: z.object({ cursor: safeText(512).optional(), limit: pageLimit }) },
        responses: { 200: json(CheckpointPage, 'A page') },
      },
      open,
    ),
    async (c) => {
      const { cursor, limit } = c.req.valid('query')
      const place = readCursor(c.get('secret'), 'log-checkpoints', cursor)
      const rows = await checkpoints(contextOf(c), limit + 1, place === null ? null : Number(place))
      const page = rows.slice(0, limit)
      c.header('Cache-Control', HEAD_CACHE)
      return c.json({
        items: page.map(checkpointView),
        nextCursor: rows.length > limit ? signCursor(c.get('secret'), 'log-checkpoints', String(page.at(-1)!.size)) : null,
      })
    },
  )

  mount(
    router,
    operation(
      {
        ...{ method: 'get', path: '/log/keys', operationId: 'listLogKeys', tags: ['log'] },
        summary: 'Verifier keys that have signed checkpoints, and the witnesses that are asked',
        responses: { 200: json(LogKeysView, 'The keys') },
      },
      open,
    ),
    async (c) => {
      const keys = await listKeys(contextOf(c).db)
      c.header('Cache-Control', 'public, max-age=60')
      return c.json({
        origin,
        keys: keys.map(({ vkey, fromSize, since }, at) => ({ vkey, fromSize, since: since.toISOString(), current: at === keys.length - 1 })),
        witnesses: witnesses.map(({ vkey }) => vkey),
        quorum,
      })
    },
  )

  mount(
    router,
    operation(
      {
        ...{ method: 'get', path: '/log/proof/inclusion', operationId: 'proveInclusion', tags: ['log'] },
        summary: 'That a leaf stands in the tree of a size, by default the newest (RFC 6962 §2.1.1)',
        request: { query: InclusionQuery },
        responses: { 200: json(InclusionProof, 'The proof') },
      },
      { ...open, refuses: [404, 429] },
    ),
    async (c) => {
      const { index, leafHash, size } = c.req.valid('query')
      const given = leafHash === undefined ? undefined : decodeBase64(leafHash)
      // 43 letters and a sign may still leave bits behind.
      if (given === null) throw notFound()
      const proof = await proveInclusion(contextOf(c), { index, size, leafHash: given })
      c.header('Cache-Control', size === undefined ? HEAD_CACHE : FOR_EVER)
      return c.json({
        ...{ index: proof.index, size: proof.size, leafHash: encodeBase64(proof.leafHash), rootHash: encodeBase64(proof.root) },
        proof: proof.proof.map(encodeBase64),
      })
    },
  )

  mount(
    router,
    operation(
      {
        ...{ method: 'get', path: '/log/proof/consistency', operationId: 'proveConsistency', tags: ['log'] },
        summary: 'That the tree of one size begins with the tree of a smaller one (RFC 6962 §2.1.2)',
        request: { query: ConsistencyQuery },
        responses: { 200: json(ConsistencyProof, 'The proof') },
      },
      open,
    ),
    async (c) => {
      const { from, to } = c.req.valid('query')
      const proof = await proveConsistency(contextOf(c), { from, to })
      c.header('Cache-Control', to === undefined ? HEAD_CACHE : FOR_EVER)
      return c.json({
        ...{ from: proof.from, to: proof.to, fromRoot: encodeBase64(proof.fromRoot), toRoot: encodeBase64(proof.toRoot) },
        proof: proof.proof.map(encodeBase64),
      })
    },
  )

  mount(
    router,
    operation(
      {
        ...{ method: 'get', path: `/log/tile/entries/${WITH_SLASHES}`, operationId: 'readLogEntries', tags: ['log'] },
        summary: 'Up to 256 leaves, a C2SP entry bundle; for auditors, since leaves side by side tell who deals with whom',
        request: { params: BundleParam },
        responses: { 200: bytesAnswer('The leaves, the length of each before it in two bytes') },
      },
      { signedIn: true, refuses: [429] },
    ),
    async (c) => {
      requireRole(principalFrom(c), 'auditor')
      personal(c)
      return answerTile(c, 'no-store')
    },
  )

  mount(
    router,
    operation(
      {
        ...{ method: 'get', path: `/log/tile/{level}/${WITH_SLASHES}`, operationId: 'readLogTile', tags: ['log'] },
        summary: 'Up to 256 hashes of the tree, a C2SP tile',
        request: { params: TileParam },
        responses: { 200: bytesAnswer('The hashes, 32 bytes each') },
      },
      { ...open, refuses: [404, 429] },
    ),
    (c) => answerTile(c, FOR_EVER),
  )

  mount(
    router,
    operation(
      {
        ...{ method: 'get', path: '/api/v1/log/entries/{index}/receipt', operationId: 'readLogReceipt', tags: ['log'] },
        summary: 'The proof of one entry to keep, a C2SP tlog-proof file with the leaf: for whom it is about, the lender concerned and the auditor',
        request: { params: LogIndexParam },
        responses: { 200: textAnswer('The proof; it verifies without this platform') },
      },
      { signedIn: true, refuses: [409] },
    ),
    async (c) => {
      const principal = principalFrom(c)
      const own = ownSubject(principal)
      const lenderId = actsForLender(principal) ? principal.institutionId : null
      const { index } = c.req.valid('param')
      const receipt = await receiptOf(
        contextOf(c),
        index,
        (row) => principal.role === 'auditor' || (own !== null && row.subjectId === own) || (lenderId !== null && row.lenderId === lenderId),
      )
      personal(c)
      return c.body(receipt, 200, { 'Content-Type': 'text/plain; charset=utf-8', 'Content-Disposition': `attachment; filename="suixin-${index}.tlog-proof"` })
    },
  )

  nameTilesPlainly(router)
  return router
}

async function answerTile(c: Rim, caching: string): Promise<Response> {
  const tile: TilePath | null = parseTilePath(c.req.path.slice('/log/'.length))
  if (tile === null) throw notFound()
  const bytes = await tileBytes(contextOf(c), tile)
  return c.body(new Uint8Array(bytes), 200, { 'Content-Type': 'application/octet-stream', 'Cache-Control': caching })
}

/** In the router the last parameter of a tile takes its slashes along; the document names it plainly. */
function nameTilesPlainly({ openAPIRegistry }: OpenAPIHono<RimEnv>): void {
  for (const definition of openAPIRegistry.definitions)
    if (definition.type === 'route') definition.route.path = definition.route.path.replace(WITH_SLASHES, '{index}')
}
