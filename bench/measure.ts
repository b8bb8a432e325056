export interface Benchmark {
  /** One line: what is compared with what. */
  title: string
  run(): Promise<Measured> | Measured
}

export interface Measured {
  /** Head first; at most four columns. */
  rows: string[][]
  /** For machines; units last in the names. */
  numbers: Numbers
}

export interface Numbers {
  [name: string]: number | string | Numbers
}

export interface Comparison {
  oursMs: number
  referenceMs: number
  /** Median over the rounds of reference time / our time: how many times faster ours is. */
  ratio: number
}

/**
 * Times both in turn, round by round, so that a busy machine slows both alike. The order changes each round and
 * the first round only warms up.
 */
export function compareSpeed(ours: () => void, reference: () => void, rounds: number): Comparison {
  const taken: { oursMs: number; referenceMs: number }[] = []
  for (let round = 0; round <= rounds; round++) {
    const referenceFirst = round % 2 === 1
    const early = referenceFirst ? timed(reference) : timed(ours)
    const late = referenceFirst ? timed(ours) : timed(reference)
    if (round > 0) taken.push(referenceFirst ? { oursMs: late, referenceMs: early } : { oursMs: early, referenceMs: late })
  }
  return {
    oursMs: median(taken.map((t) => t.oursMs)),
    referenceMs: median(taken.map((t) => t.referenceMs)),
    ratio: median(taken.map((t) => t.referenceMs / t.oursMs)),
  }
}

/** The same numbers from the same seed, for inputs that can be looked at again (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

export function perSecond(count: number, ms: number): number {
  return Math.round((count * 1000) / ms)
}

function timed(work: () => void): number {
  const started = performance.now()
  work()
  return performance.now() - started
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? (sorted[middle] ?? Number.NaN) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}
