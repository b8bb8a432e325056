import type { Context } from '../../platform/context.ts'
import type { Outside } from '../../platform/outside/outside.ts'
import { cosignatureVerifier } from '../cosignature.ts'
import { formatSignatureLine, openNote, parseNote } from '../note.ts'
import type { LogSettings, WitnessSetting } from '../settings.ts'
import { insertCosignature, listCheckpoints, listCosignatures, witnessedSize } from '../store.ts'
import { formatSubmission } from '../submission.ts'
import { consistencyHashes } from './proofs.ts'

/** One answer of a witness, from the first byte sent to the last read. */
const TIMEOUT_MS = 5_000
const MOST_BYTES = 16 * 1024

/**
 * `signed`, or why not. `bad_signature`: what came back is no signature of theirs over this checkpoint. `ahead`: they have signed a
 * larger log, which another process of ours may have shown them. `fork`: they have signed another log of this name. Else a status.
 */
export type WitnessOutcome = 'signed' | 'unreachable' | 'bad_signature' | 'ahead' | 'fork' | number

/**
 * Asks every witness that has not signed the newest checkpoint to do so, and keeps what verifies. Outside of transactions.
 * @returns what became of each, by name
 */
export async function askWitnesses(ctx: Context, outside: Outside, { witnesses }: LogSettings): Promise<ReadonlyMap<string, WitnessOutcome>> {
  if (witnesses.length === 0) return new Map()
  const [head] = await listCheckpoints(ctx.db, 1)
  if (!head) return new Map()
  const signed = new Set((await listCosignatures(ctx.db, [head.size])).map(({ witness }) => witness))
  const waiting = witnesses.filter(({ name }) => !signed.has(name))
  // One after the other reads the database, all at once the network: a slow witness does not hold up a quick one.
  const outcomes = await Promise.all(waiting.map(async (witness) => [witness.name, await askOne(ctx, outside, witness, head)] as const))
  return new Map(outcomes)
}

async function askOne(ctx: Context, outside: Outside, witness: WitnessSetting, head: { size: number; note: string }): Promise<WitnessOutcome> {
  let oldSize = await witnessedSize(ctx.db, witness.name)
  // Once more where the witness has seen something else than we remember.
  for (let attempt = 0; attempt < 2; attempt++) {
    const proof = await consistencyHashes(ctx, oldSize, head.size)
    const answer = await send(outside, witness, formatSubmission({ oldSize, proof, checkpoint: head.note }))
    if (answer === null) return 'unreachable'
    if (answer.status === 200) return keep(ctx, witness, head, answer.text)
    if (answer.status === 422) return 'fork'
    if (answer.status !== 409) return answer.status
    const theirs = Number(/^(0|[1-9]\d{0,15})\n?$/.exec(answer.text)?.[1] ?? Number.NaN)
    if (!Number.isSafeInteger(theirs)) return 409
    if (theirs > head.size) return 'ahead'
    if (theirs === oldSize) return 'fork'
    oldSize = theirs
  }
  return 409
}

async function keep(ctx: Context, { name, vkey }: WitnessSetting, { size, note }: { size: number; note: string }, lines: string): Promise<WitnessOutcome> {
  const parsed = parseNote(note)
  if (typeof parsed === 'string') return 'bad_signature'
  const opened = await openNote(`${parsed.text}\n${lines}`, [cosignatureVerifier(vkey)])
  if ('flaw' in opened) return 'bad_signature'
  await insertCosignature(ctx.db, { size, witness: name, line: formatSignatureLine(opened.signatures[0]!), at: ctx.clock.now() })
  return 'signed'
}

/** null where no whole answer came in time. */
async function send(outside: Outside, { url }: WitnessSetting, body: string): Promise<{ status: number; text: string } | null> {
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(), TIMEOUT_MS)
  const late = new Promise<null>((resolve) => controller.signal.addEventListener('abort', () => resolve(null)))
  const headers = { 'content-type': 'text/plain; charset=utf-8' }
  const exchange = async () => {
    const response = await outside.send(new Request(`${url}/add-checkpoint`, { method: 'POST', headers, body, signal: controller.signal }))
    return { status: response.status, text: await readSmall(response) }
  }
  try {
    return await Promise.race([exchange().catch(() => null), late])
  } finally {
    clearTimeout(timer)
  }
}

/** @throws Error where it is longer than any answer of a witness */
async function readSmall(response: Response): Promise<string> {
  const reader = response.body?.getReader()
  const decoder = new TextDecoder()
  let text = ''
  for (let count = 0; reader; ) {
    const { done, value } = await reader.read()
    if (done) break
    count += value.byteLength
    if (count > MOST_BYTES) {
      await reader.cancel()
      throw new Error('the answer is too long')
    }
    text += decoder.decode(value, { stream: true })
  }
  return text + decoder.decode()
}
