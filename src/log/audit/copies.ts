/**
 * The tree as it grows out of up to three copies of each leaf hash: worked out of the leaf itself, stored beside it, and in
 * the lowest tile. While they agree there is one tree. Where they do not, a signed root tells which of them was sealed, and
 * so which was altered; without such a root one of them is false and nobody knows which.
 */
import { append, emptyFrontier, type Frontier, frontierRoot, type Hash, sameHash } from '../tree.ts'
import type { Finding } from './finding.ts'

/** At least one of them is there. */
export interface Copies {
  leaf: Hash | null
  hash: Hash | null
  tile: Hash | null
}

type Copy = keyof Copies
/** What a reader reads comes first: of one place only one thing is said. */
const COPIES: readonly Copy[] = ['leaf', 'hash', 'tile']
const ALTERED = { leaf: 'leaf_altered', hash: 'hash_altered', tile: 'tile_altered' } as const
/** Hashes that are worked out at most where some places rely on one copy and some on another. */
const MOST_HASHES = 131_072

export interface DoubtfulTree {
  size(): number
  put(copies: Copies): void
  /** The first place since the last root whose copies contradict each other, as far as that alone tells. */
  firstDoubt(): Finding | null
  /** @returns what was altered among the places since the last root; null: no choice between the copies has this root */
  settle(root: Hash): Finding[] | null
}

export function doubtfulTree(): DoubtfulTree {
  let sure: Frontier = emptyFrontier()
  /** From the first doubt on. */
  let open: Copies[] = []
  return {
    size: () => sure.size + open.length,
    put(copies) {
      const [only, other] = distinct(copies)
      if (open.length === 0 && other === undefined) sure = append(sure, only!)
      else open.push(copies)
    },
    firstDoubt: () => (open[0] ? { why: blame(open[0], open[0].tile ?? open[0].hash!)!, index: sure.size } : null),
    settle(root) {
      for (const choice of choicesOf(open)) {
        const grown = choice.reduce(append, sure)
        if (!sameHash(frontierRoot(grown), root)) continue
        const findings = open.flatMap((copies, at): Finding[] => {
          const why = blame(copies, choice[at]!)
          return why ? [{ why, index: sure.size + at }] : []
        })
        sure = grown
        open = []
        return findings
      }
      return null
    },
  }
}

function distinct(copies: Copies): Hash[] {
  const hashes: Hash[] = []
  for (const copy of COPIES) {
    const hash = copies[copy]
    if (hash && !hashes.some((other) => sameHash(other, hash))) hashes.push(hash)
  }
  return hashes
}

/** Which copy is not the one that was sealed. */
function blame(copies: Copies, sealed: Hash): (typeof ALTERED)[Copy] | null {
  const altered = COPIES.find((copy) => copies[copy] && !sameHash(copies[copy], sealed))
  return altered === undefined ? null : ALTERED[altered]
}

/** Everywhere the same copy first: who alters one of them leaves the others; then, as far as it is not too much, all there are. */
function* choicesOf(open: readonly Copies[]): Generator<readonly Hash[]> {
  if (open.length === 0) {
    yield []
    return
  }
  const hashes = open.map(distinct)
  for (const copy of COPIES) yield open.map((copies, at) => copies[copy] ?? hashes[at]![0]!)
  const doubts = hashes.flatMap(({ length }, at) => (length > 1 ? [at] : []))
  const count = doubts.reduce((product, at) => product * hashes[at]!.length, 1)
  if (count * open.length > MOST_HASHES) return
  for (let number = 0; number < count; number++) {
    const choice = hashes.map(([first]) => first!)
    let rest = number
    for (const at of doubts) {
      choice[at] = hashes[at]![rest % hashes[at]!.length]!
      rest = Math.floor(rest / hashes[at]!.length)
    }
    yield choice
  }
}
