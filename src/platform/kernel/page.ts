/** A page of a list. `nextCursor` is opaque and signed by the rim; null on the last page. */
export interface Page<T> {
  items: T[]
  nextCursor: string | null
}
