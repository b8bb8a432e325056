/** Rounds in turn, as compareSpeed takes them, for work that may answer later and may differ in size by a thousand. */
export interface Turns {
  oursMs: number
  referenceMs: number
  /** Median over the rounds: how many times longer the reference takes for one unit of the same work. */
  ratio: number
}

export interface Work {
  run(): Promise<void> | void
  /** Units of work in one run. */
  units: number
}

/** The order changes each round; the first round only warms up. */
export async function takeTurns(ours: Work, reference: Work, rounds: number): Promise<Turns> {
  const taken: { oursMs: number; referenceMs: number }[] = []
  for (let round = 0; round <= rounds; round++) {
    const referenceFirst = round % 2 === 1
    const early = referenceFirst ? await unitMs(reference) : await unitMs(ours)
    const late = referenceFirst ? await unitMs(ours) : await unitMs(reference)
    if (round > 0) taken.push(referenceFirst ? { oursMs: late, referenceMs: early } : { oursMs: early, referenceMs: late })
  }
  return {
    oursMs: median(taken.map(({ oursMs }) => oursMs)),
    referenceMs: median(taken.map(({ referenceMs }) => referenceMs)),
    ratio: median(taken.map(({ oursMs, referenceMs }) => referenceMs / oursMs)),
  }
}

/** Median milliseconds of one unit; the first round only warms up. */
export async function unitTime(work: Work, rounds: number): Promise<number> {
  const taken: number[] = []
  for (let round = 0; round <= rounds; round++) {
    const ms = await unitMs(work)
    if (round > 0) taken.push(ms)
  }
  return median(taken)
}

async function unitMs({ run, units }: Work): Promise<number> {
  const started = performance.now()
  await run()
  return (performance.now() - started) / units
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
