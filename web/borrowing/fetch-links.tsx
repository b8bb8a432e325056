import { CATEGORIES, CATEGORY_INFO } from '../../src/profiles/model.ts'
import type { Fetchable } from './fetchable.ts'
import type { Side } from './side.ts'

/** To where what is lacking can be had, category by category; nothing where none of it can. */
export function FetchLinks({ lacking, fetchable, side }: { lacking: readonly string[]; fetchable: Fetchable; side: Side }) {
  const { sources, words } = side
  const had = new Set(lacking.map((id) => fetchable.get(id)))
  if (sources === null) return null
  return (
    <>
      {CATEGORIES.filter((category) => had.has(category)).map((category) => (
        <>
          {' '}
          <a class="nowrap" href={`${sources}#${category}`}>
            {words.offers.unlockFetch(CATEGORY_INFO[category].zh)}
          </a>
        </>
      ))}
    </>
  )
}
