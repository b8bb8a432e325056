/**
 * What a lender was answered, held against the dump it is given: that a read of its own stands in the log it can see. Where
 * its last read of a consent were left out, nothing in the dump would show it; the answer it kept does.
 *
 * JSON Lines, each `{"headers":{…},"body":{…}}` of one disclosure. Of the headers `X-Request-Id` is needed, which is the
 * leaf's `rid`; `Suixin-Log-Checkpoint` is held as a checkpoint; `Date` tells what the dump is too old to hold
 * (`Suixin-Log-Entry` is no place in the tree and tells nothing here). The body is optional; of it `consent` is looked at, and
 * that each attribute in `sections` is among the fields that were written down.
 */
import { decodeBase64, type Finding, isRecord, Stop } from '../../log/audit/model.ts'
import type { ReplayLeaf } from './replay.ts'

export interface Answer {
  requestId: string
  /** Signed note. */
  checkpoint: string | null
  /** Milliseconds since 1970. */
  at: number | null
  consent: { id: string; hash: string; readNo: number } | null
  /** All that its body shows. */
  attributes: readonly string[]
}

/** By the clock of the export's own maker: what was answered so shortly before it may still have waited. */
const SEALED_WITHIN_MS = 60_000
/** Entries are merged in the order they were committed: one written so much later has all answered before it ahead of it. */
const MERGED_WITHIN_MS = 5_000

/** @throws Stop `answer_shape` with the line's number */
export function parseAnswers(text: string): Answer[] {
  const lines = text.split('\n')
  return lines.flatMap((line, at) => {
    if (line.trim() === '') return []
    const answer = parseAnswer(line)
    if (answer === null) throw new Stop({ why: 'answer_shape', index: null, about: String(at + 1) })
    return [answer]
  })
}

function parseAnswer(line: string): Answer | null {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return null
  }
  if (!isRecord(value) || !isRecord(value.headers)) return null
  const headers = new Map(Object.entries(value.headers).map(([name, held]) => [name.toLowerCase(), held]))
  const requestId = headers.get('x-request-id')
  const note = headers.get('suixin-log-checkpoint')
  const date = headers.get('date')
  const checkpoint = typeof note === 'string' ? decodeBase64(note) : null
  if (typeof requestId !== 'string' || requestId === '' || (note !== undefined && checkpoint === null)) return null
  const consent = isRecord(value.body) && isRecord(value.body.consent) ? consentFrom(value.body.consent) : null
  const at = typeof date === 'string' ? Date.parse(date) : Number.NaN
  return {
    requestId,
    checkpoint: checkpoint && new TextDecoder().decode(checkpoint),
    at: Number.isNaN(at) ? null : at,
    consent,
    attributes: attributesIn(value.body),
  }
}

function consentFrom({ id, hash, readNo }: Readonly<Record<string, unknown>>): Answer['consent'] {
  return typeof id === 'string' && typeof hash === 'string' && Number.isSafeInteger(readNo) ? { id, hash, readNo: readNo as number } : null
}

function attributesIn(body: unknown): string[] {
  const sections = isRecord(body) && Array.isArray(body.sections) ? body.sections : []
  const entries = sections.flatMap((section) => (isRecord(section) && Array.isArray(section.entries) ? section.entries : []))
  return entries.flatMap((entry) => (isRecord(entry) && typeof entry.attribute === 'string' ? [entry.attribute] : []))
}

/** Leaves under the checkpoint that went out with it; 0 where none did. Its signature is checked elsewhere. */
function sizeOf({ checkpoint }: Answer): number {
  return Number(checkpoint?.split('\n', 2)[1] ?? 0)
}

export interface HeldAnswers {
  /** null: as it was answered, or none of its business. */
  judge(index: number, leaf: ReplayLeaf): Finding | null
  /**
   * Answers without their entry. One is too new only if the dump was made within a minute of it, by its own word, and shows no
   * leaf beyond the answer's checkpoint that is more than 5 s younger than the answer.
   * @param madeAt when the dump says it was made
   */
  end(madeAt: number | null): Finding[]
  counts(): { answers: number; answersFound: number; answersTooNew: number }
}

export function heldAnswers(answers: readonly Answer[]): HeldAnswers {
  const open = new Map<string, Answer>(answers.map((answer) => [answer.requestId, answer]))
  const found = new Set<string>()
  let answersTooNew = 0
  const latest: { index: number; at: number }[] = []
  return {
    judge(index, { t, at, rid, cid, ah, f, n }) {
      // Of the leaves only those are kept that no later one is younger than: the youngest beyond any place is then at hand.
      while (latest.length > 0 && latest.at(-1)!.at <= at) latest.pop()
      latest.push({ index, at })
      const answer = t === 'read.released' ? open.get(rid) : undefined
      // One request may read several consents of a list; the answer is about one of them.
      if (!answer || (answer.consent !== null && answer.consent.id !== cid)) return null
      found.add(rid)
      const same = answer.consent === null || (answer.consent.hash === ah && (n === 0 || answer.consent.readNo === n))
      const written = answer.attributes.every((attribute) => f.includes(attribute))
      return same && written ? null : { why: 'answer_differs', index, about: rid }
    },
    end(madeAt) {
      const missing = [...open.values()].filter(({ requestId }) => !found.has(requestId))
      const youngestBeyond = (size: number) => latest.find(({ index }) => index >= size)?.at ?? Number.NEGATIVE_INFINITY
      const isTooNew = (answer: Answer) =>
        answer.at !== null && madeAt !== null && answer.at > madeAt - SEALED_WITHIN_MS && youngestBeyond(sizeOf(answer)) <= answer.at + MERGED_WITHIN_MS
      answersTooNew = missing.filter(isTooNew).length
      return missing.filter((answer) => !isTooNew(answer)).map(({ requestId }) => ({ why: 'answer_missing', index: null, about: requestId }))
    },
    counts: () => ({ answers: open.size, answersFound: found.size, answersTooNew }),
  }
}
