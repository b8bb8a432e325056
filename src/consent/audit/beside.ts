/** What was given together with a dump: each file by its kind. */
import {
  type GivenFile,
  type Held,
  type KeptTiles,
  MOST_BYTES,
  NOTHING_HELD,
  type Trust,
  textOf,
  withCheckpoint,
  withDump,
  withReceipt,
} from '../../log/audit/model.ts'
import { type Answer, type HeldAnswers, heldAnswers, parseAnswers } from './answers.ts'

/** A year of a busy bank's answers. */
const MOST_ANSWER_BYTES = 268_435_456

/** @throws Stop where one of them is not sound */
export async function readBeside(
  files: readonly GivenFile[],
  trust: Trust,
  tiles: KeptTiles | null,
): Promise<{ held: Held; answers: HeldAnswers; unused: number }> {
  let held: Held = { ...NOTHING_HELD, tiles }
  const answers: Answer[] = []
  let unused = 0
  for (const { kind, blocks } of files) {
    if (kind === 'dump') held = await withDump(blocks, trust, held)
    else if (kind === 'answers') answers.push(...parseAnswers(await textOf(blocks, MOST_ANSWER_BYTES)))
    else if (kind === 'consent' || kind === 'statement' || kind === 'hashes') unused += 1
    else {
      const text = await textOf(blocks, MOST_BYTES)
      held = kind === 'receipt' ? await withReceipt(text, trust, held) : await withCheckpoint(text, trust, held)
    }
  }
  const notes = new Set(answers.flatMap(({ checkpoint }) => (checkpoint === null ? [] : [checkpoint])))
  for (const note of notes) held = await withCheckpoint(note, trust, held)
  return { held, answers: heldAnswers(answers), unused }
}
