/**
 * Codes and names that were asked about and may stand together, so that a file of a million rows about the same firms
 * asks once for each. Kept as numbers: the texts would be most of what an import remembers.
 */
export class AgreedNames {
  readonly #agreed = new Set<number>()
  readonly #atMost: number

  constructor(atMost = 200_000) {
    this.#atMost = atMost
  }

  has(code: string, name: string): boolean {
    return this.#agreed.has(numberOf(code, name))
  }

  add(code: string, name: string): void {
    if (this.#agreed.size >= this.#atMost) this.#agreed.clear()
    this.#agreed.add(numberOf(code, name))
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
  return 4_294_967_296 * (b & 0x1f_ffff) + (a >>> 0)
}
