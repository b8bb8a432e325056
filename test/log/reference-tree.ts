/** RFC 9162 §2.1 word for word and slowly: recursion over lists of leaves, hashes by node:crypto. */
import { createHash } from 'node:crypto'

type Bytes = Uint8Array

const hashOf = (...parts: Bytes[]) => new Uint8Array(createHash('sha256').update(Buffer.concat(parts)).digest())

/** §2.1.1: MTH(D[n]) */
export function slowRoot(leaves: readonly Bytes[]): Bytes {
  if (leaves.length === 0) return hashOf()
  if (leaves.length === 1) return hashOf(Uint8Array.of(0), leaves[0]!)
  const k = split(leaves.length)
  return hashOf(Uint8Array.of(1), slowRoot(leaves.slice(0, k)), slowRoot(leaves.slice(k)))
}

/** §2.1.3.1: PATH(m, D[n]) */
export function slowPath(m: number, leaves: readonly Bytes[]): Bytes[] {
  if (leaves.length === 1) return []
  const k = split(leaves.length)
  return m < k ? [...slowPath(m, leaves.slice(0, k)), slowRoot(leaves.slice(k))] : [...slowPath(m - k, leaves.slice(k)), slowRoot(leaves.slice(0, k))]
}

/** §2.1.4.1: PROOF(m, D[n]) */
export function slowProof(m: number, leaves: readonly Bytes[]): Bytes[] {
  return slowSubproof(m, leaves, true)
}

function slowSubproof(m: number, leaves: readonly Bytes[], whole: boolean): Bytes[] {
  if (m === leaves.length) return whole ? [] : [slowRoot(leaves)]
  const k = split(leaves.length)
  return m <= k
    ? [...slowSubproof(m, leaves.slice(0, k), whole), slowRoot(leaves.slice(k))]
    : [...slowSubproof(m - k, leaves.slice(k), false), slowRoot(leaves.slice(0, k))]
}

/** The largest power of two smaller than n. */
function split(n: number): number {
  return 2 ** (n - 1).toString(2).length / 2
}
