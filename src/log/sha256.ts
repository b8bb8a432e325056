/**
 * SHA-256 as FIPS 180-4 writes it down. Our own, because the browser's is asynchronous and node:crypto is not in a
 * browser, while a proof is folded hash by hash and must be checked in both by the same lines.
 */

/** Fractional parts of the square roots of the first 8 primes (§5.3.3). */
const INITIAL = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19]

/** Fractional parts of the cube roots of the first 64 primes (§4.2.2). */
const ROUND = Int32Array.from([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74,
  0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d,
  0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e,
  0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5,
  0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
])

/** Words of one block (§6.2.2 step 1); overwritten for each, so a million leaves do not make a million arrays. */
const schedule = new Int32Array(64)

/** @returns 32 bytes */
export function sha256(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const state = Int32Array.from(INITIAL)
  const inBlocks = bytes.length - (bytes.length % 64)
  digestBlocks(state, bytes, inBlocks)
  const rest = bytes.length - inBlocks
  const tail = new Uint8Array(rest < 56 ? 64 : 128)
  tail.set(bytes.subarray(inBlocks))
  tail[rest] = 0x80
  // The length in bits, 64 wide: more than 2^32 bits are possible, more than 2^53 bytes are not.
  const end = new DataView(tail.buffer, tail.length - 8)
  end.setUint32(0, Math.floor(bytes.length / 0x20000000))
  end.setUint32(4, (bytes.length * 8) % 0x100000000)
  digestBlocks(state, tail, tail.length)
  const hash = new Uint8Array(32)
  const out = new DataView(hash.buffer)
  for (let word = 0; word < 8; word++) out.setInt32(word * 4, state[word]!)
  return hash
}

function digestBlocks(state: Int32Array, bytes: Uint8Array, length: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const w = schedule
  for (let at = 0; at < length; at += 64) {
    for (let t = 0; t < 16; t++) w[t] = view.getInt32(at + t * 4)
    for (let t = 16; t < 64; t++) {
      const near = w[t - 2]!
      const far = w[t - 15]!
      const sigma1 = turn(near, 17) ^ turn(near, 19) ^ (near >>> 10)
      const sigma0 = turn(far, 7) ^ turn(far, 18) ^ (far >>> 3)
      w[t] = (sigma1 + w[t - 7]! + sigma0 + w[t - 16]!) | 0
    }
    let a = state[0]!
    let b = state[1]!
    let c = state[2]!
    let d = state[3]!
    let e = state[4]!
    let f = state[5]!
    let g = state[6]!
    let h = state[7]!
    for (let t = 0; t < 64; t++) {
      const t1 = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + ROUND[t]! + w[t]!) | 0
      const t2 = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0
      h = g
      g = f
      f = e
      e = (d + t1) | 0
      d = c
      c = b
      b = a
      a = (t1 + t2) | 0
    }
    state[0]! += a
    state[1]! += b
    state[2]! += c
    state[3]! += d
    state[4]! += e
    state[5]! += f
    state[6]! += g
    state[7]! += h
  }
}

function turn(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits))
}
