/** Sets of small whole numbers (products of a catalogue, firms of a block) as bits in 32-bit words: one word operation decides 32 of them. */

/** Signed words: V8 keeps them as plain machine integers, where Uint32 would now and then become a double. */
export type Bits = Int32Array

export function wordsFor(count: number): number {
  return (count + 31) >>> 5
}

/** The set {0 … count − 1}. */
export function fullBits(count: number): Bits {
  const bits = new Int32Array(wordsFor(count)).fill(-1)
  if (count & 31) bits[bits.length - 1] = (1 << (count & 31)) - 1
  return bits
}

export function hasBit(bits: Bits, place: number): boolean {
  return ((bits[place >>> 5]! >>> (place & 31)) & 1) === 1
}

export function setBit(bits: Bits, place: number): void {
  bits[place >>> 5]! |= 1 << (place & 31)
}

/** target ∪= source. */
export function orInto(target: Bits, source: Bits): void {
  for (let i = 0; i < target.length; i++) target[i]! |= source[i]!
}

/** target = the union of all sources; four of them a pass, so that the target is read and written a quarter as often. */
export function unite(target: Bits, sources: readonly Bits[]): void {
  target.fill(0)
  let next = 0
  for (; next + 3 < sources.length; next += 4) {
    const a = sources[next]!
    const b = sources[next + 1]!
    const c = sources[next + 2]!
    const d = sources[next + 3]!
    for (let i = 0; i < target.length; i++) target[i]! |= a[i]! | b[i]! | c[i]! | d[i]!
  }
  for (; next < sources.length; next++) orInto(target, sources[next]!)
}

/** target ∖= source. */
export function andNotInto(target: Bits, source: Bits): void {
  for (let i = 0; i < target.length; i++) target[i]! &= ~source[i]!
}

export function countBits(bits: Bits): number {
  let count = 0
  for (let i = 0; i < bits.length; i++) count += onesIn(bits[i]!)
  return count
}

/** Members in ascending order. */
export function eachBit(bits: Bits, visit: (place: number) => void): void {
  for (let i = 0; i < bits.length; i++) {
    for (let word = bits[i]!; word !== 0; word &= word - 1) visit((i << 5) + lowestOf(word))
  }
}

/** Place of the lowest bit that is set; the word must not be 0. */
export function lowestOf(word: number): number {
  return 31 - Math.clz32(word & -word)
}

function onesIn(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555)
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333)
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}
