/**
 * What happened to one consent, as its callers saw it and as the log has it, held against rules R1 to R6. The log's order
 * is the claim; every call's own beginning and end say whether that order can have been.
 */
export interface Call {
  kind: 'read' | 'pause' | 'resume' | 'revoke'
  requestId: string
  /** Of one clock, in milliseconds. */
  began: number
  ended: number
  /** `done`, the code of a refusal, or `unknown`: broken off, with or without an effect. */
  outcome: string
}

export interface Entry {
  index: number
  kind: string
  requestId: string
  /** By the clock that expiry is compared with. */
  at: number
}

export interface History {
  calls: readonly Call[]
  /** By index. */
  log: readonly Entry[]
  /** Reads the consent allows; Infinity where they are not counted. */
  reads: number
  validTo: number
}

type State = 'granted' | 'paused' | 'revoked' | 'consumed' | 'expired'
const MOVES: Readonly<Record<string, { from: readonly State[]; to: State }>> = {
  'consent.paused': { from: ['granted'], to: 'paused' },
  'consent.resumed': { from: ['paused'], to: 'granted' },
  'consent.revoked': { from: ['granted', 'paused'], to: 'revoked' },
  'consent.consumed': { from: ['granted'], to: 'consumed' },
  'consent.expired': { from: ['granted', 'paused'], to: 'expired' },
}
const ENTRY_OF = { read: 'read.released', pause: 'consent.paused', resume: 'consent.resumed', revoke: 'consent.revoked' } as const

/** Every rule that is broken, in a sentence; empty when all hold. */
export function violationsOf({ calls, log, reads, validTo }: History): string[] {
  const found: string[] = []
  const steps = log.filter(({ kind }) => kind in MOVES || kind === 'read.released')

  // The log by itself: a lawful life in the order of the index. `lives[n]` is the state before step n.
  let state: State = 'granted'
  let released = 0
  const lives: State[] = [state]
  for (const { kind, index, at } of steps) {
    if (kind === 'read.released') {
      released++
      if (state !== 'granted') found.push(`R2: read ${index} stands in the log where the consent was ${state}`)
      if (at >= validTo) found.push(`R5: read ${index} was released at or after the consent’s end`)
    } else {
      const move = MOVES[kind]!
      if (!move.from.includes(state)) found.push(`R2: ${kind} ${index} stands in the log where the consent was ${state}`)
      state = move.to
    }
    lives.push(state)
  }
  if (released > reads) found.push(`R6: ${released} reads of ${reads}`)

  const placeOf = new Map(steps.map(({ kind, requestId }, place) => [`${kind} ${requestId}`, place]))
  if (placeOf.size < steps.length) found.push('R3: one request has two entries')
  const placed: { call: Call; place: number }[] = []
  for (const call of calls) {
    const place = placeOf.get(`${ENTRY_OF[call.kind]} ${call.requestId}`)
    if (call.outcome === 'done' && place === undefined) found.push(`R3: a ${call.kind} was answered and has no entry`)
    if (call.outcome !== 'done' && call.outcome !== 'unknown' && place !== undefined) found.push(`R3: a ${call.kind} was refused and has an entry`)
    if (place !== undefined) placed.push({ call, place })
  }

  // What ended before another began stands before it.
  const byEnd = [...placed].sort((a, b) => a.call.ended - b.call.ended)
  const latestBefore = (instant: number) => {
    let latest = -1
    for (const { call, place } of byEnd) {
      if (call.ended >= instant) break
      latest = Math.max(latest, place)
    }
    return latest
  }
  const earliestAfter = (instant: number) => Math.min(steps.length, ...placed.filter(({ call }) => call.began > instant).map(({ place }) => place))
  for (const { call, place } of placed)
    if (latestBefore(call.began) > place)
      found.push(`${call.kind === 'read' ? 'R1' : 'order'}: a ${call.kind} stands in the log before what was answered before it began`)

  // A refusal must have been true at some point between its beginning and its end.
  for (const call of calls) {
    if (!call.outcome.startsWith('consent_')) continue
    const said = call.outcome.slice('consent_'.length)
    if (said === 'expired') {
      if (call.ended + CLOCK_SLACK_MS < validTo) found.push('R5: a look was told of an expiry before it')
      continue
    }
    const [from, to] = [latestBefore(call.began) + 1, earliestAfter(call.ended)]
    const isTrue = lives.slice(from, to + 1).some((life) => life === said)
    if (!isTrue) found.push(`R1: a ${call.kind} was told ${call.outcome} when it was not`)
  }
  for (const { kind, outcome, began } of calls)
    if (kind === 'read' && outcome === 'done' && began > validTo + CLOCK_SLACK_MS) found.push('R5: a look that began after the end got through')
  return found
}

/** Between the two clocks a process has. */
const CLOCK_SLACK_MS = 2
