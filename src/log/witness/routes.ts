import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { type OpenedCheckpoint, openCheckpoint } from '../checkpoint.ts'
import { cosignatureSigner } from '../cosignature.ts'
import { formatSignatureLine, type NoteVerifier } from '../note.ts'
import { judgeSubmission, parseSubmission } from '../submission.ts'
import type { SeenStore } from './store.ts'

export interface Witness {
  /** Its own name and key. */
  name: string
  privateKey: CryptoKey
  publicKey: Uint8Array
  /** The logs it watches: their keys, by origin. */
  logs: ReadonlyMap<string, readonly NoteVerifier[]>
  seen: SeenStore
  now(): Date
}

const MOST_BYTES = 64 * 1024

/** A witness by C2SP tlog-witness, one process with one memory. */
export function witnessApp({ name, privateKey, publicKey, logs, seen, now }: Witness): Hono {
  const app = new Hono()
  // A memory that cannot be read or kept: no word is given, and none about why.
  app.onError((_, c) => c.text('not now\n', 500))
  app.post('/add-checkpoint', bodyLimit({ maxSize: MOST_BYTES }), async (c) => {
    const submission = parseSubmission(await c.req.text())
    if (submission === null) return c.text('not a submission\n', 400)
    const origin = submission.checkpoint.split('\n', 1)[0]!
    const verifiers = logs.get(origin)
    if (verifiers === undefined) return c.text('unknown log\n', 404)
    const opened = await openCheckpoint(submission.checkpoint, origin, verifiers)
    if ('flaw' in opened) return c.text(`${opened.flaw}\n`, opened.flaw === 'no_known_signature' || opened.flaw === 'bad_signature' ? 403 : 400)
    const cosignature = await sign(opened)
    // From here to the writing nothing is awaited: two submissions at a time are one after the other.
    const { size, root } = opened.checkpoint
    const verdict = judgeSubmission(seen.read(origin), submission, { size, root })
    if (verdict.status === 409) return c.body(`${verdict.size}\n`, 409, { 'Content-Type': 'text/x.tlog.size' })
    if (verdict.status !== 200) return c.text('refused\n', verdict.status)
    seen.write(origin, { size, root })
    return c.text(cosignature)
  })

  const sign = async ({ text }: OpenedCheckpoint): Promise<string> => {
    const signer = cosignatureSigner(name, privateKey, publicKey, Math.floor(now().getTime() / 1000))
    const bytes = await signer.sign(new TextEncoder().encode(text))
    return `${formatSignatureLine({ name, keyId: signer.keyId, bytes })}\n`
  }
  return app
}
