/**
 * What is foretold is held against what came true: an isotonic regression (pool adjacent violators) of outcomes on
 * predictions. It can stretch and shift, never turn two products round.
 * Ayer, Brunk, Ewing, Reid & Silverman, Ann. Math. Stat. 26 (1955); Zadrozny & Elkan, KDD 2002.
 */
import type { Bp } from '../platform/kernel/rate.ts'

/** How often something came true that had been foretold with so much. */
export interface PastPrediction {
  /** 0..10 000, as foretold before calibration: a calibration never learns from its own answers. */
  predictedBp: Bp
  approved: number
  declined: number
}

/** Rising in both; between two knots the line through them, from 0 to 0 and from 10 000 to 10 000. Empty: as foretold. */
export type Calibration = readonly { readonly predictedBp: Bp; readonly observedBp: Bp }[]

/** Under so many outcomes nothing is put right: the correction would be noise. */
const FEWEST_OUTCOMES = 300
/** Neighbours are taken together until so many: a handful of outcomes at the edge is no step of its own. */
const FEWEST_A_BLOCK = 60

interface Block {
  approved: number
  n: number
  /** Sum of what was foretold, by outcome. */
  foretold: number
}

export function calibrate(past: readonly PastPrediction[]): Calibration {
  const sorted = past.filter((p) => p.approved + p.declined > 0).sort((a, b) => a.predictedBp - b.predictedBp)
  const total = sorted.reduce((sum, p) => sum + p.approved + p.declined, 0)
  if (total < FEWEST_OUTCOMES) return []
  return pooled(blocksOf(sorted)).map(({ approved, n, foretold }) => ({
    predictedBp: Math.round(foretold / n),
    observedBp: Math.round((10_000 * approved) / n),
  }))
}

function blocksOf(sorted: readonly PastPrediction[]): Block[] {
  const blocks: Block[] = []
  let open: Block = { approved: 0, n: 0, foretold: 0 }
  for (const [i, { predictedBp, approved, declined }] of sorted.entries()) {
    const n = approved + declined
    open = { approved: open.approved + approved, n: open.n + n, foretold: open.foretold + predictedBp * n }
    // What was foretold alike is never parted: which of the two came first would show.
    if (open.n >= FEWEST_A_BLOCK && sorted[i + 1]?.predictedBp !== predictedBp) {
      blocks.push(open)
      open = { approved: 0, n: 0, foretold: 0 }
    }
  }
  const last = blocks.pop()
  return last ? [...blocks, merged(last, open)] : [open]
}

/** Pool adjacent violators: wherever more was foretold and less came true, the two are one. */
export function pooled(blocks: readonly Block[]): Block[] {
  const rising: Block[] = []
  for (const block of blocks) {
    let next = block
    for (let before = rising.at(-1); before && before.approved * next.n >= next.approved * before.n; before = rising.at(-1)) {
      rising.pop()
      next = merged(before, next)
    }
    rising.push(next)
  }
  return rising
}

function merged(a: Block, b: Block): Block {
  return { approved: a.approved + b.approved, n: a.n + b.n, foretold: a.foretold + b.foretold }
}

/** @returns 0..10 000, never falling where `predictedBp` rises */
export function calibrated(predictedBp: Bp, calibration: Calibration): Bp {
  if (calibration.length === 0) return predictedBp
  let low = { predictedBp: 0, observedBp: 0 }
  for (const high of [...calibration, { predictedBp: 10_000, observedBp: 10_000 }]) {
    if (predictedBp <= high.predictedBp) {
      const width = high.predictedBp - low.predictedBp
      return width === 0 ? high.observedBp : low.observedBp + Math.round(((high.observedBp - low.observedBp) * (predictedBp - low.predictedBp)) / width)
    }
    low = high
  }
  return low.observedBp
}
