/**
 * Codes and names that were asked about and may stand together, so that a file of a million rows about the same firms
 * asks once for each. Kept as numbers in a table of fixed size: the texts would be most of what an import remembers, and a
 * Set of numbers beyond 2^31 takes some sixty bytes for each.
 */
export class AgreedNames {
  /** Open addressing: a pair lies at the first free place from its own on; 0 is free. */
  readonly #places: Float64Array
  readonly #atMost: number
  #size = 0

  constructor(atMost = 200_000) {
    this.#atMost = atMost
    this.#places = new Float64Array(2 ** Math.ceil(Math.log2(Math.max(2, atMost * 1.3))))
  }

  has(code: string, name: string): boolean {
    const pair = numberOf(code, name)
    return this.#places[this.#placeOf(pair)] === pair
  }

  add(code: string, name: string): void {
    if (this.has(code, name)) return
    if (this.#size >= this.#atMost) {
      this.#places.fill(0)
      this.#size = 0
    }
    const pair = numberOf(code, name)
    this.#places[this.#placeOf(pair)] = pair
    this.#size++
  }

  /** Where the pair is, or where it would be put. */
  #placeOf(pair: number): number {
    const last = this.#places.length - 1
    let place = pair % this.#places.length
    while (this.#places[place] !== 0 && this.#places[place] !== pair) place = place === last ? 0 : place + 1
    return place
  }
}

/** 53 bits of both texts (cyrb53): of 200,000 pairs two share a number once in some hundred thousand files. */
function numberOf(code: string, name: string): number {
  let a = 0xdeadbeef
  let b = 0x41c6ce57
  for (const text of [code, name]) {
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i)
      a = Math.imul(a ^ unit, 2_654_435_761)
      b = Math.imul(b ^ unit, 1_597_334_677)
    }
    // Where one text ends counts, too.
    a = Math.imul(a ^ 0x1_0000, 2_246_822_507)
  }
  a = Math.imul(a ^ (a >>> 16), 2_246_822_507) ^ Math.imul(b ^ (b >>> 13), 3_266_489_909)
  b = Math.imul(b ^ (b >>> 16), 2_246_822_507) ^ Math.imul(a ^ (a >>> 13), 3_266_489_909)
  // Never the number of a free place.
  return 4_294_967_296 * (b & 0x1f_ffff) + (a >>> 0) || 1
}
