import { describe, expect, it, test } from 'vitest'
import * as tlog from '../../src/log/tlog.ts'

const LEAVES = Array.from({ length: 20 }, (_, at) => tlog.hashLeaf(Uint8Array.of(at)))
const rootAt = (size: number) => tlog.rootOf(LEAVES.slice(0, size))

describe('the log’s arithmetic by its one door', () => {
  it('proves each leaf of each size, and what it proves holds', () => {
    for (let size = 1; size <= LEAVES.length; size++)
      for (let index = 0; index < size; index++) {
        const claim = { leafHash: LEAVES[index]!, index, size, root: rootAt(size), proof: tlog.proveInclusion(LEAVES, index, size) }
        expect(tlog.verifyInclusion(claim)).toBeNull()
        expect(tlog.verifyInclusion({ ...claim, proof: [...claim.proof, LEAVES[0]!] })).toBe('proof_length')
      }
  })

  it('proves the growth from each size to each later one', () => {
    for (let to = 1; to <= LEAVES.length; to++)
      for (let from = 1; from <= to; from++) {
        const claim = { from, to, fromRoot: rootAt(from), toRoot: rootAt(to), proof: tlog.proveConsistency(LEAVES, from, to) }
        expect(tlog.verifyConsistency(claim)).toBeNull()
        if (from === to) expect(tlog.verifyConsistency({ ...claim, proof: [LEAVES[0]!] })).toBe('proof_length')
      }
  })

  test.each([
    ['of an empty tree', () => tlog.proveInclusion([], 0)],
    ['of a leaf outside', () => tlog.proveInclusion(LEAVES, 20)],
    ['of more leaves than there are', () => tlog.proveInclusion(LEAVES, 0, 21)],
    ['from size 0', () => tlog.proveConsistency(LEAVES, 0)],
    ['backwards', () => tlog.proveConsistency(LEAVES, 5, 4)],
    ['to more leaves than there are', () => tlog.proveConsistency(LEAVES, 5, 21)],
  ])('makes no proof %s', (_, make) => {
    expect(make).toThrow(RangeError)
  })
})
