import { countOut, instantOut, int, safeText, z } from '../platform/kernel/schema.ts'

/** Leaves in the tree. A log of a million entries a day reaches 2^40 in three thousand years. */
const MOST_LEAVES = 2 ** 40

const leavesOut = int(0, MOST_LEAVES)
const base64Hash = z
  .string()
  .regex(/^[A-Za-z0-9+/]{43}=$/)
  .openapi({ description: '32 bytes in base 64', example: '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' })
const noteOut = z.string().max(100_000).openapi({ description: 'A C2SP signed note' })
const vkeyOut = z
  .string()
  .max(400)
  .openapi({ description: 'A C2SP verifier key', example: 'gz.example/log+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW' })

/** A number of leaves, or a place among them, in a query. */
export const leavesIn = z
  .string()
  .regex(/^(0|[1-9]\d{0,12})$/, '须是整数。 It must be a whole number.')
  .transform(Number)
  .pipe(leavesOut)
  .openapi({ type: 'integer', minimum: 0, maximum: MOST_LEAVES })

export const base64HashIn = base64Hash

/** An access-log index in a path. */
export const LogIndexParam = z.object({
  index: z
    .string()
    .regex(/^[1-9]\d{0,14}$/)
    .transform(Number)
    .openapi({ type: 'integer', minimum: 1, maximum: 999_999_999_999_999 }),
})

const tileIndex = safeText(40, 3).openapi({
  description: 'By C2SP tlog-tiles: 067, x001/x234/067, and for the last tile with how many hashes it is asked for, 067.p/17. Its slashes are not escaped.',
  example: '000.p/17',
})
export const TileParam = z.object({ level: z.string().regex(/^\d{1,2}$/), index: tileIndex })
export const BundleParam = z.object({ index: tileIndex })

export const InclusionQuery = z
  .object({ index: leavesIn.optional(), leafHash: base64HashIn.optional(), size: leavesIn.optional() })
  .refine((query) => (query.index === undefined) !== (query.leafHash === undefined), {
    message: 'index 和 leafHash 只填一个。 Give either index or leafHash.',
    path: ['index'],
  })

export const ConsistencyQuery = z.object({ from: leavesIn, to: leavesIn.optional() })

export const InclusionProof = z
  .object({
    index: leavesOut,
    size: leavesOut,
    leafHash: base64Hash,
    rootHash: base64Hash,
    /** Lowest sibling first. */
    proof: z.array(base64Hash).max(63),
  })
  .openapi('InclusionProof')

export const ConsistencyProof = z
  .object({ from: leavesOut, to: leavesOut, fromRoot: base64Hash, toRoot: base64Hash, proof: z.array(base64Hash).max(64) })
  .openapi('ConsistencyProof')

export const CheckpointView = z
  .object({
    size: leavesOut,
    rootHash: base64Hash,
    at: instantOut,
    note: noteOut,
    /** Names of the witnesses that have signed it. */
    witnesses: z.array(z.string().max(200)).max(100),
    /** Whether as many witnesses have signed as the platform asks for. */
    quorumMet: z.boolean(),
  })
  .openapi('Checkpoint')
export type CheckpointView = z.infer<typeof CheckpointView>

export const CheckpointPage = z.object({ items: z.array(CheckpointView), nextCursor: z.string().max(512).nullable() })

export const LogKeysView = z
  .object({
    origin: z.string().max(200),
    /** Every key that has signed, in order; the last signs now. Note them down elsewhere: a list that the log itself hands out proves nothing. */
    keys: z.array(z.object({ vkey: vkeyOut, fromSize: leavesOut, since: instantOut, current: z.boolean() })),
    witnesses: z.array(vkeyOut).max(100),
    quorum: countOut,
  })
  .openapi('LogKeys')
