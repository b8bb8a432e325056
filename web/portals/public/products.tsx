import type { ProductView } from '../../../src/products/contract.ts'
import { PURPOSES } from '../../../src/products/model.ts'
import { SUBJECT_KINDS } from '../../../src/subjects/model.ts'
import { htmlResponse } from '../../client/answer-page.ts'
import type { Api } from '../../client/api.ts'
import type { Visit } from './frame.tsx'
import { ProductsPage } from './products-page.tsx'

const PAGE_SIZE = 20

/** The list as asked by the address: `audience`, `purpose`, `cursor`. Values outside the code sets count as not asked. */
export async function productsPage(api: Api, visit: Visit, url: URL): Promise<Response> {
  const ask = (name: string) => url.searchParams.get(name) ?? ''
  const filter = {
    audience: SUBJECT_KINDS.find((kind) => kind === ask('audience')) ?? '',
    purpose: PURPOSES.find((purpose) => purpose === ask('purpose')) ?? '',
  }
  const cursor = ask('cursor')
  const answer = await api.get<{ items: ProductView[]; nextCursor: string | null }>('/api/v1/products', { ...filter, cursor, limit: PAGE_SIZE })
  const href = (next: string | null) => {
    const query = new URLSearchParams(Object.entries({ ...filter, cursor: next ?? '' }).filter(([, value]) => value !== ''))
    return query.size === 0 ? '/products' : `/products?${query}`
  }
  const common = { visit, filter, firstHref: cursor === '' ? null : href(null) }
  if (!answer.ok) return htmlResponse(<ProductsPage {...common} products={[]} problem={answer.problem} nextHref={null} />, answer.problem.status)
  const { items, nextCursor } = answer.body
  return htmlResponse(<ProductsPage {...common} products={items} problem={null} nextHref={nextCursor === null ? null : href(nextCursor)} />)
}
